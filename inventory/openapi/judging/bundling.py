"""A declared schema to one that holds all that it refers to, with the way back to the places in the description."""

from collections.abc import Iterator, Sequence

from inventory.model.operations import SchemaPlace, Schemas
from inventory.openapi.judging.dialects import CLASSIC_DIALECT, Dialect, UnusableError, dialect_of, schema_at
from inventory.openapi.judging.translation import NAMED, ONE, SEVERAL, Translator
from inventory.openapi.values import JsonObject, JsonValue, as_object, as_text

SCHEMAS_LIMIT = 5_000  # that one schema refers to, directly or not
WAYS_LIMIT = 10_000  # ways to look at one part of a value, of which each may tell an error

IN_PLACE = frozenset({"allOf", "anyOf", "else", "if", "not", "oneOf", "then"})  # keywords that look at the same value


class Bundle:
    """A translated schema, and where its parts come from."""

    def __init__(self, dialect: Dialect, parts: JsonObject, places: Sequence[SchemaPlace]) -> None:
        self.dialect = dialect
        self.schema: JsonObject = {"$ref": "#/definitions/0", "definitions": parts}
        self.places = places  # of the definitions, by their numbers
        self.ways, self.is_recursive = _ways(parts)

    def place(self, path: Sequence[str | int]) -> SchemaPlace | None:
        """Return the place in the description of a path in the schema; None for the few that are only here."""
        if len(path) < 2 or path[0] != "definitions":
            return None
        root = self.places[int(path[1])]
        return SchemaPlace(root.uri, (*root.place, *map(str, path[2:])))

    def is_explosive(self, depth: int) -> bool:
        """Tell whether a value nested this deep may break the schema in too many ways to tell them all."""
        return (self.ways ** max(depth, 1) if self.is_recursive else self.ways) > WAYS_LIMIT


class Bundler:
    """Makes bundles for bodies of one direction; schemas that several refer to are translated once."""

    def __init__(self, schemas: Schemas, role: str) -> None:
        self._schemas = schemas
        self._role = role
        self._numbers: dict[tuple[str, SchemaPlace], str] = {}
        self._places: list[SchemaPlace] = []
        self._translated: dict[str, JsonValue] = {}

    def bundle(self, place: SchemaPlace) -> Bundle:
        """Return the schema at a place with all that it refers to; raises UnusableError."""
        dialect = dialect_of(self._schemas, place)
        translator = Translator(
            self._schemas, dialect, self._role, lambda target: f"#/definitions/{self._number(dialect, target)}"
        )
        own: dict[str, str] = {}  # the numbers of this bundle, by those of all
        waiting = [self._number(dialect, place)]
        while waiting:
            number = waiting.pop()
            if number in own:
                continue
            own[number] = str(len(own))
            if len(own) > SCHEMAS_LIMIT:
                raise UnusableError(place, f"refers to more than {SCHEMAS_LIMIT:,} schemas")
            waiting.extend(references(self._part(translator, dialect, number)))
        parts: JsonObject = {own[number]: renamed(self._translated[number], own) for number in own}
        return Bundle(dialect, parts, [self._places[int(number)] for number in own])

    def _number(self, dialect: Dialect, place: SchemaPlace) -> str:
        key = dialect.name, place
        if key not in self._numbers:
            self._numbers[key] = str(len(self._places))
            self._places.append(place)
        return self._numbers[key]

    def _part(self, translator: Translator, dialect: Dialect, number: str) -> JsonValue:
        if number not in self._translated:
            place = self._places[int(number)]
            schema = schema_at(self._schemas, place)
            said = as_text(as_object(schema).get("$schema"))
            if said and dialect is not CLASSIC_DIALECT and dialect_of(self._schemas, place) != dialect:
                raise UnusableError(place, "mixes dialects of JSON Schema")
            try:
                self._translated[number] = translator.translate(place, schema)
            except RecursionError:
                raise UnusableError(place, "is nested too deep") from None
        return self._translated[number]


def schemas_in(schema: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    """Yield the schemas that stand straight in a schema, each with its keyword."""
    for key, value in schema.items():
        if key in NAMED and isinstance(value, dict):
            yield from ((key, inner) for inner in value.values())
        elif key in SEVERAL and isinstance(value, list):
            yield from ((key, inner) for inner in value)
        elif key in ONE:
            yield key, value


def references(schema: JsonValue) -> Iterator[str]:
    """Yield the numbers that a translated schema refers to."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield as_text(schema["$ref"]).rpartition("/")[2]
        for _, inner in schemas_in(schema):
            yield from references(inner)


def renamed(schema: JsonValue, numbers: dict[str, str]) -> JsonValue:
    """Return a translated schema whose references use other numbers."""
    if not isinstance(schema, dict):
        return schema
    found = dict(schema)
    if "$ref" in schema:
        found["$ref"] = "#/definitions/" + numbers[as_text(schema["$ref"]).rpartition("/")[2]]
    for key, value in schema.items():
        if key in NAMED and isinstance(value, dict):
            found[key] = {name: renamed(inner, numbers) for name, inner in value.items()}
        elif key in SEVERAL and isinstance(value, list):
            found[key] = [renamed(inner, numbers) for inner in value]
        elif key in ONE:
            found[key] = renamed(value, numbers)
    return found


class _Ways:
    """Counts the ways in which a schema may look at one part of a value: it adds up what looks at the same value."""

    def __init__(self, parts: JsonObject) -> None:
        self._parts = parts
        self._known: dict[str, int] = {}
        self._open: set[str] = set()
        self.is_recursive = False

    def of_part(self, number: str) -> int:
        if number in self._open:
            self.is_recursive = True
            return 1
        if number not in self._known:
            self._open.add(number)
            self._known[number] = self._of(self._parts[number])
            self._open.remove(number)
        return self._known[number]

    def _of(self, schema: JsonValue) -> int:
        if not isinstance(schema, dict):
            return 1
        same = self.of_part(as_text(schema["$ref"]).rpartition("/")[2]) if "$ref" in schema else 0
        inner = 1
        for key, found in schemas_in(schema):
            if key in IN_PLACE:
                same += self._of(found)
            else:
                inner = max(inner, self._of(found))
        return min(same + inner if same and inner > 1 else max(same, inner), WAYS_LIMIT + 1)


def _ways(parts: JsonObject) -> tuple[int, bool]:
    counted = _Ways(parts)
    try:
        return counted.of_part("0"), counted.is_recursive
    except RecursionError:  # a chain of hundreds of schemas
        return WAYS_LIMIT + 1, True
