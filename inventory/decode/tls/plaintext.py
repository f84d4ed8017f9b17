"""The content of one side's records to runs, with positions, packets and acknowledgements of their own."""

import bisect
import itertools

import numpy as np

from inventory.decode.tls.records import Records
from inventory.model.packets import Column
from inventory.model.streams import Connection, Run

UNLIMITED = 1 << 62  # more than any position
MARKS_LIMIT = 4_096  # latest records of which it is known where in the content they end


class Plaintext:
    """What one side said; its first byte has the position 0."""

    __slots__ = ("_base", "_connection", "_ends", "_gap", "_parts", "_said", "_side", "framing", "position")

    def __init__(self, connection: Connection, side: int) -> None:
        self._connection, self._side = connection, side
        self.position = 0  # after all that was said
        self._gap = 0  # bytes missing before what is said next
        self._parts: list[tuple[int, int, int, bytes]] = []  # gap, position, record's position, content
        self.framing = 0  # bytes that a record takes besides its content
        self._base = 0  # position before the first mark
        self._ends: list[int] = []  # where records end in the stream
        self._said: list[int] = []  # where they end in the content

    @property
    def waits(self) -> bool:
        """Tell whether something is there to be taken."""
        return bool(self._parts)

    def add(self, content: bytes, begin: int, end: int) -> None:
        """Append what a record says that stands in the stream from `begin` to `end`."""
        self._parts.append((self._gap, self.position, begin, content))
        self.position += len(content)
        self._gap = 0
        self.mark(end)

    def mark(self, end: int) -> None:
        """Take note that everything is read that stands before a position in the stream."""
        self._ends.append(end)
        self._said.append(self.position)

    def lose(self, size: int) -> None:
        """Leave a gap of a size before what is said next."""
        self.position += size
        self._gap += size

    def ending(self) -> Run:
        """Return the run that says that nothing more comes."""
        return Run(self._connection, self._side, self.position, 0, self._gap, final=True)

    def take(self, records: Records, other: "Plaintext", known: int) -> list[Run]:
        """Return what was said since the last time; `known` is how far the other side's stream has been read."""
        parts, self._parts = self._parts, []
        begins = np.array([part[2] for part in parts], np.int64)
        frames, times, acks = records.locate(begins)
        acks = other.covered(acks, known)
        starts = np.array([part[1] for part in parts], np.int64)
        cuts = [0, *(index for index, part in enumerate(parts) if part[0] and index), len(parts)]
        runs = []
        for first, last in itertools.pairwise(cuts):
            chosen = slice(first, last)
            gap, position, _, _ = parts[first]
            pieces = tuple(part[3] for part in parts[chosen])
            columns = [column[chosen].tolist() for column in (starts, frames, times, acks)]
            size = sum(len(piece) for piece in pieces)
            runs.append(Run(self._connection, self._side, position, size, gap, False, pieces, *columns))
        return runs

    def covered(self, acks: Column, known: int) -> Column:
        """Turn positions in the stream into those in the content; -1 from where on the stream is not `known`.

        Inside of a record, and where records were lost, the framing is taken to stand before the content. Of what has
        not been read yet it is only told that some of it is covered.
        """
        return np.array([self._covered(ack) if 0 <= ack <= known else -1 for ack in acks.tolist()], np.int64)

    def _covered(self, ack: int) -> int:
        index = bisect.bisect_right(self._ends, ack) - 1
        before = self._ends[index] if index >= 0 else 0
        said = self._said[index] if index >= 0 else self._base
        inside = max(ack - before - self.framing, 0)
        return min(said + inside, self._said[index + 1]) if index + 1 < len(self._said) else said + min(inside, 1)

    def forget(self) -> None:
        """Keep no more than the latest marks."""
        if len(self._ends) > MARKS_LIMIT:
            old = len(self._ends) - MARKS_LIMIT // 2
            self._base = self._said[old - 1]
            del self._ends[:old], self._said[:old]
