"""Swagger 2.0 to OpenAPI 3.2, JSON and YAML, to operations with servers and lines."""

import json
from pathlib import Path
from typing import Any

import pytest

from inventory.errors import DescriptionError
from inventory.model.operations import Description
from inventory.openapi import load

OK: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
INFO = {"title": "Shop", "version": "1"}


def _load(tmp_path: Path, document: object, name: str = "api.json") -> Description:
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    (description,) = load([path])
    return description


def _refused(tmp_path: Path, document: object) -> str:
    with pytest.raises(DescriptionError) as problem:
        _load(tmp_path, document)
    assert problem.value.hint
    assert "\n" not in problem.value.message
    return problem.value.message


def test_swagger_20(tmp_path: Path) -> None:
    document = {
        "swagger": "2.0", "info": INFO, "host": "api.example:443", "basePath": "/v1/", "schemes": ["https", "http"],
        "paths": {"/orders": {"get": OK, "post": OK | {"deprecated": True}}, "x-note": {}},
    }  # fmt: skip
    found = _load(tmp_path, document)
    assert found.dialect == "2.0"
    assert [(one.scheme, one.authority, one.base_path) for one in found.servers] == [
        ("https", "api.example", "/v1"), ("http", "api.example:443", "/v1"),
    ]  # fmt: skip
    assert [(one.method, one.path, one.deprecated) for one in found.operations] == [
        ("GET", "/orders", False), ("POST", "/orders", True),
    ]  # fmt: skip


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_openapi_3(tmp_path: Path, version: str) -> None:
    document = {
        "openapi": version, "info": INFO,
        "servers": [{"url": "https://{stage}.api.example/{v}", "variables": {
            "stage": {"default": "a", "enum": ["a", "b"]}, "v": {"default": "v1"}}}],
        "paths": {
            "/a": {"get": OK, "servers": [{"url": "/inner"}]},
            "/b": {"put": OK | {"servers": [{"url": "http://other.example"}]}, "trace": OK},
        },
    }  # fmt: skip
    found = _load(tmp_path, document)
    assert found.dialect == version[:3]
    assert [(one.authority, one.base_path) for one in found.servers] == [
        ("a.api.example", "/{v}"), ("b.api.example", "/{v}"),
    ]  # fmt: skip
    servers = {(one.method, one.path): [server.url for server in one.servers] for one in found.operations}
    assert servers == {("GET", "/a"): ["/inner"], ("PUT", "/b"): ["http://other.example"], ("TRACE", "/b"): []}


def test_methods_of_32(tmp_path: Path) -> None:
    item = {"query": OK, "additionalOperations": {"COPY": OK}}
    found = _load(tmp_path, {"openapi": "3.2.0", "info": INFO, "paths": {"/a": item}})
    assert {one.method for one in found.operations} == {"QUERY", "COPY"}


def test_yaml_with_lines_and_dates_and_words_that_stay_text(tmp_path: Path) -> None:
    text = (
        "openapi: 3.1.0\ninfo: {title: on, version: 2024-01-01}\npaths:\n  /orders:\n    get:\n"
        "      responses:\n        200:\n          description: yes\n    delete:\n      deprecated: true\n"
        "      responses: {204: {description: gone}}\n"
    )
    found = _load(tmp_path, text, "api.yaml")
    assert (found.title, found.version) == ("on", "2024-01-01")
    assert [(one.source.line, one.source.column) for one in found.operations] == [(5, 5), (9, 5)]
    assert found.source.line == 3


def test_a_path_in_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "orders.yaml").write_text("get:\n  responses: {'200': {description: ok}}\n")
    document = {"openapi": "3.1.0", "info": INFO, "paths": {"/orders": {"$ref": "parts/orders.yaml"}}}
    (operation,) = _load(tmp_path, document).operations
    assert (operation.method, operation.source.line) == ("GET", 1)
    assert operation.source.file.endswith("orders.yaml")


@pytest.mark.parametrize(
    "reference",
    ["/etc/passwd", "file:///etc/passwd", "../outside.yaml", "http://127.0.0.1:9/a.yaml", "missing.yaml", "#/nowhere"],
)
def test_references_out_of_the_folder_are_refused(tmp_path: Path, reference: str) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "outside.yaml").write_text("secret-content: {}")
    document = {"openapi": "3.1.0", "info": INFO, "paths": {"/a": {"$ref": reference}}}
    message = _refused(tmp_path / "inner", document)
    assert "reference" in message
    assert "secret-content" not in message
    assert "root:" not in message


def test_references_in_circles_end(tmp_path: Path) -> None:
    paths = {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}
    _refused(tmp_path, {"openapi": "3.1.0", "info": INFO, "paths": paths})


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ("", "empty"),
        ("- a\n- b\n", "no OpenAPI description"),
        ("{broken", "not "),
        ('{"a": 1, "a": 2}', "twice"),
        ("a: &x [1]\nb: !!python/object/apply:os.system [ls]\n", "tag"),
        ("[" * 5_000, "nested"),
        ('{"openapi": 3.1, "info": {}, "paths": {}}', "not text"),
        ('{"openapi": "4.0.0", "info": {}, "paths": {}}', "4.0.0"),
        ('{"openapi": "3.1.0", "paths": {}}', "info"),
        ('{"openapi": "3.0.0", "info": {"title": "a", "version": "1"}, "paths": []}', "paths"),
        ("a: \x00", "character"),
        ("x: " + "9" * 5_000, "number"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path: Path, document: str, word: str) -> None:
    assert word in _refused(tmp_path, document)


def test_aliases_do_not_explode(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "aliases" in _refused(tmp_path, "\n".join(lines))


def test_the_place_of_a_violation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text("openapi: 3.1.0\ninfo:\n  title: 7\n  version: '1'\npaths: {}\n")
    with pytest.raises(DescriptionError, match=r"api\.yaml:3:3: #/info/title"):
        load([path])
