"""Corrections and a path to the segments that they decide: what is a name, what a parameter and how it is called.

Where corrections disagree about a segment, a word that is named (`keep`, `split` with words) wins over `set`, and `set`
over `split` without words. Of several `set` the longest wins, then the one with literals further to the front, then
the one for a service, then the one for a method; what then is still equal goes by the order of their texts, last first.
A `{path*}` at the end of `set` takes all paths that have no such word below it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from inventory.endpoints.tree import Node
from inventory.model.corrections import PARAMETER, Correction, shape
from inventory.model.segments import split

FIXED = "{="  # begins a parameter with the name that a correction gives it: no redacted segment has it


class Corrected(NamedTuple):
    """A path after the corrections."""

    segments: tuple[str, ...]  # parameters that a correction made are `{=name}`
    kept: frozenset[int]  # indices of segments that are names


_Weight = tuple[int, tuple[bool, ...], bool, bool, Correction]  # the greatest of several "set" wins
_Names = dict[tuple[str, ...], tuple[str, ...]]  # of the parameters of the last segment, by the shapes of all segments


class Corrections:
    """The corrections for one service."""

    def __init__(self, *parts: "_Part") -> None:
        self._roots = [part.root for part in parts if part.root.useful]
        self._names = [part.names for part in parts if part.names]

    def apply(self, method: str, segments: tuple[str, ...]) -> Corrected:
        """Decide what corrections say about the segments of a redacted path."""
        kept, loose, rivals = set[int](), set[int](), list[_Weight]()
        places = self._roots
        for index, segment in enumerate(segments):
            for place in places:
                rivals += place.sets(method)
                rivals += place.sets(method, rest=True)
                if place.keeps(segment):
                    kept.add(index)
                if place.loose and "{" not in segment:
                    loose.add(index)
            places = [below for place in places for below in place.below(segment)]
            if not places:
                break
        for place in places:
            rivals += place.sets(method)
        last = max(kept, default=-1)
        fitting = [one for one in rivals if not one[-1].takes_rest or last < one[0] - 1]
        best = max(fitting)[-1] if fitting else None
        covered = 0 if best is None else len(segments) if best.takes_rest else len(best.segments)
        kept |= {index for index in loose if index >= covered}
        return _set(best, segments, kept) if best is not None else Corrected(segments, frozenset(kept))

    def names(self, segments: tuple[str, ...]) -> tuple[str, ...]:
        """Return how the parameters of the last of some template segments are to be called; none where it is open."""
        if not self._names:
            return ()
        shapes = tuple(map(shape, segments))
        return next((names[shapes] for names in self._names if shapes in names), ())


def by_service(corrections: Iterable[Correction]) -> Callable[..., Corrections]:
    """Return what gives the corrections for a service, or for one that has several names, the most important first.

    Those for all services are looked through once.
    """
    parts: dict[str, _Part] = defaultdict(_Part)
    for one in sorted(corrections):
        if one.kind != "hosts":
            parts[shape(one.service)].add(one)
    everywhere = parts.pop("", _Part())
    return lambda *names: Corrections(*(parts[name] for name in map(shape, names) if name in parts), everywhere)


def _set(best: Correction, segments: tuple[str, ...], kept: set[int]) -> Corrected:
    """Make the segments of a path what a "set" says that they are."""
    shown = list(segments)
    for index, segment in enumerate(best.segments):
        if "{" not in segment:
            kept.add(index)
        elif index not in kept:
            shown[index] = PARAMETER.sub(r"{=\1}", segment)
    return Corrected(tuple(shown[: len(best.segments)] if best.takes_rest else shown), frozenset(kept))


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


class _Part:
    """Corrections for one service, or those for all."""

    def __init__(self) -> None:
        self.root = _Place()
        self.names: _Names = {}

    def add(self, one: Correction) -> None:
        """Add a correction; of two about the same the last one counts."""
        if one.kind == "name":
            self.names[tuple(map(shape, one.segments))] = one.words
            return
        above = one.kind != "set" or one.takes_rest
        self.root.make(one.segments[:-1] if above else one.segments).add(one)


class _Place:
    """Where corrections stand, as a tree of template segments."""

    def __init__(self) -> None:
        self.loose = False  # all words that stand next are names
        self._words: set[str] = set()  # that stand next, and are names
        self._sets: dict[tuple[str, bool], _Weight] = {}  # by method, of those that take all the rest too
        self._below: dict[str, _Place] = {}  # by word, or "{}"
        self._mixed: dict[str, tuple[re.Pattern[str], _Place]] = {}  # by shape
        self._parts: dict[str, list[tuple[re.Pattern[str], _Place]]] = defaultdict(list)  # by their longest literal
        self._lengths: set[int] = set()  # of these literals

    @property
    def useful(self) -> bool:
        """Tell whether there is any correction here or below."""
        return bool(self.loose or self._words or self._sets or self._below or self._mixed)

    def add(self, one: Correction) -> None:
        """Let a correction stand here; of two about the same the last one counts."""
        if one.kind == "set":
            self._sets[one.method, one.takes_rest] = _weight(one)
        elif one.kind == "split":
            self._words.update(one.words)
            self.loose |= not one.words
        else:
            self._words.add(one.segments[-1])

    def sets(self, method: str, *, rest: bool = False) -> list[_Weight]:
        """Return what a path with this method is set to that ends here, goes on, or, with `rest`, is taken whole."""
        found = self._sets
        return [found[key] for key in ((method, rest), ("", rest)) if key in found] if found else []

    def keeps(self, segment: str) -> bool:
        """Tell whether a segment is one of the words that are names here, perhaps with a format behind it."""
        return bool(self._words) and (segment in self._words or split(segment).stem in self._words)

    def make(self, segments: tuple[str, ...]) -> "_Place":
        """Return the place that template segments lead to."""
        place = self
        for segment in segments:
            form = shape(segment)
            place = place._make_mixed(form) if "{" in form and form != "{}" else place._make_below(form)
        return place

    def _make_below(self, form: str) -> "_Place":
        return self._below.setdefault(form, _Place())

    def _make_mixed(self, form: str) -> "_Place":
        if form not in self._mixed:
            parts = form.split("{}")
            pattern = re.compile(".+".join(map(re.escape, parts)) + r"\Z", re.DOTALL)
            longest = max(parts, key=len)
            self._mixed[form] = (pattern, _Place())
            self._parts[longest].append(self._mixed[form])
            self._lengths.add(len(longest))
        return self._mixed[form][1]

    def below(self, segment: str) -> list["_Place"]:
        """Return the places that a segment of a path leads to."""
        found = [self._below[key] for key in (segment, "{}") if key in self._below]
        for length in self._lengths:
            for part in {segment[at : at + length] for at in range(len(segment) - length + 1)} & self._parts.keys():
                found += [place for pattern, place in self._parts[part] if pattern.match(segment)]
        return found


def _weight(one: Correction) -> _Weight:
    literals = tuple("{" not in segment for segment in one.segments)
    return len(literals), literals, bool(one.service), bool(one.method), one
