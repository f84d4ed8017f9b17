"""Schemas and bodies that are made to hang, to crash or to leak something."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from writing import only, taking

from inventory.model.operations import Description
from inventory.model.violations import Violation
from inventory.openapi.judging import Judge
from inventory.openapi.values import JsonValue, as_object, at

JSON = "application/json"
PATIENCE = 60  # seconds; what is tried here takes one at most, or would take years


def in_time(description: Description, value: Any) -> tuple[tuple[Violation, ...], Judge]:
    judge, found = Judge(description), list[tuple[Violation, ...]]()
    operation = only(description)
    thread = threading.Thread(
        target=lambda: found.append(judge.violations(operation, "response", 200, JSON, value)), daemon=True
    )
    thread.start()
    thread.join(PATIENCE)
    assert found, "it hangs, or raised"
    return found[0], judge


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y"])
def test_expressions_that_explode_elsewhere_are_judged(tmp_path: Path, pattern: str) -> None:
    found, judge = in_time(taking(tmp_path, {"type": "string", "pattern": pattern}), "a" * 5_000 + "!")
    assert [one.keyword for one in found] == ["pattern"]
    assert judge.unusable == ()


@pytest.mark.parametrize("pattern", ["(?=(a+))(a|aa)+\\1$", "(a*)*\\1b"])
def test_expressions_that_explode_here_say_nothing(tmp_path: Path, pattern: str) -> None:
    found, judge = in_time(taking(tmp_path, {"type": "string", "pattern": pattern}), "a" * 5_000 + "!")
    assert found == ()
    assert judge.unusable == ()


def test_look_around_is_judged(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "string", "pattern": r"^(?=.*\d)(?=.*[a-z]).{4,}$"})
    assert in_time(description, "abc1")[0] == ()
    assert [one.keyword for one in in_time(description, "abcd")[0]] == ["pattern"]


def test_an_expression_that_is_too_large_is_told_once(tmp_path: Path) -> None:
    description = taking(tmp_path, {"properties": {"a": {"pattern": r"(\p{L}{1,900}){1,900}"}}})
    judge, operation = Judge(description), only(description)
    for _ in range(3):
        assert judge.violations(operation, "response", 200, JSON, {"a": "x"}) == ()
        assert not judge.judges(operation, "response", 200, JSON)
    (told,) = judge.unusable
    assert told.reason == "is no regular expression that can be used"
    assert told.schema.endswith("/schema/properties/a/pattern")


def test_a_schema_that_jsonschema_refuses_is_told(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "string"})
    (document,) = description.schemas.documents.values()
    content = as_object(at(document, ("paths", "/a", "post", "responses", "200", "content", JSON)))
    for schema, reason in (
        ({"type": "strin"}, "is not what JSON Schema allows there"),
        ({"pattern": "("}, "is no regular expression that can be used"),
        ({"$ref": "#/nowhere"}, "there is no such schema"),
        ({"$ref": "elsewhere.json"}, "its $ref leads to a file that is not there"),
        ({"$ref": "#name"}, "its $ref names no place by its path"),
        ({"$ref": "http://127.0.0.1:9/a.json"}, "its $ref leads to a file that is not there"),
    ):
        content["schema"] = schema
        found, judge = in_time(description, 1)
        assert found == ()
        assert [one.reason for one in judge.unusable] == [reason]


def test_references_in_circles(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "string"})
    (document,) = description.schemas.documents.values()
    circle = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    as_object(document)["components"] = {"schemas": circle}
    content = as_object(at(document, ("paths", "/a", "post", "responses", "200", "content", JSON)))
    content["schema"] = {"$ref": "#/components/schemas/A"}
    assert in_time(description, {"a": 1})[0] == ()


def test_alternatives_that_double_at_each_step(tmp_path: Path) -> None:
    schemas: dict[str, Any] = {
        f"S{index}": {"allOf": [{"$ref": f"#/components/schemas/S{index + 1}"}] * 2} for index in range(24)
    }
    schemas["S24"] = {"type": "string"}
    description = taking(tmp_path, {"$ref": "#/components/schemas/S0"}, components={"schemas": schemas})
    assert in_time(description, "a")[0] == ()
    assert [one.keyword for one in in_time(description, 1)[0]] == ["type"]


def test_trees_that_double_at_each_level(tmp_path: Path) -> None:
    node = {"$ref": "#/components/schemas/Node"}
    schema = {"properties": {"x": {"allOf": [node, node, node]}, "z": {"type": "integer"}}}
    description = taking(tmp_path, node, components={"schemas": {"Node": schema}})
    value: dict[str, Any] = {"z": "wrong"}
    for _ in range(40):
        value = {"x": value}
    found, _ = in_time(description, value)
    assert [one.keyword for one in found] == ["type"]


def test_long_lists_of_wrong_items(tmp_path: Path) -> None:
    items = {"type": "array", "minItems": 80_000, "items": {"type": "integer"}}
    found, _ = in_time(taking(tmp_path, items), ["x"] * 80_000)
    assert [(one.pointer, one.keyword) for one in found] == [("/*", "type")]


def test_what_is_wrong_far_behind_is_found(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "array", "items": {"type": "integer"}})
    found, _ = in_time(description, [1] * 50_000 + ["x"])
    assert [(one.pointer, one.keyword) for one in found] == [("/*", "type")]


def test_many_names(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "object", "additionalProperties": {"type": "integer"}})
    found, _ = in_time(description, {f"anna{number}@example.org": "x" for number in range(20_000)})
    assert [(one.pointer, one.keyword) for one in found] == [("/{key}", "type")]


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, float("nan"), float("inf"), 10**400, "\0", {"": {}}])
def test_odd_values(tmp_path: Path, value: Any) -> None:
    found, judge = in_time(taking(tmp_path, {"type": "array"}), value)
    assert [one.keyword for one in found] in ([], ["type"])
    assert judge.unusable == ()


def test_values_that_are_nested_deep(tmp_path: Path) -> None:
    value: Any = "end"
    for _ in range(200_000):
        value = [value]
    node = {"oneOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Node"}}, {"type": "integer"}]}
    description = taking(tmp_path, {"$ref": "#/components/schemas/Node"}, components={"schemas": {"Node": node}})
    assert in_time(description, value)[0] == ()


def test_nothing_of_a_value_is_told(tmp_path: Path) -> None:
    secret = "sk_live_51H8x"
    schema = {
        "type": "object", "additionalProperties": False, "minProperties": 99,
        "properties": {
            "a": {"enum": ["x"]}, "b": {"pattern": "^x$"}, "c": {"format": "uuid"}, "d": {"type": "integer"},
            "e": {"maxLength": 3}, "f": {"not": {"type": "string"}}, "g": {"oneOf": [{"enum": [1]}, {"enum": [2]}]},
        },
    }  # fmt: skip
    newer = {"propertyNames": {"maxLength": 3}, "patternProperties": {"^h": {"const": 5}}}
    for version, more in (("3.0.3", {}), ("3.1.0", newer)):
        description = taking(tmp_path, {**schema, **more}, version)
        found, _ = in_time(description, {**dict.fromkeys("abcdefgh", secret), secret: secret})
        assert len(found) >= 9
        assert secret not in json.dumps([(one.pointer, one.keyword, one.schema, one.message) for one in found])


def test_places_of_schemas_are_bounded(tmp_path: Path) -> None:
    names = ["n" * 2_000 + end for end in ("1", "2")]
    schema = {"properties": {name: {"type": "integer"} for name in names}}
    found, _ = in_time(taking(tmp_path, schema), dict.fromkeys(names, "x"))
    assert len({one.schema for one in found}) == 2
    assert all(len(one.schema) <= 400 for one in found)


def test_a_chain_of_many_schemas(tmp_path: Path) -> None:
    schemas: dict[str, JsonValue] = {
        f"S{index}": {"properties": {"x": {"$ref": f"#/components/schemas/S{index + 1}"}}} for index in range(900)
    }
    description = taking(tmp_path, {"type": "string"})
    (document,) = description.schemas.documents.values()
    as_object(document)["components"] = {"schemas": {**schemas, "S900": {"type": "string"}}}
    content = as_object(at(document, ("paths", "/a", "post", "responses", "200", "content", JSON)))
    content["schema"] = {"$ref": "#/components/schemas/S0"}
    assert in_time(description, {"x": {"x": 1}})[0] == ()
    found, judge = in_time(description, {"x": {"x": {}}})
    assert found == judge.unusable == ()
