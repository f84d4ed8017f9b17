"""Sightings to endpoints: path templates from the evidence of the whole inventory.

Only what was served shapes the templates; what was refused or absent counts into templates that exist, and is kept
apart otherwise. Corrections come first. The result depends on the sets of sightings and corrections alone, never on
their order.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from inventory.endpoints.corrections import FIXED, Corrected, Corrections, mark
from inventory.endpoints.evidence import Item, Place, Setting
from inventory.endpoints.judge import Judge, Question, Verdict, judge
from inventory.endpoints.template import Values, template
from inventory.endpoints.tree import PLACEHOLDER, Node
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint, PathParameter, state_of
from inventory.model.observations import Sighting, merge_names, merge_tallies
from inventory.model.segments import ANY_FORMAT, ending, is_file, split

PARAMETER = "{}"
CATCH_ALL = "{*}"
FILE_PATH = "{path}"  # a catch-all, too
FILE_BRANCHES = 3  # ways on from the place where they begin
FILE_ENDINGS = 2  # different ones below a place that holds files, such as pictures and archives …
FILE_PART = 0.9  # … and the least part of all paths there whose last segment has an ending
SHAPING = frozenset({"served", "rejected"})  # outcomes of which paths shape templates

_COORDINATES = re.compile(r"\{[a-z-]+\}(?:,\{[a-z-]+\})+\Z")  # values beside each other, as they are in every such API
_CALLS = frozenset({"grpc", "grpc-web"})  # protocols
_PURE = re.compile(r"\{[a-z-]+\}\Z")


def infer(
    sightings: Iterable[Sighting], judge: Judge = judge, corrections: Iterable[Correction] = ()
) -> tuple[Endpoint, ...]:
    """Return the endpoints of all services, in the order of service, template and method."""
    corrections = tuple(corrections)
    services: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        services[sighting.service].append(sighting)
    found = [
        endpoint
        for service in sorted(services)
        for endpoint in _infer_service(services[service], Corrections(corrections, service), judge)
    ]
    return tuple(sorted(found, key=lambda endpoint: (endpoint.service, endpoint.template, endpoint.method)))


class Settled(NamedTuple):
    """A service of which every place has been decided."""

    root: Node
    paths: tuple[Corrected, ...]  # of the sightings
    places: dict[tuple[str, ...], Values]  # parameters, by the template segments up to them


def settle_service(sightings: Sequence[Sighting], corrections: Corrections, judge: Judge) -> Settled:
    """Decide about every place of one service."""
    root = Node()
    paths = tuple(corrections.apply(sighting.method, _segments(sighting.path)) for sighting in sightings)
    for sighting, path in zip(sightings, paths, strict=True):
        count = sum(tally.count for tally in sighting.tallies if tally.kind == "api" and tally.outcome in SHAPING)
        if count:
            root.add(path.segments, sighting.method, count, named=is_call(sighting))
            mark(root, path, _segments(sighting.path), count)
    places: dict[tuple[str, ...], Values] = {}
    _settle(root, places, (), _Asker(sightings[0].service, judge))
    leading = set(_leading(root))
    named = {place: msgspec.structs.replace(one, leads_on=place in leading) for place, one in places.items()}
    return Settled(root, paths, named)


def _leading(node: Node, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the places at which nothing is called, and behind which only a parameter follows."""
    if not node.methods and set(node.children) == {PARAMETER}:
        yield prefix
    for target, child in node.children.items():
        yield from _leading(child, (*prefix, target))


def _infer_service(sightings: Sequence[Sighting], corrections: Corrections, judge: Judge) -> list[Endpoint]:
    root, paths, settled = settle_service(sightings, corrections, judge)
    groups: dict[tuple[str, tuple[str, ...]], list[Sighting]] = defaultdict(list)
    for sighting, path in zip(sightings, paths, strict=True):
        groups[sighting.method, placed(root, path)].append(sighting)
    # Values of several types where nothing was served have places of their own, and the same name.
    named: dict[tuple[str, str], tuple[tuple[PathParameter, ...], list[Sighting]]] = {}
    for (method, segments), members in sorted(groups.items()):
        text, parameters = template(segments, settled, corrections.names)
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


def is_call(sighting: Sighting) -> bool:
    """Tell whether a path is that of a gRPC method, `/{service}/{method}`: both are names of the description."""
    return any(name.role == "protocol" and name.name in _CALLS for name in sighting.names)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path[1:].split("/")) if len(path) > 1 else ()


