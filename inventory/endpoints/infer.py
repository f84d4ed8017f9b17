"""Sightings to endpoints: path templates from the evidence of the whole inventory.

Only what was served shapes the templates; what was refused or absent counts into templates that exist, and is kept
apart otherwise. Corrections come first. The result depends on the sets of sightings and corrections alone, never on
their order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from inventory.endpoints.corrections import FIXED, Corrected, Corrections, by_service, mark
from inventory.endpoints.declared import plant
from inventory.endpoints.hosts import consolidate
from inventory.endpoints.judge import Judge, judge
from inventory.endpoints.ranges import with_lengths
from inventory.endpoints.settling import FILE_PATH, settle
from inventory.endpoints.targets import PARAMETER, mixed_target, parameter, with_any_format
from inventory.endpoints.template import Values, template
from inventory.endpoints.tree import Node
from inventory.model.corrections import Correction
from inventory.model.declarations import Declaration
from inventory.model.endpoints import Endpoint, PathParameter, state_of
from inventory.model.observations import Sighting, merge_names, merge_tallies
from inventory.model.segments import ANY_FORMAT, split
from inventory.model.shape_sums import merge_shapes

SHAPING = frozenset({"served", "rejected"})  # outcomes of which paths shape templates

_CALLS = frozenset({"grpc", "grpc-web"})  # protocols

_Member = tuple[tuple[str, ...], Sighting]  # of an endpoint, with the template segments of its path


def infer(
    sightings: Iterable[Sighting],
    judge: Judge = judge,
    corrections: Iterable[Correction] = (),
    declarations: Iterable[Declaration] = (),
    stands_for: Mapping[str, str] | None = None,
) -> tuple[Endpoint, ...]:
    """Return the endpoints of all services, in the order of service, template and method.

    `declarations` tell what else is known of the services: their endpoints are not among those that are returned.
    `stands_for` has the service that a host counts for; without it, that follows from the sightings.
    """
    corrections, sightings = tuple(corrections), tuple(sightings)
    if stands_for is None:
        stands_for = shared_services(sightings, corrections, judge)
    corrected = by_service(corrections)
    known: dict[str, list[Declaration]] = defaultdict(list)
    for one in declarations:
        known[stands_for.get(one.service, one.service)].append(one)
    services: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        services[stands_for.get(sighting.service, sighting.service)].append(sighting)
    found = [
        endpoint
        for service, own in services.items()
        for endpoint in _infer_service(service, own, corrected(*names_of(service, own)), judge, known[service])
    ]
    return tuple(sorted(found, key=lambda endpoint: (endpoint.service, endpoint.template, endpoint.method)))


def shared_services(
    sightings: Iterable[Sighting], corrections: Iterable[Correction] = (), judge: Judge = judge
) -> dict[str, str]:
    """Return the service that each host counts for which serves the same API as others.

    Corrections of templates play no part in it: those for such a service must not make it fall apart.
    """
    services: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        services[sighting.service].append(sighting)

    def structure(service: str, own: Sequence[Sighting]) -> Iterator[tuple[str, ...]]:
        settled = settle_service(service, own, Corrections(), judge)
        return (placed(settled.root, path) for path in settled.paths)

    return consolidate(services, corrections, structure)


def names_of(service: str, sightings: Iterable[Sighting]) -> tuple[str, ...]:
    """Return the names by which corrections may speak about a service: its own, and those of its hosts."""
    return tuple(dict.fromkeys((service, *sorted({sighting.service for sighting in sightings}))))


class Settled(NamedTuple):
    """A service of which every place has been decided."""

    root: Node
    paths: tuple[Corrected, ...]  # of the sightings
    places: dict[tuple[str, ...], Values]  # parameters, by the template segments up to them


def settle_service(
    service: str,
    sightings: Sequence[Sighting],
    corrections: Corrections,
    judge: Judge,
    declarations: Iterable[Declaration] = (),
) -> Settled:
    """Decide about every place of one service, which may have several hosts."""
    root = Node()
    plant(root, declarations, _shaping)
    paths = tuple(corrections.apply(sighting.method, _segments(sighting.path)) for sighting in sightings)
    for sighting, path in zip(sightings, paths, strict=True):
        if count := _shaping(sighting):
            root.add(path.segments, sighting.method, count, named=is_call(sighting))
            mark(root, path, _segments(sighting.path), count)
    places = settle(root, service, judge)
    leading = set(_leading(root))
    named = {place: msgspec.structs.replace(one, leads_on=place in leading) for place, one in places.items()}
    return Settled(root, paths, named)


def _shaping(sighting: Sighting) -> int:
    """Count the exchanges that shape templates."""
    return sum(tally.count for tally in sighting.tallies if tally.kind == "api" and tally.outcome in SHAPING)


def _leading(node: Node, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the places at which nothing is called, and behind which only a parameter follows."""
    if not node.methods and set(node.children) == {PARAMETER}:
        yield prefix
    for target, child in node.children.items():
        yield from _leading(child, (*prefix, target))


