"""Schemas to their readings: the ways in which a value can be valid, each with no keywords but plain ones.

Each part of `anyOf` and `oneOf` is a way of its own; the parts of `allOf` and what a `$ref` names are on the same way.
What is not understood (`not`, `if`, `$dynamicRef`, a reference that leads nowhere or in a circle, too many ways) allows
everything. So whatever is valid has a reading, while not all that has a reading is valid.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from referencing import Registry, Specification
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from inventory.model.operations import Description, SchemaPlace, Schemas
from inventory.model.values import JsonObject, JsonValue

if TYPE_CHECKING:
    from referencing._core import Resolver  # a registry hands it out, but the package does not name it

READINGS_LIMIT = 64  # of one schema
STEPS_LIMIT = 200  # schemas that one schema leads through
DEPTH_LIMIT = 40  # of them in each other

_KINDS = frozenset({"object", "array", "string", "integer", "number", "boolean", "null"})
MARKS = ("readOnly", "writeOnly")
_OLD = frozenset({"2.0", "3.0"})  # dialects that read nothing beside a `$ref`, and tell null by a mark
_NULLABLE = ("nullable", "x-nullable")
_HIDDEN = frozenset({"$dynamicRef", "$recursiveRef", "if", "dependentSchemas", "dependencies"})  # may name properties
_COMPONENTS = "#/components/schemas/"


class Schema(msgspec.Struct, frozen=True, eq=False):
    """A schema, and what its references are relative to."""

    value: JsonValue
    resolver: "Resolver[JsonValue]"

    @property
    def keywords(self) -> JsonObject:
        """What it says, if it says more than yes or no."""
        return self.value if isinstance(self.value, dict) else {}


class Reading(msgspec.Struct, frozen=True, eq=False):
    """Schemas that hold together; only those of their keywords count that need no other schema in place.

    Where it is not `whole`, something was left out that may name properties.
    """

    schemas: tuple[Schema, ...] = ()
    whole: bool = True


ANYTHING = Reading()
_UNKNOWN = Reading(whole=False)


class Readers:
    """Readers of the schemas of several descriptions, each made once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Schemas, Reader]] = {}  # the schemas are kept, so that no others get their id

    def of(self, description: Description) -> "Reader":
        """Return the reader of a description's schemas."""
        schemas = description.schemas
        if id(schemas) not in self._known:
            self._known[id(schemas)] = schemas, Reader(schemas)
        return self._known[id(schemas)][1]


class Reader:
    """Reads the schemas of one description."""

    def __init__(self, schemas: Schemas) -> None:
        self._old = schemas.dialect in _OLD
        self._kind: Specification[JsonValue] = Specification.OPAQUE if self._old else DRAFT202012
        self._registry: Registry[JsonValue] = Registry().with_resources(
            (uri, self._kind.create_resource(document)) for uri, document in schemas.documents.items()
        )
        self._known: dict[tuple[int, ...], tuple[tuple[Schema, ...], tuple[Reading, ...]]] = {}
        self._steps = 0

    def at(self, place: SchemaPlace) -> Schema | None:
        """Return the schema that stands at a place; None where there is nothing."""
        steps = "".join("/" + quote(step.replace("~", "~0").replace("/", "~1"), safe="~") for step in place.place)
        return self._find(self._registry.resolver(place.uri), "#" + steps)

    def readings(self, schemas: Sequence[Schema]) -> tuple[Reading, ...]:
        """Return the readings of schemas that all hold; none where nothing can be valid."""
        key = tuple(id(schema.value) for schema in schemas)
        if key not in self._known:
            self._steps = STEPS_LIMIT
            found = _product(self._read(schema, 0) for schema in schemas)
            self._known[key] = tuple(schemas), tuple(found)  # the schemas are kept, so that no other one gets their id
        return self._known[key][1]

    def marked(self, schemas: Sequence[Schema], mark: str) -> bool:
        """Tell whether a schema, or what it leads to, has `readOnly` or `writeOnly`."""
        readings = self.readings(schemas)
        return any(schema.keywords.get(mark) is True for reading in readings for schema in reading.schemas)

    def _read(self, schema: Schema, depth: int) -> list[Reading]:
        """Return the readings of one schema; so many (`depth`) led here without a step into the value."""
        if schema.value is False:
            return []
        keywords = schema.keywords
        self._steps -= 1
        if self._steps < 0 or depth >= DEPTH_LIMIT:  # as in a circle
            return [_UNKNOWN]
        schema, depth = self._based(schema), depth + 1
        if self._old and isinstance(keywords.get("$ref"), str):
            marks: JsonObject = {mark: keywords[mark] for mark in MARKS if mark in keywords}
            readings = _product([[_alone(Schema(marks, schema.resolver))], self._referred(schema, depth)])
        else:
            readings = _product(self._parts(schema, depth))
        if keywords.get("unevaluatedProperties") is False and not self._old:
            readings = _closed(readings, schema)
        if self._old and any(keywords.get(mark) is True for mark in _NULLABLE):
            readings.append(_alone(Schema({"type": "null"}, schema.resolver)))
        return readings

    def _parts(self, schema: Schema, depth: int) -> Iterator[list[Reading]]:
        """Yield the readings of all that holds together in one schema: its own keywords first."""
        keywords = schema.keywords
        yield [Reading((schema,), whole=keywords.keys().isdisjoint(_HIDDEN))]
        if isinstance(keywords.get("$ref"), str):
            yield self._referred(schema, depth)
        for part in _several(keywords, "allOf"):
            yield self._read(Schema(part, schema.resolver), depth)
        for keyword in ("anyOf", "oneOf"):
            if parts := _several(keywords, keyword):
                yield self._one_of(schema, parts, depth)

    def _one_of(self, schema: Schema, parts: Sequence[JsonValue], depth: int) -> list[Reading]:
        chosen = _discriminated(schema.keywords, parts)
        found: list[Reading] = []
        for part, choice in zip(parts, chosen, strict=True):
            readings = self._read(Schema(part, schema.resolver), depth)
            found += _product([readings, [_alone(Schema(choice, schema.resolver))]]) if choice else readings
        return found if len(found) <= READINGS_LIMIT else [_UNKNOWN]

    def _referred(self, schema: Schema, depth: int) -> list[Reading]:
        found = self._find(schema.resolver, str(schema.keywords["$ref"]))
        return [_UNKNOWN] if found is None else self._read(found, depth)

    def _find(self, resolver: "Resolver[JsonValue]", reference: str) -> Schema | None:
        try:
            found = resolver.lookup(reference)
        except (Unresolvable, ValueError, TypeError, AttributeError):  # a pointer through what is no object, a bad URL
            return None
        return Schema(found.contents, found.resolver)

    def _based(self, schema: Schema) -> Schema:
        """Follow an `$id`, which changes what references are relative to."""
        if self._old or not isinstance(schema.keywords.get("$id"), str):
            return schema
        return Schema(schema.value, schema.resolver.in_subresource(self._kind.create_resource(schema.value)))


