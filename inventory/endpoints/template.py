"""Settled segments to a path template with named parameters, each with its evidence."""

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import count

import msgspec

from inventory.endpoints.folding import FOLDED
from inventory.endpoints.naming import Surroundings, parameter_name, unique
from inventory.endpoints.tree import PLACEHOLDER, TEMPLATE_PARAMETER
from inventory.model.codes import code
from inventory.model.endpoints import PathParameter
from inventory.model.segments import ANY_FORMAT, split

_FIXED = re.compile(r"\{=([^{}*]+)\*?\}")
_FOLDED = FOLDED.strip("{}")


class Values(msgspec.Struct, frozen=True):
    """What stood at a place that is a parameter."""

    types: dict[str, int]  # redacted segments with a placeholder, by exchanges
    words: dict[str, int]  # words, by exchanges
    reason: str  # why the words are values
    declared: bool = False  # a description says that this is a parameter
    leads_on: bool = False  # nothing is called here, and only another parameter follows


def template(
    segments: tuple[str, ...],
    places: Mapping[tuple[str, ...], Values],
    names: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> tuple[str, tuple[PathParameter, ...]]:
    """Name the parameters of a path; `places` has what is known about each, by the segments up to it.

    `names` gives the names that users chose for the parameters of a segment, by the segments up to it.
    """
    chosen = {
        index: found
        for index, segment in enumerate(segments)
        if "{" in segment and (found := names(segments[: index + 1]) or tuple(_FIXED.findall(segment)))
    }
    namer = _Namer(segments, [_values(segments[: index + 1], places) for index in range(len(segments))], chosen)
    shown = [segment if "{" not in segment else namer.name(index) for index, segment in enumerate(segments)]
    return "/" + "/".join(shown), tuple(namer.parameters)


def _values(segments: tuple[str, ...], places: Mapping[tuple[str, ...], Values]) -> Values:
    """Return what stood at a place; where nothing shaped it, its segment tells."""
    last = segments[-1]
    return places.get(segments) or Values({last: 1} if "{" in last and not _FIXED.search(last) else {}, {}, "")


class _Namer:
    """Names the parameters of one path."""

    def __init__(
        self, segments: tuple[str, ...], values: Sequence[Values], chosen: Mapping[int, tuple[str, ...]]
    ) -> None:
        taken: set[str] = set()  # what users chose comes first
        self.parameters: list[PathParameter] = []
        self._segments, self._values = segments, values
        self._pairs = _pairs(segments, values)
        self._chosen = {index: deque(unique(name, taken) for name in names) for index, names in chosen.items()}
        self._taken = taken

    def name(self, index: int) -> str:
        """Return a segment with its parameters named."""
        values = self._values[index]
        numbers = count()

        def parameter(found: re.Match[str]) -> str:
            number = next(numbers)
            if found[1] in ("*", "rest"):
                self.parameters.append(_rest_of_path(index))
                return "{rest*}"
            chosen = self._chosen.get(index)
            if found[1] == "path" or found[1].endswith("*"):
                name = chosen.popleft() if chosen else unique("path", self._taken)
                self.parameters.append(_path_of_file(name, index, corrected=found[1] != "path"))
                return f"{{{name}*}}"
            kind = _type(values, number)
            if chosen:
                name = chosen.popleft()
            elif found.string.endswith(ANY_FORMAT) and found.end() == len(found.string):
                kind, name = "string", unique("format", self._taken)
            else:
                name = parameter_name(self._surroundings(index, number, found), _kinds(values, number), self._taken)
            reason, evidence = _told(values) if found[1].startswith("=") else _evidence(values, kind)
            if index in self._chosen and reason not in ("corrected", "declared"):
                evidence += ", named by a correction"
            self.parameters.append(PathParameter(name, index, kind, reason, evidence))
            return f"{{{name}}}"

        return TEMPLATE_PARAMETER.sub(parameter, self._segments[index])

    def _surroundings(self, index: int, number: int, found: re.Match[str]) -> Surroundings:
        within = TEMPLATE_PARAMETER.sub("{}", found.string[: found.start()])
        pair = self._pairs.get((index, number))
        return Surroundings(self._segments[:index], within, pair, self._values[index].leads_on)


def _pairs(segments: Sequence[str], values: Sequence[Values]) -> dict[tuple[int, int], int]:
    """Return which parameters, by index and number in the segment, are the first or second of two of one type."""
    runs: list[list[tuple[int, int]]] = [[]]
    for index, segment in enumerate(segments):
        slots = [(index, number) for number in range(len(TEMPLATE_PARAMETER.findall(segment)))]
        if TEMPLATE_PARAMETER.fullmatch(segment):
            runs[-1] += slots
        else:
            runs += [slots, []]
    return {
        slot: order
        for run in runs
        if len(run) == 2 and len({_type(values[index], number) for index, number in run}) == 1
        for order, slot in enumerate(run)
    }


def _rest_of_path(index: int) -> PathParameter:
    return PathParameter("rest", index, "string", "too-many-paths", "more paths than are kept apart")


def _path_of_file(name: str, index: int, *, corrected: bool) -> PathParameter:
    if corrected:
        return PathParameter(name, index, "string", "corrected", "a correction says so")
    return PathParameter(name, index, "string", "files", "paths of several depths that end as those of files do")


def _type(values: Values, number: int) -> str:
    """Return the one type of all values of a segment's parameter, else "string"."""
    kinds = _types(values, number)
    return kinds.pop() if len(kinds) == 1 and not values.words else "string"


def _types(values: Values, number: int) -> set[str]:
    """Return the types of all values; integers among other numbers are numbers."""
    found = [PLACEHOLDER.findall(redacted) for redacted in values.types]
    kinds = {kinds[number] if number < len(kinds) else "string" for kinds in found}
    if _FOLDED in kinds:  # words that are no longer told apart
        kinds = {"string", *kinds} - {_FOLDED}
    return {"number"} if kinds == {"integer", "number"} else kinds


def _kinds(values: Values, number: int) -> set[str]:
    """Return the types of all values, and what the words are by which they are named."""
    words = {code([split(word).stem for word in values.words]) or "string"} if values.words else set()
    return _types(values, number) | words


def _evidence(values: Values, kind: str) -> tuple[str, str]:
    """Return the reason and a sentence for it."""
    typed, worded = sum(values.types.values()), sum(values.words.values())
    if not worded and set(values.types) == {FOLDED}:
        return "too-many-paths", f"more words than are kept apart ({_exchanges(typed)})"
    if not worded:
        what = "no word" if kind == "string" else f"of type {kind}"
        return "value-shape", f"every value is {what} ({_exchanges(typed)})"
    words = f"{len(values.words)} different words in {_exchanges(worded)}"
    also = f", and {_exchanges(typed)} with other values" if typed else ""
    return "varies", f"{words}{also}: {values.reason}" if values.reason else words + also


def _told(values: Values) -> tuple[str, str]:
    """Return the reason and a sentence for a parameter that a correction or a description made."""
    typed, worded = sum(values.types.values()), sum(values.words.values())
    words = len(values.words)
    seen = f" ({words:,} word{'s' if words != 1 else ''} in {_exchanges(worded)})" if words else ""
    also = f" ({_exchanges(typed)} with other values)" if typed else ""
    if values.declared:
        return "declared", f"declared on other paths{seen}{also}"
    return "corrected", f"a correction says so{seen}{also}"


def _exchanges(count: int) -> str:
    return f"{count:,} exchange" + ("s" if count != 1 else "")
