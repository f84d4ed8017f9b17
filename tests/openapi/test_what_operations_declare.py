"""What operations take, answer and ask for, in every version of the specification."""

from pathlib import Path

import pytest
from writing import OK, described, only

from inventory.model.operations import Content, Credential, Response, SourceLine, content_for
from inventory.openapi import load
from inventory.openapi.values import at

THREES = ["3.0.3", "3.1.0", "3.2.0"]
TEXT = {"type": "string"}


@pytest.mark.parametrize("version", THREES)
def test_parameters_of_path_and_operation_are_one_list(tmp_path: Path, version: str) -> None:
    item = {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": TEXT},
            {"name": "limit", "in": "query", "schema": TEXT},
            {"name": "X-Trace", "in": "header", "schema": TEXT},
        ],
        "get": {
            "parameters": [
                {"name": "limit", "in": "query", "required": True, "schema": {"type": "integer"}},
                {"name": "limit", "in": "cookie", "schema": TEXT},
                {"name": "x-trace", "in": "header", "schema": {"type": "integer"}},
                {"name": "Authorization", "in": "header", "schema": TEXT},
            ],
            "responses": OK,
        },
    }
    description = described(tmp_path, version, {"/a/{id}": item})
    operation = only(description)
    found = {(one.location, one.name, one.required, one.style, one.explode) for one in operation.parameters}
    assert found == {
        ("path", "id", True, "simple", False), ("query", "limit", True, "form", True),
        ("cookie", "limit", False, "form", True), ("header", "x-trace", False, "simple", False),
    }  # fmt: skip
    limit = operation.parameter("query", "limit")
    trace = operation.parameter("header", "X-TRACE")
    assert limit
    assert limit.schema
    assert trace
    assert trace.schema
    assert at(description.schemas.documents[limit.schema.uri], limit.schema.place) == {"type": "integer"}
    assert at(description.schemas.documents[trace.schema.uri], trace.schema.place) == {"type": "integer"}
    assert operation.parameter("query", "LIMIT") is None


def test_styles_as_written_and_by_default(tmp_path: Path) -> None:
    parameters = [
        {"name": "deep", "in": "query", "style": "deepObject", "schema": TEXT},
        {"name": "piped", "in": "query", "style": "pipeDelimited", "schema": TEXT},
        {"name": "spaced", "in": "query", "style": "spaceDelimited", "explode": True, "schema": TEXT},
        {"name": "joined", "in": "query", "explode": False, "schema": TEXT},
        {"name": "whole", "in": "query", "content": {"Application/JSON; v=1": {"schema": TEXT}}},
    ]
    operation = only(described(tmp_path, "3.1.0", {"/a": {"get": {"parameters": parameters, "responses": OK}}}))
    assert {one.name: (one.style, one.explode, one.media_type) for one in operation.parameters} == {
        "deep": ("deepObject", False, ""), "piped": ("pipeDelimited", False, ""),
        "spaced": ("spaceDelimited", True, ""), "joined": ("form", False, ""), "whole": ("", False, "application/json"),
    }  # fmt: skip


def test_what_32_adds_claims_nothing(tmp_path: Path) -> None:
    whole = {"name": "all", "in": "querystring", "content": {"application/json": {"schema": TEXT}}}
    answer = {"200": {"description": "ok", "content": {"application/jsonl": {"itemSchema": TEXT}}}}
    operation = only(described(tmp_path, "3.2.0", {"/a": {"get": {"parameters": [whole], "responses": answer}}}))
    assert [(one.location, one.style, one.explode) for one in operation.parameters] == [("querystring", "", False)]
    assert operation.responses[0].contents == (Content("application/jsonl", None),)


@pytest.mark.parametrize("version", THREES)
def test_bodies_and_responses_through_references(tmp_path: Path, version: str) -> None:
    components = {
        "requestBodies": {"Order": {"required": True, "content": {"application/json": {"schema": TEXT}}}},
        "responses": {"Gone": {"description": "gone", "content": {"text/*": {"schema": TEXT}}}},
        "parameters": {"Limit": {"name": "limit", "in": "query", "schema": TEXT}},
    }
    post = {
        "parameters": [{"$ref": "#/components/parameters/Limit"}],
        "requestBody": {"$ref": "#/components/requestBodies/Order"},
        "responses": {
            "201": {"description": "made"},
            "4XX": {"$ref": "#/components/responses/Gone"},
            "default": {"description": "other", "content": {"*/*": {}}},
        },
    }
    operation = only(described(tmp_path, version, {"/a": {"post": post}}, components=components))
    assert [one.name for one in operation.parameters] == ["limit"]
    assert operation.request
    assert operation.request.required
    assert [one.media_type for one in operation.request.contents] == ["application/json"]
    assert operation.request.contents[0].schema is not None
    assert operation.request.contents[0].schema.place[:3] == ("components", "requestBodies", "Order")
    assert [one.status for one in operation.responses] == ["201", "4XX", "default"]
    declared = {status: operation.response_for(status) for status in (201, 404, 500)}
    assert {status: one.status for status, one in declared.items() if one} == {201: "201", 404: "4XX", 500: "default"}
    assert operation.responses[0].contents == ()


