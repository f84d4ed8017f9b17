"""Runs of one stream to the bytes that are still to be read, and the packets they came in."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from msgspec.structs import replace

from inventory.model.exchanges import Place
from inventory.model.streams import Run

NOWHERE = Place(0)


def place_of(run: Run, position: int) -> Place:
    """Tell which packet holds the byte at a stream position of a run."""
    if not len(run.starts):
        return NOWHERE
    index = run.segment_at(position)
    return Place(run.frames[index], run.connection.number, run.times[index])


def tail(run: Run, position: int) -> Run:
    """Return what a run holds from a stream position on, as a copy that keeps nothing else in memory."""
    data = run.data[position - run.position :]
    return replace(_columns_from(run, position), position=position, length=len(data), gap=0, pieces=(data,))


def rebased(run: Run, bases: tuple[int, int]) -> Run:
    """Return a run of streams that begin later than those of the connection; `bases` are the beginnings by side."""
    own, other = bases[run.side], bases[1 - run.side]
    acks = [ack - other if ack >= other else -1 for ack in run.acks]
    return replace(run, position=run.position - own, starts=[max(start - own, 0) for start in run.starts], acks=acks)


class Cursor:
    """A run that is read in parts: `data` from the index `at` on is unread."""

    __slots__ = ("at", "data", "run")

    def __init__(self, run: Run) -> None:
        self.run, self.data, self.at = run, run.data, 0

    def __len__(self) -> int:
        return len(self.data) - self.at

    @property
    def position(self) -> int:
        """Where in the stream the unread bytes begin."""
        return self.run.position + self.at

    def take(self, size: int) -> Run:
        """Return the next bytes as a run."""
        run, begin = self.run, self.at
        end = self.at = min(begin + size, len(self.data))
        first, last = run.segment_at(run.position + begin), run.segment_at(run.position + end - 1) + 1
        return Run(
            run.connection, run.side, run.position + begin, end - begin, 0, False, (self.data[begin:end],),
            run.starts[first:last], run.frames[first:last], run.times[first:last], run.acks[first:last],
        )  # fmt: skip

    def segments(self, count: int) -> int:
        """Return how many bytes are left of this many segments from here on."""
        starts, here = self.run.starts, self.position
        after = self.run.segment_at(here) + count
        return starts[after] - here if after < len(starts) else len(self)


class Backlog:
    """The unread bytes of one stream: `data` from the index `at` on; its first byte stands at `origin` in the stream.

    Bytes are asked about in the order of the stream: what stands before is forgotten on the way.
    """

    __slots__ = ("_runs", "at", "data", "origin")

    def __init__(self) -> None:
        self.data = b""
        self.at = 0
        self.origin = 0
        self._runs: list[Run] = []  # without their bytes

    def __len__(self) -> int:
        return len(self.data) - self.at

    def add(self, run: Run) -> None:
        """Append the run that follows."""
        if not len(self):
            self.data, self.at, self.origin = run.data, 0, run.position
            self._runs.clear()
        else:
            self.data += run.data
        self._runs.append(replace(run, pieces=()))

    def trim(self) -> None:
        """Keep nothing in memory but what is unread."""
        self.data, self.origin, self.at = self.data[self.at :], self.origin + self.at, 0
        self._pass(self.origin)
        if self._runs:  # all others were the last one once
            last = self._runs[-1]
            self._runs[-1] = _columns_from(last, max(self.origin, last.position))

    def rest(self) -> Run:
        """Return what is unread, which is not nothing, as one run, and drop it."""
        position = self.origin + self.at
        self._pass(position)
        parts = [_columns_from(run, max(position, run.position)) for run in self._runs]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.joined(part)
        data = self.data[self.at :]
        run = replace(whole, position=position, length=len(data), gap=0, pieces=(data,))
        self.clear()
        return run

    def clear(self) -> None:
        """Drop everything."""
        self.data, self.at = b"", 0
        self._runs.clear()

    def locate(self, index: int) -> tuple[Place, int]:
        """Tell which packet holds a byte, and what that packet acknowledges; -1 where it does not."""
        position = self.origin + index
        self._pass(position)
        run = self._runs[0] if self._runs else None
        if run is None or not len(run.starts):
            return NOWHERE, -1
        return place_of(run, position), run.acks[run.segment_at(position)]

    def latest(self, begin: int, end: int) -> Place:
        """Tell which of the packets that hold some bytes, at least one, came last: streams are put in order."""
        self._pass(self.origin + begin)
        found = NOWHERE
        for run in self._runs:
            if run.position >= self.origin + end:
                break
            if len(run.starts):
                first, last = run.segment_at(self.origin + begin), run.segment_at(self.origin + end - 1)
                slowest = max(range(first, last + 1), key=run.times.__getitem__)
                if run.times[slowest] > found.time:
                    found = Place(run.frames[slowest], run.connection.number, run.times[slowest])
        return found

    def segments(self, index: int) -> Iterator[int]:
        """Yield the indexes at which segments begin, from an index on."""
        position = self.origin + index
        self._pass(position)
        for run in self._runs:
            first = bisect_left(run.starts, position)
            yield from (start - self.origin for start in run.starts[first:])

    def _pass(self, position: int) -> None:
        passed = 0
        while passed < len(self._runs) and self._runs[passed].position + self._runs[passed].length <= position:
            passed += 1
        if passed:
            del self._runs[:passed]


def _columns_from(run: Run, position: int) -> Run:
    first = run.segment_at(position)
    columns = {name: array("q", getattr(run, name)[first:]) for name in ("starts", "frames", "times", "acks")}
    return replace(run, **columns)
