"""Both sides of one connection: sequence numbers to stream positions, bytes to runs."""

import numpy as np
from numpy.typing import NDArray

from inventory.model.streams import Connection, Run
from inventory.network.columns import Column
from inventory.network.grouping import Address
from inventory.network.stream import Note, Piece, Stream
from inventory.network.tcp import ACK, FIN, RST, SYN, Segments

MANY = 48  # segments from which on array operations are cheaper than a look at each one


class LiveConnection:
    """A connection of which more may come."""

    __slots__ = ("_client", "_note", "connection", "ended", "spoke", "streams", "synced")

    def __init__(self, number: int, source: Address, target: Address, note: Note) -> None:
        self._client, self._note = source, note
        self.connection = Connection(number, (str(source), str(target)))
        self.streams: tuple[Stream, Stream] | None = None  # none until something but a handshake comes
        self.synced = -1  # sequence number of the SYN that opened it; -1 where that was not captured
        self.spoke = False  # has carried payload
        self.ended = False

    @property
    def held(self) -> int:
        """Bytes that wait for gaps to be filled."""
        return self.streams[0].held + self.streams[1].held if self.streams else 0

    def is_over(self, segments: Segments, row: np.intp) -> bool:
        """Tell whether a segment can't belong to the connection: it has ended, or another one is opened."""
        opens = (segments.flags[row] & (SYN | ACK)) == SYN
        return self.ended or bool(opens and int(segments.sequence[row]) != self.synced)

    def late(self, segments: Segments, rows: NDArray[np.intp]) -> int:
        """Count the segments after the end that bring nothing new: repetitions and bare acknowledgements.

        What follows them is another connection of the same addresses, even if its handshake was not captured.
        """
        of = segments.rows
        for count, row in enumerate(rows.tolist()):
            if of.flags[row] & SYN:
                return count
            if of.length[row]:
                stream = self.streams[self._side(segments, row)] if self.streams else None
                if stream is None or stream.base < 0 or stream.position(of.sequence[row]) >= stream.next:
                    return count
        return len(rows)

    def take(self, segments: Segments, rows: NDArray[np.intp]) -> tuple[list[Run], int]:
        """Take the next segments of the connection, in capture order; return how many, up to its end, were taken."""
        opens = (segments.flags[rows[0]] & (SYN | ACK)) == SYN
        if self.synced < 0 and not self.spoke and opens:
            self.synced = int(segments.sequence[rows[0]])
        if len(rows) == 1 and opens and not segments.length[rows[0]]:
            return [], 1  # nothing but a SYN, as in a flood of them: its sequence number is all to keep
        streams = self._open()
        runs: list[Run] = []
        taken = 0
        for stretch in _stretches(segments, rows):
            together = self._many(streams, segments, stretch) if len(stretch) >= MANY else None
            taken += len(stretch) if together is not None else self._each(streams, segments, stretch)
            runs += together or [run for stream in streams for run in stream.flush(self.connection)]
            if self.ended:
                return runs + self.finish(), taken
        return runs, taken

    def finish(self) -> list[Run]:
        """Return what is left of both sides; [] for a connection that carried nothing."""
        self.ended = True
        if not self.spoke or self.streams is None:
            return []
        return [run for stream in self.streams if not stream.ended for run in stream.finish(self.connection)]

    def _open(self) -> tuple[Stream, Stream]:
        if self.streams is None:
            self.streams = (Stream(0, self._note), Stream(1, self._note))
            if self.synced >= 0:
                self.streams[0].base = self.synced + 1 & 0xFFFFFFFF
        return self.streams

    def _each(self, streams: tuple[Stream, Stream], segments: Segments, rows: NDArray[np.intp]) -> int:
        """Take segments one by one, up to the end of the connection; return how many."""
        for count, row in enumerate(rows.tolist(), start=1):
            self._one(streams, segments, row)
            if self.ended:
                return count
        return len(rows)

    def _side(self, segments: Segments, row: int) -> int:
        of = segments.rows
        return int((of.source_high[row], of.source_low[row], of.source_port[row]) != self._client)

    def _one(self, streams: tuple[Stream, Stream], segments: Segments, row: int) -> None:
        """Take one segment."""
        of = segments.rows
        side = self._side(segments, row)
        stream, other = streams[side], streams[1 - side]
        flags, length = of.flags[row], of.length[row]
        sequence = of.sequence[row] + bool(flags & SYN)  # SYN takes the number before the first byte
        if stream.base < 0:
            stream.base = sequence & 0xFFFFFFFF
        ack = -1
        if flags & ACK:
            if other.base < 0 and not flags & RST:  # the next byte that this side waits for is the first one to come
                other.base = of.acknowledgement[row]
            if other.base >= 0:
                ack = other.position(of.acknowledgement[row])
                other.acknowledged = max(other.acknowledged, ack)
        if length:
            self.spoke = True
            data = segments.data.data[of.start[row] : of.start[row] + of.captured[row]]
            stream.add(Piece(stream.position(sequence), length, data, of.frame[row], of.time[row], ack))
        if stream.held or other.held:
            stream.tick()
            other.tick()
        if flags & RST:
            self.ended = True
        elif flags & FIN and stream.fin < 0:
            stream.fin = stream.position(sequence) + length
        if stream.fin >= 0 and other.fin >= 0:
            self.ended |= stream.fin <= stream.next and other.fin <= other.next

    def _many(self, streams: tuple[Stream, Stream], segments: Segments, rows: NDArray[np.intp]) -> list[Run] | None:
        """Take segments that all follow in order, without a look at each; None, and nothing taken, when they do not."""
        if any(stream.base < 0 or stream.held for stream in streams):
            return None
        if (segments.captured[rows] < segments.length[rows]).any():
            return None
        side = self._sides(segments, rows)
        sequence, length = segments.sequence[rows], segments.length[rows]
        own = [np.flatnonzero((side == number) & (length > 0)) for number in (0, 1)]
        positions = [stream.positions(sequence[mine]) for stream, mine in zip(streams, own, strict=True)]
        if not all(
            stream.follows(place, length[mine]) for stream, place, mine in zip(streams, positions, own, strict=True)
        ):
            return None
        acks = self._acknowledged(streams, segments, rows, side)
        runs = []
        for number, (stream, mine) in enumerate(zip(streams, own, strict=True)):
            if len(mine):
                self.spoke = True
                run = self._in_order(number, segments, rows[mine], positions[number], acks[mine])
                runs.append(stream.jump(run))
        return runs

    def _acknowledged(
        self, streams: tuple[Stream, Stream], segments: Segments, rows: NDArray[np.intp], side: Column
    ) -> Column:
        """Return the positions of the other stream that segments acknowledge, -1 for none, and keep the latest."""
        acks = np.full(len(rows), -1, np.int64)
        for number, other in ((0, streams[1]), (1, streams[0])):
            mine = np.flatnonzero((side == number) & ((segments.flags[rows] & ACK) > 0))
            if len(mine):
                acks[mine] = other.positions(segments.acknowledgement[rows[mine]])
                other.acknowledged = max(other.acknowledged, int(acks[mine].max()))
        return acks

    def _in_order(self, side: int, segments: Segments, rows: NDArray[np.intp], positions: Column, acks: Column) -> Run:
        whole = segments.data.data
        starts = segments.start[rows]
        ends = starts + segments.captured[rows]
        return Run(
            connection=self.connection,
            side=side,
            position=int(positions[0]),
            length=int(segments.length[rows].sum()),
            gap=0,
            final=False,
            pieces=tuple(whole[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)),
            starts=positions,
            frames=segments.frame[rows],
            times=segments.time[rows],
            acks=acks,
        )

    def _sides(self, segments: Segments, rows: NDArray[np.intp]) -> Column:
        high, low, port = self._client
        same = (
            (segments.source_port[rows] == port)
            & (segments.source_low[rows] == low)
            & (segments.source_high[rows] == high)
        )
        return np.where(same, 0, 1)


def _stretches(segments: Segments, rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Cut rows where the connection begins or ends, so that all in between can be taken together."""
    if len(rows) < MANY:
        return [rows]
    special = np.flatnonzero(segments.flags[rows] & (SYN | FIN | RST)).tolist()
    cuts = sorted({cut for row in special for cut in (row, row + 1)})
    bounds = zip([0, *cuts], [*cuts, len(rows)], strict=True)
    return [rows[begin:end] for begin, end in bounds if begin < end]
