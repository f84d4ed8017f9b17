"""Schemas as OpenAPI means them to schemas that JSON Schema judges alike, keyword by keyword at the same place.

What OpenAPI adds becomes plain keywords: `nullable`, limits that are exclusive or not, formats of integers, properties
that are not required in one direction, discriminators.
"""

from collections.abc import Callable, Iterator

from inventory.model.operations import SchemaPlace, Schemas
from inventory.openapi.judging.dialects import CLASSIC, SILENT, Dialect, UnusableError
from inventory.openapi.judging.formats import INTEGERS
from inventory.openapi.judging.references import below, followed, target
from inventory.openapi.values import JsonObject, JsonValue, as_list, as_object, as_text

ONE = frozenset(
    {"additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then",
     "unevaluatedItems", "unevaluatedProperties"}
)  # fmt: skip
SEVERAL = frozenset({"allOf", "anyOf", "items", "oneOf", "prefixItems"})
NAMED = frozenset({"dependencies", "dependentSchemas", "patternProperties", "properties"})
UNFOLLOWED = frozenset({"$dynamicRef", "$recursiveRef"})
LIMITS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
ALLOF_LIMIT = 20  # schemas within `allOf` that are looked through for properties of one direction

NULL: JsonValue = {"type": "null"}


class Translator:
    """Translates the schemas of one description, for bodies of one direction."""

    def __init__(self, schemas: Schemas, dialect: Dialect, role: str, name: Callable[[SchemaPlace], str]) -> None:
        """Take `role` ("request" or "response"), and what gives the reference to write for a place."""
        self._schemas = schemas
        self._dialect = dialect
        self._one_way = "readOnly" if role == "request" else "writeOnly"
        self._name = name

    def translate(self, place: SchemaPlace, schema: JsonValue) -> JsonValue:
        """Return the schema at a place, translated; raises UnusableError."""
        if not isinstance(schema, dict):
            return schema
        reference = schema.get("$ref")
        if isinstance(reference, str) and not self._dialect.has_siblings:
            return self._reference(place, schema, reference)
        if self._dialect.is_classic and schema.get("type") == "file":  # Swagger 2.0: any content
            return {}
        found = {key: self._keyword(place, key, value) for key, value in schema.items() if self._counts(key, value)}
        if isinstance(reference, str):
            found["$ref"] = self._name(target(self._schemas, place, reference))
        self._both_ways(place, schema, found)
        _exclusive(found)
        _integers(schema, found)
        _discriminated(schema, found)
        return self._nullable(place, found) if self._is_nullable(schema) else found

    def _counts(self, key: str, value: JsonValue) -> bool:
        if key in UNFOLLOWED or key == "$ref":
            return key != "$ref"
        if self._dialect.is_classic:
            return key in CLASSIC and (key != "required" or isinstance(value, list))
        return key not in SILENT and not key.startswith("x-")

    def _keyword(self, place: SchemaPlace, key: str, value: JsonValue) -> JsonValue:
        if key in UNFOLLOWED:
            raise UnusableError(place, f"{key} is not followed")
        if isinstance(value, dict) and key in NAMED:
            return {name: self.translate(below(place, key, name), inner) for name, inner in value.items()}
        if isinstance(value, dict) and key in ONE:
            return self.translate(below(place, key), value)
        if isinstance(value, list) and key in SEVERAL:
            return [self.translate(below(place, key, str(index)), inner) for index, inner in enumerate(value)]
        return value

    def _reference(self, place: SchemaPlace, schema: JsonObject, reference: str) -> JsonValue:
        named: JsonObject = {"$ref": self._name(target(self._schemas, place, reference))}
        return {"anyOf": [named, NULL]} if self._is_nullable(schema) else named

    def _is_nullable(self, schema: JsonObject) -> bool:
        return self._dialect.is_classic and (schema.get("nullable") is True or schema.get("x-nullable") is True)

    def _nullable(self, place: SchemaPlace, found: JsonObject) -> JsonObject:
        """Let every keyword that would refuse null accept it; the keywords stay where they are."""
        kinds = found.get("type")
        if isinstance(kinds, str):
            found["type"] = [kinds, "null"]
        if isinstance(found.get("enum"), list):
            found["enum"] = [*as_list(found["enum"]), None] if None not in as_list(found["enum"]) else found["enum"]
        if isinstance(found.get("anyOf"), list):
            found["anyOf"] = [*as_list(found["anyOf"]), NULL]
        if isinstance(found.get("oneOf"), list) and not self._accepts_null(place, as_list(found["oneOf"])):
            found["oneOf"] = [*as_list(found["oneOf"]), NULL]
        if isinstance(found.get("allOf"), list):
            found["allOf"] = [self._or_null(place, inner) for inner in as_list(found["allOf"])]
        return found

    def _or_null(self, place: SchemaPlace, schema: JsonValue) -> JsonValue:
        if not isinstance(schema, dict):
            return schema
        return {"anyOf": [schema, NULL]} if "$ref" in schema else self._nullable(place, schema)

    def _accepts_null(self, place: SchemaPlace, branches: list[JsonValue]) -> bool:
        written = (followed(self._schemas, below(place, "oneOf", str(index)))[1] for index in range(len(branches)))
        return any(map(self._is_nullable, written))

    def _both_ways(self, place: SchemaPlace, schema: JsonObject, found: JsonObject) -> None:
        """Take properties that only the other direction has out of the required ones."""
        if not isinstance(found.get("required"), list) and "allOf" not in found:
            return
        absent = set(self._absent(place, schema, ALLOF_LIMIT))
        for holder in (found, *(inner for inner in as_list(found.get("allOf")) if isinstance(inner, dict))):
            if absent and isinstance(holder.get("required"), list):
                holder["required"] = [name for name in as_list(holder["required"]) if name not in absent]
                if not holder["required"]:  # what Draft 4 does not allow
                    del holder["required"]

    def _absent(self, place: SchemaPlace, schema: JsonObject, left: int) -> Iterator[str]:
        for name in as_object(schema.get("properties")):
            if followed(self._schemas, below(place, "properties", name))[1].get(self._one_way) is True:
                yield name
        for index in range(min(left, len(as_list(schema.get("allOf"))))):
            reached, inner = followed(self._schemas, below(place, "allOf", str(index)))
            yield from self._absent(reached, inner, left // 4)


def _discriminated(schema: JsonObject, found: JsonObject) -> None:
    """Let the value of the discriminator choose: each alternative takes only the names that are its own.

    Alternatives that overlap otherwise are then no matter, so `oneOf` becomes `anyOf`. Only alternatives that are
    references have names.
    """
    discriminator = as_object(schema.get("discriminator"))
    name = as_text(discriminator.get("propertyName"))
    key = next((key for key in ("oneOf", "anyOf") if isinstance(schema.get(key), list)), "")
    branches = [as_text(as_object(branch).get("$ref")) for branch in as_list(schema.get(key))]
    if not name or not branches or not all(branches) or ("oneOf" in schema and "anyOf" in schema):
        return
    translated = as_list(found.pop(key))
    if "defaultMapping" in discriminator:
        found["anyOf"] = translated
        return
    mapping = as_object(discriminator.get("mapping"))
    found["anyOf"] = [
        {"allOf": [branch, {"properties": {name: {"enum": _names(reference, mapping)}}}]}
        for branch, reference in zip(translated, branches, strict=True)
    ]


def _names(reference: str, mapping: JsonObject) -> list[JsonValue]:
    """Return the values of a discriminator that mean what a `$ref` leads to."""
    own = reference.rpartition("/")[2]
    return [own, *(name for name, meant in mapping.items() if meant in (reference, own) and name != own)]


def _exclusive(found: JsonObject) -> None:
    """Turn the exclusive limits of Draft 4, which are true or false, into numbers."""
    for exclusive, limit in LIMITS:
        said = found.get(exclusive)
        if isinstance(said, bool):
            del found[exclusive]
            if said and limit in found:
                found[exclusive] = found.pop(limit)


def _integers(schema: JsonObject, found: JsonObject) -> None:
    """Give the formats of integers their limits."""
    bound = INTEGERS.get(as_text(schema.get("format")))
    kinds = schema.get("type")
    if bound is None or "integer" not in (kinds if isinstance(kinds, list) else [kinds]):
        return
    if not found.keys() & {"minimum", "exclusiveMinimum"}:
        found["minimum"] = -bound
    if not found.keys() & {"maximum", "exclusiveMaximum"}:
        found["maximum"] = bound - 1
