"""What one process reads of a capture to the others that share its connections, through memory that all of them see.

Pieces of the file are read to places that every process sees, so that no payload is ever copied for another one, and
the columns of what is in a share are written for its process alone. Pipes carry where all that is. Who is handed
something sends it back: tables when they have been looked through, pieces when nobody looks at them any more.
"""

import mmap
import os
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import fields
from multiprocessing.connection import Connection
from multiprocessing.reduction import DupFd
from typing import NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from inventory import capture, network
from inventory.model.packets import Secrets

PIECES = 12  # places for pieces; those that are never needed take no memory
PIECE_SIZE = capture.CHUNK_SIZE + capture.SNAPLEN_LIMIT  # bytes: a piece begins with the rest of a packet
TABLES = 3  # of each other process that have not been looked through: how far the one that reads is ahead
TABLE_SIZE = 8 * 1024 * 1024  # bytes: all columns of 65,536 packets

_ALIGNED = 8  # bytes: columns begin at multiples of it

Bytes = NDArray[np.uint8]


class _Duplicate(Protocol):
    """A file on its way to another process."""

    def detach(self) -> int:
        """Return its number there."""


class Shared:
    """Memory that several processes see."""

    def __init__(self, others: int) -> None:
        """Ask for it, for a process that reads and some others; raises OSError when there is none."""
        number = os.memfd_create("inventory")
        try:
            size = PIECES * PIECE_SIZE + others * TABLES * TABLE_SIZE
            os.ftruncate(number, size)
            self._memory = mmap.mmap(number, size)
        except OSError:
            os.close(number)
            raise
        self._open(number)

    def _open(self, number: int) -> None:
        self._number = number
        weakref.finalize(self, os.close, number)

    def __getstate__(self) -> "_Duplicate":
        """Let a process that is started see the same memory."""
        return cast("_Duplicate", DupFd(self._number))

    def __setstate__(self, other: "_Duplicate") -> None:
        self._open(other.detach())
        self._memory = mmap.mmap(self._number, 0)

    def piece(self, place: int) -> memoryview:
        """Return a place for a piece."""
        return memoryview(self._memory)[place * PIECE_SIZE : (place + 1) * PIECE_SIZE]

    def table(self, other: int, turn: int) -> memoryview:
        """Return a place for the columns of one of the other processes; they take turns."""
        begin = PIECES * PIECE_SIZE + (other * TABLES + turn % TABLES) * TABLE_SIZE
        return memoryview(self._memory)[begin : begin + TABLE_SIZE]


class _Columns(NamedTuple):
    """Where a table stands."""

    kind: type[network.Table]
    rows: int
    columns: tuple[tuple[str, str, int], ...]  # name, type, and where it begins in the place for columns


class _Handed(NamedTuple):
    """What a batch of packets holds of a share."""

    frame: int
    time: int
    done: int  # bytes of the file that have been read
    place: int  # of the piece; -1 for none
    size: int  # of the piece
    parts: tuple[_Columns | network.Table, ...]


class Handing:
    """Hands shares to other processes, without being ahead of any of them by much; the first share stays here."""

    def __init__(self, shared: Shared, ends: Sequence[Connection]) -> None:
        self.of = len(ends) + 1
        self.done = 0  # bytes of the file that have been read
        self._shared = shared
        self._others = [_Other(shared, number, end) for number, end in enumerate(ends)]
        self._lent = [0] * PIECES  # how often each piece was handed to somebody who may look at it
        self._own: list[weakref.ref[Bytes] | None] = [None] * PIECES  # pieces that this process may look at
        self._place = -1  # of the current piece

    def take(self, size: int) -> bytearray | memoryview:
        """Return memory for a piece that nobody looks at, which is of this process alone if there is none other."""
        for other in self._others:
            self._back(other.returned())
        self._place = next((place for place in range(PIECES) if size <= PIECE_SIZE and self._free(place)), -1)
        return bytearray(size) if self._place < 0 else self._shared.piece(self._place)[:size]

    def hand(self, data: Bytes, shares: Sequence[network.Dealt]) -> None:
        """Hand each other process its share of a batch; raises EOFError or OSError when one has gone."""
        place = self._place
        if place >= 0:
            self._own[place] = weakref.ref(data)
        for other, dealt in zip(self._others, shares, strict=True):
            self._back(other.awaited(TABLES))
            if place >= 0:
                self._lent[place] += 1
            other.send(dealt, data if place >= 0 else None, place, self.done)

    def secrets(self, found: Secrets) -> None:
        """Hand on secrets, which open what comes after them."""
        for other in self._others:
            other.end.send(found)

    def finish(self) -> None:
        """Tell that this was all."""
        for other in self._others:
            other.end.send(None)

    def wait(self) -> None:
        """Wait until all has been looked through: what was sent to a process that has gone is lost."""
        for other in self._others:
            other.awaited(1)

    def _free(self, place: int) -> bool:
        own = self._own[place]
        return place != self._place and not self._lent[place] and (own is None or own() is None)

    def _back(self, places: list[int]) -> None:
        for place in places:
            self._lent[place] -= 1


