"""The view of an endpoint has its evidence with the filters that find it, its findings and where they come from."""

import re

import pytest
from browsing import Visit
from made_inventories import many
from playwright.sync_api import Page, expect
from reading import Oracle

ORACLE = Oracle(many(90))
FOUND = [one for one in ORACLE.document.endpoints if one.findings]


def dialog_of(page: Page, identity: str) -> str:
    """Open the view of an endpoint with all that is folded in it; return its text."""
    page.evaluate("id => { location.hash = `endpoint=${id}`; }", identity)
    expect(page.get_by_role("dialog").get_by_role("heading", level=2)).to_be_focused()
    page.evaluate("document.querySelectorAll('dialog details').forEach(one => { one.open = true; })")
    return page.get_by_role("dialog").inner_text()


def test_evidence_has_the_filters_of_wireshark(visit: Visit) -> None:
    page = visit("some")
    for one in ORACLE.document.endpoints[:5]:
        dialog_of(page, one.id)
        packets, har = one.evidence
        filters = page.locator("dialog .filters code").all_inner_texts()
        assert f"frame.number == {packets.frame}" in filters
        assert f"tcp.stream == {packets.stream}" in filters
        told = page.locator("dialog .filters li").evaluate_all("all => all.map(one => one.textContent)")
        assert f"{har.capture} entry {har.entry}" in told


def test_filters_are_copied(visit: Visit) -> None:
    one = ORACLE.document.endpoints[3]
    page = visit("some", f"#endpoint={one.id}", permissions=["clipboard-read", "clipboard-write"])
    wanted = f"tcp.stream == {one.evidence[0].stream}"
    page.get_by_role("dialog").get_by_role("button", name=f"Copy {wanted}").first.click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == wanted


def test_where_nothing_may_be_copied_the_page_says_what_to_do(visit: Visit) -> None:
    page = visit("some", f"#endpoint={ORACLE.document.endpoints[3].id}", permissions=[])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("dialog").get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("elect")


def test_all_that_is_known_of_an_endpoint_is_there(visit: Visit) -> None:
    page = visit("some")
    for one in [*FOUND[:3], next(one for one in ORACLE.document.endpoints if one.shapes)]:
        text = dialog_of(page, one.id)
        assert one.latency is not None
        names = [
            one.service, one.template, f"{one.count:,}", *one.statuses, *one.query_parameters, *one.authorization,
            *one.request_media_types, *one.response_media_types, *(item.name for item in one.clients),
            *(item.name for item in one.networks), *(item.evidence for item in one.parameters), *one.paths,
            *(segment.text for segment in one.explanation or ()), *(found.message for found in ORACLE.findings(one)),
            *(place.pointer.strip("/") for shape in one.shapes for place in shape.places),
        ]  # fmt: skip
        assert [name for name in names if name not in text] == []


def test_a_finding_leads_to_its_place_among_all(visit: Visit) -> None:
    page = visit("some")
    one = FOUND[0]
    dialog_of(page, one.id)
    page.get_by_role("dialog").get_by_role("link", name=ORACLE.findings(one)[0].rule).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    place = page.locator(f"#finding-{one.findings[0]}")
    expect(place).to_be_focused()
    expect(place).to_be_in_viewport()
    expect(place).to_contain_text(ORACLE.findings(one)[0].message)


@pytest.mark.parametrize("close", ["Escape", "button", "outside"])
def test_closing_goes_back_to_where_it_was_opened(visit: Visit, close: str) -> None:
    page = visit("some")
    opener = page.locator("#endpoint-rows tbody a").nth(4)
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    if close == "Escape":
        page.keyboard.press("Escape")
    elif close == "button":
        dialog.get_by_role("button", name="Close").click()
    else:
        page.mouse.click(3, 3)
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page).not_to_have_url(re.compile("endpoint="))


def test_focus_stays_in_the_view_while_it_is_open(visit: Visit) -> None:
    page = visit("some", f"#endpoint={ORACLE.document.endpoints[0].id}")
    inside = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
