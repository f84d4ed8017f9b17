"""A report of 10,000 endpoints is searched, sorted and opened as a small one is, and keeps what is on the page few."""

import random
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from browsing import File, Pages, Watched
from made_inventories import many
from playwright.sync_api import Page, expect
from reading import Oracle, keys, listed, matches

ORACLE = Oracle(many())
ELEMENTS = 6_000  # that list endpoints at any time, unless all rows are asked for
BYTES = 22_000_000  # of the file


@pytest.fixture(scope="module")
def opened(pages: Pages, file: File) -> Iterator[Page]:
    """Open the report once for all tests: it takes a while."""
    with pages.lend() as page:
        watched = Watched(page, file("many"))
        yield watched.go()
        watched.close()


@pytest.fixture
def page(opened: Page) -> Page:
    """Begin each test with all endpoints as they stand in the report."""
    opened.bring_to_front()
    opened.evaluate("location.hash = `nothing=${performance.now()}`")
    expect(opened.locator("#matches")).to_have_text("10,000 endpoints")
    return opened


def elements(page: Page) -> int:
    """Count what is on the page of endpoints."""
    return page.locator("#endpoints *").count()


def test_the_first_rows_are_there_and_the_rest_is_offered(page: Page) -> None:
    shown = listed(page)
    assert shown == keys(ORACLE.document.endpoints[: len(shown)])
    assert 50 <= len(shown) <= 500
    expect(page.locator("#more").get_by_role("button").first).to_be_visible()
    assert elements(page) < ELEMENTS


def test_the_file_is_not_much_larger_than_what_it_tells(file: File) -> None:
    assert file("many").stat().st_size < BYTES


def test_random_searches_find_what_python_finds(page: Page) -> None:
    chance = random.Random(10)
    for _ in range(12):
        one = chance.choice(ORACLE.document.endpoints)
        text = one.service + one.template
        begin = chance.randrange(len(text) - 3)
        query = f"{text[begin : begin + chance.randrange(3, 15)]} {chance.choice((one.method, 'shadow', 'error', ''))}"
        page.locator("#search").fill(query)
        wanted = keys(ORACLE.selected(q=query))
        assert matches(page) == len(wanted), query
        shown = listed(page)
        assert shown == wanted[: len(shown)], query
        assert len(shown) == len(wanted) or len(shown) >= 50


def test_sorting_gives_the_order_of_python(page: Page) -> None:
    for column, (_, falling) in ORACLE.columns.items():
        page.locator(f"th[data-sort={column}] button").click()
        shown = listed(page)
        assert shown == keys(ORACLE.sorted(column, falling=falling)[: len(shown)]), column
    assert elements(page) < ELEMENTS


def test_filters_and_sorting_go_together(page: Page) -> None:
    page.evaluate("location.hash = 'severity=error&method=GET&sort=-count'")
    wanted = [one for one in ORACLE.sorted("count", falling=True) if one.method == "GET"]
    wanted = [one for one in wanted if any(found.severity == "error" for found in ORACLE.findings(one))]
    expect(page.locator("#matches")).to_have_text(f"{len(wanted):,} of 10,000 endpoints")
    shown = listed(page)
    assert shown == keys(wanted[: len(shown)])


def test_the_tree_makes_what_is_opened(page: Page) -> None:
    page.get_by_role("button", name="Tree").click()
    services = sorted({one.service for one in ORACLE.document.endpoints})
    assert page.locator("#tree > ul > li").count() == len(services)
    assert elements(page) < ELEMENTS
    page.locator("#tree > ul > li > details > summary").first.click()
    expect(page.locator("#tree ul ul").first).to_be_visible()
    assert elements(page) < ELEMENTS


def test_any_endpoint_opens(page: Page) -> None:
    one = ORACLE.document.endpoints[-1]
    page.evaluate("id => { location.hash = `endpoint=${id}`; }", quote(one.id))
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("h2")).to_have_text(f"{one.method} {one.template}")
    expect(dialog).to_contain_text(f"frame.number == {one.evidence[0].frame}")
    page.keyboard.press("Escape")
