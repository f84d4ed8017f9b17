"""Patterns of waivers: what they fit, and that none of them takes long."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.globs import path_fits, text_fits


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        ("/orders", "/orders"),
        ("/orders/", "/orders"),
        ("/orders", "/orders/"),
        ("/", "/"),
        ("/**", "/"),
        ("**", "/"),
        ("**", "/a/b"),
        ("/**", "/a/b/c"),
        ("/legacy/**", "/legacy"),
        ("/legacy/**", "/legacy/a/{b}/c"),
        ("**/items", "/orders/{id}/items"),
        ("/**/items", "/items"),
        ("/a/**/b/**/c", "/a/x/b/y/b/z/c"),
        ("/orders/{id}", "/orders/{orderId}"),
        ("/orders/{}", "/orders/{orderId}"),
        ("/orders/*", "/orders/{orderId}"),
        ("/orders/*", "/orders/export"),
        ("/files/{x}.json", "/files/{name}.json"),
        ("/files/*.json", "/files/{name}.json"),
        ("/files/{path*}", "/files/{rest*}"),
        ("/v?/users", "/v1/users"),
        ("/Users('{id}')", "/Users('{user}')"),
        ("/a[1]", "/a[1]"),
    ],
)
def test_a_pattern_that_fits(pattern: str, template: str) -> None:
    assert path_fits(pattern, template)


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        ("/orders", "/orders/{id}"),
        ("/orders/*", "/orders"),
        ("/orders/*", "/orders/{id}/items"),
        ("/orders/{id}", "/orders/export"),
        ("/orders/export", "/orders/{id}"),
        ("/legacy/**", "/legacyapi"),
        ("**/items", "/orders/items/{id}"),
        ("/v?/users", "/v10/users"),
        ("/v?/users", "/v/users"),
        ("/Orders", "/orders"),
        ("/a[1]", "/a1"),
        ("/", "/orders"),
        ("/a/**/b", "/a/x/c"),
    ],
)
def test_a_pattern_that_does_not_fit(pattern: str, template: str) -> None:
    assert not path_fits(pattern, template)


_SIGNS = {"*": ".*", "?": "."}


@given(st.text("ab*?", max_size=8), st.text("ab*", max_size=10))
def test_texts_fit_as_a_regular_expression_says(pattern: str, text: str) -> None:
    expression = "".join(_SIGNS.get(sign, re.escape(sign)) for sign in pattern)
    assert text_fits(pattern, text) == bool(re.fullmatch(expression, text, re.DOTALL))


_SEGMENTS = {"**": "(?:/[^/]+)*", "*": "/[^/]*", "a": "/a", "b": "/b", "a?": "/a[^/]"}


@given(
    st.lists(st.sampled_from(sorted(_SEGMENTS)), min_size=1, max_size=6),
    st.lists(st.sampled_from(("a", "b", "ab", "{x}")), min_size=1, max_size=7),
)
def test_paths_fit_as_a_regular_expression_says(pattern: list[str], segments: list[str]) -> None:
    expression = "".join(_SEGMENTS[part] for part in pattern)
    expected = bool(re.fullmatch(expression, "/" + "/".join(segments)))
    assert path_fits("/" + "/".join(pattern), "/" + "/".join(segments)) == expected


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        ("/" + "*a" * 400 + "b", "/" + "a" * 2_000),
        ("/" + "**/a/" * 200 + "b", "/a" * 400),
        ("/" + "**/*a*a*a*b/" * 50 + "c", "/aaaaaaaa" * 100),
    ],
)
def test_patterns_that_explode_elsewhere_come_to_an_end(pattern: str, template: str) -> None:
    assert not path_fits(pattern, template)