class _Other:
    """A process that is handed a share."""

    def __init__(self, shared: Shared, number: int, end: Connection) -> None:
        self.end = end
        self._shared, self._number = shared, number
        self._sent, self._returned = 0, 0  # tables

    def awaited(self, tables: int) -> list[int]:
        """Wait until it has fewer tables; return the places of pieces at which it looks no longer."""
        found: list[int] = []
        while self._sent - self._returned >= tables:
            found += self._receive()
        return found

    def returned(self) -> list[int]:
        """Return the places of pieces at which it looks no longer, as far as is known."""
        found: list[int] = []
        while self.end.poll():
            found += self._receive()
        return found

    def send(self, dealt: network.Dealt, piece: Bytes | None, place: int, done: int) -> None:
        """Write the columns of a share to its memory, and tell it; what stands elsewhere is sent as it is."""
        writing = _Writing(self._shared.table(self._number, self._sent))
        parts = tuple(
            writing.part(found, rows) if found.data is piece else _alone(found, rows) for found, rows in dealt.parts
        )
        size = len(piece) if piece is not None else 0
        self.end.send(_Handed(dealt.frame, dealt.time, done, place, size, parts))
        self._sent += 1

    def _receive(self) -> list[int]:
        self._returned += 1
        return cast("list[int]", self.end.recv())


class _Writing:
    """Writes columns to memory."""

    def __init__(self, memory: memoryview) -> None:
        self._memory, self._at = memory, 0

    def part(self, found: network.Table, rows: NDArray[np.intp]) -> _Columns | network.Table:
        """Write rows of a table, and return where they stand; where there is no more place for them return a table."""
        columns = {field.name: getattr(found, field.name) for field in fields(found) if field.name != "data"}
        places: list[tuple[str, str, int]] = []
        at = self._at
        for name, column in columns.items():
            places.append((name, column.dtype.str, at))
            at += -(-len(rows) * column.itemsize // _ALIGNED) * _ALIGNED
        if at > len(self._memory):
            return _alone(found, rows)
        self._at = at
        for (_, _, begin), column in zip(places, columns.values(), strict=True):
            place = np.ndarray(len(rows), column.dtype, self._memory, begin)
            np.take(column, rows, out=place, mode="clip")  # the mode that needs no copy in between
        return _Columns(type(found), len(rows), tuple(places))


def _alone(found: network.Table, rows: NDArray[np.intp]) -> network.Table:
    """Return rows of a table whose payloads stand in bytes of its own."""
    table = found.take(rows)
    data, begins = table.data.data, table.start.tolist()
    payloads = [data[begin : begin + size] for begin, size in zip(begins, table.captured.tolist(), strict=True)]
    columns = {field.name: getattr(table, field.name) for field in fields(table)}
    columns["data"] = np.frombuffer(b"".join(payloads), np.uint8)
    columns["start"] = np.cumsum(table.captured) - table.captured
    return type(table)(**columns)


class Taking:
    """Takes what this process is handed."""

    def __init__(self, shared: Shared, number: int, end: Connection) -> None:
        """Take what is for one of the other processes, by its number from 0."""
        self._shared, self._number, self._end = shared, number, end
        self._held: list[tuple[int, weakref.ref[Bytes]]] = []  # pieces that may be looked at
        self.done = 0  # bytes of the file that have been read

    def __iter__(self) -> Iterator[network.Portion | Secrets]:
        """Yield all that there is of a share; columns are gone when the next one is asked for, payload is not.

        Raises EOFError or OSError when the process that reads has gone.
        """
        turn = 0
        while (item := self._end.recv()) is not None:
            if isinstance(item, Secrets):
                yield item
                continue
            yield self._portion(item, turn)
            self._end.send(self._unseen())
            turn += 1

    def _portion(self, handed: _Handed, turn: int) -> network.Portion:
        self.done = handed.done
        data = np.frombuffer(self._shared.piece(max(handed.place, 0))[: handed.size], np.uint8)
        if handed.place >= 0:
            self._held.append((handed.place, weakref.ref(data)))
        place = self._shared.table(self._number, turn)
        tables = [_table(part, place, data) if isinstance(part, _Columns) else part for part in handed.parts]
        return network.portion(handed.frame, handed.time, tables)

    def _unseen(self) -> list[int]:
        """Return the places of pieces that are looked at no longer."""
        held, self._held = self._held, []
        gone: list[int] = []
        for place, data in held:
            if data() is None:
                gone.append(place)
            else:
                self._held.append((place, data))
        return gone


def _table(part: _Columns, memory: memoryview, data: Bytes) -> network.Table:
    """Return a table whose columns stand in memory that is shared."""
    columns = {name: np.ndarray(part.rows, kind, memory, begin) for name, kind, begin in part.columns}
    return part.kind(data=data, **columns)
