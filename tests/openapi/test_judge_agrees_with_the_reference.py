"""Verdicts next to those of openapi-schema-validator, on schemas and values that nobody thought of."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, OAS31Validator

from inventory.model.operations import SchemaPlace, Schemas
from inventory.openapi.judging.bundling import Bundler
from inventory.openapi.judging.compiling import Compiled

URI = "file:///api.json"
NAMES = st.sampled_from(["a", "b", "c"])
PLAIN: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.5, -1.5, "", "a", "ab", "2024-01-02"])
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)), max_leaves=6
)
LIMITS: dict[str, st.SearchStrategy[Any]] = {
    "enum": st.lists(PLAIN, min_size=1, max_size=3, unique_by=repr),
    "maxLength": st.integers(0, 2), "minLength": st.integers(0, 2), "maxItems": st.integers(0, 2),
    "minItems": st.integers(0, 2), "uniqueItems": st.booleans(), "minProperties": st.integers(0, 2),
    "maxProperties": st.integers(0, 2), "pattern": st.sampled_from(["^a", "b$"]), "multipleOf": st.sampled_from([1, 2]),
    "format": st.sampled_from(["date", "unknown"]), "required": st.lists(NAMES, min_size=1, unique=True),
    "minimum": st.integers(-2, 2), "maximum": st.integers(-2, 2),
}  # fmt: skip
KINDS = ["object", "array", "string", "number", "boolean"]


def _schemas(version: str) -> st.SearchStrategy[Any]:
    limits = dict(LIMITS)
    if version == "3.0":
        kinds = {"type": st.sampled_from(KINDS)}
        limits |= {"exclusiveMinimum": st.booleans(), "exclusiveMaximum": st.booleans()}
    else:
        kinds = {"type": st.one_of(st.sampled_from(KINDS), st.just(["string", "null"]), st.just(["object", "array"]))}
        limits |= {"exclusiveMinimum": st.integers(-2, 2), "const": PLAIN}

    def wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=2)
        holders = {
            "properties": st.dictionaries(NAMES, inner, max_size=2), "items": inner, "allOf": several, "anyOf": several,
            "oneOf": several, "not": inner, "additionalProperties": st.one_of(st.booleans(), inner),
        }  # fmt: skip
        if version == "3.1":
            holders |= {"patternProperties": st.dictionaries(st.just("^a"), inner, max_size=1), "prefixItems": several,
                        "if": inner, "then": inner, "contains": inner}  # fmt: skip
        nullable = {"nullable": st.booleans()} if version == "3.0" else {}
        plain = st.fixed_dictionaries({}, optional=kinds | limits)
        return st.one_of(
            st.fixed_dictionaries({}, optional=holders | kinds),
            plain,
            st.fixed_dictionaries({"type": kinds["type"]}, optional=nullable | {"format": st.just("date")}),
            st.just({"$ref": "#/components/schemas/Shared"}),
        )

    return st.recursive(st.fixed_dictionaries({}, optional=kinds | limits), wider, max_leaves=5)


def _valid(version: str, schema: Any, value: Any, role: str, shared: Any) -> bool | None:
    document = {"schema": schema, "components": {"schemas": {"Shared": shared}}}
    bundle = Bundler(Schemas(version, {URI: document}), role).bundle(SchemaPlace(URI, ("schema",)))
    found = Compiled(Schemas(version, {URI: document}), bundle, str).violations(value)
    return None if found is None else not found


@pytest.mark.parametrize("version", ["3.0", "3.1"])
@given(data=st.data())
@settings(max_examples=100)
def test_the_verdict_is_the_same(version: str, data: st.DataObject) -> None:
    schema, value = data.draw(_schemas(version)), data.draw(VALUES)
    shared = {"type": "object", "required": ["a"], "properties": {"b": {"type": "string"}}}
    role = data.draw(st.sampled_from(["request", "response"]))
    if version == "3.0":
        reference = OAS30WriteValidator if role == "request" else OAS30ReadValidator
    else:
        reference = OAS31Validator
    document = {**schema, "components": {"schemas": {"Shared": shared}}}
    expected = reference(document, format_checker=reference.FORMAT_CHECKER).is_valid(value)
    assert _valid(version, schema, value, role, shared) is expected
