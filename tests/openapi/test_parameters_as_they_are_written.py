"""Values of parameters, in every style that OpenAPI knows, next to their schemas."""

from pathlib import Path
from typing import Any

import pytest
from writing import OK, described, only

from inventory.openapi.judging import Judge
from inventory.openapi.judging.serialization import Values, query_of

INTEGER = {"type": "integer"}
NUMBERS = {"type": "array", "items": INTEGER}
COLOUR = {"type": "object", "properties": {"R": INTEGER, "G": INTEGER}, "additionalProperties": False}


def wrong(
    folder: Path, parameter: dict[str, Any], values: Values, version: str = "3.0.3"
) -> list[tuple[str, str, str]]:
    path = "/a/{id}" if parameter["in"] == "path" else "/a"
    description = described(folder, version, {path: {"get": {"parameters": [parameter], "responses": OK}}})
    judge = Judge(description)
    found = judge.parameters(only(description), values)
    assert judge.unusable == ()
    return [(one.location, one.pointer, one.keyword) for one in found]


@pytest.mark.parametrize(
    ("schema", "more", "query", "where"),
    [
        (INTEGER, {}, "p=5", None),
        (INTEGER, {}, "p=-5", None),
        (INTEGER, {}, "p=five", ""),
        (INTEGER, {}, "p=", ""),
        (INTEGER, {"allowEmptyValue": True}, "p=", None),
        (INTEGER, {"allowEmptyValue": True}, "p", None),
        (INTEGER, {}, "other=x", None),
        (INTEGER, {}, "p=%35", None),
        ({"type": "integer", "maximum": 4}, {}, "p=5", ""),
        ({"type": "number"}, {}, "p=5e3", None),
        ({"type": "number"}, {}, "p=0x5", ""),
        ({"type": "boolean"}, {}, "p=True", None),
        ({"type": "boolean"}, {}, "p=yes", ""),
        ({"type": "string"}, {}, "p=5", None),
        ({"type": "string", "maxLength": 3}, {}, "p=a+b", None),
        ({"type": "string", "nullable": True, "enum": ["a", None]}, {}, "p=", None),
        ({"type": "string", "enum": ["a", "b"]}, {}, "p=c", ""),
        ({"type": "string", "format": "date"}, {}, "p=2024-01-32", ""),
        ({"enum": [1, 2]}, {}, "p=2", None),
        ({"enum": [1, 2]}, {}, "p=3", ""),
        ({"oneOf": [INTEGER, {"type": "string", "pattern": "^all$"}]}, {}, "p=all", None),
        ({"oneOf": [{"type": "string", "pattern": "^[0-9]+$"}, {"type": "boolean"}]}, {}, "p=12", None),
        (NUMBERS, {}, "p=1&p=2", None),
        (NUMBERS, {}, "p=1&p=b", "/*"),
        (NUMBERS, {}, "p=1,2", "/*"),
        (NUMBERS, {"explode": False}, "p=1,2", None),
        (NUMBERS, {"explode": False}, "p=1%2C2", None),
        (NUMBERS, {"explode": False}, "p=1,b", "/*"),
        (NUMBERS, {"explode": False}, "p=", None),
        (NUMBERS, {"style": "spaceDelimited", "explode": False}, "p=1%202", None),
        (NUMBERS, {"style": "spaceDelimited", "explode": False}, "p=1+b", "/*"),
        (NUMBERS, {"style": "pipeDelimited", "explode": False}, "p=1|2", None),
        (NUMBERS, {"style": "pipeDelimited", "explode": False}, "p=1%7Cb", "/*"),
        ({"oneOf": [NUMBERS, {"type": "string", "enum": ["all"]}]}, {}, "p=all", None),
        (COLOUR, {}, "R=1&G=2&other=x", None),
        (COLOUR, {}, "R=red", "/R"),
        (COLOUR, {"explode": False}, "p=R,1,G,2", None),
        (COLOUR, {"explode": False}, "p=R,red,G,2", "/R"),
        (COLOUR, {"style": "deepObject", "explode": True}, "p[R]=1&p[G]=2", None),
        (COLOUR, {"style": "deepObject", "explode": True}, "p%5BR%5D=red", "/R"),
        (COLOUR, {"style": "deepObject", "explode": True}, "p[X]=1", "/{key}"),
        (COLOUR, {"style": "deepObject", "explode": True}, "q[R]=red", None),
    ],
)
def test_queries(tmp_path: Path, schema: object, more: dict[str, Any], query: str, where: str | None) -> None:
    found = wrong(tmp_path, {"name": "p", "in": "query", "schema": schema, **more}, Values(query=query_of(query)))
    assert [(location, pointer) for location, pointer, _ in found] == ([] if where is None else [("query.p", where)])


