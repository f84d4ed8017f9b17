"""Calls that are too many to fewer: at each place the words with the smallest keys stay, all others become one.

What stays is a function of the set of calls alone, and merges exactly. The key of a word depends on nothing but the
word, so a word that stays in the end has never been folded in any part; and a place where words were folded holds
FOLDED, which nothing else does, and as many words as its level allows, so calls tell how far they were folded.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from hashlib import blake2b
from sys import maxsize
from typing import NamedTuple

from inventory.model.caching import remember
from inventory.model.segments import FILES, FORMATS, split
from inventory.model.words import RESERVED, is_plural, is_verb

FOLDED = "{word}"  # stands for words that are no longer told apart
REST = "{rest}"  # stands for all segments beyond the deepest that are told apart
DEEPEST = 32  # segments of a path as it is observed; REST stands for what comes behind them
LOOSE = 8  # times the limit that the bound for folded calls may be: those of real traffic stay far below their bound
WEIGHED_TOGETHER = 8  # segments of a path: one with so many more takes as much room as two
HARMLESS_LENGTH = 24  # characters of a word that stays before others

Segments = tuple[str, ...]
Call = tuple[str, Segments]  # a method, and the path that it was sent to


class Level(NamedTuple):
    """How far calls are folded: how many words stay at a place, and how many segments of a path."""

    words: int
    depth: int


FEWEST = 8  # words
LEVELS = (
    Level(maxsize, DEEPEST),
    *(Level(words, DEEPEST) for words in (512, 256, 128, 64, 32, 16, FEWEST)),
    *(Level(FEWEST, depth) for depth in (16, 8, 6, 4, 3, 2, 1, 0)),
)

_TYPED = re.compile(r"\{[a-z-]+\}(?:\.([a-z0-9]+))?\Z")
_VALUES_ALONE = re.compile(r"(?:\{[a-z-]+\}|[^A-Za-z0-9{}])+\Z")
_VERSION = re.compile(r"v\d{1,2}\Z")


class Folding:
    """Calls of one service, folded to a level."""

    def __init__(self, calls: Iterable[Call], level: Level) -> None:
        self.moved: dict[Call, Segments] = {}  # where calls count that were folded
        self._level = level
        self._last: dict[int, dict[Segments, bytes]] = defaultdict(dict)  # by number of segments and those before …
        self.size = 0  # … the largest key of a word that stays; and the bound that `_bound` gives
        groups: dict[int, list[tuple[Segments, Call]]] = defaultdict(list)
        for call in calls:
            way = _cut(call[1], level.depth)
            groups[len(way)].append((way, call))
        for length, members in groups.items():
            self.size += self._bound((), members, length)

    def apply(self, segments: Segments) -> Segments:
        """Return where a call counts that may not have been known before."""
        way = _cut(segments, self._level.depth)
        last = self._last.get(len(way))
        if last is None:
            return way
        folded: Segments = ()
        for segment in way:
            limit = last.get(folded)
            folded += (segment if limit is None or is_typed(segment) or key(segment) <= limit else _folded(segment),)
        return folded

    def _bound(self, before: Segments, members: list[tuple[Segments, Call]], length: int) -> int:
        """Fold the calls of one length below a place; return a bound of the weight of those that stay.

        The bound never falls when calls are added, which their weight itself may do, when words with few calls below
        them push out others with many. So the level that keeps it within a limit never rises again.
        """
        if len(before) == length:
            self.moved.update((call, before) for _, call in members if call[1] != before)
            return len({method for _, (method, _) in members}) * weight(before)
        below: dict[str, list[tuple[Segments, Call]]] = defaultdict(list)
        for member in members:
            below[member[0][len(before)]].append(member)
        words = sorted((segment for segment in below if not is_typed(segment)), key=key)
        wide = bool(words) and (len(words) > self._level.words or any(map(is_folded, below)))
        if wide:
            self._last[length][before] = key(words[: self._level.words][-1])
            for word in words[self._level.words :]:
                below[_folded(word)] += below.pop(word)
        sizes = {segment: self._bound((*before, segment), own, length) for segment, own in below.items()}
        if not wide:
            return sum(sizes.values())
        kept = words[: self._level.words]
        largest = max(size for segment, size in sizes.items() if is_folded(segment) or not is_typed(segment))
        return largest * len(kept) + sum(size for segment, size in sizes.items() if is_typed(segment))


def settled(calls: Iterable[Call], level: int, limit: int) -> tuple[int, Folding]:
    """Fold calls, which have been folded to a level or not at all, to the first level that keeps them within a limit.

    Those that are folded stay within LOOSE times the limit. Levels are numbers of LEVELS; the last one keeps two paths
    for each method, whatever the limit.
    """
    calls = list(calls)
    while True:
        found = Folding(calls, LEVELS[level])
        if found.size <= limit * (LOOSE if level else 1) or level == len(LEVELS) - 1:
            return level, found
        level += 1


def weight(way: Segments) -> int:
    """Return how much room a call takes with a path."""
    return 1 + len(way) // WEIGHED_TOGETHER


def fair_share(sizes: Collection[int], whole: int) -> int:
    """Return how much room the calls of each service may take, so that all take no more than a whole together.

    Services with fewer leave their part to the others. Those that were folded count as endless.
    """
    left, share = whole, maxsize
    for rank, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - rank)
        if size > share:
            return share
        left -= size
    return maxsize


@remember(16_384)
def key(word: str) -> bytes:
    """Return what words are ordered by: names that APIs reserve, then plurals, then all others in no order at all."""
    rank = 0 if _is_harmless(word) else 1 if _is_likely(word) else 2
    data = word.encode("utf-8", "surrogatepass")
    return bytes((rank,)) + blake2b(data, digest_size=8).digest() + data


@remember(16_384)
def is_typed(segment: str) -> bool:
    """Tell whether a segment is one placeholder, perhaps with a known ending: there are few of them."""
    found = _TYPED.match(segment)
    return found is not None and (not found[1] or found[1] in FORMATS or found[1] in FILES)


def is_folded(segment: str) -> bool:
    """Tell whether a segment stands for words that are no longer told apart."""
    return segment.startswith(FOLDED)


def is_cut(way: Segments) -> bool:
    """Tell whether a path stands for longer ones, beyond the end of every path."""
    return way[-1:] == (REST,) and len(way) <= DEEPEST


def _folded(word: str) -> str:
    """Return what stands for a word; a known ending stays."""
    return folded if is_typed(folded := FOLDED + split(word).attached) else FOLDED


def segments_of(path: str) -> Segments:
    """Return the segments of a path."""
    return tuple(path[1:].split("/")) if len(path) > 1 else ()


def _cut(segments: Segments, depth: int) -> Segments:
    return segments if len(segments) <= depth else (*segments[:depth], REST)


def _is_harmless(word: str) -> bool:
    """Tell whether a word is one of the few that are names wherever they stand."""
    return word in RESERVED or bool(_VERSION.match(word)) or (_is_plain(word) and is_verb(word))


def _is_likely(word: str) -> bool:
    """Tell whether a word may well be a name: a plural, or a form of values that has no word of its own."""
    return (_is_plain(word) and is_plural(word)) or bool(_VALUES_ALONE.match(word))


def _is_plain(word: str) -> bool:
    return len(word) <= HARMLESS_LENGTH and word.isascii() and word.isalpha() and word.islower()
