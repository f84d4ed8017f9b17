"""Segments of one side of a connection to its bytes in order (RFC 9293 section 3.4, as a bystander sees it)."""

import bisect
from collections.abc import Callable
from dataclasses import dataclass

from inventory.model.streams import Connection, Run

WINDOW = 16 * 1024 * 1024  # bytes ahead of the stream that may still belong to it
PENDING_LIMIT = 4 * 1024 * 1024  # bytes of one stream that wait for a gap to be filled, their keeping included
PIECE_COST = 64  # bytes that the keeping of one segment counts for
COMPARED = 64  # latest segments that a repetition is compared with
PATIENCE = 128  # segments of the connection that a gap is waited for, once the peer has acknowledged past it

_HALF, _ALL = 1 << 31, (1 << 32) - 1

Note = Callable[[str, int, int, int], None]


@dataclass(slots=True)
class Piece:
    """Bytes of one segment."""

    position: int
    length: int  # on the wire; more than there are bytes when the capture cut the packet
    data: memoryview | bytes
    frame: int
    time: int
    ack: int

    def part(self, begin: int, end: int) -> "Piece":
        """Return the bytes from one index to another as a piece of their own."""
        if begin == 0 and end == self.length:
            return self
        return Piece(self.position + begin, end - begin, self.data[begin:end], self.frame, self.time, self.ack)


@dataclass(slots=True)
class _Growing:
    """A run while it grows."""

    position: int
    gap: int
    cut: int
    pieces: list[Piece]


