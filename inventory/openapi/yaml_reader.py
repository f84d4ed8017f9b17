"""YAML text to JSON values, event by event: no recursion, no tags that run code, no expansion of aliases.

LibYAML's events are read directly: about seven times faster than `yaml.compose`, and a nesting limit holds before
anything is built.
"""

from dataclasses import dataclass, field

import yaml

from inventory.openapi.scalars import UnreadableNumberError, plain
from inventory.openapi.values import JsonObject, JsonValue, shown

NESTING_LIMIT = 200  # containers within each other
ALIAS_LIMIT = 500_000  # values that aliases stand for, all together

SCHEMA = "tag:yaml.org,2002:"
TEXT_TAGS = frozenset({SCHEMA + "str"})
SCALAR_TAGS = frozenset({None, *(SCHEMA + name for name in ("null", "bool", "int", "float"))})
LIST_TAGS = frozenset({None, "!", SCHEMA + "seq"})
OBJECT_TAGS = frozenset({None, "!", SCHEMA + "map"})


class UnreadableError(Exception):
    """Text that is no usable YAML or JSON: why, and where (line and column from 1; 0 where unknown)."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


@dataclass(slots=True)
class _Container:
    """A list or object that is being filled; `size` counts the values in it, those behind aliases too."""

    value: list[JsonValue] | JsonObject
    anchor: str | None
    size: int = 1
    key: str | None = None
    merging: bool = False
    merges: list[JsonValue] = field(default_factory=list)


def read(text: str) -> JsonValue:
    """Return the value of the one YAML document in a text; None where it is empty.

    Keys are text as written, so the status code 200 is "200" and `on` is "on". Merge keys (`<<`) are followed.
    Raises UnreadableError: not YAML, a second document, a tag outside the JSON schema, the same key twice, a key that
    is no scalar, an alias to nothing or to what contains it, or one of the limits above.
    """
    builder = _Builder()
    event = None
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.feed(event)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        reason = " ".join(part for part in (problem.context, problem.problem) if part)
        raise UnreadableError(
            f"not YAML: {reason}", mark.line + 1 if mark else 0, mark.column + 1 if mark else 0
        ) from None
    except yaml.reader.ReaderError as problem:
        raise UnreadableError(f"a character that YAML does not allow, after {problem.position:,} characters") from None
    except (_RefusedError, UnreadableNumberError) as problem:
        at = event.start_mark if event else None
        raise UnreadableError(str(problem), at.line + 1 if at else 0, at.column + 1 if at else 0) from None
    return builder.root


class _RefusedError(ValueError):
    """YAML that a description has no use for."""


class _Builder:
    """What has been read so far: the open containers, the innermost last, and what anchors name."""

    def __init__(self) -> None:
        self.root: JsonValue = None
        self._open: list[_Container] = []
        self._anchors: dict[str, tuple[JsonValue, int]] = {}
        self._documents = 0
        self._aliased = 0

    def feed(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _RefusedError("more than one YAML document in the file")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        value = _scalar_value(event)
        if event.anchor:
            self._anchors[event.anchor] = (value if not self._at_key() else event.value, 1)
        if self._at_key():
            self._key(event.value, merging=event.value == "<<" and event.implicit[0])
        else:
            self._add(value, 1)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if self._at_key():
            raise _RefusedError("a list or an object as a key")
        if len(self._open) >= NESTING_LIMIT:
            raise _RefusedError(f"values are nested more than {NESTING_LIMIT} deep")
        is_object = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (OBJECT_TAGS if is_object else LIST_TAGS):
            raise _RefusedError(f"the tag {shown(str(event.tag))} is not allowed")
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._open.append(_Container({} if is_object else [], event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        if isinstance(done.value, dict):
            _merge(done.value, done.merges)
        if done.anchor:
            self._anchors[done.anchor] = (done.value, done.size)
        self._add(done.value, done.size)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self._anchors:
            raise _RefusedError(f"the alias *{shown(str(event.anchor))} stands for nothing, or for what it is part of")
        value, size = self._anchors[event.anchor]
        self._aliased += size
        if self._aliased > ALIAS_LIMIT:
            raise _RefusedError(f"aliases stand for more than {ALIAS_LIMIT:,} values")
        if not self._at_key():
            self._add(value, size)
        elif isinstance(value, str):
            self._key(value)
        else:
            raise _RefusedError("an alias as a key that stands for no text")

    def _at_key(self) -> bool:
        if not self._open:
            return False
        inner = self._open[-1]
        return inner.key is None and not inner.merging and isinstance(inner.value, dict)

    def _key(self, key: str, *, merging: bool = False) -> None:
        inner = self._open[-1]
        if merging:
            inner.merging = True
        elif key in inner.value:
            raise _RefusedError(f"the key {shown(key)} is there twice")
        else:
            inner.key = key

    def _add(self, value: JsonValue, size: int) -> None:
        if not self._open:
            self.root = value
            return
        inner = self._open[-1]
        inner.size += size
        if inner.merging:
            inner.merging = False
            inner.merges.append(value)
        elif isinstance(inner.value, list):
            inner.value.append(value)
        elif inner.key is not None:
            inner.value[inner.key] = value
            inner.key = None


def _scalar_value(event: yaml.ScalarEvent) -> JsonValue:
    tag = event.tag
    if tag in TEXT_TAGS or tag == "!":
        return event.value
    if tag not in SCALAR_TAGS:
        raise _RefusedError(f"the tag {shown(str(tag))} is not allowed")
    return plain(event.value) if tag or event.implicit[0] else event.value


def _merge(target: JsonObject, merges: list[JsonValue]) -> None:
    """Take over keys that are not there yet; the first of several merged objects wins (YAML 1.1 merge key)."""
    for merged in merges:
        for source in merged if isinstance(merged, list) else [merged]:
            if not isinstance(source, dict):
                raise _RefusedError("a merge key (<<) whose value is no object")
            for key, value in source.items():
                target.setdefault(key, value)
