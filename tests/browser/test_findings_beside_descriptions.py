"""Findings stand grouped by rule, and beside the line of the description that each is about."""

from browsing import Visit
from made_inventories import many
from playwright.sync_api import expect

DOCUMENT = many(420)
assert DOCUMENT.drift is not None
FOUND = DOCUMENT.drift.findings


def test_every_line_has_its_findings(visit: Visit) -> None:
    page = visit("findings", "#sources")
    shown = page.locator("#sources li").evaluate_all(
        """lines => lines.map(line => [
            Number(line.querySelector(".number").textContent), line.querySelector("code").textContent,
            [...line.querySelectorAll(".remark bdi")].map(one => one.textContent),
        ])"""
    )
    (source,) = DOCUMENT.sources
    assert [(number, text) for number, text, _ in shown] == [(line.number, line.text) for line in source.lines]
    for number, _, remarks in shown:
        assert sorted(remarks) == sorted(one.message for one in FOUND if one.spec and one.spec.line == number)


def test_a_remark_leads_to_its_finding_even_if_that_is_not_listed_yet(visit: Visit) -> None:
    page = visit("findings")
    assert page.locator("li.finding").count() < len(FOUND)
    links = page.locator("#sources .remark a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    later = next(link for link in reversed(links) if not page.locator(link).count())
    page.locator(f"#sources a[href='{later}']").click()
    expect(page.locator(later)).to_be_focused()
    expect(page.locator(later)).to_be_in_viewport()
    page.reload()
    expect(page.locator(later)).to_be_focused()


def test_all_findings_can_be_listed(visit: Visit) -> None:
    page = visit("findings")
    buttons = page.locator(".more-findings button")
    assert buttons.count() > 0
    while buttons.count():
        buttons.first.click()
        assert page.evaluate("document.activeElement.matches('li.finding')")
    for rule in {one.rule for one in FOUND}:
        items = page.locator(f"ol[data-rule={rule}] > li").evaluate_all("all => all.map(one => one.id)")
        assert sorted(items) == sorted(f"finding-{one.fingerprint}" for one in FOUND if one.rule == rule)


def test_rules_tell_what_they_mean(visit: Visit) -> None:
    page = visit("findings")
    assert DOCUMENT.drift is not None
    for rule in DOCUMENT.drift.rules:
        group = page.locator(f"#rule-{rule.name}")
        expect(group).to_contain_text(rule.title)
        group.locator("summary").click()
        expect(group.get_by_role("heading", name="What to do")).to_be_visible()


def test_a_finding_opens_its_endpoint(visit: Visit) -> None:
    page = visit("findings")
    one = FOUND[0]
    page.locator(f"#finding-{one.fingerprint} a").click()
    expect(page.get_by_role("dialog").get_by_role("heading", level=2)).to_have_text(f"{one.method} {one.path}")