def test_which_content_fits() -> None:
    contents = [Content(name) for name in ("*/*", "application/*", "application/*+json", "application/json")]
    wanted = ["Application/JSON; charset=utf-8", "application/problem+json", "application/xml", "text/html"]
    fitting = [content_for(contents, media_type) for media_type in wanted]
    assert [one and one.media_type for one in fitting] == [
        "application/json", "application/*+json", "application/*", "*/*",
    ]  # fmt: skip
    assert content_for(contents[1:], "text/html") is None
    assert content_for([], "text/html") is None


def test_no_response_fits(tmp_path: Path) -> None:
    operation = only(described(tmp_path, "3.0.3", {"/a": {"get": {"responses": OK}}}))
    assert operation.response_for(404) is None
    assert operation.request is None


def test_media_types_that_differ_in_parameters_say_nothing_of_the_schema(tmp_path: Path) -> None:
    content = {"application/json;v=1": {"schema": TEXT}, "application/json;v=2": {"schema": {"type": "integer"}}}
    answer = {"200": {"description": "ok", "content": content}}
    operation = only(described(tmp_path, "3.0.3", {"/a": {"get": {"responses": answer}}}))
    assert operation.responses[0].contents == (Content("application/json", None),)


def test_swagger_bodies(tmp_path: Path) -> None:
    post = {
        "consumes": ["application/json", "Text/JSON; a=b"],
        "parameters": [{"name": "body", "in": "body", "required": True, "schema": TEXT}],
        "responses": {"200": {"description": "ok", "schema": TEXT}, "204": {"description": "none"}},
    }
    put = {
        "parameters": [{"name": "body", "in": "body", "schema": {"type": "object"}}],
        "responses": {"200": {"description": "a file", "schema": {"type": "file"}}},
    }
    description = described(tmp_path, "2.0", {"/a": {"post": post, "put": put}}, produces=["application/xml"])
    methods = {one.method: one for one in description.operations}
    posted, changed = methods["POST"], methods["PUT"]
    assert posted.parameters == ()
    assert posted.request
    assert posted.request.required
    assert [one.media_type for one in posted.request.contents] == ["application/json", "text/json"]
    assert [(one.status, [each.media_type for each in one.contents]) for one in posted.responses] == [
        ("200", ["application/xml"]), ("204", []),
    ]  # fmt: skip
    assert changed.request
    assert not changed.request.required
    assert [one.media_type for one in changed.request.contents] == ["*/*"]
    assert changed.responses[0].contents == (Content("application/xml", None),)


def test_swagger_forms(tmp_path: Path) -> None:
    fields = [
        {"name": "name", "in": "formData", "type": "string", "required": True},
        {"name": "photo", "in": "formData", "type": "file"},
    ]
    post = {"consumes": ["multipart/form-data"], "parameters": fields, "responses": OK}
    description = described(tmp_path, "2.0", {"/a": {"post": post}})
    request = only(description).request
    assert request
    assert request.required
    assert request.contents[0].schema
    schema = request.contents[0].schema
    assert at(description.schemas.documents[schema.uri], schema.place) == {
        "type": "object", "properties": {"name": {"type": "string"}, "photo": {}}, "required": ["name"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "separator"),
    [("", ","), ("csv", ","), ("ssv", " "), ("tsv", "\t"), ("pipes", "|"), ("multi", "&")],
)
def test_swagger_lists(tmp_path: Path, written: str, separator: str) -> None:
    parameters = [
        {
            "name": "ids",
            "in": "query",
            "type": "array",
            "items": TEXT,
            **({"collectionFormat": written} if written else {}),
        },
        {"name": "one", "in": "query", "type": "string"},
    ]
    description = described(tmp_path, "2.0", {"/a": {"get": {"parameters": parameters, "responses": OK}}})
    ids, one = only(description).parameters
    assert (ids.separator, one.separator) == (separator, "")
    assert ids.schema is not None
    assert at(description.schemas.documents[ids.schema.uri], ids.schema.place) == parameters[0]


