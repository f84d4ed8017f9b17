"""Interface Description Blocks to what the packets of an interface need (draft-ietf-opsawg-pcapng section 4.2)."""

import struct
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from inventory.capture.columns import LATEST
from inventory.model.packets import Column

INTERFACE_LIMIT = 65_536  # interfaces of one section
_TIME_RESOLUTION, _TIME_OFFSET = 9, 14  # options
_SECOND = 10**9
_EXPONENT_LIMIT = 63  # a unit of 2^-63 or 10^-63 seconds is finer than any clock; times in finer ones are of no use


class Interface(msgspec.Struct, frozen=True):
    """One interface of a section."""

    order: str  # byte order of its section, "<" or ">"
    linktype: int
    snaplen: int  # bytes; 0 where there is no limit
    units: int = 1_000_000  # of time in a second; 0 where times are of no use
    offset: int = 0  # nanoseconds to add to each time


def interface(body: bytes, order: str) -> Interface:
    """Read the body of a block, from its link type on."""
    linktype, _, snaplen = struct.unpack_from(order + "HHI", body)
    resolution, offset = 6, 0
    for code, value in _options(body[8:], order):
        if code == _TIME_RESOLUTION and value:
            resolution = value[0]
        elif code == _TIME_OFFSET and len(value) == 8:
            (offset,) = struct.unpack(order + "q", value)
    base, exponent = (2, resolution & 0x7F) if resolution & 0x80 else (10, resolution)
    units = int(base**exponent) if exponent <= _EXPONENT_LIMIT else 0
    offset *= _SECOND
    return Interface(order, linktype, snaplen, units, offset if abs(offset) < LATEST else 0)


def times(table: Sequence[Interface], numbers: Column, high: Column, low: Column) -> Column:
    """Return nanoseconds since 1970 for times in two halves of 32 bits; 0 where they are beyond all sense."""
    # How many nanoseconds a unit is, where that is a whole number; the others are worked out one by one.
    whole = [_SECOND // found.units if found.units and not _SECOND % found.units else 0 for found in table]
    factor, offset = np.array(whole, np.int64)[numbers], np.array([found.offset for found in table], np.int64)[numbers]
    usable = (factor > 0) & (high < 1 << 31)
    units = np.where(usable, high << 32 | low, 0)
    usable &= units <= LATEST // np.maximum(factor, 1)
    time: Column = np.where(usable, units * factor * usable + offset, 0)
    for row in np.flatnonzero(factor == 0).tolist():
        found = table[numbers[row]]
        if found.units:
            exact = (int(high[row]) << 32 | int(low[row])) * _SECOND // found.units + found.offset
            time[row] = exact if 0 <= exact < LATEST else 0
    return time


def _options(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    """Yield the options up to the end mark, or up to one that runs past the block."""
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == 0 or at + 4 + length > len(data):
            return
        yield code, data[at + 4 : at + 4 + length]
        at += 4 + length + -length % 4
