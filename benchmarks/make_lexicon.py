"""Descriptions of public APIs to the words that several providers have in their paths.

    python benchmarks/make_lexicon.py FOLDER... [--bound 3] [--write]

Every OpenAPI file below the folders counts for its provider, which is the owner of the host that it names; one without
a host counts for nobody. Of each provider all names in paths are looked at, without what begins an API (`api`, `v1`),
and so are the parts of names (`line`, `items`). What at least as many providers have as the bound says is general
vocabulary, and nobody's API. Providers of the specifications that the judge is checked on are left out, so that those
judge no words of their own.

What stands in the project was made from the newest snapshots of `darosh/openapi-directory-lite` (CC0),
`zijianhuang/openapi-directory` (a copy of APIs-guru, CC0), `jentic/jentic-public-apis`, `DataFire/Integrations` and
`microsoft/PowerPlatformConnectors` (all MIT). Only the numbers of providers were taken.
"""

import argparse
import json
import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import yaml

from inventory.endpoints import lexicon
from inventory.model.segments import split
from inventory.model.words import is_prefix, words_of

BOUND = 3  # providers
LEXICON = Path(lexicon.__file__).with_name("vocabulary.py")
WIDTH = 118

# Providers of the 76 specifications of the benchmark, those that offer the same APIs, and names that stand for nobody.
_HELD_OUT = """
amazon amazonaws apache apicurio appcenter argoproj azure azureiotcentral azurestack bbc bbci bc bclaws bitbucket
bluemix botify box bungie callfire ccp channel4 circleci core digitalocean docker docusign dynamics evemarketer
evetech facebook figshare flat gitea github goog google googleapis healthcare instagram jenkins kubernetes
microsoft mozilla netlify nytimes office onenote openai oxforddictionaries paypal pokeapi polygon powerapps ptv
reverb runscope sendgrid slack spotify squareup squareupsandbox stackexchange stripe t213 tfl thebluealliance
traccar trello tvmaze twilio twinehealth vic visualstudio weather windows wmata wordnik xero youtube zalando
com contoso example http mycompany swagger test www yourdomain
"""
HELD_OUT = frozenset(_HELD_OUT.split())
# Below these, as below a top-level domain, everybody has a name.
SHARED = frozenset(
    {"appspot.com", "azure-api.net", "azure-apim.net", "azurecontainerapps.io", "azurefd.net", "azurewebsites.net",
     "cloudapp.net", "cloudfunctions.net", "github.io", "herokuapp.com", "mocklab.io", "netlify.app",
     "powerappsportals.com", "rapidapi.com", "run.app", "vercel.app"}
)  # fmt: skip
SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})
WORD = re.compile(r"[a-z][a-z0-9_.-]{1,39}")
PARAMETER = re.compile(r"\{[^{}]*\}")

Words = tuple[frozenset[str], frozenset[str]]  # names, and parts of names


class Counts(NamedTuple):
    """How many providers have words."""

    names: Counter[str]
    parts: Counter[str]


def main() -> None:
    """Count, print what there is, and write if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--bound", type=int, default=BOUND, help="providers that must have a word")
    parser.add_argument("--write", action="store_true", help=f"write {LEXICON.name}")
    options = parser.parse_args()
    files = sorted(
        path for folder in options.folders for path in folder.rglob("*") if path.suffix in (".json", ".yaml")
    )
    words: dict[str, list[Words]] = defaultdict(list)
    with ProcessPoolExecutor() as pool:
        for path, found in zip(files, pool.map(read, files, chunksize=16), strict=True):
            if found is None:
                print(f"{path}: left out")
            elif found[0] not in HELD_OUT:
                words[found[0]].append(found[1])
    counts = count(words.values())
    text = source(counts, options.bound)
    print(f"{len(files)} files, {len(words)} providers, {len(text)} bytes")
    if options.write:
        LEXICON.write_text(text, "utf-8")


def read(path: Path) -> tuple[str, Words] | None:
    """Return the provider of a description and the words in its paths; None for what is no description of a host."""
    try:
        text = path.read_text("utf-8")
        document = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    except (ValueError, yaml.YAMLError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        return None
    host, base = server(document)
    name = provider(host)
    return (name, words_in(base, map(str, document["paths"]))) if name else None


def server(document: Mapping[str, object]) -> tuple[str, str]:
    """Return the first host of a description and the path that its paths begin with."""
    if isinstance(host := document.get("host"), str):
        return host, str(document.get("basePath") or "")
    servers = document.get("servers")
    for one in servers if isinstance(servers, list) else ():
        address = urlsplit(re.sub(r"\{[^{}]*\}\.", "", str(one.get("url")))) if isinstance(one, dict) else None
        if address and "." in address.netloc:
            return address.netloc, address.path
    return "", ""


def provider(host: str) -> str:
    """Return the owner's part of a host's name; "" where there is none."""
    labels = host.partition(":")[0].strip(".").lower().split(".")
    if len(labels) < 2 or "{" in host or labels[-1].isdigit():
        return ""
    if ".".join(labels[-2:]) in SHARED:
        return labels[-3] if len(labels) > 2 else ""
    country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL
    return labels[-3] if country else labels[-2]


def words_in(base: str, paths: Iterable[str]) -> Words:
    """Return the names in paths, and their parts."""
    names = {name for path in paths for name in _names(base.rstrip("/") + re.split("[?#]", path)[0])}
    return frozenset(map(str.lower, names)), frozenset(part for name in names for part in words_of(name))


def _names(path: str) -> Iterator[str]:
    began = False
    for segment in filter(None, PARAMETER.sub("{}", path).split("/")):
        began = began or not is_prefix(segment)
        stem = split(segment).stem
        if began and "{" not in stem:
            yield stem


def count(providers: Iterable[list[Words]]) -> Counts:
    """Count for each word the providers that have it."""
    counts = Counts(Counter(), Counter())
    for own in providers:
        counts.names.update(frozenset[str]().union(*(names for names, _ in own)))
        counts.parts.update(frozenset[str]().union(*(parts for _, parts in own)))
    return counts


def source(counts: Counts, bound: int) -> str:
    """Return the module that holds the words."""
    text = '"""Words in the paths of public APIs: made by `benchmarks/make_lexicon.py`, not by hand.\n\n'
    text += "A line has words and, before them, how many providers have each.\n"
    text += '"""\n'
    for title, counter in zip(("NAMES", "PARTS"), counts, strict=True):
        by_count: dict[int, list[str]] = defaultdict(list)
        for word, number in counter.items():
            if number >= bound and WORD.fullmatch(word):
                by_count[number].append(word)
        lines = [
            f"{number} {line}"
            for number in sorted(by_count, reverse=True)
            for line in textwrap.wrap(
                " ".join(sorted(by_count[number])), WIDTH - len(str(number)), break_on_hyphens=False
            )
        ]
        text += f'\n{title} = """\n' + "\n".join(lines) + '\n"""\n'
    return text


if __name__ == "__main__":
    main()
