"""Bodies next to the schemas that are declared for them: what breaks, where, and in which words."""

import pickle
from pathlib import Path
from typing import Any

import pytest
from writing import OK, described, only, taking

from inventory.model.violations import Violation
from inventory.openapi.judging import Judge
from inventory.openapi.values import as_object

JSON = "application/json"
Told = list[tuple[str, str]]


def told(
    folder: Path, schema: object, value: Any, role: str = "response", version: str = "3.0.3", **more: object
) -> Told:
    """Return pointers and keywords of the violations, after a look that nothing was unusable."""
    found, judge = _found(folder, schema, value, role, version, **more)
    assert judge.unusable == ()
    return [(one.pointer, one.keyword) for one in found]


def _found(
    folder: Path, schema: object, value: Any, role: str = "response", version: str = "3.0.3", **more: object
) -> tuple[tuple[Violation, ...], Judge]:
    description = taking(folder, schema, version, **more)
    judge = Judge(description)
    return judge.violations(only(description), role, 200, JSON, value), judge


ORDER = {
    "type": "object",
    "required": ["id", "secret"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "secret": {"type": "string", "writeOnly": True},
        "state": {"type": "string", "enum": ["new", "paid"]},
        "lines": {"type": "array", "maxItems": 2, "items": {"$ref": "#/components/schemas/Line"}},
        "note": {"type": "string", "nullable": True, "maxLength": 3},
    },
}
PRICE = {"type": "number", "minimum": 0, "exclusiveMinimum": True}
LINE = {"type": "object", "required": ["price"], "properties": {"price": PRICE}}
COMPONENTS = {"schemas": {"Order": ORDER, "Line": LINE}}


@pytest.mark.parametrize(
    ("role", "value", "wrong"),
    [
        ("response", {"id": 1}, []),
        ("request", {"secret": "s"}, []),
        ("response", {"secret": "s"}, [("/id", "required")]),
        ("request", {"id": 1}, [("/secret", "required")]),
        ("response", {"id": "1"}, [("/id", "type")]),
        ("response", {"id": 1.0}, []),
        ("response", {"id": 1, "state": "gone"}, [("/state", "enum")]),
        ("response", {"id": 1, "anna@example.org": 1, "bob": 2}, [("/{key}", "additionalProperties")]),
        ("response", {"id": 1, "note": None}, []),
        ("response", {"id": 1, "note": "long"}, [("/note", "maxLength")]),
        ("response", {"id": None}, [("/id", "type")]),
        ("response", {"id": 1, "lines": [{"price": 1}, {"price": 0}]}, [("/lines/*/price", "exclusiveMinimum")]),
        ("response", {"id": 1, "lines": [{"price": "a"}, {"price": "b"}]}, [("/lines/*/price", "type")]),
        ("response", {"id": 1, "lines": [{}, {}, {}]}, [("/lines", "maxItems"), ("/lines/*/price", "required")]),
        ("response", [], [("", "type")]),
    ],
)
def test_an_order(tmp_path: Path, role: str, value: Any, wrong: Told) -> None:
    assert told(tmp_path, {"$ref": "#/components/schemas/Order"}, value, role, components=COMPONENTS) == wrong


def test_words_and_places_come_from_the_schema_alone(tmp_path: Path) -> None:
    value = {"id": 1, "anna@example.org": 1, "state": "s3cret", "lines": [{"price": -9177}]}
    found, _ = _found(tmp_path, {"$ref": "#/components/schemas/Order"}, value, components=COMPONENTS)
    assert found == (
        Violation("/lines/*/price", "exclusiveMinimum", "#/components/schemas/Line/properties/price/exclusiveMinimum",
                  "is not greater than 0"),
        Violation("/state", "enum", "#/components/schemas/Order/properties/state/enum", 'is none of "new", "paid"'),
        Violation("/{key}", "additionalProperties", "#/components/schemas/Order/additionalProperties",
                  "is not declared, and the schema allows no other properties"),
    )  # fmt: skip


