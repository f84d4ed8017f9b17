"""The bytes of one stream to TLS records (RFC 8446 section 5.1), over gaps and strange bytes."""

import itertools
import re
from collections import deque
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from inventory.model.packets import Column
from inventory.model.streams import Run

CHANGE_CIPHER, ALERT, HANDSHAKE, APPLICATION, HEARTBEAT = 20, 21, 22, 23, 24
OLD_HELLO = 0  # in place of a record's type: a hello as SSL 2.0 has it (RFC 5246 appendix E.2)

HEADER = 5  # bytes before a record's body
BODY_LIMIT = (1 << 14) + 2_048  # bytes of a record's body (RFC 5246 section 6.2.3)
LEAST = HEADER + 17  # bytes of the smallest protected record
BEFORE = 64  # bytes before a record in which the block stands that its initialisation vector may be taken from

_PLAUSIBLE = re.compile(rb"[\x14-\x18]\x03[\x00-\x04]")
NOTHING = np.empty(0, np.int64)


class Record(NamedTuple):
    """One record as it was sent."""

    kind: int
    version: int
    body: memoryview | bytes  # nothing where only the header was asked for
    position: int  # of its header in the stream
    size: int  # bytes of header and body
    before: memoryview | bytes  # up to BEFORE bytes that stand before it


class Skipped(NamedTuple):
    """Bytes that belong to no record that is there as a whole."""

    position: int
    size: int


class Break(NamedTuple):
    """A gap, with the beginning of a record before it."""

    position: int  # of the first byte after the last whole record
    size: int  # bytes of that record that are there
    records: int  # how many may be lost at most


