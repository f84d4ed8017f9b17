"""Everything can be reached and used with the keyboard alone, and one always sees where one is."""

from browsing import Visit
from playwright.sync_api import Page, expect

# What has the focus: whether it is seen, whether it is marked, where it stands in the document, and what it is.
_FOCUSED = """() => {
    const one = document.activeElement;
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return {
        seen: one.checkVisibility() && box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0
            && box.top < innerHeight && box.left < innerWidth,
        marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
        at: [...document.querySelectorAll("*")].indexOf(one),
        name: `${one.tagName} ${one.id} ${one.textContent.trim().slice(0, 40)}`,
        inside: one !== document.body,
    };
}"""
_REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled).length"""


def walk(page: Page, key: str, most: int = 500) -> list[dict[str, object]]:
    """Press a key until the focus leaves the page; return what had it."""
    found = []
    for _ in range(most):
        page.keyboard.press(key)
        focused = page.evaluate(_FOCUSED)
        if not focused["inside"]:
            break
        found.append(focused)
    return found


def test_tab_goes_through_the_whole_page_in_its_order(visit: Visit) -> None:
    page = visit("few")
    reachable = page.evaluate(_REACHABLE)
    found = walk(page, "Tab")
    assert [one["name"] for one in found if not one["seen"]] == []
    assert [one["name"] for one in found if not one["marked"]] == []
    places = [one["at"] for one in found]
    assert places == sorted(places)
    assert len(found) == reachable
    assert [one["at"] for one in walk(page, "Shift+Tab", reachable)] == places[::-1]


def test_the_first_stop_leads_to_the_endpoints(visit: Visit) -> None:
    page = visit("few")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the endpoints")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#endpoints")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#search")).to_be_focused()


def test_a_slash_goes_to_the_search_and_is_one_in_it(visit: Visit) -> None:
    page = visit("few")
    page.keyboard.press("/")
    search = page.locator("#search")
    expect(search).to_be_focused()
    expect(search).to_be_in_viewport()
    expect(search).to_have_value("")
    page.keyboard.type("/v1")
    expect(search).to_have_value("/v1")
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    expect(search).to_be_focused()
    expect(page.locator("#matches")).to_have_text("12 endpoints")


def test_a_slash_does_nothing_behind_an_open_view(visit: Visit) -> None:
    page = visit("few")
    page.locator("#endpoint-rows tbody a").first.press("Enter")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_tree_is_opened_with_the_keyboard(visit: Visit) -> None:
    page = visit("some")
    page.get_by_role("button", name="Tree").press("Enter")
    expect(page.get_by_role("button", name="Tree")).to_be_focused()
    expect(page.get_by_role("button", name="Tree")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Table")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Tab")
    leaf = page.locator("#tree a").first
    for _ in range(10):
        if leaf.is_visible():
            break
        page.keyboard.press("Enter")
        expect(page.locator("#tree summary:focus + ul")).to_be_visible()
        page.keyboard.press("Tab")
    expect(leaf).to_be_visible()
    leaf.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_asking_for_more_rows_goes_on_at_the_first_of_them(visit: Visit) -> None:
    page = visit("findings")
    rows = page.locator("#endpoint-rows tbody tr")
    before = rows.count()
    page.locator("#more").get_by_role("button").first.press("Enter")
    assert rows.count() > before
    expect(rows.nth(before).get_by_role("link")).to_be_focused()


def test_the_button_for_dark_and_light_says_what_is_chosen(visit: Visit) -> None:
    page = visit("few", color_scheme="light")
    button = page.get_by_role("button", name="Dark")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(paper)
    assert dark != light
    button.press("Space")
    assert page.evaluate(paper) == light
    other = visit("few", color_scheme="dark")
    expect(other.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert other.evaluate(paper) == dark
