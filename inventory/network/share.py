"""Connections dealt out to several processes."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inventory.network.ends import Addressed
from inventory.network.grouping import spread

_SLOTS = 1_024  # groups of connections that are dealt out
# What the first two have to do beside it, in times what all connections take (2.25 s for a million packets of HTTP):
# 1.05 s to read, hash, walk and look through headers; 0.2 s to come to it after opening the database, and to sum up.
_BESIDE = (0.5, 0.1)


def deal(found: Addressed, of: int) -> list[NDArray[np.intp]]:
    """Return the rows that are of each share; both sides of a connection are in the same one."""
    owners = _owners(of)[((spread(found) >> np.uint64(40)) % np.uint64(_SLOTS)).astype(np.intp)]
    return [np.flatnonzero(owners == number) for number in range(of)]


def part(number: int, of: int) -> float:
    """Return about how much of all connections a share has."""
    return float(np.count_nonzero(_owners(of) == number)) / _SLOTS


@lru_cache
def _owners(of: int) -> NDArray[np.uint8]:
    """Return which share each group is in: everybody is to have as much to do."""
    beside = [*_BESIDE, *[0.0] * of][:of]
    even = (1 + sum(beside)) / of
    bounds = np.cumsum([0.0, *(max(even - one, 0.0) for one in beside)])
    return np.repeat(np.arange(of, dtype=np.uint8), np.diff(np.rint(bounds / bounds[-1] * _SLOTS).astype(np.intp)))
