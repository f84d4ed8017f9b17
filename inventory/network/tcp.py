"""TCP headers (RFC 9293 section 3.1) to segments as columns."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inventory.network.columns import Bytes, Column, Mask, u8, u16, u32
from inventory.network.ends import Addressed
from inventory.network.ip import Datagrams

TCP = 6
FIN, SYN, RST, ACK = 1, 2, 4, 16


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The columns of segments as lists of plain numbers."""

    frame: list[int]
    time: list[int]
    source_high: list[int]
    source_low: list[int]
    source_port: list[int]
    sequence: list[int]
    acknowledgement: list[int]
    flags: list[int]
    start: list[int]
    captured: list[int]
    length: list[int]


@dataclass(frozen=True, eq=False)
class Segments(Addressed):
    """TCP segments as columns, one element for each, in capture order."""

    sequence: Column
    acknowledgement: Column
    flags: Column

    @cached_property
    def rows(self) -> "Rows":
        """Return the columns as lists, for a look at single segments."""
        return Rows(**{field.name: getattr(self, field.name).tolist() for field in fields(Rows)})


def segments(
    data: Bytes, rows: NDArray[np.intp], found: Datagrams, times: tuple[Column, Column], end: Column
) -> tuple[Segments, Mask]:
    """Read the TCP header of each of the rows; `times` are the columns of frame numbers and times.

    Returns the segments and, for each row, whether its header was good.
    """
    at, wire_end, captured_end = found.start[rows], found.wire_end[rows], end[rows]
    header = (u8(data, at + 12) >> 4) * 4
    good = (at + 20 <= captured_end) & (header >= 20) & (at + header <= wire_end)
    kept = np.flatnonzero(good)
    at, rows = at[kept], rows[kept]
    start = at + header[kept]
    limit = np.minimum(captured_end[kept], wire_end[kept])
    return Segments(
        data=data,
        frame=times[0][rows],
        time=times[1][rows],
        source_high=found.source[0][rows],
        source_low=found.source[1][rows],
        source_port=u16(data, at),
        target_high=found.target[0][rows],
        target_low=found.target[1][rows],
        target_port=u16(data, at + 2),
        sequence=u32(data, at + 4),
        acknowledgement=u32(data, at + 8),
        flags=u8(data, at + 13),
        start=start,
        captured=np.maximum(limit - start, 0),
        length=wire_end[kept] - start,
    ), good
