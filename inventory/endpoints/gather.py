"""The observations of one capture to sightings, within bounds that no traffic can exceed.

What is stored is a function of the capture alone. Where words are too many, some are told apart and the others become
one (see `folding`). What was served and what was not have room of their own, so a scanner cannot push out what is
really there.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from inventory.endpoints.counting import FIELD_ROLES, NAME_LIMIT, Count, Counts, Shaper
from inventory.endpoints.folding import is_cut, is_folded, segments_of, weight
from inventory.endpoints.named import Named, seen
from inventory.endpoints.room import Places, Room
from inventory.model.askers import ASKERS_LIMIT, OTHERS, ROLES, FullName
from inventory.model.caching import SHORT
from inventory.model.lengths import both, moved
from inventory.model.observations import Observation, Repeated, Sighting, Values, is_served, merge_sightings
from inventory.model.shapes import CAPTURE_PARTS_LIMIT

ROOM = Room(served=6_000, unserved=2_000, services=2)  # for the methods and paths of one capture
SERVICE_LIMIT = 1_000  # services of one capture; the rest counts for the address that answered
METHOD_LIMIT = 16  # methods outside of the registry
NAMES_LIMIT = 20_000  # names of one capture
CAPTURE_ASKERS_LIMIT = 100_000  # clients and networks of one capture, on all paths together
KNOWN_LIMIT = 32_768  # paths that are found again without a look at their segments

_REGISTERED = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"})

Key = tuple[str, str, str]  # service, method, path


class Gatherer:
    """Sums up the observations of one capture; `capture` is the name that evidence gives it."""

    def __init__(self, capture: str, room: Room | None = None, shaper: Shaper | None = None) -> None:
        """Begin; without a shaper, values become no shapes."""
        self._capture = capture
        self._into = array("I")
        self._shaper = shaper
        self._places = {served: Places(room or ROOM, self._into, shaper, served=served) for served in (True, False)}
        self._known: dict[tuple[str, str, str, bool], tuple[Counts, Key]] = {}
        self._services: set[str] = set()
        self._methods: set[str] = set()
        self._names = {True: 0, False: 0}  # of fields and cookies, and of all others
        self._askers, self._enough = 0, 2 * CAPTURE_ASKERS_LIMIT  # how many are held; how many before some are left
        self._askers_limit = ASKERS_LIMIT  # of each path

    @property
    def strained(self) -> bool:
        """Tell whether a limit was met, so that the order of the traffic may have mattered."""
        return bool(
            any(places.folded for places in self._places.values())
            or len(self._services) >= SERVICE_LIMIT
            or len(self._methods) >= METHOD_LIMIT
            or max(self._names.values()) >= NAMES_LIMIT
            or self._askers_limit < ASKERS_LIMIT
            or any(
                max(len(counts.names), len(counts.fields)) >= NAME_LIMIT
                for places in self._places.values()
                for _, _, counts in places
            )
            or (self._shaper is not None and self._shaper.strained)
        )

    @property
    def folded(self) -> int:
        """How many exchanges count for paths that are not told apart, to stay within bounds."""
        self._settle()
        return sum(
            counts.total
            for places in self._places.values()
            for _, (_, way), counts in places
            if is_cut(way) or any(map(is_folded, way))
        )

    def add(self, observation: Observation, values: Values | None = None) -> Key:
        """Count an observation; return the service, method and path that it counts for, as things stand."""
        place = observation.place
        found = Repeated(
            observation, place.stream, [place.frame], [place.time], [observation.latency],
            observation.client, observation.network, values,
        )  # fmt: skip
        return self._add(found)[1]

    def add_many(self, found: Repeated) -> int:
        """Count what several exchanges show; return the number of their place in what is `found`."""
        return self._add(found)[0].number

    def found(self) -> list[Key]:
        """Return the service, method and path that each number stands for, after all that was folded."""
        self._settle()
        own = {
            counts.number: _key(service, *call) for places in self._places.values() for service, call, counts in places
        }
        found: list[Key] = []
        for number in range(len(self._into)):
            last = number
            while self._into[last] != last:
                self._into[last] = last = self._into[self._into[last]]
            found.append(own[last])
        return found

    def sightings(self) -> Iterator[Sighting]:
        """Yield what was summed up, in the order of service, method and path."""
        self._settle()
        yield from merge_sightings(
            counts.sighting(*_key(service, *call), self._capture)
            for places in self._places.values()
            for service, call, counts in places
        )

    def _add(self, found: Repeated) -> tuple[Counts, Key]:
        observation, values = found.observation, found.values
        served = is_served(observation.outcome)
        whole = (observation.service, observation.method, observation.path, served)
        known = self._known.get(whole)
        if known is None:
            known = self._find(observation, served=served)
            if len(observation.path) <= SHORT:
                if len(self._known) >= KNOWN_LIMIT:
                    self._known.clear()
                self._known[whole] = known
        self._count(known[0], found)
        if values is not None and known[0].shapes is not None:
            known[0].shapes.add(observation.status, values)
        if served:
            _measure(known[0], observation, known[1][2])
        return known

    def _find(self, observation: Observation, *, served: bool) -> tuple[Counts, Key]:
        places = self._places[served]
        if places.is_full():
            self._known.clear()
            places.settle()
        service, method = self._service(observation), self._method(observation.method)
        counts, segments = places.find(service, method, segments_of(observation.path))
        return counts, _key(service, method, segments)

    def _settle(self) -> None:
        self._known.clear()
        for places in self._places.values():
            places.settle()
        self._trim()
        if self._shaper is not None:
            self._shaper.settle()

    def _trim(self) -> None:
        """Leave so many of those who ask on each path that all of them are within bounds."""
        every = [counts.askers for places in self._places.values() for _, _, counts in places]
        while True:
            for askers in every:
                askers.trim(self._askers_limit)
            self._askers = sum(len(askers.named) for askers in every)
            if self._askers <= CAPTURE_ASKERS_LIMIT or not self._askers_limit:
                break
            self._askers_limit //= 2
        self._enough = 2 * max(self._askers, CAPTURE_ASKERS_LIMIT)

    def _service(self, observation: Observation) -> str:
        service = observation.service
        if service not in self._services:
            if len(self._services) >= SERVICE_LIMIT:
                return observation.server or OTHERS
            self._services.add(service)
        return service

    def _method(self, method: str) -> str:
        if method in _REGISTERED or method in self._methods:
            return method
        if len(self._methods) >= METHOD_LIMIT:
            return OTHERS
        self._methods.add(method)
        return method

    def _count(self, counts: Counts, found: Repeated) -> None:
        observation = found.observation
        key = (observation.status, observation.kind)
        count = counts.tallies.get(key)
        if count is None:
            count = counts.tallies[key] = Count(observation.outcome)
        count.add(found, self._capture)
        group = counts.group(observation.status, observation.names)
        if group is None:
            group = counts.begin(observation.status, observation.names, self._named(counts, observation))
        shown = seen(found)
        group.add(shown)
        for role, name in (("client", found.client), ("network", found.network)):
            if name and counts.askers.add((observation.status, role, name), shown):
                self._askers += 1
                if self._askers > self._enough:
                    self._trim()

    def _named(self, counts: Counts, observation: Observation) -> list[FullName]:
        """Return the names that an observation counts for, within the limits."""
        named: list[FullName] = []
        for role, name in observation.names:
            full, own, of_fields = (observation.status, role, name), counts.named(role), role in FIELD_ROLES
            if full not in own:
                if len(own) >= NAME_LIMIT or self._names[of_fields] >= NAMES_LIMIT:
                    full = (observation.status, role, OTHERS)
                self._names[of_fields] += full not in own
                own.setdefault(full, Named())
            named.append(full)
        return named


def _measure(counts: Counts, observation: Observation, path: str) -> None:
    """Take in how long the values of an observation are, which counts for a path."""
    lengths = observation.lengths
    if path != observation.path:
        lengths = moved(segments_of(observation.path), segments_of(path), lengths)
    if lengths != counts.lengths:
        counts.lengths = both(counts.lengths, lengths)


def _key(service: str, method: str, segments: Sequence[str]) -> Key:
    return service, method, "/" + "/".join(segments)


def too_many(sightings: Iterable[Sighting]) -> bool:
    """Tell whether sightings of several gatherers, together in one, might have met one of its limits."""
    names: dict[tuple[Key, bool], int] = defaultdict(int)
    parts = askers = 0
    weights: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    known = set[tuple[bool, Key]]()
    for one in sightings:
        key = (one.service, one.method, one.path)
        parts += sum(len(shape.parts) + 1 for shape in one.shapes)
        for name in one.names:
            if name.role in ROLES:
                askers += 1
            else:
                names[key, name.role in FIELD_ROLES] += 1
        for tally in one.tallies:
            served = is_served(tally.outcome)
            if (served, key) not in known:
                known.add((served, key))
                weights[served][one.service] += weight(segments_of(one.path))
    return (
        any(ROOM.is_too_small(own.values(), served=served) for served, own in weights.items())
        or len({service for (service, _, _), _ in names}) >= SERVICE_LIMIT
        or len({method for (_, method, _), _ in names}) >= METHOD_LIMIT
        or any(sum(names[one] for one in names if one[1] is own) >= NAMES_LIMIT for own in (True, False))
        or max(names.values(), default=0) >= NAME_LIMIT
        or parts > CAPTURE_PARTS_LIMIT
        or askers > CAPTURE_ASKERS_LIMIT
    )
