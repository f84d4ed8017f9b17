"""The ends of connections: addresses and ports, as numbers and as text."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory.network.tcp import Segments
from inventory.network.udp import UserDatagrams


class Address(NamedTuple):
    """One end of a connection."""

    high: int
    low: int
    port: int

    def __str__(self) -> str:
        return f"{_host(self.high, self.low)}:{self.port}"


def end_numbers(segments: Segments | UserDatagrams) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
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


@lru_cache(8_192)
def _host(high: int, low: int) -> str:
    if high == 0 and low >> 32 == 0xFFFF:
        return ".".join(str(low >> shift & 0xFF) for shift in (24, 16, 8, 0))
    return f"[{_ipv6(high << 64 | low)}]"


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
