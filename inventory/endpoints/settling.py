"""The tree of a service to template segments, level by level from the root down."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from inventory.endpoints.corrections import FIXED
from inventory.endpoints.evidence import Elsewhere, Item, Place, Setting
from inventory.endpoints.judge import Judge, Question, Verdict
from inventory.endpoints.spelling import spellings
from inventory.endpoints.standing import Standing
from inventory.endpoints.targets import COORDINATES, VALUE, affixed, is_name, targets
from inventory.endpoints.template import Values
from inventory.endpoints.tree import Node
from inventory.model.segments import is_file, split

FILE_PATH = "{path}"  # a catch-all, too
FILE_BRANCHES = 3  # ways on from the place where they begin
FILE_ENDINGS = 2  # different ones below a place that holds files, such as pictures and archives …
FILE_PART = 0.9  # … and the least part of all paths there whose last segment has an ending

_KEPT = tuple(
    (kind, re.compile(pattern + r"\Z"))
    for kind, pattern in (("{integer}", r"\d+"), ("{number}", r"\d+\.\d+"), ("{date}", r"\d{4}-\d\d-\d\d"))
)


class _Spot(NamedTuple):
    """A node and where it is."""

    node: Node
    prefix: tuple[str, ...]  # template segments

    @property
    def before(self) -> str:
        """The name that leads here; "" at the root and after a parameter."""
        return self.prefix[-1] if self.prefix and "{" not in self.prefix[-1] else ""


def settle(root: Node, service: str, judge: Judge) -> dict[tuple[str, ...], Values]:
    """Make template segments of all segments in a tree; return the values at each place that is a parameter."""
    settled: dict[tuple[str, ...], Values] = {}
    level, standing = [_Spot(root, ())], Standing(root)
    while level:
        usual = [_prepared(spot) for spot in level]
        stems = [_stems(spot) for spot in level]
        places = [(spot.before, found) for spot, found in zip(level, stems, strict=True)]
        elsewhere = Elsewhere(places, standing)
        below: list[_Spot] = []
        for spot, spelled, found in zip(level, usual, stems, strict=True):
            if spelled is not None:
                verdict = _verdict(spot, found, elsewhere, service, judge)
                below += _merged(spot, verdict, spelled, settled)
        level = below
    return settled


def _prepared(spot: _Spot) -> Mapping[str, str] | None:
    """Bring what is below to its usual spelling, which is returned; None where files are."""
    node = spot.node
    if _holds_files(node):
        node.targets = dict.fromkeys(node.children, FILE_PATH)
        node.children = {FILE_PATH: Node()}
        return None
    usual = spellings(node)
    node.respell(usual)
    return usual


def _stems(spot: _Spot) -> dict[str, dict[str, Node]]:
    """Return the stems whose meaning their form does not tell, with their nodes by what is attached to them."""
    stems: dict[str, dict[str, Node]] = defaultdict(dict)
    for segment, child in spot.node.children.items():
        stem, attached = split(segment)
        if segment not in ("{rest}", FILE_PATH) and not child.named and not COORDINATES.match(segment):
            stems[stem][attached] = child
    for stem in affixed(stems, spot.before):
        del stems[stem]
    return stems


def _verdict(
    spot: _Spot, stems: Mapping[str, Mapping[str, Node]], elsewhere: Elsewhere, service: str, judge: Judge
) -> Verdict:
    items = {stem: Item(nodes) for stem, nodes in sorted(stems.items())}
    values = {stem: items.pop(stem) for stem in stems if VALUE.match(stem)}
    values |= {name: Item({"": child}) for name, child in spot.node.children.items() if child.declared}
    if not items:
        return Verdict(frozenset())
    declared = {word for child in spot.node.children.values() if child.declared for word in child.words}
    place = Place(Setting(spot.node, spot.before, len(spot.prefix)), items, values, elsewhere)
    asked = tuple(stem for stem in items if stem not in declared and not is_name(stem, spot.before))
    verdict = judge(Question(service, spot.prefix, asked, place))
    return msgspec.structs.replace(verdict, values=verdict.values | (declared & items.keys()))


def _merged(
    spot: _Spot, verdict: Verdict, usual: Mapping[str, str], settled: dict[tuple[str, ...], Values]
) -> Iterable[_Spot]:
    """Merge the children of a node that are one parameter; return what is below then."""
    node = spot.node
    node.targets = targets(node, verdict.values)
    node.targets |= {segment: node.targets[spelled] for segment, spelled in usual.items()}
    merged: dict[str, Node] = {}
    for segment, child in sorted(node.children.items()):
        target = node.targets[segment]
        if "{" in target and segment != target:
            kind = segment if "{" in segment else _type_of(segment)
            seen = child.types if kind else child.words
            seen[kind or segment] = seen.get(kind or segment, 0) + child.count
        if target in merged:
            merged[target].merge(child)
        else:
            merged[target] = child
    node.children = merged
    for target, child in sorted(merged.items()):
        below = _Spot(child, (*spot.prefix, target))
        if "{" in target:
            settled[below.prefix] = Values(child.types, child.words, verdict.reason, declared=child.declared)
        yield below


def _type_of(word: str) -> str:
    """Return the placeholder of a value that was kept as a word, since it stood where versions are; "" for words."""
    return next((kind for kind, pattern in _KEPT if pattern.match(word)), "")


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
