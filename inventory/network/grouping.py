"""Packets between many ends to those of each connection and side."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory.network.ends import Addressed
from inventory.network.tcp import Segments

_MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads neighbouring addresses and ports


class Grouped(NamedTuple):
    """Segments by connection, side and capture order."""

    segments: Segments
    order: NDArray[np.intp]  # the row that each had in capture order
    starts: NDArray[np.intp]  # where those of another side begin
    paired: NDArray[np.bool_]  # for each of these, whether the side before it is the other one of its connection


def grouped(segments: Segments) -> Grouped:
    """Put the segments of each side of each connection beside each other, and both sides, too."""
    found = _grouped(segments, spread(segments))
    if _is_exact(found):
        return found
    _, numbers = np.unique(pair_numbers(segments), return_inverse=True)  # which takes longer
    return _grouped(segments, numbers.astype(np.uint64) << np.uint64(32))


def _grouped(segments: Segments, pairs: NDArray[np.uint64]) -> Grouped:
    """Group segments by numbers of their pairs of ends, of which the upper 32 bits count, and many more."""
    bits = np.uint64(len(segments).bit_length())
    one = np.uint64(1)
    side = _is_greater(segments).astype(np.uint64)
    rows = np.arange(len(segments), dtype=np.uint64)
    # One number holds it all, so that it can be sorted as numbers are; they differ in their rows.
    keys = np.sort((pairs >> bits + one << one | side) << bits | rows)
    order = (keys & (one << bits) - one).astype(np.intp)
    sides = keys >> bits
    starts = np.flatnonzero(np.diff(sides, prepend=sides[:1] + one))
    paired = np.diff(sides[starts] >> one, prepend=np.uint64(0)) == 0
    paired[:1] = False
    return Grouped(segments.take(order), order, starts, paired)


def _is_greater(segments: Segments) -> NDArray[np.bool_]:
    """Tell whether the source is the greater one of both ends."""
    equal_low = segments.source_low == segments.target_low
    ports = segments.source_port > segments.target_port
    low = (segments.source_low > segments.target_low) | (equal_low & ports)
    equal_high = segments.source_high == segments.target_high
    greater: NDArray[np.bool_] = (segments.source_high > segments.target_high) | (equal_high & low)
    return greater


def _is_exact(found: Grouped) -> bool:
    """Tell whether no two pairs of ends were taken for one."""
    of, firsts = found.segments, found.starts
    sources, targets = (of.source_high, of.source_low, of.source_port), (of.target_high, of.target_low, of.target_port)
    for source, target in zip(sources, targets, strict=True):
        for column in (source, target):
            other = column[1:] != column[:-1]
            other[firsts[1:] - 1] = False
            if other.any():
                return False
        second = np.flatnonzero(found.paired)
        if (source[firsts[second]] != target[firsts[second - 1]]).any():
            return False
        if (target[firsts[second]] != source[firsts[second - 1]]).any():
            return False
    return True


def spread(found: Addressed) -> NDArray[np.uint64]:
    """Give each pair of addresses and ports a number, the same for both directions; few others have it too."""
    ports = (found.source_port + found.target_port).astype(np.uint64)
    low, high = found.source_low + found.target_low, found.source_high + found.target_high
    mixed: NDArray[np.uint64] = ((low ^ high) * _MIX + ports) * _MIX
    return mixed


def pair_numbers(found: Addressed) -> NDArray[np.int64]:
    """Give each pair of addresses and ports a number, the same for both directions; no other in this batch has it."""
    high = np.concatenate((found.source_high, found.target_high))
    low = np.concatenate((found.source_low, found.target_low))
    port = np.concatenate((found.source_port, found.target_port))
    order = np.lexsort((port, low, high))
    high, low, port = high[order], low[order], port[order]
    new = (np.diff(high) != 0) | (np.diff(low) != 0) | (np.diff(port) != 0)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.concatenate(([0], np.cumsum(new)))
    source, target = numbers[: len(found)], numbers[len(found) :]
    pairs: NDArray[np.int64] = np.minimum(source, target) << np.int64(32) | np.maximum(source, target)
    return pairs
