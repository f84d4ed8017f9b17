"""Schemas of objects to the names of their members, as far as these tell how a parameter is written."""

from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

from inventory.model.operations import SchemaPlace, Schemas
from inventory.model.values import JsonValue

STEPS_LIMIT = 1_000  # schemas of one parameter that are looked at


class Members(NamedTuple):
    """What a schema says about an object."""

    types: frozenset[str]  # () where nothing is said
    names: frozenset[str]
    is_open: bool  # any other name may stand there


def members(schemas: Schemas, place: SchemaPlace) -> Members:
    """Return what a schema and all that it is made of say; what cannot be followed allows any name."""
    types: set[str] = set()
    names: set[str] = set()
    is_open = False
    waiting, seen = [place], {place}
    while waiting:
        place = waiting.pop()
        schema = _at(schemas, place)
        if not isinstance(schema, dict) or len(seen) > STEPS_LIMIT:
            is_open = True
            continue
        types |= _types(schema)
        names |= _names(schema)
        is_open |= _is_open(schema)
        following = [one for one in _parts(place, schema) if one not in seen]
        seen.update(following)
        waiting += following
    return Members(frozenset(types), frozenset(names), is_open or ("object" in types and not names))


def _names(schema: dict[str, JsonValue]) -> set[str]:
    properties = schema.get("properties")
    return set(properties) if isinstance(properties, dict) else set()


def _types(schema: dict[str, JsonValue]) -> set[str]:
    said = schema.get("type")
    if isinstance(said, list):
        return {one for one in said if isinstance(one, str)}
    return {said} if isinstance(said, str) else {"object"} if "properties" in schema else set()


def _is_open(schema: dict[str, JsonValue]) -> bool:
    return schema.get("additionalProperties", False) is not False or "patternProperties" in schema


def _parts(place: SchemaPlace, schema: dict[str, JsonValue]) -> list[SchemaPlace]:
    """Return the schemas that stand for the same value as this one."""
    found = []
    for key in ("$ref", "$dynamicRef"):
        reference = schema.get(key)
        if isinstance(reference, str):
            uri, fragment = urldefrag(urljoin(place.uri, reference))
            steps = unquote(fragment).split("/")[1:]
            found.append(SchemaPlace(uri, tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)))
    for key in ("allOf", "anyOf", "oneOf"):
        parts = schema.get(key)
        if isinstance(parts, list):
            found += [SchemaPlace(place.uri, (*place.place, key, str(number))) for number in range(len(parts))]
    found += [SchemaPlace(place.uri, (*place.place, key)) for key in ("if", "then", "else") if key in schema]
    return found


def _at(schemas: Schemas, place: SchemaPlace) -> JsonValue:
    value: JsonValue = schemas.documents.get(place.uri)
    for step in place.place:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step[:9]) < len(value):
            value = value[int(step[:9])]
        else:
            return None
    return value