def test_names_that_nobody_declares_are_as_the_caller_says(tmp_path: Path) -> None:
    description = taking(
        tmp_path, {"additionalProperties": {"type": "object", "properties": {"a": {"type": "string"}}}}
    )
    judge = Judge(description, str.upper)
    found = judge.violations(only(description), "request", 0, JSON, {"any": {"a": 1}})
    assert [one.pointer for one in found] == ["/ANY/a"]


@pytest.mark.parametrize(
    ("schema", "value", "wrong"),
    [
        ({"type": "integer", "format": "int32"}, 2**31, [("", "format")]),
        ({"type": "integer", "format": "int32"}, -(2**31), []),
        ({"type": "integer", "format": "int64"}, 2**63, [("", "format")]),
        ({"type": "integer", "format": "int32", "maximum": 5}, 6, [("", "maximum")]),
        ({"type": "string", "format": "uuid"}, "c0ffee00-0000-4000-8000-00000000000A", []),
        ({"type": "string", "format": "uuid"}, "no", [("", "format")]),
        ({"type": "string", "format": "byte"}, "aGk=", []),
        ({"type": "string", "format": "byte"}, "h%", [("", "format")]),
        ({"type": "string", "format": "date"}, "2024-02-30", [("", "format")]),
        ({"type": "string", "format": "date-time"}, "2024-02-03T10:00:00Z", []),
        ({"type": "string", "format": "date-time"}, "2024-02-03", [("", "format")]),
        ({"type": "string", "format": "email"}, "anna", [("", "format")]),
        ({"type": "string", "format": "ipv4"}, "1.2.3", [("", "format")]),
        ({"type": "string", "format": "ipv6"}, "::1", []),
        ({"type": "string", "format": "uri"}, "not a uri", [("", "format")]),
        ({"type": "string", "format": "our-own"}, "anything", []),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_formats(tmp_path: Path, version: str, schema: object, value: Any, wrong: Told) -> None:
    assert told(tmp_path, schema, value, version=version) == wrong


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ({"type": "string", "nullable": True}, []),
        ({"type": "string", "nullable": True, "enum": ["a"]}, []),
        ({"$ref": "#/components/schemas/Line"}, [("", "type")]),
        ({"nullable": True, "allOf": [{"$ref": "#/components/schemas/Line"}]}, []),
        ({"nullable": True, "oneOf": [{"$ref": "#/components/schemas/Line"}, {"type": "string"}]}, []),
        ({"nullable": True, "oneOf": [{"type": "integer", "nullable": True}, {"type": "string"}]}, []),
        ({"nullable": True, "anyOf": [{"$ref": "#/components/schemas/Line"}]}, []),
        ({"nullable": False, "type": "string"}, [("", "type")]),
        ({"enum": ["a"]}, [("", "enum")]),
    ],
)
def test_null_in_30(tmp_path: Path, schema: object, wrong: Told) -> None:
    assert told(tmp_path, schema, None, components=COMPONENTS) == wrong


def test_nullable_alternatives_still_refuse_other_values(tmp_path: Path) -> None:
    schema = {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Line"}]}
    assert told(tmp_path, schema, {"price": "a"}, components=COMPONENTS) == [("/price", "type")]
    assert told(tmp_path, schema, "text", components=COMPONENTS) == [("", "type")]


def test_null_in_31(tmp_path: Path) -> None:
    schema = {"oneOf": [{"type": "object", "properties": {"a": {"type": ["string", "null"]}}}, {"type": "null"}]}
    assert told(tmp_path, schema, None, version="3.1.0") == []
    assert told(tmp_path, schema, {"a": 1}, version="3.1.0") == [("/a", "type")]
    assert told(tmp_path, {"type": "string", "nullable": True}, None, version="3.1.0") == [("", "type")]


CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "barks": {"type": "boolean"}}}
PETS = {"schemas": {"Cat": CAT, "Dog": DOG}}
EITHER = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("key", ["oneOf", "anyOf"])
def test_a_discriminator_chooses(tmp_path: Path, version: str, key: str) -> None:
    schema = {key: EITHER, "discriminator": {"propertyName": "kind", "mapping": {"puss": "#/components/schemas/Cat"}}}
    for value, wrong in (
        ({"kind": "Cat", "lives": 9}, []),
        ({"kind": "puss"}, []),
        ({"kind": "Dog", "lives": "many"}, []),
        ({"kind": "puss", "lives": "many"}, [("/lives", "type")]),
        ({"kind": "Dog", "barks": 1}, [("/barks", "type")]),
        ({"kind": "Cow"}, [("/kind", "discriminator")]),
    ):
        assert told(tmp_path, schema, value, version=version, components=PETS) == wrong, value


