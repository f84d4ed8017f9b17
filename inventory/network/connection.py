"""Both sides of one connection: sequence numbers to stream positions, bytes to runs."""

import numpy as np
from numpy.typing import NDArray

from inventory.model.streams import Connection, Run
from inventory.network.ends import Address
from inventory.network.orderly import Payloads, Stretch
from inventory.network.stream import Note, Piece, Stream
from inventory.network.tcp import ACK, FIN, RST, SYN, Segments

_ALL = (1 << 32) - 1


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
                self._note("repeated", 1, of.captured[row], of.frame[row])
        return len(rows)

    def take(self, segments: Segments, rows: NDArray[np.intp]) -> tuple[list[Run], int]:
        """Take the next segments of the connection, in capture order; return how many, up to its end, were taken."""
        opens = (segments.flags[rows[0]] & (SYN | ACK)) == SYN
        if self.synced < 0 and not self.spoke and opens:
            self.synced = int(segments.sequence[rows[0]])
        if len(rows) == 1 and opens and not segments.length[rows[0]]:
            return [], 1  # nothing but a SYN, as in a flood of them: its sequence number is all to keep
        streams = self._open()
        taken = self._each(streams, segments, rows)
        runs = [run for stream in streams for run in stream.flush(self.connection)]
        return runs + self.finish() if self.ended else runs, taken

    def take_orderly(self, stretches: tuple[Stretch, ...], payloads: Payloads, data: memoryview) -> list[Run] | None:
        """Take what both sides sent in a batch at once, if that just goes on where they were; None if it does not.

        Each side is orderly for itself.
        """
        if self.synced < 0 and self.streams is None and len(stretches) == 1 and stretches[0].is_lone_syn:
            self.synced = stretches[0].sequence  # all to keep of it, as there may be a flood of them
            return []
        plan = self._plan(stretches)
        if plan is None:
            return None
        streams = self._open()
        for side, stretch in plan:
            if stretch.flags & SYN:
                streams[side].base = stretch.sequence + 1 & _ALL
        for side, stretch in plan:
            other = streams[1 - side]
            if stretch.ack >= 0 and other.base < 0:  # the next byte that this side waits for is the first one to come
                other.base = stretch.ack
        # Both places before anything moves: acknowledgements are nearest to them.
        acks = [streams[1 - side].position(stretch.ack) if stretch.ack >= 0 else -1 for side, stretch in plan]
        for (side, stretch), ack in zip(plan, acks, strict=True):
            stream, other = streams[side], streams[1 - side]
            stream.next += stretch.length
            if stretch.ack >= 0:
                other.acknowledged = max(other.acknowledged, ack + stretch.ack_span)
            if stretch.all_flags & FIN:
                stream.fin = stream.next
            self.spoke |= stretch.length > 0
            self.ended |= bool(stretch.all_flags & RST)
        self.ended |= streams[0].fin >= 0 and streams[1].fin >= 0
        begins = [streams[side].next - stretch.length for side, stretch in plan]  # closing takes what was lost behind
        last = [self.ended and stretch.length > 0 and streams[side].close() for side, stretch in plan]
        runs = [
            self._run(side, stretch, payloads, data, (begin, ack), final=final)
            for (side, stretch), begin, ack, final in zip(plan, begins, acks, last, strict=True)
            if stretch.length
        ]
        return runs + self.finish() if self.ended else runs

    def finish(self) -> list[Run]:
        """Return what is left of both sides; [] for a connection that carried nothing."""
        self.ended = True
        if not self.spoke or self.streams is None:
            return []
        return [run for stream in self.streams if not stream.ended for run in stream.finish(self.connection)]

    def _plan(self, stretches: tuple[Stretch, ...]) -> list[tuple[int, Stretch]] | None:
        """Tell which side each stretch is of, if all of them can be taken at once."""
        if not _reset_is_last(stretches):
            return None
        plan = [(int(stretch.source != self._client), stretch) for stretch in stretches]
        if self.streams is None:
            return plan if self._begins(plan) else None
        for side, stretch in plan:
            stream = self.streams[side]
            if stretch.flags & SYN or stream.base < 0 or not stream.idle or stream.fin >= 0:
                return None
            if stretch.first_byte >= 0 and stretch.first_byte != stream.base + stream.next & _ALL:
                return None
        return plan

    def _begins(self, plan: list[tuple[int, Stretch]]) -> bool:
        """Tell whether stretches begin a connection with its whole handshake."""
        by_side = dict(plan)
        if (
            len(by_side) != 2
            or (by_side[0].flags & (SYN | ACK)) != SYN
            or (by_side[1].flags & (SYN | ACK)) != SYN | ACK
        ):
            return False
        if self.synced >= 0 and self.synced != by_side[0].sequence:
            return False
        if by_side[0].ack not in (-1, by_side[1].sequence + 1 & _ALL):  # captured in another order than sent
            return False
        self.synced = by_side[0].sequence
        return True

    def _run(
        self, side: int, stretch: Stretch, payloads: Payloads, data: memoryview, at: tuple[int, int], *, final: bool
    ) -> Run:
        """Return what one side sent; `at` is where that begins, and what it acknowledged first."""
        own = slice(stretch.data_begin, stretch.data_end)
        next_byte, ack = at
        return Run(
            connection=self.connection,
            side=side,
            position=next_byte,
            length=stretch.length,
            gap=0,
            final=final,
            pieces=tuple([data[begin:end] for begin, end in zip(payloads.begin[own], payloads.end[own], strict=True)]),
            starts=[offset + next_byte for offset in payloads.offset[own]],
            frames=payloads.frame[own],
            times=payloads.time[own],
            acks=[span + ack for span in payloads.ack[own]],
        )

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
        if stream.base < 0 or (flags & SYN and stream.fresh):
            stream.begin(sequence & _ALL)
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


def _reset_is_last(stretches: tuple[Stretch, ...]) -> bool:
    """Tell whether nothing was sent after a RST; each side has at most one, as its last segment."""
    if not (stretches[0].all_flags | stretches[-1].all_flags) & RST:
        return True
    last = max(stretches, key=lambda stretch: stretch.last_row)
    return all(stretch is last or not stretch.all_flags & RST for stretch in stretches)
