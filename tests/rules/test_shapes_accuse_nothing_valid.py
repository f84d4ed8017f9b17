"""Whatever schemas say: bodies that are valid differ in nothing, and no more bodies differ than are not valid."""

from typing import TypeAlias

import jsonschema_rs
from folded import MANY, differing
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from inventory.model.values import JsonObject, JsonValue

Schema: TypeAlias = "bool | JsonObject"

NAMES = st.sampled_from(["a", "b", "kind"])
WORDS = st.sampled_from(["x", "cat", "dog", "longer", "2020-01-02", "123e4567-e89b-12d3-a456-426614174000"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.integers(-5_000, 5_000), st.floats(-2_000, 2_000), WORDS
)
VALUES: SearchStrategy[JsonValue] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)
TYPES = st.sampled_from(["object", "array", "string", "integer", "number", "boolean", "null"])
LIMITS = st.integers(-5, 5) | st.integers(-3_000, 3_000)
SIZES = st.integers(0, 8)


def some(
    always: dict[str, SearchStrategy[JsonValue]], /, **perhaps: SearchStrategy[JsonValue]
) -> SearchStrategy[Schema]:
    """Draw a schema with some keywords and perhaps others."""
    return st.fixed_dictionaries(always, optional=perhaps)


LEAVES: SearchStrategy[Schema] = st.one_of(
    st.booleans(),
    some({"type": st.lists(TYPES, min_size=1, max_size=3, unique=True)}),
    some(
        {"type": st.sampled_from(["integer", "number"])},
        minimum=LIMITS, maximum=LIMITS, exclusiveMinimum=LIMITS, exclusiveMaximum=LIMITS,
    ),
    some({"type": st.just("string")}, minLength=SIZES, maxLength=SIZES, format=st.sampled_from(["uuid", "date"])),
    some({"enum": st.lists(SCALARS, min_size=1, max_size=3)}),
    some({"const": SCALARS}),
    some({"$ref": st.sampled_from(["#/components/schemas/A", "#/components/schemas/B"])}, type=TYPES),
)  # fmt: skip


def nested(inner: SearchStrategy[Schema]) -> SearchStrategy[Schema]:
    """Draw schemas that hold others."""
    several = st.lists(inner, min_size=1, max_size=3)
    closed = st.just(False) | inner
    return st.one_of(
        some(
            {"properties": st.dictionaries(NAMES, inner, max_size=3)},
            type=st.just("object"), required=st.lists(NAMES, max_size=2, unique=True), additionalProperties=closed,
            minProperties=SIZES, maxProperties=SIZES, anyOf=several, unevaluatedProperties=st.just(False),
            patternProperties=st.fixed_dictionaries({"^k": inner}),
        ),
        some({"items": inner}, type=st.just("array"), minItems=SIZES, maxItems=SIZES, prefixItems=several),
        some({"allOf": several}, oneOf=several),
        some({"anyOf": several}, required=st.lists(NAMES, max_size=1)),
        some({"oneOf": several}, properties=st.dictionaries(NAMES, inner, max_size=2)),
        some({"not": inner}),
        some({"if": inner, "then": inner}),
    )  # fmt: skip


SCHEMAS = st.recursive(LEAVES, nested, max_leaves=8)


def validator(schema: Schema, components: JsonObject) -> jsonschema_rs.Draft202012Validator:
    """Return what judges single bodies; there is none for references in a circle that never ends."""
    whole: JsonObject = {
        "$ref": "#/components/schemas/Whole",
        "components": {"schemas": {**components, "Whole": schema}},
    }
    try:
        return jsonschema_rs.Draft202012Validator(whole, retriever=refuse, validate_formats=True)
    except (ValueError, jsonschema_rs.ValidationError):
        assume(False)
        raise


def refuse(uri: str) -> None:
    """Retrieve nothing."""
    raise ValueError(uri)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(SCHEMAS, SCHEMAS, SCHEMAS, st.lists(VALUES, min_size=1, max_size=8), st.sampled_from([1, MANY]))
def test_valid_bodies_differ_in_nothing(
    schema: Schema, first: Schema, second: Schema, bodies: list[JsonValue], times: int
) -> None:
    components: JsonObject = {"A": first, "B": second}
    judge = validator(schema, components)
    valid = [body for body in bodies if judge.is_valid(body)]
    assert not differing(schema, valid, components, times=times) if valid else True
    wrong = times * (len(bodies) - len(valid))
    for one in differing(schema, bodies, components, times=times):
        assert 0 < one.count <= one.total
        assert "*" in one.pointer or one.count <= wrong
        assert not one.always or wrong == times * len(bodies)


@settings(max_examples=200)
@given(
    st.dictionaries(NAMES, st.sampled_from(["string", "integer", "boolean", "array", "null"]), min_size=1),
    st.sets(NAMES),
    st.booleans(),
    st.lists(st.dictionaries(NAMES, st.sampled_from(["x", 1, True, None, []])), min_size=1, max_size=5),
)
def test_plain_schemas_miss_nothing(
    types: dict[str, str], required: set[str], closed: bool, bodies: list[JsonValue]
) -> None:
    schema: JsonObject = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in types.items()},
        "required": [*sorted(required)],
        "additionalProperties": not closed,
    }
    wrong = [body for body in bodies if not validator(schema, {}).is_valid(body)]
    assert bool(differing(schema, bodies)) == bool(wrong)
