"""The ends of connections: addresses and ports, as columns, as numbers and as text."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from inventory.network.columns import Bytes, Column


class Address(NamedTuple):
    """One end of a connection."""

    high: int
    low: int
    port: int

    def __str__(self) -> str:
        return f"{_host(self.high, self.low)}:{self.port}"


Pair = tuple[Address, Address]


def pair(one: Address, other: Address) -> Pair:
    """Return two ends in an order that does not depend on who sent what."""
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True, eq=False)
class Addressed:
    """Payloads between two ends as columns, one element for each, in capture order."""

    data: Bytes
    frame: Column
    time: Column
    source_high: NDArray[np.uint64]
    source_low: NDArray[np.uint64]
    source_port: Column
    target_high: NDArray[np.uint64]
    target_low: NDArray[np.uint64]
    target_port: Column
    start: Column  # of the payload in `data`
    captured: Column  # bytes of the payload present
    length: Column  # bytes of the payload on the wire

    def __len__(self) -> int:
        return len(self.frame)

    def source(self, row: np.intp) -> Address:
        """Return who sent one of them."""
        return Address(int(self.source_high[row]), int(self.source_low[row]), int(self.source_port[row]))

    def target(self, row: np.intp) -> Address:
        """Return whom one of them was sent to."""
        return Address(int(self.target_high[row]), int(self.target_low[row]), int(self.target_port[row]))

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return some of them, in the order of `rows`."""
        columns = {field.name: getattr(self, field.name)[rows] for field in fields(self) if field.name != "data"}
        return type(self)(data=self.data, **columns)


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
