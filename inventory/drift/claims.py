"""Descriptions and sightings to what each declared operation claims, and what nobody declares."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from inventory.drift import mounts, versions
from inventory.drift.path_templates import Redact, TemplateIndex
from inventory.model.comparisons import Older
from inventory.model.declarations import Declaration
from inventory.model.observations import Sighting
from inventory.model.operations import Description, Operation, Server, SourceLine

SAFE_VARIANTS = frozenset({"HEAD", "OPTIONS"})  # what any path may answer beside its operations
_PARAMETER = re.compile(r"\{[^{}/]*\}")


class Declared(msgspec.Struct, frozen=True):
    """One operation of one description."""

    operation: Operation
    description: Description


Claimed = tuple[Declared, str, tuple[Sighting, ...]]  # with the service, as `Claims.stands_for` has it


class Claims(msgspec.Struct, frozen=True):
    """Sightings, sorted by who declares them; everything in the order of its service, path and method."""

    claimed: tuple[Claimed, ...]
    removed: tuple[Claimed, ...]  # what only an older description declares
    other_methods: tuple[tuple[Sighting, tuple[Declared, ...]], ...]  # on a declared path, with the path's operations
    undeclared: tuple[Sighting, ...]
    unclaimed: tuple[Declared, ...]  # operations that nothing was seen of
    current: tuple[Description, ...]  # the newest of each API
    older: tuple[Older, ...]
    override: tuple[Server, ...]  # where the user says that all is mounted
    uncovered: tuple[Sighting, ...]  # of the services that no description speaks about
    covered: tuple[str, ...]  # services that a description speaks about
    foreign: tuple[tuple[str, int], ...]  # the other services, and their exchanges
    sources: dict[str, SourceLine]  # where the paths of each covered service are declared
    structure: tuple[Declaration, ...]  # what is declared for the covered services, wherever it is mounted
    stands_for: Mapping[str, str]  # the service that a host counts for, where descriptions treat all its hosts alike


class _Mounted(NamedTuple):
    """An operation where one server has it."""

    entry: Declared
    template: str  # from the root of the server


def claim(
    sightings: Sequence[Sighting],
    descriptions: Sequence[Description],
    override: tuple[Server, ...],
    redact: Redact,
    stands_for: Mapping[str, str] | None = None,
) -> Claims:
    """Give each sighting to the declared path that it fits; `override` says where all descriptions are mounted.

    `stands_for` has the service that a host counts for which serves the same API as others. What is declared for some
    of these hosts alone says nothing about the others: each is then a service of its own.
    """
    current, older = versions.split(descriptions, override)
    lookup = Lookup(current, override, redact)
    before = Lookup([one.description for one in older], override, redact)
    services = sorted({sighting.service for sighting in sightings})
    found = [(sighting, lookup.find(sighting.service, sighting.path)) for sighting in sightings]
    covered = _covered(found, services, lookup, stands_for or {})
    shared = _treated_alike(services, covered, lookup, stands_for or {})
    claimed, removed = _Groups(lookup, shared), _Groups(before, shared)
    other: list[tuple[Sighting, tuple[Declared, ...]]] = []
    rest: list[Sighting] = []
    for sighting, path in found:
        if sighting.service not in covered or claimed.take(sighting, path):
            continue
        if older and removed.take(sighting, before.find(sighting.service, sighting.path)):
            continue
        if not path:
            rest.append(sighting)
        elif sighting.method not in SAFE_VARIANTS:
            other.append((sighting, tuple(one.entry for one in path)))
    return Claims(
        claimed=claimed.all(),
        removed=removed.all(),
        other_methods=tuple(other),
        undeclared=tuple(rest),
        unclaimed=tuple(one for one in claimed.without() if id(one) not in lookup.repeated),
        current=tuple(current),
        older=tuple(older),
        override=override,
        uncovered=tuple(sighting for sighting in sightings if sighting.service not in covered),
        covered=tuple(sorted({shared.get(service, service) for service in covered})),
        foreign=_foreign(sightings, covered, shared),
        sources={shared.get(service, service): lookup.source(service) for service in sorted(covered)},
        structure=tuple(_structure(found, covered, lookup)),
        stands_for=shared,
    )


class _Groups:
    """Sightings by the operation that claims them and their service."""

    def __init__(self, lookup: "Lookup", shared: Mapping[str, str]) -> None:
        self._declared, self._shared = lookup.entries, shared
        self._numbers = {id(entry): number for number, entry in enumerate(self._declared)}
        self._found: dict[tuple[int, str], list[Sighting]] = defaultdict(list)

    def take(self, sighting: Sighting, path: Sequence["_Mounted"]) -> bool:
        """Take a sighting if an operation on its path has its method."""
        match = next((one.entry for one in path if one.entry.operation.method == sighting.method), None)
        if match is not None:
            service = self._shared.get(sighting.service, sighting.service)
            self._found[self._numbers[id(match)], service].append(sighting)
        return match is not None

    def all(self) -> tuple[Claimed, ...]:
        """Return all groups, in the order of the descriptions and of the services."""
        return tuple(
            (self._declared[number], service, tuple(group)) for (number, service), group in sorted(self._found.items())
        )

    def without(self) -> tuple[Declared, ...]:
        """Return the operations that took nothing."""
        seen = {number for number, _ in self._found}
        return tuple(entry for number, entry in enumerate(self._declared) if number not in seen)


def _structure(
    found: Iterable[tuple[Sighting, list[_Mounted]]], covered: frozenset[str], lookup: "Lookup"
) -> Iterable[Declaration]:
    """Yield what is declared for the covered services with the sightings that fit it, each once."""
    fitting: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
    for sighting, path in found:
        if path:
            fitting[sighting.service, path[0].template].append(sighting)
    for service in sorted(covered):
        for template, method in sorted({*lookup.declared(service)}):
            yield Declaration(service, method, template, tuple(fitting.pop((service, template), ())))


class Lookup:
    """Finds the operations on the declared path that a sighting fits."""

    def __init__(self, descriptions: Sequence[Description], override: tuple[Server, ...], redact: Redact) -> None:
        self.entries = [Declared(operation, one) for one in descriptions for operation in one.operations]
        self._redact = redact
        self._indexes: dict[tuple[str, str], TemplateIndex[_Mounted]] = {}  # by authority and scheme of servers
        self._servers: dict[tuple[str, str], Server] = {}
        self._sources: dict[tuple[str, str], SourceLine] = {}
        self._mounted: dict[tuple[str, str], list[_Mounted]] = defaultdict(list)
        for entry in self.entries:
            for server in mounts.mounts(entry.description, entry.operation, override):
                key = (server.authority, server.scheme)
                self._servers.setdefault(key, server)
                self._sources.setdefault(key, entry.description.source)
                mounted = _Mounted(entry, server.base_path + entry.operation.path)
                self._index(key).add(mounted.template, mounted)
                self._mounted[key].append(mounted)
        self._of_service: dict[str, list[tuple[str, str]]] = {}
        self.repeated = frozenset(self._repeated())  # the ids of operations that are declared before, wherever they are

    def _repeated(self) -> Iterator[int]:
        first: dict[str, dict[tuple[str, str], int]] = {}
        mounted: dict[int, bool] = {}
        for (authority, _), found in self._mounted.items():
            known = first.setdefault(authority, {})
            for one in found:
                key = one.entry.operation.method, _PARAMETER.sub("{}", one.template)
                is_repeated = known.setdefault(key, id(one.entry)) != id(one.entry)
                mounted[id(one.entry)] = mounted.get(id(one.entry), True) and is_repeated
        return (number for number, is_repeated in mounted.items() if is_repeated)

    def find(self, service: str, path: str) -> list[_Mounted]:
        """Return the operations on a redacted path, whatever their method; [] when no declared path fits."""
        for key in self._keys(service):
            if found := self._indexes[key].find(path):
                return found
        return []

    def source(self, service: str) -> SourceLine:
        """Return where the paths of the first description that speaks about a service begin."""
        return self._sources[self._keys(service)[0]]

    def servers(self, service: str) -> list[Server]:
        """Return the servers that speak about a service."""
        return [self._servers[key] for key in self._keys(service)]

    def declared(self, service: str) -> list[tuple[str, str]]:
        """Return the path templates that are declared for a service, each with a method."""
        return [(one.template, one.entry.operation.method) for key in self._keys(service) for one in self._mounted[key]]

    def mounted(self, service: str) -> frozenset[tuple[str, int]]:
        """Return what is declared for a service, so that it can be compared with what is declared for another one."""
        return frozenset((one.template, id(one.entry)) for key in self._keys(service) for one in self._mounted[key])

    def _keys(self, service: str) -> list[tuple[str, str]]:
        """Return what is declared for a service: by its exact name first, by any name last, else as it was given."""
        if service not in self._of_service:
            fitting = [key for key, server in self._servers.items() if mounts.fits(server, service)]
            self._of_service[service] = sorted(fitting, key=lambda key: (key[0] != service, not key[0]))
        return self._of_service[service]

    def _index(self, key: tuple[str, str]) -> TemplateIndex[_Mounted]:
        if key not in self._indexes:
            self._indexes[key] = TemplateIndex(self._redact)
        return self._indexes[key]


def _covered(
    found: Sequence[tuple[Sighting, list[_Mounted]]],
    services: Sequence[str],
    lookup: Lookup,
    stands_for: Mapping[str, str],
) -> frozenset[str]:
    """Return the services that the descriptions speak about.

    A server with a host speaks about that host. One without, as `/v1`, speaks about the services on which a path with
    a literal segment was found, with all their hosts, or about the only service there is.
    """
    named = {service for service in services if not all(map(mounts.is_open, lookup.servers(service)))}
    fitted = {
        sighting.service
        for sighting, path in found
        if path and _is_telling(path[0].entry.operation.path) and _is_answered(sighting)
    }
    wholes = {stands_for.get(service, service) for service in fitted}
    alone = len({stands_for.get(service, service) for service in services}) == 1
    also = {
        service
        for service in services
        if (alone or stands_for.get(service, service) in wholes) and lookup.servers(service)
    }
    return frozenset(named | fitted | also)


def _treated_alike(
    services: Sequence[str], covered: frozenset[str], lookup: Lookup, stands_for: Mapping[str, str]
) -> dict[str, str]:
    """Return the services with several hosts of which the same is declared for each host, by host."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for service in services:
        if service in stands_for:
            hosts[stands_for[service]].append(service)
    return {
        host: service
        for service, own in hosts.items()
        if len({(host in covered, lookup.mounted(host)) for host in own}) == 1
        for host in own
    }


def _is_telling(template: str) -> bool:
    return any(segment and "{" not in segment for segment in template.split("/"))


def _is_answered(sighting: Sighting) -> bool:
    return any(tally.outcome not in ("absent", "unanswered") for tally in sighting.tallies)


def _foreign(
    sightings: Sequence[Sighting], covered: frozenset[str], shared: Mapping[str, str]
) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for sighting in sightings:
        if sighting.service not in covered:
            counts[shared.get(sighting.service, sighting.service)] += sum(tally.count for tally in sighting.tallies)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
