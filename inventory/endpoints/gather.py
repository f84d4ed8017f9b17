"""The observations of one capture to sightings, within bounds that no traffic can exceed.

What is stored is a function of the capture alone. Too many paths fold into placeholders where they vary most, and
paths that were only ever refused or absent fold first, so a scanner cannot push out what is really there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from inventory.endpoints.folding import Folds, widest
from inventory.model.observations import EVIDENCE_LIMIT, Evidence, Name, Observation, Repeated, Sighting, Tally

SERVICE_LIMIT = 1_000  # services of one capture; the rest counts for the address that answered
SERVED_LIMIT = 6_000  # paths that were served
UNSERVED_LIMIT = 2_000  # paths that never were
METHOD_LIMIT = 16  # methods outside of the registry
NAME_LIMIT = 200  # names of one path
NAMES_LIMIT = 20_000  # names of one capture
GROUPS_LIMIT = 64  # sets of names of one path that are counted together
KNOWN_LIMIT = 32_768  # paths that are found again without a look at their segments
OTHERS = "{others}"  # stands for every name, service or method beyond its limit

_REGISTERED = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"})

Key = tuple[str, str, tuple[str, ...]]  # service, method, segments


class _Counts:
    """What is summed up for one method on one path."""

    __slots__ = ("_groups", "fresh", "names", "tallies")

    def __init__(self) -> None:
        self.tallies: dict[tuple[int, str], _Count] = {}
        self.names: dict[tuple[int, str, str], int] = {}
        self._groups: dict[tuple[int, tuple[tuple[str, str], ...]], _Group] = {}
        self.fresh = True  # nothing has been counted yet

    def group(self, status: int, names: tuple[tuple[str, str], ...]) -> "_Group | None":
        """Return the count of these names together, if they have been seen together with the status before."""
        return self._groups.get((status, names))

    def begin(
        self, status: int, names: tuple[tuple[str, str], ...], full: list[tuple[int, str, str]], count: int
    ) -> None:
        """Count names together from here on; `full` are those that they count for."""
        if len(self._groups) >= GROUPS_LIMIT:
            self.settle()
        self._groups[status, names] = _Group(full, count)

    def settle(self) -> None:
        """Give each name its count."""
        for group in self._groups.values():
            for full in group.names:
                self.names[full] += group.count
        self._groups.clear()

    @property
    def served(self) -> bool:
        return any(count.outcome in ("served", "rejected") for count in self.tallies.values())


class _Group:
    """How often names stood together."""

    __slots__ = ("count", "names")

    def __init__(self, names: list[tuple[int, str, str]], count: int) -> None:
        self.count, self.names = count, names


class _Count:
    """A tally while it grows."""

    __slots__ = ("count", "evidence", "first", "last", "outcome")

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        self.count, self.first, self.last = 0, 0, 0
        self.evidence: list[Evidence] = []

    def add(self, count: int, first: int, last: int, evidence: list[Evidence]) -> None:
        self.count += count
        self.first = min(self.first or first, first or self.first)
        self.last = max(self.last, last)
        if evidence:
            self.evidence = sorted({*self.evidence, *evidence})[:EVIDENCE_LIMIT]


class Gatherer:
    """Sums up the observations of one capture; `capture` is the name that evidence gives it.

    What is not to be stored need not be `bounded` in its number of paths.
    """

    def __init__(self, capture: str, *, bounded: bool = True) -> None:
        self._capture, self._bounded = capture, bounded
        self._paths: dict[Key, _Counts] = {}
        self._known: dict[tuple[str, str, str, bool], tuple[_Counts, tuple[str, str, str]]] = {}
        self._services: set[str] = set()
        self._methods: set[str] = set()
        self._names = 0
        self._served = 0
        self._folds = {True: Folds(), False: Folds()}
        self.folded = 0  # paths that were folded to stay within bounds

    @property
    def strained(self) -> bool:
        """Tell whether a limit was met, or may have been with the observations of others."""
        paths = self._paths.values()
        return bool(
            self.folded
            or len(self._paths) > UNSERVED_LIMIT
            or len(self._services) >= SERVICE_LIMIT
            or len(self._methods) >= METHOD_LIMIT
            or self._names >= NAMES_LIMIT
            or any(len(counts.names) >= NAME_LIMIT for counts in paths)
        )

    def add(self, observation: Observation) -> tuple[str, str, str]:
        """Count an observation; return the service, method and path that it counts for, as things stand."""
        place = observation.place
        return self._add(observation, place.stream, [place.frame], [place.time])

    def add_many(self, found: Repeated) -> None:
        """Count what several exchanges show."""
        self._add(found.observation, found.stream, found.frames, found.times)

    def _add(
        self, observation: Observation, stream: int, frames: Sequence[int], times: Sequence[int]
    ) -> tuple[str, str, str]:
        served = observation.outcome in ("served", "rejected")
        whole = (observation.service, observation.method, observation.path, served)
        known = self._known.get(whole)
        if known is None:
            known = self._find(observation, served=served)
            if len(self._known) >= KNOWN_LIMIT:
                self._known.clear()
            self._known[whole] = known
        counts, key = known
        self._count(counts, observation, stream, frames, times)
        if counts.fresh:
            counts.fresh = False
            self._within_bounds()
        return key

    def _find(self, observation: Observation, *, served: bool) -> tuple[_Counts, tuple[str, str, str]]:
        segments = tuple(observation.path[1:].split("/")) if len(observation.path) > 1 else ()
        service, method = self._service(observation), self._method(observation.method)
        key = (service, method, self._folds[served].apply(service, segments))
        counts = self._paths.get(key)
        if counts is None:
            counts = self._paths[key] = _Counts()
        return counts, (service, method, "/" + "/".join(key[2]))

    def sightings(self) -> Iterator[Sighting]:
        """Yield what was summed up, in the order of service, method and path."""
        for (service, method, segments), counts in sorted(self._paths.items()):
            counts.settle()
            tallies = [
                Tally(status, kind, count.outcome, count.count, count.first, count.last, tuple(count.evidence))
                for (status, kind), count in sorted(counts.tallies.items())
            ]
            names = [Name(*key, number) for key, number in sorted(counts.names.items())]
            yield Sighting(service, method, "/" + "/".join(segments), tuple(tallies), tuple(names))

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

    def _count(
        self, counts: _Counts, observation: Observation, stream: int, frames: Sequence[int], times: Sequence[int]
    ) -> None:
        key = (observation.status, observation.kind)
        count = counts.tallies.get(key)
        if count is None:
            count = counts.tallies[key] = _Count(observation.outcome)
        first, evidence = min(times), list[Evidence]()
        if len(count.evidence) < EVIDENCE_LIMIT or first <= count.evidence[-1].time:
            oldest = sorted(zip(times, frames, strict=True))[:EVIDENCE_LIMIT]
            evidence = [Evidence(time, self._capture, frame, stream) for time, frame in oldest]
        known = [time for time in times if time] if not first else times
        count.add(len(times), min(known, default=0), max(times), evidence)
        group = counts.group(observation.status, observation.names)
        if group is not None:
            group.count += len(times)
        else:
            counts.begin(observation.status, observation.names, self._named(counts, observation), len(times))

    def _named(self, counts: _Counts, observation: Observation) -> list[tuple[int, str, str]]:
        """Return the names that an observation counts for, within the limits."""
        named: list[tuple[int, str, str]] = []
        for role, name in observation.names:
            full = (observation.status, role, name)
            if full not in counts.names:
                if len(counts.names) >= NAME_LIMIT or self._names >= NAMES_LIMIT:
                    full = (observation.status, role, OTHERS)
                self._names += full not in counts.names
                counts.names.setdefault(full, 0)
            named.append(full)
        return named

    # -- bounds ----------------------------------------------------------------------------------------------------

    def _within_bounds(self) -> None:
        """Fold paths when there are too many; looked at only when the number of paths has grown past a limit."""
        if not self._bounded or len(self._paths) <= UNSERVED_LIMIT or len(self._paths) % 500:
            return
        for served, limit in ((False, UNSERVED_LIMIT), (True, SERVED_LIMIT)):
            keys = [key for key, counts in self._paths.items() if counts.served == served]
            if len(keys) > limit:
                self._fold(keys, served=served, target=limit // 2)

    def _fold(self, keys: list[Key], *, served: bool, target: int) -> None:
        folds = self._folds[served]
        while len(keys) > target:
            groups: dict[tuple[str, int], list[Key]] = defaultdict(list)
            for key in keys:
                groups[key[0], len(key[2])].append(key)
            (service, depth), group = min(groups.items(), key=lambda item: (-len(item[1]), item[0]))
            folds.add(service, depth, widest([segments for _, _, segments in group]))
            for key in group:
                self._move(key, (service, key[1], folds.apply(service, key[2])))
            self.folded += len(group)
            keys = [key for key, counts in self._paths.items() if counts.served == served]

    def _move(self, old: Key, new: Key) -> None:
        if new == old:
            return
        self._known.clear()
        counts = self._paths.pop(old)
        counts.settle()
        into = self._paths.setdefault(new, _Counts())
        for key, count in counts.tallies.items():
            into.tallies.setdefault(key, _Count(count.outcome)).add(
                count.count, count.first, count.last, count.evidence
            )
        for name, number in counts.names.items():
            full = name if name in into.names or len(into.names) < NAME_LIMIT else (name[0], name[1], OTHERS)
            into.names[full] = into.names.get(full, 0) + number


def too_many(sightings: Iterable[Sighting]) -> bool:
    """Tell whether sightings of several gatherers, together in one, might have met one of its limits."""
    found = list(sightings)
    paths: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in found:
        paths[one.service, one.method, one.path] += len(one.names)
    return (
        len(paths) > UNSERVED_LIMIT
        or len({service for service, _, _ in paths}) >= SERVICE_LIMIT
        or len({method for _, method, _ in paths}) >= METHOD_LIMIT
        or sum(paths.values()) >= NAMES_LIMIT
        or max(paths.values(), default=0) >= NAME_LIMIT
    )