def test_without_a_discriminator_one_alternative_fits(tmp_path: Path) -> None:
    schema = {"oneOf": EITHER}
    found, _ = _found(tmp_path, schema, {"kind": "Cat"}, components=PETS)
    place = "#/paths/~1a/post/responses/200/content/application~1json/schema/oneOf"
    assert found == (Violation("", "oneOf", place, "fits more than one of the alternatives"),)
    assert told(tmp_path, schema, {}, components=PETS) == [("", "oneOf")]


def test_read_only_through_references_and_allof(tmp_path: Path) -> None:
    schemas = {
        "Id": {"type": "string", "readOnly": True},
        "Base": {"type": "object", "properties": {"id": {"$ref": "#/components/schemas/Id"}}},
    }
    schema = {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["id", "name"]}]}
    components = {"schemas": schemas}
    assert told(tmp_path, schema, {}, "request", components=components) == [("/name", "required")]
    assert told(tmp_path, schema, {"name": "n"}, "response", components=components) == [("/id", "required")]


def test_unevaluated_properties(tmp_path: Path) -> None:
    schema = {"type": "object", "x-const": 5, "unevaluatedProperties": False, "properties": {"a": {}}}
    assert told(tmp_path, schema, {"b": 1}, version="3.1.0") == [("/{key}", "unevaluatedProperties")]
    assert (
        told(
            tmp_path,
            {"allOf": [{"$ref": "#/components/schemas/A"}]},
            {"b": 1},
            components={"schemas": {"A": {"type": "object"}}},
        )
        == []
    )


def test_the_dialect_that_a_description_chooses(tmp_path: Path) -> None:
    components = {"schemas": {"Name": {"type": "string"}}}
    schema = {"$ref": "#/components/schemas/Name", "maxLength": 1}
    draft = "http://json-schema.org/draft-07/schema#"
    assert told(tmp_path, schema, "ab", version="3.1.0", components=components) == [("", "maxLength")]
    assert told(tmp_path, schema, "ab", version="3.1.0", components=components, jsonSchemaDialect=draft) == []
    assert told(tmp_path, {"$schema": draft, **schema}, "ab", version="3.1.0", components=components) == []


def test_an_unknown_dialect_is_told(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "string"}, "3.1.0")
    (root,) = description.schemas.documents.values()
    as_object(root)["jsonSchemaDialect"] = "https://example.org/own"
    judge = Judge(description)
    assert judge.violations(only(description), "request", 0, JSON, 1) == ()
    assert [one.reason for one in judge.unusable] == ["its dialect of JSON Schema is not known"]


def test_files_beside_the_description(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "money.json").write_text('{"Price": {"type": "number"}, "Sum": {"$ref": "#/Price"}}')
    schema = {"properties": {"sum": {"$ref": "parts/money.json#/Sum"}}}
    found, _ = _found(tmp_path, schema, {"sum": "1"})
    assert [(one.pointer, one.schema) for one in found] == [("/sum", "parts/money.json#/Price/type")]


def test_trees(tmp_path: Path) -> None:
    tree = {"type": "object", "properties": {"name": {"type": "string"}, "next": {"$ref": "#/components/schemas/Tree"}}}
    value: dict[str, Any] = {"name": 1}
    for _ in range(3):
        value = {"next": value}
    schema = {"$ref": "#/components/schemas/Tree"}
    assert told(tmp_path, schema, value, components={"schemas": {"Tree": tree}}) == [("/next/next/next/name", "type")]


