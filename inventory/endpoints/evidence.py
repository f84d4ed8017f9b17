"""The segments at one place of the tree to evidence of which of them are names in the API and which are values.

Every strength is a plain number, whose meaning does not change with the size of a capture; what counts things grows
slowly with them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import log, log2
from typing import NamedTuple

from inventory.endpoints.beneath import EDITING, Beneath, beneath
from inventory.endpoints.lexicon import familiar, providers
from inventory.endpoints.looks import is_camel, looks
from inventory.endpoints.people import person
from inventory.endpoints.standing import Standing
from inventory.endpoints.tree import Node
from inventory.model.codes import LANGUAGES
from inventory.model.words import RESERVED, is_plural, is_prefix, is_verb

_VERSION = re.compile(r"[vV]\d|(?:19|20)\d\d-\d\d-\d\d\Z|\d+(?:\.\d+)+\Z")
_LETTERS = re.compile(r"[a-z]+"), re.compile(r"[A-Z]+"), re.compile(r"[0-9]+")


class Item:
    """All segments at a place that have one stem; `nodes` are theirs, by what is attached to the stem."""

    __slots__ = ("below", "beneath", "calls", "collections", "count", "deep", "methods", "words")

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.count = sum(node.count for node in nodes.values())
        self.calls = frozenset(f"{end} {call}" for end, node in nodes.items() for call in node.suffixes())
        self.deep = frozenset(call for call in self.calls if not call.endswith(" "))
        self.methods = frozenset(method for node in nodes.values() for method in node.methods)
        self.below = any(node.children for node in nodes.values())
        self.beneath: Beneath = beneath(nodes.values())
        self.collections = sum(map(is_plural, {step for node in nodes.values() for step in node.children}))
        self.words = frozenset(word for node in nodes.values() for word in _words(node, 2) if _tells(word))


class Setting(NamedTuple):
    """Where a place is."""

    node: Node  # whose children stand there
    before: str  # the template segment that leads there; "" at the root and after a parameter
    depth: int


class Elsewhere:
    """What stands after the same names at other places of one level, and where in the service else stems stand."""

    def __init__(self, places: Iterable[tuple[str, Iterable[str]]], standing: Standing) -> None:
        self.standing = standing
        self.places: Counter[str] = Counter()  # by the name before
        self.stems: dict[str, Counter[str]] = defaultdict(Counter)  # by the name before: how many places have a stem
        for before, stems in places:
            if before:
                self.places[before] += 1
                self.stems[before].update(list(stems))


class Place:
    """What the segments at one place have in common."""

    def __init__(
        self, setting: Setting, items: Mapping[str, Item], values: Mapping[str, Item], elsewhere: Elsewhere
    ) -> None:
        self.setting = setting
        self.items = items  # those that are to be judged
        self.values = values  # what is known to be values
        self.elsewhere = elsewhere
        self._node, self._before, self._depth = setting
        self._having = Counter(call for item in items.values() for call in item.calls)
        self._sets = Counter(item.calls for item in items.values())
        self._of_members = is_plural(self._before) and not is_prefix(self._before)
        self._words = Counter(word for item in items.values() for word in item.words)
        self._value_words = frozenset[str]().union(*(item.words for item in values.values()))
        self._value_calls = frozenset[str]().union(*(item.calls for item in values.values()))
        self._values = sum(item.count for item in values.values())
        counts = sorted(item.count for item in items.values())
        self._total, self._median, self._most = sum(counts), counts[len(counts) // 2], counts[-1]
        self._shapes = Counter(map(_shape, items))
        self._common = self._common_evidence(counts, len(values))

    def changed(self, items: Mapping[str, Item], values: Mapping[str, Item]) -> "Place":
        """Return the same place with other segments."""
        return Place(self.setting, dict(sorted(items.items())), values, self.elsewhere)

    def evidence(self, stem: str) -> dict[str, float]:
        """Measure the evidence for one stem: names to strengths."""
        item = self.items[stem]
        found = self._common | self._of_text(stem) | self._of_calls(item)
        return found | self._of_elsewhere(stem) | self._of_standing(stem, item) | _of_beneath(item.beneath)

    def _of_standing(self, stem: str, item: Item) -> dict[str, float]:
        standing = self.elsewhere.standing
        after, leading = standing.after_values[stem], standing.before_values[stem] - item.beneath.has_values
        return {
            "names-before": _slow(standing.others_before(stem, self._before)),
            "after-values": _slow(after),
            "after-any-value": float(after > 0),
            "before-values": _slow(max(0, leading)),
        }

    def _of_elsewhere(self, stem: str) -> dict[str, float]:
        known, before = self.elsewhere, self._before
        places = max(0, known.places[before] - 1) if before else 0
        stems = known.stems[before] if before else Counter[str]()
        others = len(stems) - len(self.items)
        return {
            "elsewhere": _slow(places),
            "elsewhere-same": _slow(max(0, stems[stem] - 1)),
            "elsewhere-same-share": (stems[stem] - 1) / places if places else 0.0,
            "elsewhere-words": _slow(max(0, others)),
            "elsewhere-plural-same": _slow(max(0, stems[stem] - 1)) * is_plural(before),
        }

    def _common_evidence(self, counts: list[int], values: int) -> dict[str, float]:
        items, total, before = self.items, self._total, self._before
        number = len(counts)

        def share(test: Callable[[str], bool]) -> float:
            return sum(map(test, items)) / number

        spread = -sum(count / total * log(count / total) for count in counts) / log(number) if number > 1 else 0.0
        return {
            "words": _slow(number),
            "one-word": float(number == 1),
            "two-words": float(number == 2),
            "three-words": float(number == 3),
            "variety": number / total,
            "exchanges-each": log2(total / number),
            "evenness": spread,
            "top-share": self._most / total,
            "once": sum(count == 1 for count in counts) / number,
            "beside-values": float(self._values > 0),
            "values-share": self._values / (self._values + total),
            "kinds-of-values": _slow(values),
            "mixed-share": share(lambda stem: "{" in stem),
            "depth": min(self._depth, 6) / 6,
            "root": float(self._depth == 0),
            "after-prefix": float(is_prefix(before)),
            "after-plural": float(is_plural(before)),
            "after-value": float(not before and self._depth > 0),
            "after-verb": float(is_verb(before)),
            "plurals": share(is_plural),
            "verbs": share(is_verb),
            "reserved-words": share(lambda stem: stem.lower() in RESERVED),
            "looks": share(looks),
            "capitals": share(lambda stem: stem[:1].isupper()),
            "hyphens": share(lambda stem: "-" in stem),
            "underscores": share(lambda stem: "_" in stem),
            "camels": share(is_camel),
            "digits": share(lambda stem: any(sign.isdigit() for sign in stem)),
            "known-names": share(lambda stem: providers(stem) > 0),
            "familiar-words": sum(map(familiar, items)) / number,
            "people": sum(map(person, items)) / number,
            "languages": share(lambda stem: stem.lower() in LANGUAGES),
            "before-other-names": share(lambda stem: self.elsewhere.standing.others_before(stem, before) > 0),
            "all-values-beneath": sum(item.beneath.has_values for item in items.values()) / number,
            "all-value-share-beneath": sum(item.beneath.value_share for item in items.values()) / number,
            "all-words-beneath": sum(_slow(item.beneath.words) for item in items.values()) / number,
            "all-alike-beneath": sum(item.beneath.alike_share for item in items.values()) / number,
            "ends-here": sum(not item.below for item in items.values()) / number,
            "edited-here": sum(bool(EDITING & item.methods) for item in items.values()) / number,
            "created-above": float("POST" in self._node.methods),
            "listed-above": float("GET" in self._node.methods),
        }

    def _of_text(self, stem: str) -> dict[str, float]:
        number = len(self.items)
        return {
            "plural": float(is_plural(stem)),
            "verb": float(is_verb(stem)),
            "prefix": float(is_prefix(stem)),
            "reserved": float(stem.lower() in RESERVED),
            "look": float(looks(stem)),
            "capital": float(stem[:1].isupper()),
            "all-capitals": float(stem.isupper()),
            "camel": float(is_camel(stem)),
            "hyphen": min(3, stem.count("-")) / 3,
            "underscore": float("_" in stem),
            "dot": float("." in stem),
            "digit": float(any(sign.isdigit() for sign in stem)),
            "other-script": float("%" in stem or not stem.isascii()),
            "length": min(len(stem), 30) / 30,
            "short": float(len(stem) <= 3),
            "version": float(bool(_VERSION.match(stem))),
            "known-name": float(providers(stem) > 0),
            "familiar": familiar(stem),
            "person": person(stem),
            "language": float(stem.lower() in LANGUAGES),
            "mixed": float("{" in stem),
            "mixed-from-start": float(stem.startswith("{")),
            "mixed-underscore": float("_{" in stem),
            "mixed-integer": float("{integer}" in stem),
            "same-shape": self._shapes[_shape(stem)] / number if number > 1 else 0.0,
        }

    def _of_calls(self, item: Item) -> dict[str, float]:
        number, calls, deep, having = len(self.items), item.calls, item.deep, self._having
        others = max(1, number - 1)
        shared = sum(having[call] > 1 for call in deep) / len(deep) if deep else 0.0
        several = number > 1
        return {
            "share": item.count / self._total,
            "whole-share": item.count / (self._total + self._values),
            "to-median": log2(item.count / self._median),
            "calls-alike": sum(having[call] - 1 for call in calls) / (len(calls) * others)
            if several and calls
            else 0.0,
            "deep-calls-alike": sum(having[call] - 1 for call in deep) / (len(deep) * others)
            if several and deep
            else 0.0,
            "shared-calls": shared,
            "calls-as-values": len(calls & self._value_calls) / len(calls) if calls else 0.0,
            "deep-calls-as-values": len(deep & self._value_calls) / len(deep) if deep else 0.0,
            "goes-on": float(bool(deep)),
            "same-calls": (self._sets[calls] - 1) / others if several else 0.0,
            "same-calls-words": _slow(self._sets[calls] - 1),
            "call-of-most": _slow(max((having[call] for call in deep), default=0)),
            "own-calls": float(bool(deep) and not shared and several),
            "deep-calls": _slow(len(deep)),
            "words-shared": _slow(own := sum(self._words[word] > 1 for word in item.words)),
            "words-shared-share": own / len(item.words) if item.words else 0.0,
            "collections": _slow(item.collections) if self._of_members else 0.0,
            "words-own": 0.0 if self._depth else _slow(len(item.words) - own),  # APIs behind one host
            "words-as-values": _slow(len(item.words & self._value_words)),
            "put": float(bool(item.methods & {"PUT", "PATCH"})),
            "deleted": float("DELETE" in item.methods),
            "post": float("POST" in item.methods),
            "only-post": float(item.methods == {"POST"}),
            "get": float("GET" in item.methods),
            "called": float(bool(item.methods)),
        }


def _of_beneath(found: Beneath) -> dict[str, float]:
    return {
        "values-beneath": float(found.has_values),
        "value-share-beneath": found.value_share,
        "words-beneath": _slow(found.words),
        "variety-beneath": found.variety,
        "plurals-beneath": found.plurals,
        "verbs-beneath": found.verbs,
        "looks-beneath": found.looks,
        "reserved-beneath": found.reserved,
        "ends-beneath": found.ends,
        "alike-beneath": found.alike_share,
        "alike-words-beneath": _slow(max(0, found.alike - 1)),
        "edited-beneath": float(found.edited),
    }


def _tells(word: str) -> bool:
    """Tell whether a word names something of the API that it is below, and does not stand below anything."""
    return "{" not in word and not is_prefix(word)


def _words(node: Node, depth: int) -> Iterator[str]:
    for segment, child in node.children.items():
        yield segment
        if depth > 1:
            yield from _words(child, depth - 1)


def _slow(count: int) -> float:
    return log2(1 + count)


def _shape(stem: str) -> str:
    """Return a text with runs of small letters, capitals and digits made one sign each."""
    small, capital, digit = _LETTERS
    return digit.sub("0", capital.sub("A", small.sub("a", stem)))
