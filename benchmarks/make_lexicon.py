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
import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from public_descriptions import HELD_OUT, PARAMETER, files_below, paths_of, provider, read_document, server

from inventory.endpoints import lexicon
from inventory.model.segments import split
from inventory.model.words import is_prefix, words_of

BOUND = 3  # providers
LEXICON = Path(lexicon.__file__).with_name("vocabulary.py")
WIDTH = 118

WORD = re.compile(r"[a-z][a-z0-9_.-]{1,39}")

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
    files = files_below(options.folders)
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
    document = read_document(path)
    if not document:
        return None
    host, base = server(document)
    name = provider(host)
    return (name, words_in(base, map(str, paths_of(document)))) if name else None


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
