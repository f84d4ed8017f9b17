"""Folders of public OpenAPI files to one small description of each provider, to make traffic from.

    python benchmarks/make_descriptions.py FOLDER... --into DIRECTORY

Of each provider, which is the owner of the host that a file names, the description with the most paths is taken, and
reduced to what makes traffic: where the paths begin, their methods, the parameters in paths and queries, and the types
of responses. It is written to DIRECTORY/x-PROVIDER.json, the same on every run, and can be given to `generate.py` of
the benchmark or to `make_gateways.py`. The directory has to be new or empty. Providers of the specifications that
trees are checked on are left out.

Of what has the same paths as a description of another provider one is enough, and what has few paths or operations,
or hardly any parameters, teaches nothing about templates.

The trees in the project were grown with 566 descriptions from the newest snapshots of the repositories that
`make_lexicon.py` names, and of `Adyen/adyen-openapi`, `Asana/openapi`, `PagerDuty/api-schema`,
`apideck-libraries/openapi-specs`, `cloudflare/api-schemas`, `discord/discord-api-spec`, `dlt-hub/openapi-specs`,
`intercom/Intercom-OpenAPI`, `okta/okta-management-openapi-spec`, `plaid/plaid-openapi`, `webex/webex-openapi-specs` and
`workos/openapi-spec`. Nothing of them is in the project.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from public_descriptions import HELD_OUT, PARAMETER, files_below, paths_of, provider, read_document, server
from reduced_description import operations_in, reduced

PATHS_MOST = 300  # a description with more of them is no better than one with so many
PATHS_LEAST = 6
TEMPLATES_LEAST = 3  # paths with a parameter
OPERATIONS_LEAST = 8
# Paths of a connector of Power Platform begin with this: they are not those of the API that it wraps.
CONNECTOR = "{connectionid}"


class Candidate(NamedTuple):
    """A description that may be taken for a provider, and its number of paths up to PATHS_MOST."""

    paths: int
    file: Path
    provider: str


def main() -> None:
    """Choose, reduce, write, and print how many there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--into", type=Path, required=True, metavar="DIRECTORY")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    if any(options.into.iterdir()):
        parser.error(f"{options.into} is not empty: what is there would pass for a description from these folders")
    files = files_below(options.folders)
    with ProcessPoolExecutor() as pool:
        chosen = choose(_readable(files, pool.map(candidate, files, chunksize=16)))
        descriptions = pool.map(description, chosen.values(), chosen)
        kept = dict(distinct(zip(chosen, descriptions, strict=True)))
    for name, document in kept.items():
        (options.into / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    print(f"{len(files)} files, {len(chosen)} providers, {len(kept)} descriptions")


def _readable(files: Iterable[Path], found: Iterable[Candidate | str]) -> Iterator[Candidate]:
    for path, one in zip(files, found, strict=True):
        if isinstance(one, Candidate):
            yield one
        elif one:
            print(f"{path}: left out, {one}")


def candidate(path: Path) -> Candidate | str:
    """Return what a file may be taken for; else what is wrong with it, "" if it is only not what is looked for."""
    document = read_document(path)
    if document is None:
        return "it can't be read"
    owner = provider(server(document)[0])
    paths = same_names(map(str, paths_of(document)))
    templates = sum("{}" in one for one in paths)
    if not owner or owner in HELD_OUT or len(paths) < PATHS_LEAST or templates < TEMPLATES_LEAST:
        return ""
    if any(CONNECTOR in str(one).lower() for one in paths_of(document)):
        return ""
    return Candidate(min(len(paths), PATHS_MOST), path, owner)


def same_names(paths: Iterable[str]) -> frozenset[str]:
    """Return paths with all parameters named alike, without queries and fragments."""
    return frozenset(PARAMETER.sub("{}", re.split("[?#]", path)[0]) for path in paths)


def choose(candidates: Iterable[Candidate]) -> dict[str, Path]:
    """Return the file with the most paths of each provider by the name to write it under, in order.

    Of files with as many, the last by name is taken: where names hold versions, it is most often the newest.
    """
    best: dict[str, Candidate] = {}
    for one in candidates:
        name = "x-" + re.sub("[^a-z0-9]+", "-", one.provider)
        best[name] = max(best.get(name, one), one)
    return {name: best[name].file for name in sorted(best)}


def description(path: Path, name: str) -> dict[str, object]:
    """Return a file reduced to what makes traffic."""
    return reduced(read_document(path) or {}, name)


def distinct(descriptions: Iterable[tuple[str, dict[str, object]]]) -> Iterator[tuple[str, dict[str, object]]]:
    """Leave out those with the paths of an earlier one, and those with few operations."""
    seen = set()
    for name, document in descriptions:
        paths = same_names(map(str, paths_of(document)))
        if paths not in seen and operations_in(document) >= OPERATIONS_LEAST:
            yield name, document
        seen.add(paths)


if __name__ == "__main__":
    main()
