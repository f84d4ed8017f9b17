"""Declared path templates to an index that finds the one a path belongs to.

A literal segment beats a mixed one (`{id}.json`), which beats a parameter, decided from the left, as OpenAPI says that
concrete paths are matched before templated ones. The method plays no part in it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
Redact = Callable[[list[str]], list[str]]

PARAMETERS_LIMIT = 8  # parameters of one segment that are told apart; with more it stands for any text
_PARAMETER = re.compile(r"\{([^{}/]*)\}")
_HIDDEN = re.compile(r"\{(?:string|token|uuid|date|date-time|email)\}\Z")
_SEPARATORS = re.compile(r"[-_.,~:;]*\Z")


class TemplateIndex(Generic[T]):
    """Values by path template; `redact` writes literal segments as observations have them."""

    def __init__(self, redact: Redact) -> None:
        self._redact = redact
        self._root: _Node[T] = _Node()

    def add(self, template: str, value: T) -> None:
        """Add a value for a path template as written in a description."""
        segments = [segment for segment in template.split("/") if segment]
        # A parameter stands for a word here: where a literal stands matters for how it is redacted.
        normal = self._redact([_PARAMETER.sub("x", segment) for segment in segments])
        node = self._root
        for segment, literal in zip(segments, normal, strict=False):
            node = node.child(segment, literal)
        node.values.append(value)

    def find(self, path: str) -> list[T]:
        """Return the values of the most specific template that an observed path fits; [] for none."""
        return _find(self._root, [segment for segment in path.split("/") if segment], 0)


class _Node(Generic[T]):
    """A place in the tree of templates."""

    __slots__ = ("any", "hidden", "literal", "mixed", "rest", "values")

    def __init__(self) -> None:
        self.literal: dict[str, _Node[T]] = {}
        self.mixed: dict[str, tuple[re.Pattern[str], bool, _Node[T]]] = {}
        self.any: _Node[T] | None = None
        self.hidden: dict[str, _Node[T]] = {}  # literals that redaction makes a placeholder
        self.rest: _Node[T] | None = None
        self.values: list[T] = []

    def child(self, segment: str, literal: str) -> "_Node[T]":
        """Return the node below for a segment; `literal` is how it is observed if it has no parameter."""
        parameters = _PARAMETER.findall(segment)
        if not parameters:
            return (self.hidden if "{" in literal else self.literal).setdefault(literal, _Node())
        if len(parameters) == 1 and segment[0] == "{" and segment[-1] == "}" and parameters[0][-1:] in ("*", "+"):
            self.rest = self.rest or _Node()
            return self.rest
        if _PARAMETER.fullmatch(segment) or len(parameters) > PARAMETERS_LIMIT:
            self.any = self.any or _Node()
            return self.any
        shape = _PARAMETER.sub("{}", segment)
        if shape not in self.mixed:
            self.mixed[shape] = (*_pattern(shape), _Node())
            # The longest literal part first, then by text, so that the order of the file does not matter.
            self.mixed = dict(sorted(self.mixed.items(), key=lambda item: (-len(item[0].replace("{}", "")), item[0])))
        return self.mixed[shape][2]


def _find(node: _Node[T], segments: list[str], index: int) -> list[T]:
    if index == len(segments):
        return node.values
    for child in _candidates(node, segments[index]):
        if found := _find(child, segments, index + 1):
            return found
    return node.rest.values if node.rest is not None else []


def _candidates(node: _Node[T], segment: str) -> Iterable[_Node[T]]:
    if segment in node.literal:
        yield node.literal[segment]
    for pattern, _, child in node.mixed.values():
        if pattern.match(segment):
            yield child
    if node.any is not None:
        yield node.any
    if segment in node.hidden:
        yield node.hidden[segment]
    if _HIDDEN.match(segment):  # redaction may have hidden the separators of a mixed segment
        for _, only_separators, child in node.mixed.values():
            if only_separators:
                yield child


def _pattern(shape: str) -> tuple[re.Pattern[str], bool]:
    """Return the pattern of a mixed segment, and whether its literal parts are separators alone."""
    parts = shape.split("{}")
    pattern = "(?:.+?)".join(map(re.escape, parts))
    return re.compile(pattern + r"\Z", re.DOTALL), all(map(_SEPARATORS.match, parts))
