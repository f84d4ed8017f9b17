"""What is searched, sorted, filtered and opened stands in the address: links restore it, and the back button works."""

import re
from urllib.parse import quote

import pytest
from browsing import Visit
from made_inventories import many
from playwright.sync_api import Page, expect
from reading import Oracle, keys, listed

ORACLE = Oracle(many(90))
ASKED = {"q": "v1 get", "severity": "any"}


def seen(page: Page) -> tuple[object, ...]:
    """Return what someone who gets a link must see alike."""
    form = page.locator("#filters").evaluate("form => Object.fromEntries(new FormData(form))")
    return (
        form, listed(page), page.locator("#matches").inner_text(), page.locator("[aria-sort]").all_inner_texts(),
        page.locator("dialog[open]").all_inner_texts(), page.locator("#tree").is_visible(),
    )  # fmt: skip


def test_a_link_shows_what_its_sender_saw(visit: Visit) -> None:
    page = visit("some")
    page.locator("#severity").select_option("any")
    page.get_by_role("columnheader", name="Exchanges").get_by_role("button").click()
    page.locator("#search").fill("v1 get")
    page.wait_for_url(re.compile("q="))
    page.locator("#endpoint-rows tbody a").nth(1).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    other = visit("some", "#" + page.url.partition("#")[2])
    assert seen(other) == seen(page)
    wanted = [one for one in ORACLE.sorted("count", falling=True) if one in ORACLE.selected(**ASKED)]
    assert listed(other) == keys(wanted)
    expect(other.get_by_role("dialog").locator("h2")).to_have_text(f"{wanted[1].method} {wanted[1].template}")


def test_the_tree_has_a_link(visit: Visit) -> None:
    page = visit("some")
    page.get_by_role("button", name="Tree").click()
    assert seen(visit("some", "#" + page.url.partition("#")[2])) == seen(page)
    expect(page.locator("#tree")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()


def test_back_and_forward_go_through_what_was_seen(visit: Visit) -> None:
    page = visit("some")
    steps = [seen(page)]
    page.locator("#method").select_option("GET")
    steps.append(seen(page))
    page.get_by_role("columnheader", name="Path").get_by_role("button").click()
    steps.append(seen(page))
    page.locator("#endpoint-rows tbody a").first.click()
    steps.append(seen(page))
    assert len({str(step) for step in steps}) == 4
    for step in steps[-2::-1]:
        page.go_back()
        assert seen(page) == step
    for step in steps[1:]:
        page.go_forward()
        assert seen(page) == step


def test_every_link_of_the_page_leads_somewhere(visit: Visit) -> None:
    page = visit("some")
    links = page.evaluate("[...new Set([...document.links].map(one => one.getAttribute('href')))]")
    places = [link for link in links if "=" not in link]
    missing = "id => !document.getElementById(decodeURIComponent(id)) && !document.getElementById(id)"
    assert places
    assert [link for link in places if page.evaluate(missing, link[1:])] == []
    ids = {one.id for one in ORACLE.document.endpoints}
    assert {link.removeprefix("#endpoint=") for link in links if link.startswith("#endpoint=")} <= ids
    for link in links:
        if "=" in link and not link.startswith("#endpoint="):
            page.evaluate("link => { location.hash = link; }", link)
            expect(page.locator("#matches")).to_have_text(re.compile(r"^[1-9]\d* of"))


def test_figures_of_the_summary_are_those_of_the_list_behind_them(visit: Visit) -> None:
    page = visit("some")
    links = page.locator("main a[href^='#tag=']:has(strong)").all()
    assert len(links) >= 3
    for link in links:
        count = int(re.sub(r"\D", "", link.locator("strong").inner_text()))
        tag = (link.get_attribute("href") or "").removeprefix("#tag=")
        link.click()
        expect(page.locator("#matches")).to_have_text(f"{count} of 90 endpoints")
        assert count == len(ORACLE.selected(tag=tag))
        expect(page.locator("#endpoints")).to_be_focused()


def test_an_endpoint_that_is_not_there_is_told(visit: Visit) -> None:
    page = visit("some", f"#endpoint={quote('gone & forgotten')}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("gone & forgotten")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert len(listed(page)) == 90


@pytest.mark.parametrize("place", ["summary", "changes", "traffic", "endpoints", "findings", "sources", "captures"])
def test_sections_have_links(visit: Visit, place: str) -> None:
    page = visit("some", f"#{place}")
    expect(page.locator(f"#{place}")).to_be_focused()
    expect(page.locator(f"#{place}")).to_be_in_viewport()
