"""By which names the query of a request carries declared parameters."""

import pytest

from inventory.model.operations import Credential, Operation, Parameter, SchemaPlace, Schemas, SourceLine
from inventory.model.values import JsonValue
from inventory.rules.parameters import declared_query, is_telling, is_tracking
from inventory.rules.readings import Reader

LINE = SourceLine("a.yaml", 1)
ROOT = "file:///api/a.yaml"
SCHEMAS: dict[str, JsonValue] = {
    "text": {"type": "string"},
    "list": {"type": ["array", "null"]},
    "page": {"type": "object", "properties": {"offset": {}, "size": {}}},
    "closed": {"properties": {"offset": {}}, "additionalProperties": False},
    "free": {"type": "object"},
    "labels": {"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "string"}},
    "pattern": {"type": "object", "properties": {"a": {}}, "patternProperties": {"^x": {}}},
    "all": {"allOf": [{"$ref": "#/page"}, {"properties": {"sort": {}}}]},
    "either": {"oneOf": [{"type": "string"}, {"$ref": "#/page"}]},
    "elsewhere": {"$ref": "other.yaml#/parts/a~1b"},
    "circle": {"anyOf": [{"$ref": "#/circle"}, {"$ref": "#/page"}]},
    "lost": {"$ref": "#/nowhere"},
    "any": True,
}
OTHER: dict[str, JsonValue] = {"parts": {"a/b": {"type": "object", "properties": {"far": {}}}}}


def has(name: str, schema: str, *, style: str = "form", explode: bool = True, parameter: str = "p") -> bool:
    one = Parameter(parameter, "query", False, LINE, SchemaPlace(ROOT, (schema,)), style, explode)
    return declared(one, name)


def declared(parameter: Parameter, name: str, credentials: tuple[Credential, ...] = ()) -> bool:
    schemas = Schemas("3.1", {ROOT: SCHEMAS, "file:///api/other.yaml": OTHER})
    operation = Operation("GET", "/", (), LINE, parameters=(parameter,))
    return declared_query(operation, credentials, Reader(schemas)).has(name)


@pytest.mark.parametrize(
    ("schema", "names", "others"),
    [
        ("text", ["p"], ["P", "q", "p[a]", "offset"]),
        ("list", ["p", "p[]", "p[0]"], ["q[]"]),
        ("page", ["offset", "size", "p[offset]"], ["q"]),
        ("closed", ["offset"], ["size"]),
        ("free", ["anything"], []),
        ("labels", ["a", "anything"], []),
        ("pattern", ["a", "x1"], []),
        ("all", ["offset", "sort"], ["q"]),
        ("either", ["p", "offset"], ["q"]),
        ("elsewhere", ["far"], ["q"]),
        ("circle", ["offset", "q"], []),
        ("any", ["p", "p[]"], ["q"]),
    ],
)
def test_exploded_forms(schema: str, names: list[str], others: list[str]) -> None:
    assert [name for name in [*names, *others] if has(name, schema)] == names


def test_an_object_that_is_not_exploded_has_one_name() -> None:
    assert has("p", "page", explode=False)
    assert not has("offset", "page", explode=False)


def test_a_deep_object_has_anything_in_its_brackets() -> None:
    assert all(has(name, "page", style="deepObject") for name in ("p[offset]", "p[other]", "p[a][b]"))
    assert not has("offset", "page", style="deepObject")
    assert not has("q[offset]", "page", style="deepObject")


def test_brackets_in_the_declared_name() -> None:
    assert all(has(name, "list", parameter="ids[]") for name in ("ids[]", "ids[0]"))
    assert has("filter[state]", "text", parameter="filter[state]")


def test_a_whole_query_may_be_one_parameter() -> None:
    assert declared(Parameter("p", "querystring", False, LINE, media_type="application/json"), "anything")


@pytest.mark.parametrize(
    ("credential", "name"),
    [
        (Credential("query", "api_key", "k"), "api_key"),
        (Credential("oauth2", "", "o"), "access_token"),
        (Credential("http", "bearer", "b"), "access_token"),
    ],
)
def test_credentials_may_stand_in_the_query(credential: Credential, name: str) -> None:
    parameter = Parameter("p", "query", False, LINE)
    assert declared(parameter, name, (credential,))
    assert not declared(parameter, name)
    assert not declared(parameter, "access_token", (Credential("http", "basic", "b"),))


def test_a_reference_to_nowhere_allows_what_it_may_stand_for() -> None:
    assert has("p", "lost")
    assert has("p[a]", "lost")


def test_a_thousand_schemas_in_each_other_come_to_an_end() -> None:
    deep: dict[str, JsonValue] = {
        f"s{number}": {"allOf": [{"$ref": f"#/s{number + 1}"}, {"$ref": f"#/s{number + 2}"}]} for number in range(9_000)
    }
    one = Parameter("p", "query", False, LINE, SchemaPlace(ROOT, ("s0",)), "form", True)
    operation = Operation("GET", "/", (), LINE, parameters=(one,))
    assert declared_query(operation, (), Reader(Schemas("3.1", {ROOT: deep}))).has("p")


@pytest.mark.parametrize("name", ["utm_source", "gclid", "fbclid", "_", "mc_cid", "_ga"])
def test_tracking(name: str) -> None:
    assert is_tracking(name)


@pytest.mark.parametrize("name", ["utm", "Gclid", "__", "id", "source", "_gate", "hs"])
def test_no_tracking(name: str) -> None:
    assert not is_tracking(name)


@pytest.mark.parametrize("name", ["limit", "sort-by", "$filter", "filter[a.b]", "größe", ".v", "a:b", "_fields", "x[]"])
def test_written_like_a_name(name: str) -> None:
    assert is_telling(name)


@pytest.mark.parametrize(
    "name", ["", "}", "{token}", "{others}", "a[{token}]", "a[{integer}]", "\\", "a b", "<x>", "1", "]", "[a]", "%"]
)
def test_not_written_like_a_name(name: str) -> None:
    assert not is_telling(name)
