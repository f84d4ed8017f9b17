"""Calls of many services to those that fit into the room that all of them share."""

from array import array
from collections.abc import Collection, Iterator
from sys import maxsize
from typing import NamedTuple

from inventory.endpoints.counting import Counts, Shaper
from inventory.endpoints.folding import Call, Folding, Segments, fair_share, settled, weight
from inventory.model.lengths import moved


class Room(NamedTuple):
    """How many calls are told apart, by weight: those of one service, and `services` times as many of all together."""

    served: int
    unserved: int
    services: int

    def share(self, sizes: Collection[int], *, served: bool) -> int:
        """Return the limit for the calls of one service; services that were folded count as endless."""
        limit = self.served if served else self.unserved
        return min(limit, fair_share(sizes, limit * self.services))

    def is_too_small(self, sizes: Collection[int], *, served: bool) -> bool:
        """Tell whether calls have to be folded where services have so many."""
        return max(sizes, default=0) > self.share(sizes, served=served)


UNBOUNDED = Room(maxsize // 2, maxsize // 2, 1)


class _Service:
    """The calls of one service."""

    __slots__ = ("calls", "folding", "level", "weight")

    def __init__(self) -> None:
        self.calls: dict[Call, Counts] = {}
        self.folding: Folding | None = None
        self.level, self.weight = 0, 0

    @property
    def size(self) -> int:
        """What the calls would weigh had they not been folded, as far as that is known."""
        return maxsize if self.level else self.weight


class Places:
    """Where exchanges count that were served, or those that were not."""

    def __init__(self, room: Room, into: "array[int]", shaper: Shaper | None = None, *, served: bool) -> None:
        self._room, self._shaper, self._served = room, shaper, served
        self._into = into  # by number of a place: the number of what it was folded into, or its own
        self._services: dict[str, _Service] = {}
        self._weight = 0
        self._enough = limit = room.served if served else room.unserved  # calls after which they are looked at
        self._step = max(1, limit // 2)

    @property
    def folded(self) -> bool:
        """Tell whether any call was folded."""
        return any(service.level for service in self._services.values())

    def find(self, service: str, method: str, segments: Segments) -> tuple[Counts, Segments]:
        """Return the sums for a call, and the path that it counts for as things stand."""
        known = self._services.get(service)
        if known is None:
            known = self._services[service] = _Service()
        if known.folding is not None:
            segments = known.folding.apply(segments)
        counts = known.calls.get((method, segments))
        if counts is None:
            counts = known.calls[method, segments] = self._new(service, method, segments)
            known.weight += weight(segments)
            self._weight += weight(segments)
        return counts, segments

    def is_full(self) -> bool:
        """Tell whether calls are to be folded before more of them come."""
        return self._weight > self._enough

    def settle(self) -> None:
        """Fold the calls of services that have more than their share."""
        share = self._room.share([one.size for one in self._services.values()], served=self._served)
        for name, service in self._services.items():
            if service.size > share:
                self._fold(name, service, share)
        self._weight = sum(service.weight for service in self._services.values())
        self._enough = max(self._enough, self._weight + self._step)

    def __iter__(self) -> Iterator[tuple[str, Call, Counts]]:
        """Yield all services, calls and their sums."""
        for name, service in self._services.items():
            for call, counts in service.calls.items():
                yield name, call, counts

    def _fold(self, name: str, service: _Service, share: int) -> None:
        service.level, service.folding = settled(service.calls, service.level, share)
        for old, segments in service.folding.moved.items():
            counts, new = service.calls.pop(old), (old[0], segments)
            into = service.calls.get(new)
            if into is None:
                into = service.calls[new] = self._new(name, *new)
            counts.lengths = moved(old[1], segments, counts.lengths) if self._served else ()
            into.merge(counts)
            self._into[counts.number] = into.number
        service.weight = sum(weight(way) for _, way in service.calls)

    def _new(self, service: str, method: str, segments: Segments) -> Counts:
        shapes = self._shaper.begin(service, method, "/".join(segments)) if self._shaper is not None else None
        self._into.append(len(self._into))
        return Counts(len(self._into) - 1, shapes)