class _Asker(NamedTuple):
    """Who judges about a service."""

    service: str
    judge: Judge

    def verdict(self, node: Node, prefix: tuple[str, ...]) -> Verdict:
        """Ask which stems at a node are values."""
        stems: dict[str, dict[str, Node]] = defaultdict(dict)
        for segment, child in node.children.items():
            if segment != "{rest}" and not child.named and not _COORDINATES.match(segment):
                stem, attached = split(segment)
                stems[stem][attached] = child
        items = {stem: Item(nodes) for stem, nodes in sorted(stems.items())}
        values = {stem: items.pop(stem) for stem in stems if _PURE.match(stem)}
        if not items:
            return Verdict(frozenset())
        before = prefix[-1] if prefix and "{" not in prefix[-1] else ""
        place = Place(Setting(node, before, len(prefix)), items, values)
        return self.judge(Question(self.service, prefix, tuple(items), place))


def _settle(node: Node, settled: dict[tuple[str, ...], Values], prefix: tuple[str, ...], asker: _Asker) -> None:
    """Decide about the children of a node, merge those that are one parameter, go on below."""
    if _holds_files(node):
        node.targets = dict.fromkeys(node.children, FILE_PATH)
        node.children = {FILE_PATH: Node()}
        return
    verdict = asker.verdict(node, prefix)
    node.targets = _targets(node, verdict.values)
    merged: dict[str, Node] = {}
    for segment, child in sorted(node.children.items()):
        target = node.targets[segment]
        if "{" in target and FIXED not in target:
            seen = child.words if "{" not in segment else child.types
            seen[segment] = seen.get(segment, 0) + child.count
        if target in merged:
            merged[target].merge(child)
        else:
            merged[target] = child
    node.children = merged
    for target, child in sorted(merged.items()):
        if "{" in target:
            settled[(*prefix, target)] = Values(child.types, child.words, verdict.reason)
        _settle(child, settled, (*prefix, target), asker)


def _holds_files(node: Node) -> bool:
    """Tell whether what is below is the tree of files of somebody, and no part of the API."""
    if len(node.children) < FILE_BRANCHES or _is_corrected(node):  # they are further below, if there are any
        return False
    ways = [list(child.leaves(segment)) for segment, child in node.children.items()]
    leaves = [leaf for way in ways for leaf in way]
    files = [segment for _, segment in leaves if is_file(segment)]
    named = sum(split(segment).attached.startswith(".") for _, segment in leaves)
    return (
        len({depth for depth, _ in leaves}) > 1
        and max(map(len, ways)) < FILE_PART * len(leaves)
        and len({split(segment).attached for segment in files}) >= FILE_ENDINGS
        and named >= FILE_PART * len(leaves)
        and 3 * len(files) >= len(leaves)
    )


def _is_corrected(node: Node) -> bool:
    """Tell whether anything below is what it is because it was told, not because of what was seen."""
    return any(child.named or FIXED in segment or _is_corrected(child) for segment, child in node.children.items())


def _targets(node: Node, values: frozenset[str]) -> dict[str, str]:
    """Return the template segment of each child, by which stems are values."""
    cores: dict[str, str] = {}
    attached: dict[str, Counter[str]] = defaultdict(Counter)
    for segment, child in node.children.items():
        stem, end = split(segment)
        if child.named:
            cores[segment] = segment
            continue
        cores[segment] = PARAMETER if _PURE.match(stem) or stem in values else mixed_target(stem)
        attached[cores[segment]][end] += child.count
    targets: dict[str, str] = {}
    for segment, child in node.children.items():
        if segment == "{rest}":
            targets[segment] = CATCH_ALL
        elif child.named:
            targets[segment] = segment
        else:
            core = cores[segment]
            targets[segment] = core + ending(core == PARAMETER, split(segment).attached, attached[core])
    formats = {target for target in targets.values() if target.endswith(ANY_FORMAT)}
    return {segment: _with_any_format(segment, formats) or target for segment, target in targets.items()}


def _with_any_format(segment: str, targets: Container[str]) -> str | None:
    """Return the one of some template segments that ends with a format, if a segment with whatever ending fits it."""
    stem, dot, _ = segment.rpartition(".")
    target = mixed_target(stem) + ANY_FORMAT
    return target if dot and target in targets else None


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
    for target in (segment, mixed_target(segment), _with_any_format(segment, node.children), PARAMETER + attached):
        if target in node.children:
            return target
    if attached.startswith(".") and PARAMETER + ANY_FORMAT in node.children:
        return PARAMETER + ANY_FORMAT
    return PARAMETER if PARAMETER in node.children else None


def mixed_target(segment: str) -> str:
    """Turn a redacted segment into a template segment: `{integer}.json` to `{}.json`."""
    return PLACEHOLDER.sub("{}", segment)
