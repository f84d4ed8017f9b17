"""Exchanges that show a name to how often it stood there, where first, and when last."""

from typing import NamedTuple

from inventory.model.askers import FullName
from inventory.model.evidence import Evidence
from inventory.model.observations import Name, Repeated


class Seen(NamedTuple):
    """What several exchanges tell of each name that they show."""

    exchanges: int
    first: tuple[int, int, int]  # time, frame and stream
    last: int  # time


def seen(found: Repeated) -> Seen:
    """Sum up exchanges of one connection."""
    times, frames = found.times, found.frames
    time = min(times)
    at_once = times.count(time) > 1
    frame = min(zip(times, frames, strict=True))[1] if at_once else frames[times.index(time)]
    return Seen(len(times), (time, frame, found.stream), max(times))


class Named:
    """A name while it is counted."""

    __slots__ = ("count", "first", "last")

    def __init__(self) -> None:
        self.count, self.last = 0, 0
        self.first: tuple[int, int, int] | None = None  # time, frame and stream; None before anything was counted

    def add(self, found: Seen) -> None:
        """Count exchanges."""
        self.count += found.exchanges
        self.last = max(self.last, found.last)
        if self.first is None or found.first < self.first:
            self.first = found.first

    def take(self, other: "Named") -> None:
        """Take over what was counted elsewhere."""
        self.count += other.count
        self.last = max(self.last, other.last)
        if self.first is None or (other.first is not None and other.first < self.first):
            self.first = other.first

    def name(self, key: FullName, capture: str) -> Name:
        """Return the sum."""
        if self.first is None:
            return Name(*key, self.count)
        time, frame, stream = self.first
        return Name(*key, self.count, self.last, (Evidence(time, capture, frame, stream),))


class Group(Named):
    """The same of names that stood together."""

    __slots__ = ("names",)

    def __init__(self, names: list[FullName]) -> None:
        super().__init__()
        self.names = names
