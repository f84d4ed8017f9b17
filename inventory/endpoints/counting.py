"""Exchanges of one method on one path to their sums."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Protocol, Self

from inventory.endpoints.asking import Askers
from inventory.endpoints.named import Group, Named
from inventory.endpoints.timing import Timing
from inventory.model.askers import OTHERS, FullName
from inventory.model.evidence import EVIDENCE_LIMIT, Evidence
from inventory.model.lengths import Lengths, both
from inventory.model.observations import Repeated, Sighting, Tally, Values
from inventory.model.shapes import Shape

NAME_LIMIT = 200  # names of one path; and as many of fields and cookies
FIELD_ROLES = frozenset({"header", "cookie"})  # of names that have room of their own
GROUPS_LIMIT = 64  # sets of names of one path that are counted together


class Shapes(Protocol):
    """What makes the shapes of one method on one path."""

    def add(self, status: int, values: Values, /) -> None:
        """Take values that exchanges with one status carried."""

    def take(self, other: Self, /) -> None:
        """Take over what stood on another path."""

    def shapes(self) -> tuple[Shape, ...]:
        """Return the shapes, by status, role and media type, of what is settled."""


class Shaper(Protocol):
    """What makes the shapes of one capture, within bounds of its own."""

    @property
    def strained(self) -> bool:
        """Tell whether not all paths keep their shapes."""

    def begin(self, service: str, method: str, path: str, /) -> Shapes:
        """Return the shapes of a path, none yet."""

    def settle(self) -> None:
        """Have all values in shapes that were taken."""


class Counts:
    """What is summed up for one method on one path; `number` tells it for ever, wherever it is folded."""

    __slots__ = ("_groups", "askers", "fields", "lengths", "names", "number", "shapes", "tallies")

    def __init__(self, number: int, shapes: Shapes | None = None) -> None:
        self.number = number
        self.shapes = shapes
        self.tallies: dict[tuple[int, str], Count] = {}
        self.names: dict[FullName, Named] = {}
        self.fields: dict[FullName, Named] = {}  # names of fields and cookies
        self.askers = Askers()
        self.lengths: Lengths = ()  # of the values in the path
        self._groups: dict[tuple[int, tuple[tuple[str, str], ...]], Group] = {}

    def group(self, status: int, names: tuple[tuple[str, str], ...]) -> "Group | None":
        """Return the count of these names together, if they have been seen together with the status before."""
        return self._groups.get((status, names))

    def begin(self, status: int, names: tuple[tuple[str, str], ...], full: list[FullName]) -> "Group":
        """Count names together from here on; `full` are those that they count for."""
        if len(self._groups) >= GROUPS_LIMIT:
            self._settle()
        group = self._groups[status, names] = Group(full)
        return group

    def merge(self, other: "Counts") -> None:
        """Take over everything of another one; its lengths are those of values on this path already."""
        other._settle()
        self.lengths = both(self.lengths, other.lengths)
        for key, count in other.tallies.items():
            self.tallies.setdefault(key, Count(count.outcome)).take(count)
        for own, names in ((self.names, other.names), (self.fields, other.fields)):
            for name, named in names.items():
                full = name if name in own or len(own) < NAME_LIMIT else (name[0], name[1], OTHERS)
                own.setdefault(full, Named()).take(named)
        self.askers.take(other.askers)
        if self.shapes is not None and other.shapes is not None:
            self.shapes.take(other.shapes)

    def named(self, role: str) -> "dict[FullName, Named]":
        """Return the counts of names that share the room of a role."""
        return self.fields if role in FIELD_ROLES else self.names

    def sighting(self, service: str, method: str, path: str, capture: str) -> Sighting:
        """Return all sums as what was seen of a method on a path; evidence of names says `capture`."""
        self._settle()
        names = self.names | self.fields | self.askers.named
        return Sighting(
            service,
            method,
            path,
            tuple(count.tally(status, kind) for (status, kind), count in sorted(self.tallies.items())),
            tuple(named.name(key, capture) for key, named in sorted(names.items(), key=itemgetter(0))),
            self.lengths,
            self.shapes.shapes() if self.shapes is not None else (),
        )

    @property
    def total(self) -> int:
        """How many exchanges were counted."""
        return sum(count.count for count in self.tallies.values())

    def _settle(self) -> None:
        """Give each name its count."""
        for group in self._groups.values():
            for full in group.names:
                self.named(full[1])[full].take(group)
        self._groups.clear()


class Count:
    """A tally while it grows."""

    __slots__ = ("count", "evidence", "first", "last", "outcome", "timing")

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        self.count, self.first, self.last = 0, 0, 0
        self.evidence: Sequence[Evidence] = ()
        self.timing: Timing | None = None  # made when anything is known, as it never is of a list of requests

    def add(self, found: Repeated, capture: str) -> None:
        """Count exchanges, whose evidence says `capture`."""
        times = found.times
        first, last = min(times), max(times)
        if len(self.evidence) < EVIDENCE_LIMIT or first <= self.evidence[-1].time:
            oldest = sorted(zip(times, found.frames, strict=True))[:EVIDENCE_LIMIT]
            self._show([Evidence(time, capture, frame, found.stream) for time, frame in oldest])
        self.count += len(times)
        if last:
            known = times if first else [time for time in times if time]
            first = first or min(known)
            self._span(first, last)
            self._timed().add_times(known, first, last)
        if found.latencies:
            self._timed().add_latencies(found.latencies)

    def take(self, other: "Count") -> None:
        """Take over what was counted elsewhere."""
        self.count += other.count
        self._span(other.first, other.last)
        self._show(other.evidence)
        if other.timing is not None:
            self._timed().take(other.timing)

    def tally(self, status: int, kind: str) -> Tally:
        """Return the sum."""
        times, latencies = (self.timing.times, self.timing.latencies) if self.timing is not None else ((), ())
        return Tally(
            status, kind, self.outcome, self.count, self.first, self.last, tuple(self.evidence), times, latencies
        )

    def _span(self, first: int, last: int) -> None:
        self.first = min(self.first or first, first or self.first)
        self.last = max(self.last, last)

    def _show(self, evidence: Sequence[Evidence]) -> None:
        self.evidence = sorted({*self.evidence, *evidence})[:EVIDENCE_LIMIT]

    def _timed(self) -> Timing:
        if self.timing is None:
            self.timing = Timing()
        return self.timing
