"""References between schemas to the places that they lead to."""

from urllib.parse import unquote, urljoin

from inventory.model.operations import SchemaPlace, Schemas
from inventory.openapi.judging.dialects import UnusableError, schema_at
from inventory.openapi.values import JsonObject, as_text, steps

REFERENCE_LIMIT = 100  # references in a row, each leading straight to the next


def target(schemas: Schemas, place: SchemaPlace, reference: str) -> SchemaPlace:
    """Return the place that a `$ref` in the schema at a place leads to; raises UnusableError.

    Names of parts of a file (`$anchor`) are not followed.
    """
    try:
        uri, _, fragment = urljoin(place.uri, reference).partition("#")
    except ValueError:
        raise UnusableError(place, "its $ref is no URI reference") from None
    if uri not in schemas.documents:
        raise UnusableError(place, "its $ref leads to a file that is not there")
    if fragment and not fragment.startswith("/"):
        raise UnusableError(place, "its $ref names no place by its path")
    found = SchemaPlace(uri, steps(unquote(fragment)))
    schema_at(schemas, found)
    return found


def followed(schemas: Schemas, place: SchemaPlace) -> tuple[SchemaPlace, JsonObject]:
    """Return the place and the schema that one leads to in the end; an empty one for `true` and `false`.

    Raises UnusableError.
    """
    for _ in range(REFERENCE_LIMIT):
        schema = schema_at(schemas, place)
        reference = as_text(schema.get("$ref")) if isinstance(schema, dict) else ""
        if not reference:
            return place, schema if isinstance(schema, dict) else {}
        place = target(schemas, place, reference)
    raise UnusableError(place, "its $ref leads in a circle")


def below(place: SchemaPlace, *names: str) -> SchemaPlace:
    """Return a place further down."""
    return SchemaPlace(place.uri, (*place.place, *names))
