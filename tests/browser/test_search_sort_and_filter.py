"""Searching, sorting and filtering the endpoints show what Python says they should."""

import random
from urllib.parse import urlencode

import pytest
from browsing import Visit
from made_inventories import many
from playwright.sync_api import Page, expect
from reading import Oracle, keys, listed, matches

ORACLE = Oracle(many(90))
FILTERS = ("service", "method", "severity", "rule", "tag")


def assert_lists(page: Page, **asked: str) -> None:
    """The page lists what fits, says how many that are, and its form says what was asked for."""
    wanted = ORACLE.selected(**asked)
    assert matches(page) == len(wanted), asked
    assert listed(page) == keys(wanted), asked
    for name, value in asked.items():
        expect(page.locator("#search" if name == "q" else f"#{name}")).to_have_value(value)


def test_every_column_sorts_up_and_down_and_back(visit: Visit) -> None:
    page = visit("some")
    names = page.locator("th[data-sort]").all_text_contents()
    assert len(names) == len(ORACLE.columns)
    for name, (column, (_, falls_first)) in zip(names, ORACLE.columns.items(), strict=True):
        head = page.locator("#endpoint-rows").get_by_role("columnheader", name=name, exact=True)
        for falling in (falls_first, not falls_first):
            head.get_by_role("button").click()
            expect(head).to_have_attribute("aria-sort", "descending" if falling else "ascending")
            assert page.locator("[aria-sort]").count() == 1
            assert listed(page) == keys(ORACLE.sorted(column, falling=falling)), (column, falling)
        head.get_by_role("button").click()
        assert page.locator("[aria-sort]").count() == 0
        assert listed(page) == keys(ORACLE.document.endpoints)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_columns_are_sorted_with_the_keyboard(visit: Visit, key: str) -> None:
    page = visit("some")
    button = page.get_by_role("columnheader", name="Exchanges").get_by_role("button")
    button.focus()
    for falling in (True, False):
        page.keyboard.press(key)
        assert listed(page) == keys(ORACLE.sorted("count", falling=falling))
        expect(button).to_be_focused()


def test_every_choice_of_every_filter(visit: Visit) -> None:
    page = visit("some")
    for name in FILTERS:
        choices = page.locator(f"#{name} option").evaluate_all("all => all.map(one => one.value)")
        assert len(choices) > 2
        assert choices[0] == ""
        for choice in [*choices[1:], ""]:
            page.locator(f"#{name}").select_option(choice)
            assert_lists(page, **{name: choice})


def test_filters_offer_all_that_there_is(visit: Visit) -> None:
    page = visit("some")
    there = {
        "service": {one.service for one in ORACLE.document.endpoints},
        "method": {one.method for one in ORACLE.document.endpoints},
        "rule": {found.rule for one in ORACLE.document.endpoints for found in ORACLE.findings(one)},
        "tag": {tag for one in ORACLE.document.endpoints for tag in ORACLE.tags(one)},
        "severity": {"any", "error", "warning", "note"},
    }
    for name, values in there.items():
        assert set(page.locator(f"#{name} option").evaluate_all("all => all.map(one => one.value)")) == {"", *values}


def test_filters_and_words_go_together(visit: Visit) -> None:
    page = visit("some")
    for asked in [
        {"q": "ORDERS get"},
        {"q": "v1 shadow", "method": "GET"},
        {"method": "GET", "severity": "error"},
        {"tag": "new", "method": "DELETE"},
        {"rule": "deprecated-in-use", "severity": "error"},
        {"service": "billing.platform.example", "severity": "any", "q": "/v2/"},
        {"q": "no such thing anywhere"},
    ]:
        for name, value in asked.items():
            if name == "q":
                page.locator("#search").fill(value)
            else:
                page.locator(f"#{name}").select_option(value)
        assert_lists(page, **asked)
        page.get_by_role("button", name="Clear filters").click()
        expect(page.locator("#search")).to_be_focused()
        assert_lists(page, q="")


def test_links_with_random_searches_list_what_fits(visit: Visit) -> None:
    page, chance = visit("some"), random.Random(6)
    address = page.url.partition("#")[0]
    for _ in range(20):
        one = chance.choice(ORACLE.document.endpoints)
        text = one.service + one.template
        begin = chance.randrange(len(text) - 2)
        asked = {"q": text[begin : begin + chance.randrange(2, 12)], "method": chance.choice(("", "", one.method))}
        if ORACLE.tags(one) and chance.random() < 0.5:
            asked["tag"] = chance.choice(ORACLE.tags(one))
        page.goto(f"{address}#{urlencode(asked)}".replace("+", "%20"))
        assert_lists(page, **asked)


def test_how_many_fit_is_told_as_a_status(visit: Visit) -> None:
    page = visit("some")
    told = page.get_by_role("status").and_(page.locator("#matches"))
    expect(told).to_have_text("90 endpoints")
    page.locator("#search").press_sequentially("zzz")
    expect(told).to_have_text("0 of 90 endpoints")
    assert listed(page) == []
    one = ORACLE.document.endpoints[7]
    page.locator("#search").fill(f"{one.method} {one.service}{one.template}")
    fitting = len(ORACLE.selected(q=f"{one.method} {one.service}{one.template}"))
    expect(told).to_have_text(f"{fitting} of 90 endpoints")
