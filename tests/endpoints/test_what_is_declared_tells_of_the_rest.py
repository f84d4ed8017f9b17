"""Undeclared endpoints beside declared ones: the description's parameters and names hold for them, too."""

from pathlib import Path

import pytest
from test_templates_do_not_depend_on_order import sightings

from inventory import openapi, pipeline

HEAD = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\nservers: [{url: http://api.example/v1}]\npaths:\n"
OPERATION = "{responses: {'200': {description: ok}}}"


def _undeclared(folder: Path, declared: list[str], seen: list[str]) -> dict[str, dict[str, str]]:
    """Return the undeclared templates with the reason of each parameter."""
    lines = [f"  {path}:\n    parameters: {_parameters(path)}\n    get: {OPERATION}\n" for path in declared]
    file = folder / "shop.yaml"
    file.write_text(HEAD + "".join(lines), "utf-8")
    judged = pipeline.judge(sightings([("GET", path[1:].split("/"), 200) for path in seen]), openapi.load([file]))
    return {
        one.endpoint.template: {parameter.name: parameter.reason for parameter in one.endpoint.parameters}
        for one in judged.comparison.undocumented
    }


def _parameters(path: str) -> str:
    names = [segment[1:-1] for segment in path.split("/") if segment.startswith("{")]
    return (
        "[" + ", ".join(f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}" for name in names) + "]"
    )


def test_a_single_word_stands_for_the_declared_parameter(tmp_path: Path) -> None:
    found = _undeclared(tmp_path, ["/users/{login}/orders"], ["/v1/users/anna/orders", "/v1/users/anna/invoices"])
    assert found == {"/v1/users/{login}/invoices": {"login": "declared"}}


@pytest.mark.parametrize("value", ["4711", "9f3c6a1e-8b1d-4c77-9a35-0d5b5e0c8f11"])
def test_a_value_of_any_type_has_the_declared_name(tmp_path: Path, value: str) -> None:
    found = _undeclared(tmp_path, ["/users/{login}/orders"], [f"/v1/users/{value}/invoices"])
    assert found == {"/v1/users/{login}/invoices": {"login": "declared"}}


def test_a_declared_name_stays_a_name(tmp_path: Path) -> None:
    seen = ["/v1/users/me/orders", "/v1/users/me/invoices", "/v1/users/12/orders", "/v1/users/12/invoices"]
    found = _undeclared(tmp_path, ["/users/{login}/orders", "/users/me/orders"], seen)
    assert set(found) == {"/v1/users/me/invoices", "/v1/users/{login}/invoices"}


def test_a_parameter_that_descriptions_call_differently_is_one(tmp_path: Path) -> None:
    declared = ["/users/{login}/orders", "/users/{id}"]
    seen = ["/v1/users/anna/orders", "/v1/users/anna/keys", "/v1/users/77/keys"]
    found = _undeclared(tmp_path, declared, seen)
    assert found == {"/v1/users/{id}/keys": {"id": "declared"}}


def test_what_is_declared_says_nothing_of_other_places(tmp_path: Path) -> None:
    found = _undeclared(tmp_path, ["/users/{login}"], ["/v1/users/anna", "/v1/health/live", "/v1/users"])
    assert set(found) == {"/v1/health/live", "/v1/users"}


def test_a_parameter_for_the_rest_of_a_path_tells_nothing(tmp_path: Path) -> None:
    found = _undeclared(tmp_path, ["/files/{path*}"], ["/v1/files/a/b", "/v1/filters/new"])
    assert set(found) == {"/v1/filters/new"}