def _alone(schema: Schema) -> Reading:
    return Reading((schema,))


def _several(keywords: JsonObject, keyword: str) -> list[JsonValue]:
    value = keywords.get(keyword)
    return value if isinstance(value, list) else []


def _product(parts: Iterable[list[Reading]]) -> list[Reading]:
    """Return each way to take a reading of every part; a part that would make too many is left out."""
    found = [ANYTHING]
    for part in parts:
        chosen = part if len(found) * len(part) <= READINGS_LIMIT else [_UNKNOWN]
        found = [Reading(one.schemas + other.schemas, one.whole and other.whole) for one in found for other in chosen]
    return found


def _closed(readings: list[Reading], schema: Schema) -> list[Reading]:
    """Close readings to all properties but those that any of them names: a value may be valid in several ways."""
    names: set[str] = set()
    for reading in readings:
        if not reading.whole or any(map(is_open, reading.schemas)):
            return readings
        names.update(name for one in reading.schemas for name in properties(one.keywords))
    closing: JsonObject = {"properties": dict.fromkeys(names, True), "additionalProperties": False}
    return [Reading((*reading.schemas, Schema(closing, schema.resolver)), reading.whole) for reading in readings]


def is_open(schema: Schema) -> bool:
    """Tell whether a schema says what properties may be that it does not name."""
    keywords = schema.keywords
    said = (keywords.get(name, False) for name in ("additionalProperties", "unevaluatedProperties"))
    return "patternProperties" in keywords or any(one is not False for one in said)


def properties(keywords: JsonObject) -> JsonObject:
    """Return the properties that a schema names itself."""
    value = keywords.get("properties")
    return value if isinstance(value, dict) else {}


def types_of(keywords: JsonObject) -> frozenset[str]:
    """Return the types that a schema allows; none where it says nothing, or names one that JSON does not have."""
    declared = keywords.get("type")
    types = frozenset(map(str, declared if isinstance(declared, list) else [declared]))
    return types if types <= _KINDS else frozenset()


def _discriminated(keywords: JsonObject, parts: Sequence[JsonValue]) -> list[JsonObject]:
    """Return what a discriminator asks of each part besides.

    Nothing is asked where its mapping does not name each part: many descriptions rely on values that are no names of
    components, though OpenAPI then says that they are.
    """
    nothing: list[JsonObject] = [{} for _ in parts]
    discriminator = keywords.get("discriminator")
    if not isinstance(discriminator, dict):
        return nothing
    name, mapping = discriminator.get("propertyName"), discriminator.get("mapping", {})
    references = [part.get("$ref") if isinstance(part, dict) else None for part in parts]
    if not isinstance(name, str) or not isinstance(mapping, dict):
        return nothing
    names: dict[str, list[JsonValue]] = {one: [] for one in references if isinstance(one, str)}
    for value, target in mapping.items():
        meant = [one for one in names if target in (one, one.removeprefix(_COMPONENTS))]
        if not meant:
            return nothing
        names[meant[0]].append(value)
    if not all(names.values()):
        return nothing
    return [
        # The name of a component stands for it as well.
        {"properties": {name: {"enum": [*names[one], one.removeprefix(_COMPONENTS)]}}} if isinstance(one, str) else {}
        for one in references
    ]