def test_swagger(tmp_path: Path) -> None:
    line = {**LINE, "properties": {"price": PRICE, "x": {"type": "string", "x-nullable": True}}}
    reference = {"$ref": "#/definitions/Line"}
    post = {
        "parameters": [{"name": "body", "in": "body", "schema": reference}],
        "responses": {"200": {"description": "ok", "schema": {"type": "array", "items": reference}}},
    }
    description = described(tmp_path, "2.0", {"/a": {"post": post}}, definitions={"Line": line})
    judge, operation = Judge(description), only(description)
    assert judge.violations(operation, "request", 0, JSON, {"price": 2, "x": None}) == ()
    assert [one.pointer for one in judge.violations(operation, "request", 0, JSON, {"price": 0})] == ["/price"]
    assert [one.pointer for one in judge.violations(operation, "response", 200, JSON, [{}])] == ["/*/price"]


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"age": "5", "active": "true"}, []),
        ({"age": "five"}, [("/age", "type")]),
        ({"active": "maybe"}, [("/active", "type")]),
        ({"age": "5", "tags": "1"}, []),
        ({"age": "5", "tags": ["1", "x"]}, [("/tags/*", "type")]),
        ({"age": "5", "zip": "01234"}, []),
        ({"age": "5", "meta[size]": "3", "meta[name]": "3"}, []),
        ({"age": "5", "meta[size]": "x"}, [("/meta/size", "type")]),
        ({"age": "5", "meta": '{"size": "x"}'}, [("/meta/size", "type")]),
        ({"age": "5", "either": "7"}, []),
        ({"age": "5", "either": "x"}, []),
        ({"age": ["5", "6"]}, []),
        ({}, [("/age", "required")]),
    ],
)  # fmt: skip
def test_forms(tmp_path: Path, media_type: str, fields: Any, wrong: Told) -> None:
    meta = {"type": "object", "properties": {"size": {"type": "integer"}, "name": {"type": "string"}}}
    schema = {
        "type": "object",
        "required": ["age"],
        "properties": {
            "age": {"type": "integer"}, "active": {"type": "boolean"}, "zip": {"type": "string"}, "meta": meta,
            "tags": {"type": "array", "items": {"type": "integer"}},
            "either": {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^x$"}]},
        },
    }  # fmt: skip
    fields = {"age": "1", **fields} if "active" in fields else fields
    description = taking(tmp_path, schema, media_type=media_type.partition(";")[0])
    found = Judge(description).violations(only(description), "request", 0, media_type, fields)
    assert [(one.pointer, one.keyword) for one in found] == wrong


def test_swagger_forms_are_judged(tmp_path: Path) -> None:
    fields = [
        {"name": "ids", "in": "formData", "type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"},
        {"name": "photo", "in": "formData", "type": "file", "required": True},
    ]
    post = {"consumes": ["multipart/form-data"], "parameters": fields, "responses": OK}
    description = described(tmp_path, "2.0", {"/a": {"post": post}})
    judge, operation = Judge(description), only(description)

    def pointers(value: Any) -> list[str]:
        return [one.pointer for one in judge.violations(operation, "request", 0, "multipart/form-data", value)]

    assert pointers({"ids": "1|2", "photo": "…"}) == []
    assert pointers({"ids": "1|b"}) == ["/ids/*", "/photo"]


def test_nothing_is_said_where_nothing_is_declared(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "string"})
    judge, operation = Judge(description), only(description)
    assert judge.violations(operation, "response", 404, JSON, 1) == ()
    assert judge.violations(operation, "response", 200, "text/html", 1) == ()
    assert not judge.judges(operation, "response", 404, JSON)
    assert judge.judges(operation, "response", 200, "Application/JSON; charset=utf-8")


def test_another_process_says_the_same(tmp_path: Path) -> None:
    description = taking(tmp_path, {"type": "string"})
    judge = Judge(description)
    before = judge.violations(only(description), "request", 0, JSON, 1)
    there: Judge = pickle.loads(pickle.dumps(judge))
    assert there.violations(only(description), "request", 0, JSON, 1) == before != ()
