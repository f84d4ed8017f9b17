"""Reports with much, little or nothing in them open, say what they have, and lead to no section that is not there."""

from itertools import pairwise

import pytest
from browsing import Visit
from made_inventories import many
from playwright.sync_api import expect
from reading import listed

SECTIONS = {
    "few": {"summary", "changes", "traffic", "endpoints", "findings", "sources", "captures"},
    "plain": {"summary", "traffic", "endpoints", "captures"},
    "unchanged": {"summary", "changes", "traffic", "endpoints", "captures"},
    "empty": {"summary", "endpoints", "captures"},
}


@pytest.mark.parametrize("name", SECTIONS)
def test_sections_are_those_that_the_report_has(visit: Visit, name: str) -> None:
    page = visit(name)
    there = page.locator("main > section").evaluate_all("all => all.map(one => one.id)")
    links = page.get_by_role("navigation").get_by_role("link").all()
    linked = [(link.get_attribute("href") or "").removeprefix("#") for link in links]
    assert set(linked) == SECTIONS[name]
    assert linked == [section for section in there if section in linked]
    assert set(there) <= SECTIONS[name] | {"first"}
    for section in page.locator("main > section").all():
        heading = section.get_attribute("aria-labelledby")
        assert section.locator(f"#{heading}").inner_text()
    assert len(listed(page)) == (0 if name == "empty" else 12)


def test_nothing_is_said_where_nothing_is(visit: Visit) -> None:
    page = visit("empty")
    expect(page.locator("#matches")).to_have_text("0 endpoints")
    expect(page.locator("#captures")).to_contain_text("No capture")
    assert page.locator("svg[role=img]").count() == 0


def test_that_nothing_changed_is_said(visit: Visit) -> None:
    page = visit("unchanged")
    expect(page.locator("#changes")).to_contain_text("Nothing changed")
    expect(page.locator("#changes")).to_contain_text("last")


def test_what_changed_is_told_with_what_makes_the_difference(visit: Visit) -> None:
    page, changes = visit("some"), many(90).changes
    assert changes is not None
    told = page.locator("#changes")
    page.evaluate("document.querySelectorAll('#changes details').forEach(one => { one.open = true; })")
    for one in (*changes.appeared, *changes.vanished, *changes.woken, *changes.changed):
        expect(told.locator(f"a[href='#endpoint={one.id}']").first).to_be_visible()
        for difference in one.differences:
            expect(told).to_contain_text(difference.text)
    for found in (*changes.findings_new, *changes.findings_gone, *changes.findings_accepted):
        expect(told).to_contain_text(found.message)
        expect(told).to_contain_text(found.waiver)
    for notice in changes.notices:
        expect(told).to_contain_text(notice)


def test_headings_go_down_step_by_step(visit: Visit) -> None:
    page = visit("few", f"#endpoint={many(12).endpoints[0].id}")
    for within in ("body > :not(dialog)", "dialog"):
        levels = page.locator(f"{within} :is(h1, h2, h3, h4)").evaluate_all("all => all.map(one => +one.tagName[1])")
        assert levels[0] == (2 if within == "dialog" else 1)
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_the_title_names_the_window(visit: Visit) -> None:
    assert visit("few").title() == "Platform inventory"