@pytest.mark.parametrize(
    ("schema", "more", "value", "where"),
    [
        (INTEGER, {}, "5", None),
        (INTEGER, {}, "me", ""),
        (NUMBERS, {}, "1,2", None),
        (NUMBERS, {}, "1,b", "/*"),
        (NUMBERS, {"style": "label"}, ".1,2", None),
        (NUMBERS, {"style": "label", "explode": True}, ".1.2", None),
        (NUMBERS, {"style": "label", "explode": True}, ".1.b", "/*"),
        (NUMBERS, {"style": "matrix"}, ";id=1,2", None),
        (NUMBERS, {"style": "matrix"}, ";id=1,b", "/*"),
        (NUMBERS, {"style": "matrix", "explode": True}, ";id=1;id=2", None),
        (NUMBERS, {"style": "matrix", "explode": True}, ";id=1;id=b", "/*"),
        (INTEGER, {"style": "label"}, ".5", None),
        (INTEGER, {"style": "matrix"}, ";id=5", None),
        (INTEGER, {"style": "matrix"}, ";id=me", ""),
        (COLOUR, {}, "R,1,G,2", None),
        (COLOUR, {"explode": True}, "R=1,G=2", None),
        (COLOUR, {"explode": True}, "R=red,G=2", "/R"),
        (COLOUR, {"style": "label", "explode": True}, ".R=1.G=2", None),
        (COLOUR, {"style": "matrix", "explode": True}, ";R=1;G=b", "/G"),
        ({"type": "string", "format": "uuid"}, {}, "c0ffee00-0000-4000-8000-000000000000", None),
        ({"type": "string", "maxLength": 3}, {}, "a%2Fb", None),
    ],
)
def test_paths(tmp_path: Path, schema: object, more: dict[str, Any], value: str, where: str | None) -> None:
    parameter = {"name": "id", "in": "path", "required": True, "schema": schema, **more}
    found = wrong(tmp_path, parameter, Values({"id": value}))
    assert [(location, pointer) for location, pointer, _ in found] == ([] if where is None else [("path.id", where)])


@pytest.mark.parametrize(
    ("parameter", "value", "where"),
    [
        ({"in": "header", "schema": INTEGER}, " 5 ", None),
        ({"in": "header", "schema": INTEGER}, "five", ""),
        ({"in": "header", "schema": NUMBERS}, "1, 2", None),
        ({"in": "header", "schema": NUMBERS}, "1, b", "/*"),
        ({"in": "header", "schema": COLOUR, "explode": True}, "R=1,G=b", "/G"),
        ({"in": "cookie", "schema": INTEGER}, "5", None),
        ({"in": "cookie", "schema": INTEGER}, "five", ""),
        ({"in": "cookie", "schema": NUMBERS, "explode": False}, "1,2", None),
        ({"in": "cookie", "schema": NUMBERS, "explode": False}, "1,b", "/*"),
    ],
)
def test_headers_and_cookies(tmp_path: Path, parameter: dict[str, Any], value: str, where: str | None) -> None:
    values = Values(fields={"x-page": value}, cookies={"X-Page": value})
    found = wrong(tmp_path, {"name": "X-Page", **parameter}, values)
    expected = [] if where is None else [(f"{parameter['in']}.X-Page", where)]
    assert [(location, pointer) for location, pointer, _ in found] == expected


def test_json_in_a_parameter(tmp_path: Path) -> None:
    parameter = {"name": "p", "in": "query", "content": {"application/json": {"schema": COLOUR}}}
    assert wrong(tmp_path, parameter, Values(query=query_of("p=%7B%22R%22%3A1%7D"))) == []
    assert wrong(tmp_path, parameter, Values(query=query_of("p=%7B%22R%22%3A%22red%22%7D"))) == [
        ("query.p", "/R", "type")
    ]
    assert wrong(tmp_path, parameter, Values(query=query_of("p=no"))) == [("query.p", "", "type")]
    text = {"name": "p", "in": "query", "content": {"text/csv": {"schema": COLOUR}}}
    assert wrong(tmp_path, text, Values(query=query_of("p=no"))) == []


@pytest.mark.parametrize(
    ("written", "query", "where"),
    [
        ({}, "p=1,2", None), ({}, "p=1,b", "/*"),
        ({"collectionFormat": "ssv"}, "p=1+2", None), ({"collectionFormat": "tsv"}, "p=1%09b", "/*"),
        ({"collectionFormat": "pipes"}, "p=1|2", None), ({"collectionFormat": "multi"}, "p=1&p=2", None),
        ({"collectionFormat": "multi"}, "p=1,2", "/*"), ({"allowEmptyValue": True}, "p=", None),
    ],
)  # fmt: skip
def test_swagger_lists_in_queries(tmp_path: Path, written: dict[str, Any], query: str, where: str | None) -> None:
    found = wrong(tmp_path, {"name": "p", "in": "query", **NUMBERS, **written}, Values(query=query_of(query)), "2.0")
    assert [pointer for _, pointer, _ in found] == ([] if where is None else [where])


def test_numbers_of_any_length_and_queries_of_any_size(tmp_path: Path) -> None:
    parameter = {"name": "p", "in": "query", "schema": INTEGER}
    assert wrong(tmp_path, parameter, Values(query=query_of("p=" + "9" * 100_000))) == [("query.p", "", "type")]
    assert {name: len(found) for name, found in query_of("a=1&" * 100_000).items()} == {"a": 1_000}