class Records:
    """The records of one stream, in order. After a gap it looks for the next header; others tell if it is one."""

    __slots__ = (
        "_at", "_columns", "_data", "_found", "_fresh", "_gaps", "_kept", "_origin", "_queue", "_ready", "_skip",
        "_view", "aligned", "end",
    )  # fmt: skip

    def __init__(self) -> None:
        self._data = b""
        self._view = memoryview(b"")
        self._at = 0  # index of the first unread byte
        self._origin = 0  # stream position of the data
        self._queue: deque[Run] = deque()  # not joined to the data yet
        self._gaps = 0  # in the queue
        self._ready = 0  # bytes of the queue before the first gap
        self._kept = 0  # runs at the beginning of the queue that keep no packets in memory
        self._columns = (NOTHING, NOTHING, NOTHING, NOTHING)  # starts, frames, times and acks of segments
        self._skip = 0  # bytes of a record's body that are passed over
        self._found = False  # what may be a header begins at the first unread byte
        self._fresh = True  # nothing was read yet
        self.aligned = True  # a record begins at the first unread byte, for all that is known
        self.end = -1  # stream position after the last byte that has come; -1 before the first

    @property
    def held(self) -> int:
        """Bytes in memory that are still to be read."""
        return len(self._data) - self._at + sum(run.length for run in self._queue)

    @property
    def position(self) -> int:
        """Stream position of the first unread byte."""
        return self._origin + self._at

    def add(self, run: Run) -> None:
        """Take the run that follows."""
        if self.end < 0:  # what came before is none of the connection's records
            self._origin = run.position
            run = replace(run, gap=0)
        self.end = run.position + run.length
        if not run.length and not run.gap:
            return
        self._queue.append(run)
        if run.gap:
            self._gaps += 1
        elif not self._gaps:
            self._ready += run.length

    def next(self, *, whole: bool) -> Record | Skipped | Break | None:
        """Read on; None where more must come first. If a record need not be `whole`, its body is passed over."""
        if self._skip:
            return self._pass_over()
        if not self.aligned and not self._found and (skipped := self._seek()):
            return skipped
        size = self._measure()
        if size < 0 and self._fresh and (old := _old_size(self._data)):
            return self._take_old(old) if self._has(old) else self._break()
        if size < 0:
            self.aligned = False
            return self.next(whole=whole)
        if not size or not self._has(size if whole else HEADER):
            return self._break()
        return self._take(size, whole=whole)

    def again(self, record: Record) -> None:
        """Have the record that was read last read once more."""
        self._at, self._skip = record.position - self._origin, 0

    def align(self) -> None:
        """Take note that the record that was read last is one."""
        self.aligned, self._found = True, False

    def reject(self, record: Record) -> Skipped:
        """Take note that the record that was read last is none: go on looking one byte after its beginning."""
        self.again(record)
        self._at += 1
        self._found = False
        return Skipped(record.position, 1)

    def rest(self) -> Skipped:
        """Give up what is unread."""
        left = Skipped(self.position, self.held)
        self._queue.clear()
        self._replace(b"", self.end, 0)
        return left

    def locate(self, positions: Column) -> tuple[Column, Column, Column]:
        """Return frames, times and acknowledgements of the segments that hold bytes, if these are not settled yet."""
        starts, frames, times, acks = self._columns
        if not len(starts):
            nothing = np.zeros(len(positions), np.int64)
            return nothing, nothing, nothing - 1
        index = np.maximum(np.searchsorted(starts, positions, side="right") - 1, 0)
        return frames[index], times[index], acks[index]

    def settle(self) -> None:
        """Keep nothing in memory but what is unread."""
        if self._at > BEFORE:
            cut = self._at - BEFORE
            self._replace(self._data[cut:], self._origin + cut, BEFORE)
        starts = self._columns[0]
        if len(starts):
            first = max(int(np.searchsorted(starts, self.position, side="right")) - 1, 0)
            one, two, three, four = (column[first:].copy() for column in self._columns)
            self._columns = (one, two, three, four)
        for index in range(self._kept, len(self._queue)):
            self._queue[index] = self._queue[index].detached()
        self._kept = len(self._queue)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _has(self, size: int) -> bool:
        """Tell whether that many unread bytes are there, and join them."""
        there = len(self._data) - self._at
        if there < size <= there + self._ready:
            self._load()
            return True
        return size <= there

    def _load(self) -> None:
        """Join the runs up to the first gap to the data."""
        runs = []
        while self._queue and not self._queue[0].gap:
            runs.append(self._shift())
        if not runs:
            return
        self._ready = 0
        cut = max(self._at - BEFORE, 0)
        pieces = [piece for run in runs for piece in run.pieces]
        if cut < len(self._data):
            pieces.insert(0, self._view[cut:])
        data = pieces[0] if len(pieces) == 1 and isinstance(pieces[0], bytes) else b"".join(pieces)
        self._replace(data, self._origin + cut, self._at - cut)
        self._add_columns(runs)

    def _shift(self) -> Run:
        self._kept = max(self._kept - 1, 0)
        return self._queue.popleft()

    def _replace(self, data: bytes, origin: int, at: int) -> None:
        self._data, self._view, self._origin, self._at = data, memoryview(data), origin, at

    def _add_columns(self, runs: list[Run]) -> None:
        more = [
            np.fromiter((value for run in runs for value in column(run)), np.int64)
            for column in (attrgetter("starts"), attrgetter("frames"), attrgetter("times"), attrgetter("acks"))
        ]
        starts, frames, times, acks = map(np.concatenate, zip(self._columns, more, strict=True))
        self._columns = starts, frames, times, acks

    def _measure(self) -> int:
        """Return the size of the record at the first unread byte; 0 if it is not known yet, -1 if there is none."""
        if not self._has(HEADER):
            return 0
        return _size(self._data, self._at)

    def _take(self, size: int, *, whole: bool) -> Record:
        data, at = self._data, self._at
        taken = size if whole else HEADER
        self._at += taken
        self._skip = size - taken
        self._fresh = False
        body, before = self._view[at + HEADER : at + taken], self._view[max(at - BEFORE, 0) : at]
        return Record(data[at], data[at + 1] << 8 | data[at + 2], body, self._origin + at, taken, before)

    def _take_old(self, size: int) -> Record:
        self._at, self._fresh = size, False
        return Record(OLD_HELLO, 0, self._view[2:size], self._origin, size, b"")

    def _pass_over(self) -> Skipped | Break | None:
        """Pass over what is left of a body."""
        self._load()
        size = min(len(self._data) - self._at, self._skip)
        if not size:
            return self._break()
        skipped = Skipped(self.position, size)
        self._at += size
        self._skip -= size
        return skipped

    def _seek(self) -> Skipped | None:
        """Look for what may be a header; return what stands before it."""
        self._load()
        last = max(len(self._data) - HEADER + 1, self._at)  # where a header would not be there as a whole
        at = self._at
        while at < last and (found := _PLAUSIBLE.search(self._data, at, last + 2)):
            if _size(self._data, found.start()) > 0:
                self._found = True
                last = found.start()
            at = found.start() + 1
        skipped = Skipped(self.position, last - self._at)
        self._at = last
        return skipped if skipped.size else None

    def _break(self) -> Break | None:
        """Go on after the next gap, now that all before it is read; None where there is none."""
        if not self._gaps:
            return None
        self._load()
        start, left = self.position, len(self._data) - self._at
        size = self._skip or (_size(self._data, self._at) if self.aligned and left >= HEADER else 0)
        run = self._shift()
        self._gaps -= 1
        self._fresh = False
        expected = start + size
        self.aligned = size > 0 and expected >= run.position
        self._found = False
        self._skip = expected - run.position if self.aligned else 0
        self._replace(run.data, run.position, 0)
        self._add_columns([run])
        self._ready = sum(ahead.length for ahead in itertools.takewhile(lambda ahead: not ahead.gap, self._queue))
        return Break(start, left, bool(left or size) + max(run.position - expected, 0) // LEAST)


def _size(data: bytes, at: int) -> int:
    """Return the size of the record whose header stands at an index; -1 where that is none."""
    length = data[at + 3] << 8 | data[at + 4]
    plausible = CHANGE_CIPHER <= data[at] <= HEARTBEAT and data[at + 1] == 3 and data[at + 2] <= 4
    return HEADER + length if plausible and 0 < length <= BODY_LIMIT else -1


def _old_size(data: bytes) -> int:
    """Return the size of a hello as SSL 2.0 has it, that five bytes begin; 0 where they don't."""
    return 2 + (data[0] & 0x7F) * 256 + data[1] if data[0] & 0x80 and data[2:4] == b"\x01\x03" else 0
