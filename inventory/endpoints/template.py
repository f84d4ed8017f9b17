"""Settled segments to a path template with named parameters, each with its evidence."""

import re
from collections.abc import Mapping

import msgspec

from inventory.endpoints.naming import parameter_name, unique
from inventory.endpoints.tree import PLACEHOLDER
from inventory.model.endpoints import PathParameter
from inventory.model.segments import ANY_FORMAT

_ANY = re.compile(r"\{([a-z-]*|\*)\}")


class Values(msgspec.Struct, frozen=True):
    """What stood at a place that is a parameter."""

    types: dict[str, int]  # redacted segments with a placeholder, by exchanges
    words: dict[str, int]  # words, by exchanges
    reason: str  # why the words are values


def template(
    segments: tuple[str, ...], places: Mapping[tuple[str, ...], Values]
) -> tuple[str, tuple[PathParameter, ...]]:
    """Name the parameters of a path; `places` has what is known about each, by the segments up to it."""
    namer = _Namer()
    shown = [
        segment if "{" not in segment else namer.name(segments, index, places.get(segments[: index + 1]))
        for index, segment in enumerate(segments)
    ]
    return "/" + "/".join(shown), tuple(namer.parameters)


class _Namer:
    """Names the parameters of one path."""

    def __init__(self) -> None:
        self.parameters: list[PathParameter] = []
        self._taken: set[str] = set()

    def name(self, segments: tuple[str, ...], index: int, values: Values | None) -> str:
        """Return a segment with its parameters named."""
        values = values or Values({segments[index]: 1}, {}, "")
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
            if found.string.endswith(ANY_FORMAT) and found.end() == len(found.string):
                kind, name = "string", unique("format", self._taken)
            else:
                kind = _type(values, number - 1)
                name = parameter_name(owner, kind, self._taken)
            self.parameters.append(PathParameter(name, index, kind, *_evidence(values, kind)))
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
    return kinds.pop() if len(kinds) == 1 and not values.words else "string"


def _evidence(values: Values, kind: str) -> tuple[str, str]:
    """Return the reason and a sentence for it."""
    typed, worded = sum(values.types.values()), sum(values.words.values())
    if not worded:
        what = "no word" if kind == "string" else f"of type {kind}"
        return "value-shape", f"every value is {what} ({_exchanges(typed)})"
    words = f"{len(values.words)} different words in {_exchanges(worded)}"
    also = f", and {_exchanges(typed)} with other values" if typed else ""
    return "varies", f"{words}{also}: {values.reason}" if values.reason else words + also


def _exchanges(count: int) -> str:
    return f"{count:,} exchange" + ("s" if count != 1 else "")
