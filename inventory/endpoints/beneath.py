"""The nodes of one stem to what stands directly below it: values, collections, actions, and how alike these are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

import msgspec

from inventory.endpoints.looks import looks
from inventory.endpoints.tree import Node
from inventory.model.segments import split
from inventory.model.words import RESERVED, is_plural, is_verb

EDITING = frozenset({"PUT", "PATCH", "DELETE"})


class Beneath(msgspec.Struct, frozen=True):
    """What stands one segment below a stem; shares are from 0 to 1."""

    has_values: bool = False  # numbers, ids or others whose form tells that they are values
    value_share: float = 0.0  # of the exchanges that go below
    words: int = 0
    exchanges: int = 0  # that go to words
    plurals: float = 0.0  # share of the words
    verbs: float = 0.0
    looks: float = 0.0
    reserved: float = 0.0
    ends: float = 0.0  # of the words: those at which something is called
    alike: int = 0  # words that have the call below which most of them have
    edited: bool = False  # PUT, PATCH or DELETE on anything there

    @property
    def variety(self) -> float:
        """Words for each exchange."""
        return self.words / max(1, self.exchanges)

    @property
    def alike_share(self) -> float:
        """Share of the other words that have the call below which most have."""
        return max(0, self.alike - 1) / (self.words - 1) if self.words > 1 else 0.0


def beneath(nodes: Iterable[Node]) -> Beneath:
    """Tell what stands below nodes that have one stem."""
    ways: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        for segment, child in node.children.items():
            ways[segment].append(child)
    if not ways:
        return Beneath()
    counts = {segment: sum(child.count for child in children) for segment, children in ways.items()}
    words = {segment: children for segment, children in ways.items() if not segment.startswith("{")}
    total, to_words = sum(counts.values()), sum(counts[segment] for segment in words)
    stems = [split(segment).stem for segment in words]
    below = Counter(call for children in words.values() for call in _deep(children))
    return Beneath(
        has_values=len(words) < len(ways),
        value_share=(total - to_words) / total if total else 0.0,
        words=len(words),
        exchanges=to_words,
        plurals=_share(is_plural, stems),
        verbs=_share(is_verb, stems),
        looks=_share(looks, stems),
        reserved=_share(lambda stem: stem.lower() in RESERVED, stems),
        ends=_share(lambda segment: any(child.methods for child in words[segment]), words),
        alike=max(below.values(), default=0),
        edited=any(EDITING & child.methods.keys() for children in ways.values() for child in children),
    )


def _deep(children: Iterable[Node]) -> set[str]:
    """Return what is called below some nodes, and not at them."""
    return {call for child in children for call in child.suffixes(1) if not call.endswith(" ")}


def _share(test: Callable[[str], bool], words: Mapping[str, object] | list[str]) -> float:
    return sum(map(test, words)) / len(words) if words else 0.0
