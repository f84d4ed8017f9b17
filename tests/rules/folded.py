"""Bodies and a schema to the differences that their shape shows."""

from collections.abc import Sequence

from inventory.model.operations import SchemaPlace, Schemas
from inventory.model.shape_sums import ShapeSums, settled_shapes
from inventory.model.shapes import Shape
from inventory.model.values import JsonObject, JsonValue
from inventory.observe.folds import fold
from inventory.rules.differences import Difference, Reader, Walk

FILE = "file:///api.yaml"
MANY = 40  # times that each body is counted, so that words are kept


def differing(
    schema: JsonValue,
    bodies: Sequence[JsonValue],
    components: JsonObject | None = None,
    *,
    dialect: str = "3.1",
    mark: str = "",
    times: int = 1,
) -> list[Difference]:
    """Fold bodies, each of which came so many times, and compare them with a schema."""
    document: JsonObject = {"components": {"schemas": {**(components or {}), "Whole": schema}}}
    reader = Reader(Schemas(dialect, {FILE: document}))
    wanted = reader.at(SchemaPlace(FILE, ("components", "schemas", "Whole")))
    assert wanted is not None
    return list(Walk(folded(bodies, times), reader, mark).differences(wanted))


def folded(bodies: Sequence[JsonValue], times: int = 1) -> Shape:
    """Return the shape of bodies, each of which came so many times."""
    sums = ShapeSums()
    fold(sums, bodies, times)
    (shape,) = settled_shapes([sums.shape((200, "response", "application/json"))])
    return shape


def told(found: Sequence[Difference]) -> list[str]:
    """Name differences by their places and the keywords that are not kept."""
    return sorted(f"{one.pointer or '/'} {one.keyword}" for one in found)
