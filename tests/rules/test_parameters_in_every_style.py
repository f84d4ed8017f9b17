"""Parameters next to what is declared, in every style: what is told of them, and what is not as it cannot be known."""

import pytest
from cases import judged

PATHS = """
/things{suffix}:
  get:
    parameters:
      {parameters}
    responses:
      "200": {{description: them}}
"""
OBJECT = "{type: object, properties: {a: {type: integer}, b: {type: string}}}"
INTEGERS = "{type: array, items: {type: integer}}"


def told(parameters: str, *targets: str) -> list[str]:
    """Return the locations of what differs."""
    suffix = "/{id}" if "in: path" in parameters else ""
    paths = PATHS.format(suffix=suffix, parameters=parameters)
    found = judged((), tuple(f"GET /things{target}" for target in targets), paths)
    return [str(one.location) for one in found if one.rule == "parameter-mismatch"]


@pytest.mark.parametrize(
    ("declared", "right", "wrong"),
    [
        ("schema: {type: integer}", ["?p=1"], "?p=x"),
        ("schema: {type: integer}", ["?p=1"], "?p=1.5"),
        ("schema: {type: integer}", ["?p=1"], "?p=1,2"),
        ("schema: {type: boolean}", ["?p=true", "?p="], "?p=yes"),
        ("schema: {type: number}", ["?p=1", "?p=1.5", "?p=-0", "?p=1e5", "?p=.5"], "?p=one"),
        ("schema: {type: string, format: uuid}", ["?p=7f3b1c2d-0000-4000-8000-000000000001"], "?p=7"),
        ("schema: {type: string, enum: [up, down]}", ["?p=up"], "?p=5"),
        ("schema: {type: string, minLength: 3}", ["?p=abc", "?p=1"], "?p=ab"),
        ("schema: {type: integer, minimum: 5}", ["?p=5"], "?p=4"),
        (f"explode: false, schema: {INTEGERS}", ["?p=1,2", "?p=1", "?p=1&p=2"], "?p=1,x"),
        (f"schema: {INTEGERS}", ["?p=1&p=2", "?p=1", "?p=1,2"], "?p=1&p=x"),
        (f"schema: {INTEGERS}", ["?p=1&p=2"], "?p=x"),
        (f"style: pipeDelimited, schema: {INTEGERS}", ["?p=1|2", "?p=1", "?p=1,2"], "?p=true"),
        (f"style: spaceDelimited, schema: {INTEGERS}", ["?p=1%202", "?p=1"], "?p=true"),
        ("schema: {type: array, items: {type: string, enum: [up, down]}}", ["?p=up&p=down"], "?p=7"),
    ],
)
def test_values_that_fit_and_values_that_do_not(declared: str, right: list[str], wrong: str) -> None:
    parameter = f"- {{name: p, in: query, {declared}}}"
    assert told(parameter, *right) == []
    assert told(parameter, *right, wrong) == ["query.p"]


@pytest.mark.parametrize(
    ("declared", "wrong", "location"),
    [
        (f"style: deepObject, schema: {OBJECT}", "?p[a]=x&p[b]=7", "query.p[a]"),
        (f"schema: {OBJECT}", "?a=x&b=7&p=x", "query.a"),
    ],
)
def test_members_of_objects(declared: str, wrong: str, location: str) -> None:
    parameter = f"- {{name: p, in: query, {declared}}}"
    assert told(parameter, "?p[a]=1&a=1") == []
    assert told(parameter, wrong) == [location]


@pytest.mark.parametrize(
    "declared",
    [
        f"explode: false, schema: {OBJECT}",
        "content: {application/json: {schema: {type: integer}}}",
        "schema: {}",
        "schema: {type: [integer, 'null']}",
        "schema: {oneOf: [{type: integer}, {type: array}]}",
        "schema: {minimum: 5}",
    ],
)
def test_what_has_no_one_way_to_be_written(declared: str) -> None:
    assert told(f"- {{name: p, in: query, {declared}}}", "?p=x", "?p=1", "?a=x") == []


def test_a_name_of_its_own_is_no_member_of_an_object() -> None:
    both = f"- {{name: p, in: query, schema: {OBJECT}}}\n      - {{name: a, in: query, schema: {{type: string}}}}"
    assert told(both, "?a=x") == []


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ("{type: integer}", "/7", "/x"),
        ("{type: number}", "/1.5", "/x"),
        ("{type: string, maxLength: 3}", "/abc", "/abcd"),
        ("{type: string, format: date}", "/2024-05-06", "/today"),
    ],
)
def test_values_in_paths(schema: str, right: str, wrong: str) -> None:
    parameter = f"- {{name: id, in: path, required: true, schema: {schema}}}"
    assert told(parameter, right) == []
    assert told(parameter, right, wrong) == ["path.id"]


@pytest.mark.parametrize("style", ["label", "matrix"])
def test_styles_that_put_something_in_front_of_values(style: str) -> None:
    parameter = f"- {{name: id, in: path, required: true, style: {style}, schema: {{type: integer}}}}"
    assert told(parameter, "/.7", "/;id=7", "/x") == []


def test_masks_are_no_values() -> None:
    assert told("- {name: p, in: query, schema: {type: integer}}", "?p=%5BFiltered%5D", "?p=***") == []