@pytest.mark.parametrize("version", ["2.0", *THREES])
def test_security_of_operation_and_description(tmp_path: Path, version: str) -> None:
    basic = {"type": "basic"} if version == "2.0" else {"type": "http", "scheme": "Basic"}
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "login": basic}
    placed = {"securityDefinitions": schemes} if version == "2.0" else {"components": {"securitySchemes": schemes}}
    item = {
        "get": {"responses": OK},
        "put": {"responses": OK, "security": []},
        "post": {"responses": OK, "security": [{"key": [], "login": []}, {}]},
    }
    description = described(tmp_path, version, {"/a": item}, security=[{"login": []}], **placed)
    key, login = Credential("header", "X-Key", "key"), Credential("http", "basic", "login")
    found = {one.method: (one.security, one.is_open) for one in description.operations}
    assert found == {
        "GET": (((login,),), False), "PUT": (((),), True), "POST": (((key, login), ()), True),
    }  # fmt: skip


def test_no_word_about_security(tmp_path: Path) -> None:
    operation = only(described(tmp_path, "3.0.3", {"/a": {"get": {"responses": OK}}}))
    assert operation.security is None
    assert not operation.is_open


def test_a_scheme_that_nobody_declares(tmp_path: Path) -> None:
    operation = only(described(tmp_path, "3.1.0", {"/a": {"get": {"responses": OK, "security": [{"ghost": []}]}}}))
    assert operation.security == ((Credential("", "", "ghost"),),)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T23:30:00-02:00", "2026-03-02"),
        ("Sun, 01 Mar 2026 00:00:00 GMT", "2026-03-01"),
        ("soon", ""),
        ("2026-13-01", ""),
        (20260301, ""),
        ("Sun, 01 Mar 99999999 00:00:00 GMT", ""),
    ],
)
def test_sunset(tmp_path: Path, written: object, date: str) -> None:
    operation = only(described(tmp_path, "3.0.3", {"/a": {"get": {"responses": OK, "x-sunset": written}}}))
    assert operation.sunset == date


def test_lines_are_those_of_what_is_declared(tmp_path: Path) -> None:
    text = """openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /a:
    parameters:
      - {name: limit, in: query, schema: {type: string}}
    post:
      parameters:
        - $ref: '#/components/parameters/Page'
      requestBody:
        content: {application/json: {}}
      responses:
        '200':
          description: ok
components:
  parameters:
    Page: {name: page, in: query, schema: {type: string}}
"""
    file = tmp_path / "api.yaml"
    file.write_text(text, encoding="utf-8")
    operation = only(load([file])[0])
    assert {one.name: (one.source.line, one.source.column) for one in operation.parameters} == {
        "limit": (6, 9), "page": (17, 5),
    }  # fmt: skip
    assert operation.request is not None
    assert operation.request.source == SourceLine(str(file), 10, 7)
    assert operation.responses == (Response("200", (), SourceLine(str(file), 13, 9)),)


def test_files_that_only_schemas_lead_to_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "money.json").write_text('{"Price": {"not": {"$ref": "deeper/more.json#/Free"}}}')
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "more.json").write_text('{"Free": {"const": 0}, "Back": {"$ref": "../money.json#/Price"}}')
    schema = {"patternProperties": {"^p": {"$ref": "money.json#/Price"}}}
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
    description = described(tmp_path, "3.1.0", {"/a": {"get": {"responses": answer}}})
    names = [uri.rpartition(tmp_path.name)[2] for uri in description.schemas.documents]
    assert names == ["/api.json", "/money.json", "/deeper/more.json"]


def test_path_items_in_other_files_with_references_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "parts.json").write_text(
        '{"orders": {"parameters": [{"$ref": "#/page"}], "get": {"responses": {"200": {"description": "ok"}}}},'
        ' "page": {"name": "page", "in": "query", "schema": {"type": "integer"}}}'
    )
    description = described(tmp_path, "3.1.0", {"/orders": {"$ref": "parts.json#/orders"}})
    (page,) = only(description).parameters
    assert page.name == "page"
    assert page.source.file.endswith("parts.json")
    assert page.schema is not None
    assert page.schema.uri.endswith("parts.json")
    assert at(description.schemas.documents[page.schema.uri], page.schema.place) == {"type": "integer"}
