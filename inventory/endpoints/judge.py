"""The words at one place of the tree to those that are names in the API and those that are values.

Every word gets a score from evidence of the whole place; no single number of samples decides. Weights are
additive and in `WEIGHTS`, so that a verdict can be explained: the strongest evidence becomes the reason.
"""

import re
from collections import Counter
from math import log2

import msgspec

from inventory.endpoints.tree import PLACEHOLDER, Node
from inventory.endpoints.words import RESERVED, is_plural, is_prefix, is_verb

_PURE = re.compile(r"\{[a-z-]+\}\Z")
_TELLING = re.compile(r"[A-Z]|\d|[^\x00-\x7f%]|%|[-_.].*[-_.].*[-_.]")
_CAMEL = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+\Z")

WEIGHTS = {
    "bias": -2.2,
    "shared-calls": 3.2,  # the same calls below as below other words here
    "beside-values": -0.4,  # numbers or ids stand at the same place
    "calls-as-values": 1.2,  # the same calls below as below those numbers or ids
    "many": 4.0,  # many different words here, and few exchanges for each
    "rare": 2.6,  # this word is no more frequent than any other
    "look": 1.0,  # capitals, digits, several hyphens, other scripts: what names of things look like
    "looks-of-others": 0.5,  # most words here look so
    "plural-parent": 1.8,  # /users/anna
    "edited": 2.0,  # PUT, PATCH or DELETE on it
    "first": -2.4,  # first segment of the path, or first after /api, /v1 and the like
    "reserved": -2.4,  # me, self, search, latest, …
    "verb": -1.0,  # cancel, import, …
    "plural": -2.3,  # a collection of its own
    "own-calls": -1.1,  # calls below that no other word here has
}
REASONS = {
    "shared-calls": "the same calls below as below other words here",
    "beside-values": "numbers or ids at the same place",
    "calls-as-values": "the same calls below as below the numbers or ids at the same place",
    "many": "many different words, few exchanges each",
    "rare": "no word much more frequent than the others",
    "look": "words that look like names of things",
    "looks-of-others": "words that look like names of things",
    "plural-parent": "a collection before it",
    "edited": "PUT, PATCH or DELETE on it",
}


class Verdict(msgspec.Struct, frozen=True):
    """What was decided about the words at one place."""

    values: frozenset[str]  # the words that are values
    reason: str  # why, in words; "" when there are none


def judge(node: Node, before: str, depth: int) -> Verdict:
    """Decide which words at a place are values; `before` is the template segment that leads here, "" at the root."""
    words = {segment: child for segment, child in node.children.items() if "{" not in segment and not child.named}
    if not words:
        return Verdict(frozenset(), "")
    place = Place(node, words, before, depth)
    values, evidence = set[str](), Counter[str]()
    for word in sorted(words):
        features = place.features(word)
        if sum(WEIGHTS[name] * strength for name, strength in features.items()) > 0:
            values.add(word)
            evidence.update({name: strength * WEIGHTS[name] for name, strength in features.items() if name in REASONS})
    best = sorted(evidence, key=lambda name: (-evidence[name], name))[:2]
    return Verdict(frozenset(values), " and ".join(dict.fromkeys(REASONS[name] for name in best)))


class Place:
    """What the words at one place have in common."""

    def __init__(self, node: Node, words: dict[str, Node], before: str, depth: int) -> None:
        self._words, self._before, self._depth = words, before, depth
        self._calls = {word: child.suffixes() for word, child in words.items()}
        self._having = Counter(call for calls in self._calls.values() for call in calls)
        valued = [child for segment, child in node.children.items() if _PURE.match(segment)]
        self._value_calls = frozenset[str]().union(*(child.suffixes() for child in valued))
        self._valued = sum(child.count for child in valued)
        self._total = sum(child.count for child in words.values())
        self._median = sorted(child.count for child in words.values())[len(words) // 2]
        self._looks = sum(map(_look, words)) / len(words)
        self._variety = _variety(len(words), self._total)

    def features(self, word: str) -> dict[str, float]:
        """Measure the evidence for one word: names of `WEIGHTS` to strengths from 0 to 1."""
        child, calls = self._words[word], self._calls[word]
        deep = {call for call in calls if not call.endswith(" ")}
        shared = sum(self._having[call] > 1 for call in deep) / len(deep) if deep else 0.0
        as_values = len(calls & self._value_calls) / len(calls) if calls else 0.0
        found = {
            "bias": 1.0,
            "shared-calls": shared * min(1.0, max((self._having[call] for call in deep), default=0) / 3),
            "beside-values": float(self._valued > 0),
            "calls-as-values": as_values,
            "many": self._variety,
            "rare": float(child.count <= 2 * self._median and len(self._words) > 3) * self._variety,
            "look": _look(word),
            "looks-of-others": self._looks if len(self._words) > 2 else 0.0,
            "plural-parent": float(is_plural(self._before)),
            "edited": float(bool({"PUT", "PATCH", "DELETE"} & set(child.methods))),
            "first": float(self._depth == 0 or is_prefix(self._before)),
            "reserved": float(word.lower() in RESERVED),
            "verb": float(is_verb(word)),
            "plural": float(is_plural(word)),
            "own-calls": float(bool(deep) and shared == 0.0 and len(self._words) > 1),
        }
        return {name: strength for name, strength in found.items() if strength}


def mixed_target(segment: str) -> str:
    """Turn a redacted segment into a template segment: `{integer}.json` to `{}.json`."""
    return PLACEHOLDER.sub("{}", segment)


def _look(word: str) -> float:
    if _CAMEL.match(word) or not _TELLING.search(word):
        return 0.0
    return 1.0


def _variety(words: int, exchanges: int) -> float:
    """Strength of many different words in few exchanges: near 1 for 50 words in 60, near 0 for 5 in 500."""
    return min(1.0, log2(words) / 5) * min(1.0, 2 * words / exchanges) if words > 2 and exchanges else 0.0
