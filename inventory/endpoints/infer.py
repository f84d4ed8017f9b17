"""Sightings to endpoints: path templates from the evidence of the whole inventory.

Only what was served shapes the templates; what was refused or absent counts into templates that exist, and is kept
apart otherwise. The result depends on the set of sightings alone, never on their order.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from inventory.endpoints.judge import judge, mixed_target
from inventory.endpoints.template import Values, template
from inventory.endpoints.tree import Node
from inventory.model.endpoints import Endpoint, PathParameter, state_of
from inventory.model.observations import Sighting, merge_names, merge_tallies

PARAMETER = "{}"
CATCH_ALL = "{*}"
SHAPING = frozenset({"served", "rejected"})  # outcomes of which paths shape templates
AFFIX_LIMIT = 3  # different affixed segments at one place that are affixes; more of them are values

_CALLS = frozenset({"grpc", "grpc-web"})  # protocols
_PURE = re.compile(r"\{[a-z-]+\}\Z")
_VERB_OR_ENDING = re.compile(r"\{\}(?::[A-Za-z]\w*|\.[A-Za-z]\w*)?\Z")


def infer(sightings: Iterable[Sighting]) -> tuple[Endpoint, ...]:
    """Return the endpoints of all services, in the order of service, template and method."""
    services: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        services[sighting.service].append(sighting)
    found = [endpoint for service in sorted(services) for endpoint in _infer_service(services[service])]
    return tuple(sorted(found, key=lambda endpoint: (endpoint.service, endpoint.template, endpoint.method)))


def _infer_service(sightings: Sequence[Sighting]) -> list[Endpoint]:
    root = Node()
    for sighting in sightings:
        count = sum(tally.count for tally in sighting.tallies if tally.kind == "api" and tally.outcome in SHAPING)
        if count:
            root.add(_segments(sighting.path), sighting.method, count, named=_is_call(sighting))
    settled: dict[tuple[str, ...], Values] = {}
    _settle(root, settled, (), "")
    groups: dict[tuple[str, tuple[str, ...]], list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        groups[sighting.method, _place(root, _segments(sighting.path))].append(sighting)
    # Values of several types where nothing was served have places of their own, and the same name.
    named: dict[tuple[str, str], tuple[tuple[PathParameter, ...], list[Sighting]]] = {}
    for (method, segments), members in sorted(groups.items()):
        text, parameters = template(segments, settled)
        named.setdefault((method, text), (parameters, []))[1].extend(members)
    return [_endpoint(*key, parameters, members) for key, (parameters, members) in named.items()]


def _endpoint(method: str, text: str, parameters: tuple[PathParameter, ...], sightings: list[Sighting]) -> Endpoint:
    tallies = merge_tallies(tally for sighting in sightings for tally in sighting.tallies)
    return Endpoint(
        service=sightings[0].service,
        method=method,
        template=text,
        state=state_of(tallies),
        parameters=parameters,
        paths=tuple(sorted(sighting.path for sighting in sightings)),
        tallies=tallies,
        names=merge_names(name for sighting in sightings for name in sighting.names),
    )


def _is_call(sighting: Sighting) -> bool:
    """Tell whether a path is that of a gRPC method, `/{service}/{method}`: both are names of the description."""
    return any(name.role == "protocol" and name.name in _CALLS for name in sighting.names)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path[1:].split("/")) if len(path) > 1 else ()


def _settle(node: Node, settled: dict[tuple[str, ...], Values], prefix: tuple[str, ...], before: str) -> None:
    """Decide about the children of a node, merge those that are one parameter, go on below."""
    verdict = judge(node, before, len(prefix))
    affixed = {mixed_target(segment) for segment in node.children if "{" in segment and not _PURE.match(segment)}
    words_around = [target for target in affixed if not _VERB_OR_ENDING.match(target) and "(" not in target]
    merged: dict[str, Node] = {}
    for segment, child in sorted(node.children.items()):
        if segment == "{rest}":
            target = CATCH_ALL
        elif _PURE.match(segment) or segment in verdict.values:
            target = PARAMETER
        else:
            target = mixed_target(segment)
            if target in words_around and len(words_around) > AFFIX_LIMIT:
                target = PARAMETER
        node.targets[segment] = target
        if "{" in target:
            (child.words if "{" not in segment else child.types)[segment] += child.count
        if target in merged:
            merged[target].merge(child)
        else:
            merged[target] = child
    node.children = merged
    for target, child in sorted(merged.items()):
        if "{" in target:
            settled[(*prefix, target)] = Values(child.types, child.words, verdict.reason)
        _settle(child, settled, (*prefix, target), "" if "{" in target else target)


def _place(root: Node, segments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the template segments of a path; what is below no template stays as it is."""
    placed: tuple[str, ...] = ()
    node: Node | None = root
    for index, segment in enumerate(segments):
        target = _target(node, segment) if node is not None else None
        if target is None or node is None:
            return placed + segments[index:]
        placed += (target,)
        node = node.children.get(target)
    return placed


def _target(node: Node, segment: str) -> str | None:
    known = node.targets.get(segment)
    if known is not None:
        return known
    target = mixed_target(segment)
    if target in node.children:
        return target
    return PARAMETER if PARAMETER in node.children else None
