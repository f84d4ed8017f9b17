"""Descriptions to the newest ones of each API and those that are older.

Two descriptions speak of the same API when they are mounted at the same place and share their paths: at least half of
those of the smaller one where they have the same title and different versions, and more than half where only the
servers say that they belong together. So parts of an API that stand in several files, services behind one gateway, and
two versions that are both mounted (`/v1` and `/v2`) all keep what they declare.
"""

import re
from collections.abc import Sequence

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


def split(descriptions: Sequence[Description], override: tuple[Server, ...]) -> tuple[list[Description], list[Older]]:
    """Return the descriptions that declare what there is, and the others with their newest one.

    Both are in the order in which they were given, but that of several older ones of one API the newest comes first.
    """
    groups: list[list[Description]] = []
    for one in descriptions:
        same = [group for group in groups if any(is_same(one, other, override) for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([*(other for group in same for other in group), one])
    newest, older = [], []
    for group in groups:
        given = sorted(group, key=lambda one: next(n for n, each in enumerate(descriptions) if each is one))
        *rest, last = sorted(given, key=lambda one: version_rank(one.version))
        newest.append(last)
        older += [Older(one, last) for one in reversed(rest)]
    current = [one for one in descriptions if any(one is each for each in newest)]
    return current, older


def is_same(one: Description, other: Description, override: tuple[Server, ...]) -> bool:
    """Tell whether two descriptions speak of the same API."""
    if not (override or _mounted(one) & _mounted(other)):
        return False
    paths, others = _paths(one), _paths(other)
    smaller, shared = min(len(paths), len(others)), len(paths & others)
    if _title(one) == _title(other) and version_rank(one.version) != version_rank(other.version):
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


def _mounted(description: Description) -> set[tuple[str, str]]:
    return {
        (server.authority, server.base_path)
        for operation in description.operations
        for server in mounts.mounts(description, operation, ())
    }


def _paths(description: Description) -> set[str]:
    return {_PARAMETER.sub("{}", operation.path) for operation in description.operations}


def _title(description: Description) -> str:
    return " ".join(_VERSION_WORD.sub(" ", description.title.lower()).split())
