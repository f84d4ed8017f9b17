"""Which declared path an observed one belongs to."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.drift.path_templates import TemplateIndex
from inventory.observe import redact_path
from inventory.observe.uri import normal_segments


def find(templates: list[str], path: str) -> list[str]:
    """Return the template that a raw path is claimed by."""
    index: TemplateIndex[str] = TemplateIndex(redact_path)
    for template in templates:
        index.add(template, template)
    return index.find("/" + "/".join(redact_path(normal_segments(path))))


@pytest.mark.parametrize(
    ("templates", "path", "claimed"),
    [
        (["/users/{id}", "/users/me"], "/users/me", "/users/me"),
        (["/users/{id}", "/users/me"], "/users/42", "/users/{id}"),
        (["/f/{id}", "/f/{id}.json", "/f/all.json"], "/f/42.json", "/f/{id}.json"),
        (["/f/{id}", "/f/{id}.json", "/f/all.json"], "/f/all.json", "/f/all.json"),
        (["/f/{id}", "/f/{id}.json"], "/f/42", "/f/{id}"),
        (["/r/{a}-{b}", "/r/{x}"], "/r/12-34", "/r/{a}-{b}"),
        (["/r/{a}-{b}"], "/r/550e8400-e29b-41d4-a716-446655440000", "/r/{a}-{b}"),
        (["/a/b/c", "/a/{x}/d"], "/a/b/d", "/a/{x}/d"),
        (["/orders/{id}:cancel", "/orders/{id}"], "/orders/42:cancel", "/orders/{id}:cancel"),
        (["/reports/2024"], "/reports/2024", "/reports/2024"),
        (["/reports/{year}", "/reports/2024"], "/reports/2024", "/reports/{year}"),
        (["/2013-04-01/zones/{id}"], "/2013-04-01/zones/Z1D633PJN98FT9", "/2013-04-01/zones/{id}"),
        (["/files/{path*}"], "/files/a/b/c", "/files/{path*}"),
        (["/alerts/"], "/alerts", "/alerts/"),
        (["/a.c"], "/a.c", "/a.c"),
        (["/"], "/", "/"),
        (["/x/{a}{b}{c}{d}{e}{f}{g}{h}{i}"], "/x/anything", "/x/{a}{b}{c}{d}{e}{f}{g}{h}{i}"),
    ],
)
def test_the_most_specific_template_claims(templates: list[str], path: str, claimed: str) -> None:
    assert find(templates, path) == [claimed]
    assert find(templates[::-1], path) == [claimed]


@pytest.mark.parametrize(
    ("templates", "path"),
    [
        (["/users/{id}"], "/users"),
        (["/users/{id}"], "/users/1/orders"),
        (["/a.c"], "/abc"),
        (["/a/{id}.json"], "/a/42"),
        (["/(a|b)+"], "/aaa"),
        (["/users"], "/Users"),
    ],
)
def test_what_fits_no_template_is_not_claimed(templates: list[str], path: str) -> None:
    assert find(templates, path) == []


WORDS = st.sampled_from(["users", "orders", "items", "a", "b", "v1"])
TEMPLATES = st.lists(WORDS | st.sampled_from(["{id}", "{x}.json", "{a}-{b}"]), min_size=1, max_size=4).map("/".join)


@given(st.lists(TEMPLATES, min_size=1, max_size=8), st.integers(0, 7), st.sampled_from(["42", "anna", "9"]))
def test_a_path_made_from_a_template_is_claimed_by_one_it_fits(templates: list[str], which: int, value: str) -> None:
    templates = ["/" + template for template in templates]
    path = re.sub(r"\{\w+\}", value, templates[which % len(templates)])
    claimed = find(templates, path)
    assert claimed
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(claimed[0]))
    assert re.fullmatch(pattern, path)
