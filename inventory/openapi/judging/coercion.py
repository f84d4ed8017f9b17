"""Text in forms and parameters to the values that the declared types say it stands for."""

import json
import re
from collections.abc import Iterator

from inventory.model.operations import SchemaPlace, Schemas
from inventory.openapi.judging.dialects import UnusableError
from inventory.openapi.judging.references import below, followed
from inventory.openapi.values import JsonObject, JsonValue, as_list, as_object, as_text, at

LOOKED_LIMIT = 200  # schemas that are looked into for the types of one
NUMBER_LIMIT = 40  # characters of a number
SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}  # of Swagger 2.0's collectionFormat

_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_BOOLEANS: dict[str, JsonValue] = {"true": True, "false": False}
_BRACKETS = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\]){1,8})")
_KINDS = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"), (dict, "object"))


class Coercer:
    """Knows the types that the schemas of one description declare."""

    def __init__(self, schemas: Schemas) -> None:
        """Begin with nothing looked up."""
        self._schemas = schemas
        self._kinds: dict[SchemaPlace, frozenset[str]] = {}
        self._known: dict[SchemaPlace, list[tuple[SchemaPlace, JsonObject]]] = {}

    def kinds(self, place: SchemaPlace) -> frozenset[str]:
        """Return the types that a schema names, in any of its alternatives; none where it takes anything."""
        if place not in self._kinds:
            self._kinds[place] = frozenset(kind for _, schema in self._parts(place) for kind in _named(schema))
        return self._kinds[place]

    def said(self, place: SchemaPlace, keyword: str) -> JsonValue:
        """Return what a schema says under a keyword, itself or where its references lead."""
        return next((schema[keyword] for _, schema in self._parts(place) if keyword in schema), None)

    def names(self, place: SchemaPlace) -> frozenset[str]:
        """Return the names of the properties that a schema declares."""
        return frozenset(name for _, schema in self._parts(place) for name in as_object(schema.get("properties")))

    def is_empty_allowed(self, place: SchemaPlace) -> bool:
        """Tell whether a parameter with this schema may be there without a value (`allowEmptyValue`)."""
        holder = place.place if self._schemas.dialect == "2.0" else place.place[:-1]
        return as_object(at(self._schemas.documents[place.uri], holder)).get("allowEmptyValue") is True

    def typed(self, place: SchemaPlace | None, raw: JsonValue, *, keep_text: bool = False) -> JsonValue:
        """Return text, or lists and objects of it, as the types of the schema that it may be read as.

        With `keep_text` what may be text stays so.
        """
        if place is None:
            return raw
        if isinstance(raw, dict):
            return {
                name: self.typed(self._property(place, name), inner, keep_text=keep_text) for name, inner in raw.items()
            }
        if isinstance(raw, list):
            items = self._item(place)
            return [self.typed(items, inner, keep_text=keep_text) for inner in raw]
        kinds = self.kinds(place)
        return raw if not isinstance(raw, str) or (keep_text and "string" in kinds) else read(raw, kinds)

    def readings(self, place: SchemaPlace, raws: list[JsonValue]) -> list[JsonValue]:
        """Return what raw values may stand for, most likely first."""
        found: list[JsonValue] = []
        for raw in raws:
            for keep in (False, True):
                value = self.typed(place, raw, keep_text=keep)
                if not any(value == one and repr(value) == repr(one) for one in found):
                    found.append(value)
        return found

    def form(self, place: SchemaPlace, fields: JsonObject) -> list[JsonValue]:
        """Return what the fields of a form may stand for; names in brackets, as in `a[b]`, make objects and lists."""
        declared = self.names(place)
        shaped: JsonObject = {}
        for name, raw in fields.items():
            brackets = None if name in declared else _BRACKETS.fullmatch(name)
            if brackets is not None and brackets[1] in declared:
                nest(shaped, brackets[1], brackets[2], raw)
            else:
                shaped[name] = self._field(self._property(place, name), raw)
        return self.readings(place, [shaped])

    def _field(self, place: SchemaPlace | None, raw: JsonValue) -> JsonValue:
        kinds = self.kinds(place) if place is not None else frozenset()
        if place is None or not kinds:
            return raw
        if isinstance(raw, list):
            return raw if "array" in kinds else raw[0] if raw else ""
        if not isinstance(raw, str) or "string" in kinds:
            return raw
        if "array" in kinds:
            separator = SEPARATORS.get(as_text(self.said(place, "collectionFormat")))
            return [*raw.split(separator)] if separator else [raw]
        return parsed(raw) if "object" in kinds else raw

    def _parts(self, place: SchemaPlace) -> list[tuple[SchemaPlace, JsonObject]]:
        """Return a schema and all that look at the same value with it."""
        if place not in self._known:
            self._known[place] = list(self._looked_up(place))
        return self._known[place]

    def _looked_up(self, place: SchemaPlace) -> Iterator[tuple[SchemaPlace, JsonObject]]:
        waiting, looked = [place], 0
        while waiting and looked < LOOKED_LIMIT:
            looked += 1
            try:
                reached, schema = followed(self._schemas, waiting.pop(0))
            except UnusableError:
                continue
            yield reached, schema
            for key in ("allOf", "anyOf", "oneOf"):
                waiting += [below(reached, key, str(index)) for index in range(len(as_list(schema.get(key))))]

    def _property(self, place: SchemaPlace, name: str) -> SchemaPlace | None:
        others: SchemaPlace | None = None
        for reached, schema in self._parts(place):
            if name in as_object(schema.get("properties")):
                return below(reached, "properties", name)
            if isinstance(schema.get("additionalProperties"), dict):
                others = others or below(reached, "additionalProperties")
        return others

    def _item(self, place: SchemaPlace) -> SchemaPlace | None:
        found = (reached for reached, schema in self._parts(place) if isinstance(schema.get("items"), dict))
        return next((below(reached, "items") for reached in found), None)


def nest(target: JsonObject, name: str, brackets: str, raw: JsonValue) -> None:
    """Put a value where `name` and the names in brackets behind it say; `[]` adds to a list."""
    steps = [name, *brackets[1:-1].split("][")]
    if steps[-1] == "":
        steps.pop()
        raw = raw if isinstance(raw, list) else [raw]
    for step in steps[:-1]:
        inner = target.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        target = inner
    before = target.get(steps[-1])
    if isinstance(before, list) and isinstance(raw, list):
        before.extend(raw)
    else:
        target[steps[-1]] = raw


def parsed(text: str) -> JsonValue:
    """Return the JSON value of a text; the text itself where it is none."""
    try:
        value: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def read(text: str, kinds: frozenset[str]) -> JsonValue:
    """Return the value of a type that a text stands for; the text itself where there is none."""
    if len(text) <= NUMBER_LIMIT:
        if kinds & {"integer", "number"} and _INTEGER.fullmatch(text) and text.isascii():
            return int(text)
        if kinds & {"integer", "number"} and _NUMBER.fullmatch(text) and text.isascii():
            return float(text)
        if "boolean" in kinds and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        if "null" in kinds and text in ("", "null"):
            return None
    return text


def _named(schema: JsonObject) -> Iterator[str]:
    said = schema.get("type")
    kinds = [kind for kind in (said if isinstance(said, list) else [said]) if isinstance(kind, str)]
    yield from kinds
    if schema.get("nullable") is True or schema.get("x-nullable") is True:
        yield "null"
    if not kinds:
        for value in [*as_list(schema.get("enum")), *([schema["const"]] if "const" in schema else [])]:
            yield next((name for kind, name in _KINDS if isinstance(value, kind)), "null")
