"""Both sides of one connection: sequence numbers to stream positions, bytes to runs."""

import numpy as np
from numpy.typing import NDArray

from inventory.model.streams import Connection, Run
from inventory.network.columns import Column, Mask
from inventory.network.grouping import Address
from inventory.network.stream import Note, Piece, Stream
from inventory.network.tcp import ACK, FIN, RST, SYN, Segments


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
        return sum(stream.held for stream in self.streams) if self.streams else 0

    def take(self, segments: Segments, rows: NDArray[np.intp], source: Address) -> list[Run]:
        """Take the next segments of the connection, in capture order; `source` sent the first of them."""
        opens = (segments.flags[rows[0]] & (SYN | ACK)) == SYN
        if self.synced < 0 and not self.spoke and opens:
            self.synced = int(segments.sequence[rows[0]])
        if len(rows) == 1 and opens and not segments.length[rows[0]]:
            return []  # nothing but a SYN, as in a flood of them: its sequence number is all to keep
        part = segments.take(rows)
        side = _sides(part, int(source != self._client))
        streams = self._opened(part, side)
        self._acknowledge(streams, part, side)
        carrying = part.length > 0
        runs: list[Run] = []
        if carrying.any() or self.held:
            self.spoke = True
            runs = self._read(streams, part, side, carrying)
        self._close(streams, part, side)
        return runs + (self.finish() if self.ended else [])

    def finish(self) -> list[Run]:
        """Return what is left of both sides; [] for a connection that carried nothing."""
        self.ended = True
        if not self.spoke or self.streams is None:
            return []
        return [run for stream in self.streams if not stream.ended for run in stream.finish(self.connection)]

    def _opened(self, part: Segments, side: Column) -> tuple[Stream, Stream]:
        """Return the streams, with position 0 of each as soon as anything tells it."""
        if self.streams is None:
            self.streams = (Stream(0, self._note), Stream(1, self._note))
            if self.synced >= 0:
                self.streams[0].base = self.synced + 1 & 0xFFFFFFFF
        for number, stream in enumerate(self.streams):
            own = np.flatnonzero(side == number)
            if stream.base < 0 and len(own):
                first = int(own[0])
                stream.base = int(part.sequence[first]) + bool(part.flags[first] & SYN) & 0xFFFFFFFF
            answers = np.flatnonzero((side != number) & ((part.flags & (ACK | RST)) == ACK))
            if stream.base < 0 and len(answers):  # the next byte that the peer waits for is the first one to come
                stream.base = int(part.acknowledgement[answers[0]])
        return self.streams

    def _acknowledge(self, streams: tuple[Stream, Stream], part: Segments, side: Column) -> None:
        for number, stream in enumerate(streams):
            answers = (side != number) & ((part.flags & ACK) > 0)
            if stream.base >= 0 and answers.any():
                latest = int(stream.positions(part.acknowledgement[answers]).max())
                stream.acknowledged = max(stream.acknowledged, latest)

    def _read(self, streams: tuple[Stream, Stream], part: Segments, side: Column, carrying: Mask) -> list[Run]:
        """Deliver the payload of segments; return the runs."""
        positions, acks = self._places(streams, part, side)
        own = [np.flatnonzero(carrying & (side == number)) for number in (0, 1)]
        whole = not (part.captured[carrying] < part.length[carrying]).any()
        if whole and all(
            stream.follows(positions[rows], part.length[rows]) for stream, rows in zip(streams, own, strict=True)
        ):
            return [
                stream.jump(self._in_order(number, part, rows, positions, acks))
                for number, (stream, rows) in enumerate(zip(streams, own, strict=True))
                if len(rows)
            ]
        return self._one_by_one(streams, part, side, positions, acks)

    def _places(self, streams: tuple[Stream, Stream], part: Segments, side: Column) -> tuple[Column, Column]:
        """Return the stream positions that segments begin at, and those of the other side that they acknowledge."""
        positions, acks = np.zeros(len(part), np.int64), np.full(len(part), -1, np.int64)
        for number, stream in enumerate(streams):
            own, other = side == number, streams[1 - number]
            positions[own] = stream.positions(part.sequence[own] + ((part.flags[own] & SYN) > 0))
            if other.base >= 0:
                acks[own] = np.where((part.flags[own] & ACK) > 0, other.positions(part.acknowledgement[own]), -1)
        return positions, acks

    def _in_order(self, side: int, part: Segments, rows: NDArray[np.intp], positions: Column, acks: Column) -> Run:
        whole = part.data.data
        starts, ends = part.start[rows].tolist(), (part.start + part.captured)[rows].tolist()
        return Run(
            connection=self.connection,
            side=side,
            position=int(positions[rows[0]]),
            length=int(part.length[rows].sum()),
            gap=0,
            final=False,
            pieces=tuple(whole[start:end] for start, end in zip(starts, ends, strict=True)),
            starts=positions[rows],
            frames=part.frame[rows],
            times=part.time[rows],
            acks=acks[rows],
        )

    def _one_by_one(
        self, streams: tuple[Stream, Stream], part: Segments, side: Column, positions: Column, acks: Column
    ) -> list[Run]:
        whole = part.data.data
        columns = (side, positions, part.length, part.start, part.captured, part.frame, part.time, acks)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for number, position, length, start, captured, frame, time, ack in rows:
            if length:
                streams[number].add(Piece(position, length, whole[start : start + captured], frame, time, ack))
            for stream in streams:
                stream.tick()
        return [run for stream in streams for run in stream.flush(self.connection)]

    def _close(self, streams: tuple[Stream, Stream], part: Segments, side: Column) -> None:
        for row in np.flatnonzero(part.flags & (FIN | RST)).tolist():
            stream = streams[int(side[row])]
            if part.flags[row] & RST:
                self.ended = True
            elif stream.base >= 0 and stream.fin < 0:
                position = int(stream.positions(part.sequence[row : row + 1])[0])
                stream.fin = position + int(part.length[row])
        if all(0 <= stream.fin <= stream.next for stream in streams):
            self.ended = True


def _sides(part: Segments, first: int) -> Column:
    """Tell the side that sent each segment; `first` is that of the first row."""
    same = (
        (part.source_port == part.source_port[0])
        & (part.source_low == part.source_low[0])
        & (part.source_high == part.source_high[0])
    )
    return np.where(same, first, 1 - first)
