"""How long the values in redacted paths were: all that is kept of a value, besides its type.

Ranges merge in any order. A length tells nobody's name; the least and the greatest value itself would be somebody's.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote


class Range(NamedTuple):
    """The shortest and the longest of some values: digits of integers (no sign), characters of all others."""

    least: int
    greatest: int


Lengths = tuple[Range, ...]  # one for each placeholder of a redacted path, in its order; () where nothing is known

FEW = 8  # ranges of one path of which sums are remembered
UNKNOWN = Range(0, 1_000_000)  # longer than any value: what is merged with it is as unknown


def merge_lengths(several: Iterable[Lengths]) -> Lengths:
    """Return the ranges that hold all values that stood at the same placeholders; what tells nothing is left out."""
    merged: Lengths = ()
    for one in several:
        merged = both(merged, one)
    return merged


def both(one: Lengths, other: Lengths) -> Lengths:
    """Return the ranges that hold the values of two sets."""
    if not one or not other:
        return one or other
    return _both(one, other) if len(one) > FEW else _both_few(one, other)


def _both(one: Lengths, other: Lengths) -> Lengths:
    return tuple([Range(min(a, c), max(b, d)) for (a, b), (c, d) in zip(one, other, strict=True)])


_both_few = lru_cache(4_096)(_both)  # asked again and again, with few answers


def by_segment(segments: Sequence[str], lengths: Lengths) -> list[Lengths] | None:
    """Return the ranges of each segment of a redacted path; None where they are not known."""
    counts = [segment.count("{") for segment in segments]  # a brace that was sent is percent-encoded
    if sum(counts) != len(lengths):
        return None
    rest = iter(lengths)
    return [tuple(next(rest) for _ in range(count)) for count in counts]


def whole(text: str, own: Lengths) -> Range:
    """Return how long a redacted text is as one value; `own` are the ranges of its placeholders.

    Of several values in one text only the single lengths are known, not which stood beside which.
    """
    if len(own) > 1 or own == (UNKNOWN,):
        return UNKNOWN
    before, _, behind = text.partition("{")
    fixed = _size(before) + _size(behind.partition("}")[2])
    return Range(fixed + own[0].least, fixed + own[0].greatest) if own else Range(fixed, fixed)


def moved(old: Sequence[str], new: Sequence[str], lengths: Lengths) -> Lengths:
    """Return the lengths on a path that counts for another from now on, where placeholders stand for words, too.

    `old` and `new` are the segments of both; the end of a shorter path stands for all that follow.
    """
    parts = by_segment(old, lengths)
    if parts is None:
        return ()
    found: list[Range] = []
    for index, (was, own, now) in enumerate(zip(old, parts, new, strict=False)):
        if was == now:
            found += own
        elif now.count("{") != 1 or (index == len(new) - 1 and len(old) > len(new)):
            found += [UNKNOWN] * now.count("{")
        else:
            found.append(whole(was.removesuffix(now.partition("}")[2]), own))
    missing = sum(segment.count("{") for segment in new[len(old) :])
    return (*found, *[UNKNOWN] * missing)


def _size(text: str) -> int:
    return len(unquote(text, errors="replace")) if "%" in text else len(text)