class Stream:
    """Keeps the place in one stream; what is out of order waits, within limits."""

    __slots__ = (
        "_cut", "_gap", "_note", "_pending", "_runs", "_side", "_waited",
        "acknowledged", "base", "ended", "fin", "held", "next",
    )  # fmt: skip

    def __init__(self, side: int, note: Note) -> None:
        self._side, self._note = side, note
        self.base = -1  # sequence number of stream position 0; -1 while unknown
        self.next = 0  # stream position of the next new byte
        self.fin = -1  # stream position where the sender ended; -1 while unknown
        self.ended = False
        self.acknowledged = 0  # stream position that the peer has acknowledged
        self.held = 0  # bytes that wait, their keeping included
        self._pending: list[Piece] = []  # last position first, so that the next one is cheap to take
        self._waited = 0
        self._gap = 0  # bytes missing before the next run …
        self._cut = 0  # … and how many of them the snap length left out
        self._runs: list[_Growing] = []

    def position(self, sequence: int) -> int:
        """Turn one sequence number into a stream position."""
        return self.next + ((sequence - (self.base + self.next) + _HALF & _ALL) - _HALF)

    @property
    def idle(self) -> bool:
        """Tell whether nothing waits and nothing is missing so far."""
        return not (self._gap or self._pending or self._runs)

    @property
    def fresh(self) -> bool:
        """Tell whether it has carried nothing yet."""
        return self.idle and not self.next

    def begin(self, sequence: int) -> None:
        """Take a sequence number for that of the first byte; what the peer acknowledged before is kept."""
        if self.base >= 0:
            self.acknowledged = max(self.acknowledged - self.position(sequence), 0)
        self.base = sequence

    def add(self, piece: Piece) -> None:
        """Take one segment's bytes: new ones are delivered in order, the first copy of any byte wins."""
        if piece.position > self.next + WINDOW or piece.position + piece.length < self.next - WINDOW:
            self._note("out-of-window", 1, len(piece.data), piece.frame)
            return
        if piece.position < self.next:
            self._compare(piece)
            if piece.position + piece.length <= self.next:
                return
            piece = piece.part(self.next - piece.position, piece.length)
        for fresh in self._uncovered(piece) if self._pending else (piece,):
            if fresh.position == self.next:
                self._deliver(fresh)
            else:
                self._wait(fresh)
        self._drain()

    def tick(self) -> None:
        """Count a segment of the connection; a gap that has been waited for long enough is given up."""
        if not self._pending:
            self._waited = 0
            return
        self._waited += self.acknowledged >= self._pending[-1].position
        if self.held > PENDING_LIMIT or self._waited > PATIENCE:
            self.give_up_gap()

    def give_up_gap(self) -> None:
        """Go on after the first gap."""
        first = self._pending[-1]
        self._note("lost-segment", 1, first.position - self.next, first.frame)
        self._gap += first.position - self.next
        self.next = first.position
        self._waited = 0
        self._drain()

    def flush(self, connection: Connection) -> list[Run]:
        """Return the runs that have grown since the last time."""
        grown, self._runs = self._runs, []
        return [_run(connection, self._side, run) for run in grown]

    def finish(self, connection: Connection) -> list[Run]:
        """Return everything that is left; the last run says that nothing more comes."""
        self.close()
        self.ended = True
        last = Run(connection, self._side, self.next, 0, self._gap, final=True, cut=self._cut)
        self._gap = self._cut = 0
        return [*self.flush(connection), last]

    def close(self) -> bool:
        """Take the end of the stream; tell whether all its bytes have been returned, so that nothing is to finish."""
        while self._pending:
            self.give_up_gap()
        # An acknowledgement of FIN counts one more than there are bytes.
        tail = min(self.acknowledged - 1, self.fin if self.fin >= 0 else self.acknowledged) - self.next
        if 0 < tail <= WINDOW:
            self._note("lost-segment", 1, tail, 0)
            self._gap += tail
            self.next += tail
        self.ended = self.idle
        return self.ended

    # -- inside ----------------------------------------------------------------------------------------------------

    def _deliver(self, piece: Piece) -> None:
        """Append a piece that begins at the place reached."""
        if self._gap or not self._runs:
            self._runs.append(_Growing(self.next, self._gap, self._cut, []))
        if piece.data:
            self._runs[-1].pieces.append(piece)
        self._gap = self._cut = piece.length - len(piece.data)
        self.next = piece.position + piece.length

    def _compare(self, piece: Piece) -> None:
        """Count what a segment repeats, and compare it with what came first as far as that is at hand."""
        repeated = min(self.next - piece.position, len(piece.data))
        for earlier in self._runs[-1].pieces[-COMPARED:] if self._runs else ():
            if earlier.position == piece.position and len(earlier.data) == len(piece.data):
                self._repeat(piece, repeated, differs=earlier.data != piece.data)
                return
        self._repeat(piece, repeated, differs=False)

    def _repeat(self, piece: Piece, size: int, *, differs: bool) -> None:
        self._note("conflicting-overlap" if differs else "repeated", 1, size, piece.frame)

    def _uncovered(self, piece: Piece) -> list[Piece]:
        """Return the parts of a piece that do not wait already; the others are compared with what waits."""
        fresh: list[Piece] = []
        begin, end = piece.position, piece.position + piece.length
        # The last position stands first, so what begins later stands before.
        after = bisect.bisect_left(self._pending, -begin, key=lambda waiting: -(waiting.position + waiting.length))
        for index in range(after - 1, -1, -1):
            waiting = self._pending[index]
            if waiting.position >= end:
                break
            if begin < waiting.position:
                fresh.append(piece.part(begin - piece.position, waiting.position - piece.position))
                begin = waiting.position
            until = min(end, waiting.position + waiting.length)
            mine = piece.part(begin - piece.position, until - piece.position).data
            other = waiting.part(begin - waiting.position, until - waiting.position).data
            same = min(len(mine), len(other))
            self._repeat(piece, len(mine), differs=mine[:same] != other[:same])
            begin = until
        if begin < end:
            fresh.append(piece.part(begin - piece.position, piece.length))
        return fresh

    def _drain(self) -> None:
        while self._pending and self._pending[-1].position <= self.next:
            piece = self._pending.pop()
            self.held -= len(piece.data) + PIECE_COST
            self._deliver(piece)

    def _wait(self, piece: Piece) -> None:
        at = bisect.bisect_left(self._pending, -piece.position, key=lambda waiting: -waiting.position)
        piece.data = bytes(piece.data)  # a copy, so that the batch can go
        self._pending.insert(at, piece)
        self.held += len(piece.data) + PIECE_COST


def _run(connection: Connection, side: int, run: _Growing) -> Run:
    pieces = run.pieces
    return Run(
        connection=connection,
        side=side,
        position=run.position,
        length=sum(len(piece.data) for piece in pieces),
        gap=run.gap,
        cut=run.cut,
        final=False,
        pieces=tuple(piece.data for piece in pieces),
        starts=[piece.position for piece in pieces],
        frames=[piece.frame for piece in pieces],
        times=[piece.time for piece in pieces],
        acks=[piece.ack for piece in pieces],
    )
