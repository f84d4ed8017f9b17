"""Corrections and a path to the segments that they decide: what is a name, what a parameter and how it is called.

Where corrections disagree about a segment, a word that is named (`keep`, `split` with words) wins over `set`, and `set`
over `split` without words. Of several `set` the longest wins, then the one with literals further to the front, then
the one for a service, then the one for a method; what then is still equal goes by the order of their texts, last first.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from inventory.endpoints.tree import Node
from inventory.model.corrections import PARAMETER, Correction, shape
from inventory.model.segments import split

FIXED = "{="  # begins a parameter with the name that a correction gives it: no redacted segment has it


class Corrected(NamedTuple):
    """A path after the corrections."""

    segments: tuple[str, ...]  # parameters that a correction made are `{=name}`
    kept: frozenset[int]  # indices of segments that are names


class Corrections:
    """The corrections for one service."""

    def __init__(self, corrections: Iterable[Correction], service: str) -> None:
        ours = sorted(one for one in corrections if one.service in ("", service))
        self._root = _Place()
        for one in ours:
            if one.kind != "name":
                self._root.make(one.segments[:-1] if one.kind != "set" else one.segments).corrections.append(one)
        names = sorted((one for one in ours if one.kind == "name"), key=lambda one: (one.service, one))
        self._names = {tuple(map(shape, one.segments)): one.words for one in names}

    def apply(self, method: str, segments: tuple[str, ...]) -> Corrected:
        """Decide what corrections say about the segments of a redacted path."""
        told: list[tuple[int, Correction]] = []
        places = [self._root] if self._root.useful else []
        for index in range(len(segments) + 1):
            told += [(index, one) for place in places for one in place.corrections]
            if index == len(segments) or not places:
                break
            places = [below for place in places for below in place.below(segments[index])]
        kept = {at for at, one in told if one.kind != "set" and at < len(segments) and _keeps(one, segments[at])}
        shown = list(segments)
        rivals = [one for _, one in told if one.kind == "set" and one.method in ("", method)]
        covered = 0
        if rivals:
            best = max(rivals, key=_weight)
            covered = len(best.segments)
            for index, segment in enumerate(best.segments):
                if "{" not in segment:
                    kept.add(index)
                elif index not in kept:
                    shown[index] = PARAMETER.sub(r"{=\1}", segment)
        loose = {at for at, one in told if one.kind == "split" and not one.words and covered <= at < len(segments)}
        kept |= {index for index in loose if "{" not in segments[index]}
        return Corrected(tuple(shown), frozenset(kept))

    def names(self, segments: tuple[str, ...]) -> tuple[str, ...]:
        """Return how the parameters of the last of some template segments are to be called; none where it is open."""
        return self._names.get(tuple(map(shape, segments)), ()) if self._names else ()


def mark(root: Node, corrected: Corrected, segments: tuple[str, ...], count: int) -> None:
    """Tell the tree, to which a corrected path was added, which of its segments are decided, and what stood there."""
    node = root
    for index, segment in enumerate(corrected.segments):
        node = node.children[segment]
        if FIXED in segment:
            seen = node.types if "{" in segments[index] else node.words
            seen[segments[index]] = seen.get(segments[index], 0) + count
            node.named = True
        node.named |= index in corrected.kept


class _Place:
    """Where corrections stand, as a tree of template segments."""

    def __init__(self) -> None:
        self.corrections: list[Correction] = []
        self._literals: dict[str, _Place] = {}
        self._patterns: dict[str, tuple[re.Pattern[str], _Place]] = {}  # by shape

    @property
    def useful(self) -> bool:
        """Tell whether there is any correction here or below."""
        return bool(self.corrections or self._literals or self._patterns)

    def make(self, segments: tuple[str, ...]) -> "_Place":
        """Return the place that template segments lead to."""
        place = self
        for segment in segments:
            if "{" not in segment:
                place = place._literals.setdefault(segment, _Place())
            else:
                found = place._patterns.get(shape(segment))
                if found is None:
                    found = place._patterns[shape(segment)] = (_pattern(segment), _Place())
                place = found[1]
        return place

    def below(self, segment: str) -> list["_Place"]:
        """Return the places that a segment of a path leads to."""
        found = [place for pattern, place in self._patterns.values() if pattern.match(segment)]
        literal = self._literals.get(segment)
        return found if literal is None else [*found, literal]


def _pattern(segment: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in PARAMETER.split(segment)[::2]) + r"\Z", re.DOTALL)


def _keeps(one: Correction, segment: str) -> bool:
    """Tell whether a segment is one of the words that a correction names, perhaps with a format behind it."""
    words = one.words if one.kind == "split" else one.segments[-1:]
    return segment in words or split(segment).stem in words


def _weight(one: Correction) -> tuple[int, tuple[bool, ...], bool, bool, Correction]:
    literals = tuple("{" not in segment for segment in one.segments)
    return len(literals), literals, bool(one.service), bool(one.method), one
