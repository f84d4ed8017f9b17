"""axe-core finds nothing serious, in light and dark, on a phone, and with whatever can be opened."""

import pytest
from browsing import Visit, barriers
from made_inventories import many
from playwright.sync_api import Page, expect

FOUND = next(one for one in many(90).endpoints if one.findings and one.parameters and one.shapes)
WINDOWS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
}


def opened(page: Page) -> Page:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    return page


# axe-core runs as a script of the page, which the page's own policy would refuse: here alone it is not asked.
@pytest.mark.parametrize("window", WINDOWS)
def test_the_page(visit: Visit, window: str) -> None:
    assert barriers(opened(visit("few", bypass_csp=True, **WINDOWS[window]))) == []


@pytest.mark.parametrize("window", WINDOWS)
def test_an_endpoint(visit: Visit, window: str) -> None:
    page = visit("some", f"#endpoint={FOUND.id}", bypass_csp=True, **WINDOWS[window])
    expect(page.get_by_role("dialog")).to_be_visible()
    assert barriers(opened(page), "dialog") == []


@pytest.mark.parametrize("window", ["light", "dark"])
def test_a_tree_that_is_searched(visit: Visit, window: str) -> None:
    page = visit("few", "#q=v1&view=tree&sort=-count", bypass_csp=True, **WINDOWS[window])
    expect(page.locator("#tree")).to_be_visible()
    assert barriers(opened(page), "#endpoints") == []


@pytest.mark.parametrize("name", ["empty", "plain", "unchanged"])
def test_reports_without_much(visit: Visit, name: str) -> None:
    assert barriers(visit(name, bypass_csp=True)) == []


def test_the_theme_that_was_chosen(visit: Visit) -> None:
    page = visit("few", bypass_csp=True, color_scheme="light")
    page.get_by_role("button", name="Dark").click()
    assert barriers(opened(page), "#findings") == []
