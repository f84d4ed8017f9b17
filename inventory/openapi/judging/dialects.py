"""Schema places to the dialect of JSON Schema in which their schemas are written."""

from typing import Any

import jsonschema_rs
import msgspec

from inventory.model.operations import SchemaPlace, Schemas
from inventory.openapi.values import JsonObject, JsonValue, as_object, as_text, at, pointer

BASE = "https://spec.openapis.org/oas/"  # of the dialects that OpenAPI 3.1 and 3.2 define on top of 2020-12

# What no value is judged by: annotations, and names for references, which are followed beforehand.
SILENT = frozenset(
    {"$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$schema", "$vocabulary", "contentEncoding",
     "contentMediaType", "contentSchema", "default", "definitions", "deprecated", "description", "discriminator",
     "example", "examples", "externalDocs", "nullable", "readOnly", "title", "writeOnly", "xml"}
)  # fmt: skip
# All that schemas of Swagger 2.0 and OpenAPI 3.0 may say about values; other words mean nothing there.
CLASSIC = frozenset(
    {"$ref", "additionalProperties", "allOf", "anyOf", "enum", "exclusiveMaximum", "exclusiveMinimum", "format",
     "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum",
     "multipleOf", "not", "oneOf", "pattern", "properties", "required", "type", "uniqueItems"}
)  # fmt: skip


class UnusableError(Exception):
    """A schema that cannot be used: where, and why; the text holds nothing that was not in the description."""

    def __init__(self, place: SchemaPlace, reason: str) -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason


class Dialect(msgspec.Struct, frozen=True):
    """A way of writing schemas, and the validator of jsonschema-rs that reads it, once it is translated."""

    name: str
    validator: Any
    is_classic: bool = False  # Swagger 2.0 and OpenAPI 3.0: `nullable`, exclusive limits that are true or false
    has_siblings: bool = True  # keywords beside `$ref` count


# Draft 6 is Draft 4 in which 1.0 is an integer, as everywhere else, and exclusive limits are numbers.
CLASSIC_DIALECT = Dialect("draft-04", jsonschema_rs.Draft6Validator, is_classic=True, has_siblings=False)
DRAFT_2020 = Dialect("2020-12", jsonschema_rs.Draft202012Validator)

_KNOWN = {
    "http://json-schema.org/draft-04/schema": CLASSIC_DIALECT,
    "http://json-schema.org/draft-06/schema": Dialect("draft-06", jsonschema_rs.Draft6Validator, has_siblings=False),
    "http://json-schema.org/draft-07/schema": Dialect("draft-07", jsonschema_rs.Draft7Validator, has_siblings=False),
    "https://json-schema.org/draft/2019-09/schema": Dialect("2019-09", jsonschema_rs.Draft201909Validator),
    "https://json-schema.org/draft/2020-12/schema": DRAFT_2020,
}


def dialect_of(schemas: Schemas, place: SchemaPlace) -> Dialect:
    """Return the dialect of a schema: as it says itself, else as its file says, else that of the OpenAPI version.

    Raises UnusableError for one that is not known.
    """
    if schemas.dialect in ("2.0", "3.0"):
        return CLASSIC_DIALECT
    for document in (
        schema_at(schemas, place),
        schemas.documents.get(place.uri),
        *list(schemas.documents.values())[:1],
    ):
        said = as_object(document)
        name = as_text(said.get("$schema")) or as_text(said.get("jsonSchemaDialect"))
        if name:
            return _named(place, name)
    return DRAFT_2020


def _named(place: SchemaPlace, name: str) -> Dialect:
    known = DRAFT_2020 if name.startswith(BASE) else _KNOWN.get(name.rstrip("#"))
    if known is None:
        raise UnusableError(place, "its dialect of JSON Schema is not known")
    return known


def schema_at(schemas: Schemas, place: SchemaPlace) -> JsonObject | bool:
    """Return the schema at a place; raises UnusableError where there is none."""
    try:
        found: JsonValue = at(schemas.documents[place.uri], place.place)
    except LookupError:
        raise UnusableError(place, "there is no such schema") from None
    if not isinstance(found, dict | bool):
        raise UnusableError(place, "is no schema")
    return found


def written(place: SchemaPlace, root: str) -> str:
    """Return a place relative to a document, as a `$ref` in that would name it."""
    folder = root.rpartition("/")[0] + "/"
    return ("" if place.uri == root else place.uri.removeprefix(folder)) + pointer(place.place)
