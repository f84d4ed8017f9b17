"""Settled segments to a path template with named parameters, each with its evidence."""

import re
from collections import deque
from collections.abc import Callable, Mapping

import msgspec

from inventory.endpoints.folding import FOLDED
from inventory.endpoints.naming import parameter_name, unique
from inventory.endpoints.tree import PLACEHOLDER
from inventory.model.endpoints import PathParameter
from inventory.model.segments import ANY_FORMAT

_ANY = re.compile(r"\{([a-z-]*|\*|=[^{}]+)\}")

_FOLDED = FOLDED.strip("{}")

_FIXED = re.compile(r"\{=([^{}]+)\}")


class Values(msgspec.Struct, frozen=True):
    """What stood at a place that is a parameter."""

    types: dict[str, int]  # redacted segments with a placeholder, by exchanges
    words: dict[str, int]  # words, by exchanges
    reason: str  # why the words are values


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
    namer = _Namer(chosen)
    shown = [
        segment if "{" not in segment else namer.name(segments, index, places.get(segments[: index + 1]))
        for index, segment in enumerate(segments)
    ]
    return "/" + "/".join(shown), tuple(namer.parameters)


class _Namer:
    """Names the parameters of one path."""

    def __init__(self, chosen: Mapping[int, tuple[str, ...]]) -> None:
        taken: set[str] = set()  # what users chose comes first
        self.parameters: list[PathParameter] = []
        self._chosen = {index: deque(unique(name, taken) for name in names) for index, names in chosen.items()}
        self._taken = taken

    def name(self, segments: tuple[str, ...], index: int, values: Values | None) -> str:
        """Return a segment with its parameters named."""
        fixed = _FIXED.search(segments[index])
        values = values or Values({} if fixed else {segments[index]: 1}, {}, "")
        owner = next((segment for segment in reversed(segments[:index]) if "{" not in segment), "")
        number = 0

        def parameter(found: re.Match[str]) -> str:
            nonlocal number
            number += 1
            if found[1] in ("*", "rest"):
                self.parameters.append(_rest_of_path(index))
                return "{rest*}"
            if found[1] == "path":
                self.parameters.append(_path_of_file(name := unique("path", self._taken), index))
                return f"{{{name}*}}"
            chosen = self._chosen.get(index)
            if chosen:
                kind, name = _type(values, number - 1), chosen.popleft()
            elif found.string.endswith(ANY_FORMAT) and found.end() == len(found.string):
                kind, name = "string", unique("format", self._taken)
            else:
                kind = _type(values, number - 1)
                name = parameter_name(owner, kind, self._taken)
            reason, evidence = _corrected(values) if found[1].startswith("=") else _evidence(values, kind)
            if index in self._chosen and reason != "corrected":
                evidence += ", named by a correction"
            self.parameters.append(PathParameter(name, index, kind, reason, evidence))
            return f"{{{name}}}"

        return _ANY.sub(parameter, segments[index])


def _rest_of_path(index: int) -> PathParameter:
    return PathParameter("rest", index, "string", "too-many-paths", "more paths than are kept apart")


def _path_of_file(name: str, index: int) -> PathParameter:
    return PathParameter(name, index, "string", "files", "paths of several depths that end as those of files do")


def _type(values: Values, number: int) -> str:
    """Return the one type of all values of a segment's parameter, else "string"."""
    kinds = set[str]()
    for redacted in values.types:
        found = PLACEHOLDER.findall(redacted)
        kinds.add(found[number] if number < len(found) else "string")
    return kinds.pop() if len(kinds) == 1 and kinds != {_FOLDED} and not values.words else "string"


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


def _corrected(values: Values) -> tuple[str, str]:
    """Return the reason and a sentence for a parameter that a correction made."""
    typed, worded = sum(values.types.values()), sum(values.words.values())
    words = len(values.words)
    seen = f" ({words:,} word{'s' if words != 1 else ''} in {_exchanges(worded)})" if words else ""
    also = f" ({_exchanges(typed)} with other values)" if typed else ""
    return "corrected", f"a correction says so{seen}{also}"


def _exchanges(count: int) -> str:
    return f"{count:,} exchange" + ("s" if count != 1 else "")