def _infer_service(
    service: str,
    sightings: Sequence[Sighting],
    corrections: Corrections,
    judge: Judge,
    declarations: Iterable[Declaration],
) -> list[Endpoint]:
    root, paths, settled = settle_service(service, sightings, corrections, judge, declarations)
    groups: dict[tuple[str, tuple[str, ...]], list[Sighting]] = defaultdict(list)
    for sighting, path in zip(sightings, paths, strict=True):
        groups[sighting.method, placed(root, path)].append(sighting)
    # Values of several types where nothing was served have places of their own, and the same name.
    named: dict[tuple[str, str], tuple[tuple[PathParameter, ...], list[_Member]]] = {}
    for (method, segments), members in sorted(groups.items()):
        text, parameters = template(segments, settled, corrections.names)
        named.setdefault((method, text), (parameters, []))[1].extend((segments, one) for one in members)
    return [_endpoint((service, *key), parameters, members) for key, (parameters, members) in named.items()]


def _endpoint(key: tuple[str, str, str], parameters: tuple[PathParameter, ...], members: Sequence[_Member]) -> Endpoint:
    service, method, text = key
    sightings = [sighting for _, sighting in members]
    tallies = merge_tallies(tally for sighting in sightings for tally in sighting.tallies)
    return Endpoint(
        service=service,
        method=method,
        template=text,
        state=state_of(tallies),
        parameters=with_lengths(parameters, members),
        paths=tuple(sorted({sighting.path for sighting in sightings})),
        tallies=tallies,
        names=merge_names(name for sighting in sightings for name in sighting.names),
        hosts=tuple(sorted({sighting.service for sighting in sightings} - {service})),
        shapes=merge_shapes(shape for sighting in sightings for shape in sighting.shapes),
    )


def is_call(sighting: Sighting) -> bool:
    """Tell whether a path is that of a gRPC method, `/{service}/{method}`: both are names of the description."""
    return any(name.role == "protocol" and name.name in _CALLS for name in sighting.names)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path[1:].split("/")) if len(path) > 1 else ()


def placed(root: Node, path: Corrected) -> tuple[str, ...]:
    """Return the template segments of a path; what is below no template stays as it is."""
    found: tuple[str, ...] = ()
    node: Node | None = root
    for index, segment in enumerate(path.segments):
        fixed = index in path.kept or FIXED in segment
        target = segment if fixed else _target(node, segment) if node is not None else None
        if target is None or node is None:
            return found + path.segments[index:]
        found += (target,)
        if target == FILE_PATH:
            return found
        node = node.children.get(target)
    return found


def _target(node: Node, segment: str) -> str | None:
    """Return the template segment of one that may not have shaped the templates."""
    known = node.targets.get(segment)
    if known is not None:
        return known
    if FILE_PATH in node.children:
        return FILE_PATH
    _stem, attached = split(segment)
    for target in (segment, mixed_target(segment), with_any_format(segment, node.children), PARAMETER + attached):
        if target in node.children:
            return target
    if attached.startswith(".") and PARAMETER + ANY_FORMAT in node.children:
        return PARAMETER + ANY_FORMAT
    value = parameter(node)
    return value if value in node.children else None
