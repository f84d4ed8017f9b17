"""What jsonschema-rs finds wrong with a value to violations: the most telling ones, and nothing of the value."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from inventory.model.masks import is_mask
from inventory.model.operations import SchemaPlace, Schemas
from inventory.model.violations import Violation
from inventory.openapi.judging import wording
from inventory.openapi.judging.bundling import Bundle, schemas_in
from inventory.openapi.judging.dialects import written
from inventory.openapi.values import JsonObject, JsonValue, as_object, pointer

TOLD_LIMIT = 20  # violations of one value
PLACE_LIMIT = 400  # characters of a schema's place

GAVE_UP = frozenset({"BacktrackLimitExceeded", "RegexEngineFailure", "FromUtf8", "Referencing"})
ALTERNATIVES = frozenset({"AnyOf", "OneOfNotValid"})
LISTS_NAMES = frozenset({"AdditionalProperties", "UnevaluatedProperties"})
LIMITS = frozenset({"minimum", "maximum"})


class UnjudgedError(Exception):
    """A value that the library could not judge to the end: nothing is told of it."""


class Teller:
    """Tells what is wrong with values that are to fit one schema."""

    def __init__(self, schemas: Schemas, bundle: Bundle, redact: Callable[[str], str]) -> None:
        """Take what makes names of members that are not declared fit to be kept."""
        self._schemas = schemas
        self._bundle = bundle
        self._redact = redact
        self._declared: frozenset[str] | None = None
        self._root = next(iter(schemas.documents), "")

    def tell(self, errors: Sequence[Any], value: JsonValue, unsure: frozenset[str]) -> tuple[Violation, ...]:
        """Return violations by pointer, keyword and schema, at most `TOLD_LIMIT`; raises UnjudgedError.

        Those of the keywords in `unsure` are left out, and what is wrong with masks.
        """
        found = {
            violation
            for error in errors
            for violation in self._violations(error, value)
            if violation.keyword not in unsure
        }
        ordered = sorted(found, key=lambda one: (one.pointer, one.keyword, one.schema))
        return tuple(ordered[:TOLD_LIMIT])

    def _violations(self, error: Any, value: JsonValue) -> Iterator[Violation]:
        kind = type(error.kind).__name__
        if kind in GAVE_UP:
            raise UnjudgedError
        if _is_mask(error, value):
            return
        if kind in ALTERNATIVES:
            if any(branch and all(_is_mask(each, value) for each in branch) for branch in error.kind.context):
                return
            yield from self._alternatives(error, value)
            return
        keyword = error.kind.name
        if kind == "Required":
            keyword = "required" if error.schema_path[-1] == "required" else "dependentRequired"
            names = [error.kind.property]
        elif kind in LISTS_NAMES:
            names = list(error.kind.unexpected)
        else:
            yield self._violation(error, value, keyword)
            return
        for name in names:
            yield self._violation(error, value, keyword, name)

    def _alternatives(self, error: Any, value: JsonValue) -> Iterator[Violation]:
        """Yield what is wrong with the alternative that was meant, where that is clear; else that none fits."""
        branches = list(enumerate(error.kind.context))
        chosen = [one for one in branches if not _misnamed(error, *one)]
        if not chosen:
            name = next(str(each.schema_path[-2]) for each in branches[0][1] if _is_misnamed(error, 0, each))
            yield self._violation(error, value, "discriminator", name)
            return
        for is_out in (_is_null, _is_other_kind):
            left = [one for one in chosen if not is_out(error, one[1])]
            chosen = left or chosen
        if len(chosen) == 1 and chosen[0][1]:
            for each in chosen[0][1]:
                yield from self._violations(each, value)
        else:
            yield self._violation(error, value, error.kind.name)

    def _violation(self, error: Any, value: JsonValue, keyword: str, name: str | None = None) -> Violation:
        place = self._bundle.place(error.schema_path) or self._bundle.places[0]
        holder, keyword = self._original(SchemaPlace(place.uri, place.place[:-1]), keyword)
        steps = [*_pointer(error.instance_path, value), *([] if name is None else [name])]
        return Violation(
            pointer(tuple(self._kept(step) for step in steps))[1:],
            keyword,
            self._written(SchemaPlace(place.uri, (*place.place[:-1], keyword))),
            wording.message(keyword, holder, fits_several=type(error.kind).__name__ == "OneOfMultipleValid"),
        )

    def _original(self, place: SchemaPlace, keyword: str) -> tuple[JsonObject, str]:
        """Return the schema as the description has it, and the keyword there that a translated one stands for."""
        current: JsonValue = self._schemas.documents.get(place.uri)
        for step in place.place:
            if isinstance(current, list):
                current = current[int(step)] if step.isdigit() and int(step) < len(current) else None
            else:
                current = as_object(current).get(step, as_object(current).get("oneOf") if step == "anyOf" else None)
        holder = as_object(current)
        if keyword in LIMITS and keyword not in holder and "format" in holder:
            return holder, "format"
        if keyword == "anyOf" and "oneOf" in holder and "anyOf" not in holder:
            return holder, "oneOf"
        return holder, keyword

    def _kept(self, step: str) -> str:
        if self._declared is None:
            schemas = (name for part in as_object(self._bundle.schema["definitions"]).values() for name in _names(part))
            self._declared = frozenset(schemas)
        return step if step == "*" or step in self._declared else self._redact(step)

    def _written(self, place: SchemaPlace) -> str:
        """Return a place relative to the description, which is a `$ref` in it; long ones are cut, and still differ."""
        text = written(place, self._root)
        if len(text) <= PLACE_LIMIT:
            return text
        return text[: PLACE_LIMIT - 20] + "…" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _is_mask(error: Any, value: JsonValue) -> bool:
    """Tell whether what an error is about was masked, so that nobody knows what stood there."""
    for step in error.instance_path:
        value = value[int(step)] if isinstance(value, list) else as_object(value).get(str(step))
    return is_mask(value)


def _pointer(path: Sequence[str | int], value: JsonValue) -> Iterator[str]:
    """Yield the steps of a path in a value; the library gives names made of digits as numbers."""
    for step in path:
        if isinstance(value, list):
            yield "*"
            value = value[int(step)]
        else:
            name = str(step)
            yield name if name != "*" else "{key}"
            value = as_object(value).get(name)


def _names(schema: JsonValue) -> Iterator[str]:
    """Yield the names of properties that a schema and those in it declare."""
    if isinstance(schema, dict):
        yield from as_object(schema.get("properties"))
        required = schema.get("required")
        yield from (name for name in (required if isinstance(required, list) else ()) if isinstance(name, str))
        for _, inner in schemas_in(schema):
            yield from _names(inner)


def _misnamed(error: Any, index: int, branch: Sequence[Any]) -> bool:
    """Tell whether the discriminator names another alternative than this one."""
    return any(_is_misnamed(error, index, each) for each in branch)


def _is_misnamed(error: Any, index: int, inner: Any) -> bool:
    at = len(error.schema_path)
    path = inner.schema_path
    return (
        path[:at] == error.schema_path
        and path[at : at + 4] == [index, "allOf", 1, "properties"]
        and len(path) == at + 6
        and path[-1] == "enum"
    )


def _is_null(error: Any, branch: Sequence[Any]) -> bool:
    """Tell whether an alternative is nothing but null."""
    return _is_other_kind(error, branch) and len(branch) == 1 and branch[0].kind.types == ["null"]


def _is_other_kind(error: Any, branch: Sequence[Any]) -> bool:
    """Tell whether an alternative asks for another type than the value has."""
    return any(type(each.kind).__name__ == "Type" and each.instance_path == error.instance_path for each in branch)
