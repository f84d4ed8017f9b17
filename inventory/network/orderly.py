"""Segments of a batch to what each side of each connection sent, told without a look at single segments."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory.network.columns import Column
from inventory.network.ends import Address
from inventory.network.grouping import grouped
from inventory.network.tcp import ACK, FIN, RST, SYN, Segments

_HALF, _ALL = 1 << 31, (1 << 32) - 1
_NEVER = -(1 << 40)  # less than any distance between two sequence numbers


class Stretch(NamedTuple):
    """What one side of a connection sent in a batch; sequence numbers are as on the wire, -1 where there is none."""

    source: Address
    target: Address
    begin: int  # of its segments in the sorted batch …
    end: int
    first_row: int  # … in capture order
    last_row: int
    frame: int  # number of the first segment's packet
    orderly: bool  # its segments are whole and follow each other; SYN stands at the beginning alone, FIN at the end
    flags: int  # of the first segment
    all_flags: int  # of all segments together
    sequence: int  # of the first segment
    first_byte: int  # sequence number of the first byte, or of FIN where there is none
    length: int  # bytes
    data_begin: int  # of the segments with bytes in `Payloads` …
    data_end: int
    ack: int  # first acknowledgement number
    ack_span: int  # how far acknowledgements go beyond it

    @property
    def is_lone_syn(self) -> bool:
        """Tell whether it is nothing but a SYN."""
        return self.end - self.begin == 1 and not self.length and self.all_flags & (SYN | ACK) == SYN


class Payloads(NamedTuple):
    """Segments with bytes, sorted by connection and side."""

    begin: list[int]  # in the data of the batch
    end: list[int]
    offset: list[int]  # bytes that the side sent in this batch before
    frame: list[int]
    time: list[int]
    ack: list[int]  # beyond the first acknowledgement number of the side


class Sorted:
    """The segments of a batch by connection and side."""

    def __init__(self, segments: Segments) -> None:
        found = grouped(segments)
        self._order, self._paired = found.order, found.paired.tolist()
        self.payloads, self._stretches = _stretches(found.segments, found.order, found.starts)

    def connections(self) -> list[tuple[Stretch, ...]]:
        """Return the one or two stretches of each connection."""
        found: list[tuple[Stretch, ...]] = []
        for paired, stretch in zip(self._paired, self._stretches, strict=True):
            if paired:
                found[-1] = (found[-1][0], stretch)
            else:
                found.append((stretch,))
        return found

    def rows(self, stretches: tuple[Stretch, ...]) -> NDArray[np.intp]:
        """Return the rows of all segments of a connection, in capture order."""
        # Both sides stand beside each other, but not always the one with the first segment first.
        begin, end = min(one.begin for one in stretches), max(one.end for one in stretches)
        return np.sort(self._order[begin:end])


def _stretches(found: Segments, order: NDArray[np.intp], starts: NDArray[np.intp]) -> tuple[Payloads, list[Stretch]]:
    """Sum up segments that are sorted by side; `starts` are the places where those of another side begin."""
    if not len(found):
        return Payloads([], [], [], [], [], []), []
    ends = np.append(starts[1:], len(found))
    side = np.repeat(np.arange(len(starts)), ends - starts)
    first_ack, ack = _acknowledged(found, side, len(starts))
    spans = np.flatnonzero((found.length > 0) | ((found.flags & FIN) > 0))
    odd = np.bincount(side, _odd(found, starts, ends, ack), len(starts)) + _unordered(found, side, spans, len(starts))
    data = np.flatnonzero(found.length > 0)
    before = np.cumsum(found.length) - found.length
    payloads = Payloads(
        begin=found.start[data].tolist(),
        end=(found.start[data] + found.captured[data]).tolist(),
        offset=(before - before[starts][side])[data].tolist(),
        frame=found.frame[data].tolist(),
        time=found.time[data].tolist(),
        ack=ack[data].tolist(),
    )
    firsts = found.take(starts)
    data_begin = np.searchsorted(data, starts)
    columns = (
        map(Address, firsts.source_high.tolist(), firsts.source_low.tolist(), firsts.source_port.tolist()),
        map(Address, firsts.target_high.tolist(), firsts.target_low.tolist(), firsts.target_port.tolist()),
        starts.tolist(),
        ends.tolist(),
        order[starts].tolist(),
        order[ends - 1].tolist(),
        firsts.frame.tolist(),
        (odd == 0).tolist(),
        firsts.flags.tolist(),
        np.bitwise_or.reduceat(found.flags, starts).tolist(),
        firsts.sequence.tolist(),
        _first_of_each(found.sequence, side, spans, len(starts)).tolist(),
        np.add.reduceat(found.length, starts).tolist(),
        data_begin.tolist(),
        np.append(data_begin[1:], len(data)).tolist(),
        first_ack.tolist(),
        np.maximum.reduceat(ack, starts).tolist(),
    )
    return payloads, list(map(Stretch, *columns))


def _acknowledged(found: Segments, side: Column, sides: int) -> tuple[Column, Column]:
    """Return the first acknowledgement number of each side, and the distance of each one from that."""
    has = (found.flags & ACK) > 0
    first = _first_of_each(found.acknowledgement, side, np.flatnonzero(has), sides)
    distance = (found.acknowledgement - first[side] + _HALF & _ALL) - _HALF
    return first, np.where(has, distance, _NEVER)


def _odd(found: Segments, starts: NDArray[np.intp], ends: NDArray[np.intp], ack: Column) -> Column:
    """Mark segments that need a closer look, whatever stands around them."""
    first, last = np.zeros(len(found), bool), np.zeros(len(found), bool)
    first[starts], last[ends - 1] = True, True
    syn, rst, full = (found.flags & SYN) > 0, (found.flags & RST) > 0, found.length > 0
    odd = syn & (~first | full | ((found.flags & (FIN | RST)) > 0))
    odd |= rst & (full | ~last)
    odd |= full & ((found.captured < found.length) | (ack == _NEVER))
    return odd.astype(np.int64)


def _unordered(found: Segments, side: Column, spans: NDArray[np.intp], sides: int) -> Column:
    """Count for each side the segments that do not begin where the one before them ended; FIN takes one number."""
    finishing = (found.flags[spans] & FIN) > 0
    after = found.sequence[spans] + found.length[spans] + finishing & _ALL
    same = side[spans][1:] == side[spans][:-1]
    broken = same & ((found.sequence[spans][1:] != after[:-1]) | finishing[:-1])
    opening = (found.flags[:-1] & SYN > 0) & (side[1:] == side[:-1])  # SYN takes one number as well
    counts = np.bincount(side[spans][1:], broken, sides)
    first = _first_of_each(found.sequence, side, spans, sides)
    begun = np.flatnonzero(opening)
    expected = found.sequence[begun] + 1 & _ALL
    wrong = (first[side[begun]] >= 0) & (first[side[begun]] != expected)
    return counts + np.bincount(side[begun], wrong, sides)


def _first_of_each(column: Column, side: Column, rows: NDArray[np.intp], sides: int) -> Column:
    """Return the first value of each side among some rows; -1 where it has none."""
    found = np.full(sides, -1, np.int64)
    firsts = rows[np.flatnonzero(np.diff(side[rows], prepend=-1))]
    found[side[firsts]] = column[firsts]
    return found
