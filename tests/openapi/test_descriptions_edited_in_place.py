"""Additions to a description leave every character of it where it is, whatever style it is written in."""

import json
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inventory.model.values import JsonObject, JsonValue
from inventory.openapi.editing import Addition, NotEditableError, edit, place_of
from inventory.openapi.reader import parse

KEYS = st.sampled_from(["get", "paths", "/a/{id}", "200", "404", "x-y", "null", "on", "ä", "a b", "#", "a: b", "- a"])
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=8
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 1_000), TEXTS)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)
STYLES: dict[str, Callable[[JsonValue], str]] = {
    "block": lambda value: yaml.safe_dump(value, sort_keys=False, allow_unicode=True),
    "deep": lambda value: yaml.safe_dump(value, sort_keys=False, indent=4),
    "mixed": lambda value: yaml.safe_dump(value, sort_keys=False, default_flow_style=None),
    "windows": lambda value: yaml.safe_dump(value, sort_keys=False, line_break="\r\n"),
    "json": json.dumps,
    "spread": lambda value: json.dumps(value, indent=2) + "\n",
    "tabs": lambda value: json.dumps(value, indent="\t", ensure_ascii=False),
}


def _containers(value: JsonValue, place: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], JsonValue]]:
    found: list[tuple[tuple[str, ...], JsonValue]] = []
    if isinstance(value, dict):
        found.append((place, value))
        for key, inner in value.items():
            found += _containers(inner, (*place, key))
    elif isinstance(value, list):
        found.append((place, value))
        for index, inner in enumerate(value):
            found += _containers(inner, (*place, str(index)))
    return found


def _is_subsequence(old: str, new: str) -> bool:
    rest = iter(new)
    return all(sign in rest for sign in old)


@pytest.mark.parametrize("style", STYLES)
@given(document=DOCUMENTS, data=st.data())
def test_what_is_added_is_there_and_nothing_else_changed(style: str, document: JsonObject, data: st.DataObject) -> None:
    text = STYLES[style](document)
    before = parse(text)
    containers = _containers(before)
    additions = []
    for place, container in data.draw(st.lists(st.sampled_from(containers), max_size=3, unique_by=lambda one: one[0])):
        value = data.draw(VALUES)
        if isinstance(container, list):
            additions.append(Addition(place, None, value))
        elif (key := data.draw(KEYS)) not in container:
            additions.append(Addition(place, key, value))
    after = edit(text, additions)
    expected = parse(text)
    for one in additions:
        inner: JsonValue = expected
        for step in one.place:
            inner = inner[int(step)] if isinstance(inner, list) else inner[step]  # type: ignore[index,call-overload]
        if isinstance(inner, list):
            inner.append(one.value)
        else:
            assert isinstance(inner, dict)
            assert one.key is not None
            inner[one.key] = one.value
    assert parse(after) == expected
    assert _is_subsequence(text, after)


COMMENTED = """\
# What it is.
paths:
    # the first
    /a:
        get: {responses: {200: {description: fine}}} # in one line

    /b:            # the second
        parameters:
        -   name: x
            in: query
        get:
            description: |
                Several

                lines.

            responses:
                200: {description: fine}
                default: {description: else}
        # what follows belongs to nobody
# the end
"""


def test_comments_and_habits_stay() -> None:
    operation: JsonValue = {"responses": {"200": {"description": "it's"}}}
    indented = "        put:\n", "    responses:\n", "        '200':\n", "            description: it's\n"
    put = (" " * 8).join(indented)
    after = edit(
        COMMENTED,
        [
            Addition(("paths", "/b", "get", "responses"), "204", {"description": "none"}),
            Addition(("paths", "/b", "parameters"), None, {"name": "y", "in": "query"}),
            Addition(("paths", "/a", "get", "responses"), "404", {"description": "none"}),
            Addition(("paths", "/b"), "put", operation),
            Addition(("paths", "/c"), "get", operation),
            Addition(("paths", "/c"), "put", operation),
        ],
    )
    assert after == (
        COMMENTED.replace("fine}}} #", 'fine}, "404": {"description": "none"}}} #')
        .replace("in: query\n", "in: query\n        -   name: y\n            in: query\n")
        .replace(
            "            default:", "            204:\n                    description: none\n                default:"
        )
        .replace("        # what", put + "\n    /c:\n" + put.replace("put", "get") + put + "        # what")
    ), after


def test_what_stands_in_several_places_is_not_edited() -> None:
    text = "a: &x {b: 1}\nc: *x\n"
    with pytest.raises(NotEditableError):
        edit(text, [Addition(("a",), "d", 2)])
    with pytest.raises(NotEditableError):
        edit("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", [Addition(("a",), "e", 2)])


@pytest.mark.parametrize(("place", "key"), [(("a",), "b"), (("a",), None), (("e",), "x"), (("a", "b"), "c")])
def test_what_is_there_stays(place: tuple[str, ...], key: str | None) -> None:
    with pytest.raises(NotEditableError):
        edit("a:\n  b: 1\ne:\n", [Addition(place, key, 2)])


def test_members_are_found_by_their_lines() -> None:
    assert place_of(COMMENTED, 7, 5) == ("paths", "/b")
    assert place_of(COMMENTED, 11, 9) == ("paths", "/b", "get")
    assert place_of(COMMENTED, 1, 1) is None
