"""Descriptions to the newest ones of each API and those that are older.

Two descriptions speak of the same API when they are mounted at the same place and share their paths: at least half of
those of the smaller one where they have the same title and different versions, and more than half where only the
servers say that they belong together. So parts of an API that stand in several files, services behind one gateway, and
two versions that are both mounted (`/v1` and `/v2`) all keep what they declare.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from inventory.drift import mounts
from inventory.model.comparisons import Older
from inventory.model.operations import Description, Server

_VERSION_WORD = re.compile(r"\b(?:v(?:ersion)?\s*)?\d+(?:\.\d+)*\b|\bv(?:ersion)?\b")
_PARAMETER = re.compile(r"\{[^}/]*\}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_PIECES = re.compile(r"\d+|[a-z]+")

NUMBER_LIMIT = 18  # digits of a number that are looked at

Rank = tuple[tuple[int, int, str], ...]


class _Outline(NamedTuple):
    """What a description is told from others by."""

    title: str  # without its version
    rank: Rank
    mounted: frozenset[tuple[str, str]]  # authorities and base paths
    paths: frozenset[str]  # without the names of their parameters


def split(descriptions: Sequence[Description], override: tuple[Server, ...]) -> tuple[list[Description], list[Older]]:
    """Return the descriptions that declare what there is, and the others with their newest one.

    The first are in the order in which they were given; of several older ones of one API the newest comes first.
    """
    outlines = [_outline(one) for one in descriptions]
    groups: list[list[int]] = []
    for number, outline in enumerate(outlines):
        same = [group for group in groups if any(_is_same(outline, outlines[one], override) for one in group)]
        groups = [group for group in groups if group not in same]
        groups.append([*(one for group in same for one in group), number])
    newest, older = set[int](), list[Older]()
    for group in groups:
        *rest, last = sorted(group, key=lambda number: (outlines[number].rank, number))
        newest.add(last)
        older += [Older(descriptions[number], descriptions[last]) for number in reversed(rest)]
    return [one for number, one in enumerate(descriptions) if number in newest], older


def newest(descriptions: Sequence[Description]) -> list[Description]:
    """Return the descriptions of which no newer version is given, mounted where their servers say."""
    return split(descriptions, ())[0]


def _is_same(one: _Outline, other: _Outline, override: tuple[Server, ...]) -> bool:
    """Tell whether two descriptions speak of the same API."""
    if not (override or one.mounted & other.mounted):
        return False
    smaller, shared = min(len(one.paths), len(other.paths)), len(one.paths & other.paths)
    if one.title == other.title and one.rank != other.rank:
        return 0 < smaller <= 2 * shared
    return 0 < smaller < 2 * shared


def version_rank(version: str) -> Rank:
    """Return what a version is sorted by: numbers as numbers, and a release after what was before it (1.0-beta)."""
    text = version.lower().strip().removeprefix("v").partition("+")[0]
    if _DATE.match(text):
        text = text.replace("-", ".")
    main = _NUMBERS.match(text)
    numbers = [int(number[:NUMBER_LIMIT]) for number in re.findall(r"\d+", main[0])] if main else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    pieces = _PIECES.findall(text[main.end() if main else 0 :])
    before = [(0, int(piece[:NUMBER_LIMIT]), "") if piece.isdigit() else (0, 0, piece) for piece in pieces]
    return (*((1, number, "") for number in numbers), *(before or [(1, 0, "")]))


def _outline(description: Description) -> _Outline:
    return _Outline(
        title=" ".join(_VERSION_WORD.sub(" ", description.title.lower()).split()),
        rank=version_rank(description.version),
        mounted=frozenset(
            (server.authority, server.base_path)
            for operation in description.operations
            for server in mounts.mounts(description, operation, ())
        ),
        paths=frozenset(_PARAMETER.sub("{}", operation.path) for operation in description.operations),
    )
