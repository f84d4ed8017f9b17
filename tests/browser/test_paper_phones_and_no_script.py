"""A report is whole on paper, on a narrow phone, without its script and without motion."""

import pytest
from browsing import Visit
from made_inventories import many
from playwright.sync_api import Page, expect
from reading import keys, listed

PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
SECTIONS = ("summary", "changes", "traffic", "endpoints", "findings", "sources", "captures")
# What can't be read on paper although it is there: cut off, scrolled away or folded.
_CUT = """() => [...document.querySelectorAll("main *")].filter(one => one.checkVisibility()
    && !one.closest("svg, .hidden") && getComputedStyle(one).overflowX !== "visible"
    && one.scrollWidth > one.clientWidth + 1).map(one => `${one.tagName}.${one.className}`)"""
_WIDE = "document.documentElement.scrollWidth > innerWidth"


def assert_fits(page: Page) -> None:
    """Nothing makes the page itself wider than the window."""
    assert not page.evaluate(_WIDE), page.evaluate(
        """[...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1
            && !one.closest(".scroll")).slice(0, 5).map(one => one.outerHTML.slice(0, 200))"""
    )


def test_paper_has_all_and_no_controls(visit: Visit) -> None:
    page = visit("some", "#method=GET", viewport={"width": 720, "height": 1000})
    page.emulate_media(media="print")
    for section in SECTIONS:
        expect(page.locator(f"#{section}")).to_be_visible()
    for control in page.locator("button, input, select, nav, .skip").all():
        expect(control).to_be_hidden()
    for column in page.locator("#endpoint-rows th[data-sort]").all():
        assert column.evaluate("one => getComputedStyle(one, '::after').content") != "none"
    assert page.evaluate(_CUT) == []
    assert listed(page) == keys([one for one in many(90).endpoints if one.method == "GET"])
    expect(page.locator("#matches")).to_be_visible()


def test_paper_has_rows_that_were_not_shown_yet(visit: Visit) -> None:
    page = visit("findings")
    assert len(listed(page)) < 420
    assert page.pdf().startswith(b"%PDF-")
    assert listed(page) == keys(many(420).endpoints)


def test_an_open_endpoint_is_printed_alone(visit: Visit) -> None:
    page = visit("some", f"#endpoint={many(90).endpoints[0].id}")
    page.emulate_media(media="print")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()


@pytest.mark.parametrize("fragment", ["", "#view=tree", f"#endpoint={many(90).endpoints[0].id}"])
def test_a_phone_does_not_scroll_sideways(visit: Visit, fragment: str) -> None:
    page = visit("some", fragment, **PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert_fits(page)
    size = "one => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height)"
    small = [one for one in page.locator("button:visible, select:visible").all() if one.evaluate(size) < 24]
    assert [one.inner_text() for one in small] == []  # WCAG 2.2, 2.5.8


@pytest.mark.parametrize("width", [320, 1_200])
def test_long_names_do_not_push_the_page_apart(visit: Visit, width: int) -> None:
    page = visit("hostile", viewport={"width": width, "height": 640})
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert_fits(page)
    for number in (48, 49, 50):
        page.evaluate("at => document.querySelectorAll('#endpoint-rows tbody a')[at - 1].click()", number)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert_fits(page)
        assert page.locator("dialog").evaluate("one => one.scrollWidth <= one.clientWidth")
        page.keyboard.press("Escape")


def test_without_its_script_the_page_has_what_matters(visit: Visit) -> None:
    page = visit("findings", java_script_enabled=False)
    assert listed(page) == keys(many(420).endpoints[:200])
    for section in SECTIONS:
        expect(page.locator(f"#{section}")).to_be_visible()
    assert "Without JavaScript" in page.locator("noscript").evaluate("one => one.innerText")
    for control in page.locator("button, input, select, dialog").all():
        expect(control).to_be_hidden()
    expect(page.locator("#matches")).to_have_text("The first 200 of 420 endpoints")
    assert page.locator("svg[role=img]").count() >= 3
    assert page.locator("li.finding").count() > 50


def test_nothing_moves_for_whom_motion_is_too_much(visit: Visit) -> None:
    page = visit("some", reduced_motion="reduce")
    page.locator("#endpoint-rows tbody a").first.click()
    assert page.evaluate("document.getAnimations().length") == 0
    moving = """[...document.querySelectorAll("*")].filter(one => {
        const style = getComputedStyle(one);
        return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01
            || style.scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(moving) == 0
