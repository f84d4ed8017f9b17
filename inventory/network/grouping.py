"""Segments of many connections to the rows of each one, exactly and without a look at each packet."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory.network.tcp import Segments


class Address(NamedTuple):
    """One end of a connection."""

    high: int
    low: int
    port: int

    def __str__(self) -> str:
        if self.high == 0 and self.low >> 32 == 0xFFFF:
            return ".".join(str(self.low >> shift & 0xFF) for shift in (24, 16, 8, 0)) + f":{self.port}"
        return f"[{_ipv6(self.high << 64 | self.low)}]:{self.port}"


class Group(NamedTuple):
    """The rows of one pair of addresses in a batch."""

    rows: NDArray[np.intp]  # in capture order
    source: Address  # of the first row
    target: Address


def groups(segments: Segments) -> list[Group]:
    """Group the rows by connection, in the order of their first rows."""
    if not len(segments):
        return []
    ends = _ends(segments)
    low, high = np.minimum(*ends), np.maximum(*ends)
    key = low << np.int64(32) | high
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    slices = np.split(order, starts[1:])
    slices.sort(key=lambda rows: int(rows[0]))
    first = segments.take(np.array([rows[0] for rows in slices], np.intp))
    sources = zip(first.source_high.tolist(), first.source_low.tolist(), first.source_port.tolist(), strict=True)
    targets = zip(first.target_high.tolist(), first.target_low.tolist(), first.target_port.tolist(), strict=True)
    return [
        Group(rows, Address(*source), Address(*target))
        for rows, source, target in zip(slices, sources, targets, strict=True)
    ]


def _ends(segments: Segments) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give each end (address and port) in this batch a number below 2**31; equal ends have equal numbers."""
    high = np.concatenate((segments.source_high, segments.target_high))
    low = np.concatenate((segments.source_low, segments.target_low))
    port = np.concatenate((segments.source_port, segments.target_port))
    order = np.lexsort((port, low, high))
    high, low, port = high[order], low[order], port[order]
    new = (np.diff(high) != 0) | (np.diff(low) != 0) | (np.diff(port) != 0)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.concatenate(([0], np.cumsum(new)))
    return numbers[: len(segments)], numbers[len(segments) :]


def _ipv6(number: int) -> str:
    """Write an IPv6 address as RFC 5952 says."""
    words = [number >> shift & 0xFFFF for shift in range(112, -1, -16)]
    best, run = (0, 0), 0
    for index, word in enumerate([*words, 1]):
        if word == 0:
            run += 1
            continue
        best, run = max(best, (run, -(index - run))), 0
    shown = [f"{word:x}" for word in words]
    length, start = best[0], -best[1]
    if length < 2:
        return ":".join(shown)
    return ":".join(shown[:start]) + "::" + ":".join(shown[start + length :])
