"""Names that try to be more than text in a web page are shown as text: nothing runs, opens, loads or leads away."""

from pathlib import Path

import pytest
from browsing import Visit
from hostile_captures import captures, description
from hostile_inventories import PAYLOADS, hostile
from playwright.sync_api import Page, expect
from program import Invoke

from inventory.reports.page.text import folded, shown

# What a page of ours has nowhere, whatever is shown: each is how some text would come to act.
FORBIDDEN = (
    "img, iframe, frame, object, embed, video, audio, source, base, area, template, slot, math, marquee, svg style, "
    "svg script, svg a, form[action], [formaction], link:not([rel=icon]), meta[http-equiv=refresh], [style], [srcdoc]"
)
_HANDLERS = """() => [...document.querySelectorAll("*")].flatMap(element => [...element.attributes]
    .filter(one => /^on/.test(one.name) || /^(src|data|poster|ping|action|xlink:href)$/.test(one.name))
    .map(one => `${element.tagName} ${one.name}=${one.value}`))"""
# Open the view of an endpoint and all in it, and tell its heading and text.
_VIEW = """async id => {
    const arrived = new Promise(done => addEventListener("popstate", done, { once: true }));
    location.hash = `endpoint=${encodeURIComponent(id)}`;
    await arrived;
    document.querySelectorAll("dialog details").forEach(one => { one.open = true; });
    return [document.querySelector("dialog h2 bdi").textContent, document.querySelector("dialog").textContent];
}"""
# Choose each choice there is, and tell those for which nothing is listed.
_CHOOSE = """select => [...select.options].filter(option => {
    select.value = option.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    return document.querySelectorAll("#endpoint-rows tbody tr").length === 0;
}).map(option => option.value)"""

LINKS = (
    "#q=<script>window.__owned=1</script>", "#endpoint=<img src=x onerror=window.__owned=1>", "#endpoint=__proto__",
    "#sort=-__proto__", "#sort=toString", "#sort=-", "#view=<b>", "#service=nowhere&tag=x", "#%", "#%00", "#q=%zz%",
    "#=&&==", "#javascript:window.__owned=1", "#<svg onload=window.__owned=1>", "#finding-%3Cb%3E", "#endpoint-rows",
    "#data", "#q=\u202e\u2028", "#" + "q=a%20" * 3_000,
)  # fmt: skip


def assert_nothing_acts(page: Page) -> None:
    """No text became anything else, and every link stays within the page."""
    assert page.evaluate("window.__owned") is None
    assert page.locator(FORBIDDEN).count() == 0
    assert page.evaluate(_HANDLERS) == []
    assert page.evaluate("[...document.links].filter(one => !one.getAttribute('href').startsWith('#')).length") == 0
    assert page.locator("script").count() == 3
    assert page.locator("style").count() == 1
    assert page.evaluate("({}).polluted") is None


def test_all_that_can_be_opened_is_opened(visit: Visit) -> None:
    page = visit("hostile")
    assert_nothing_acts(page)
    for button in page.locator(".more-findings button").all():
        button.click()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert_nothing_acts(page)
    page.get_by_role("button", name="Tree").click()
    while page.locator("#tree details:not([open])").count():
        page.evaluate("document.querySelectorAll('#tree details').forEach(one => { one.open = true; })")
    assert_nothing_acts(page)
    assert page.locator("#tree a").count() == len(PAYLOADS)


def test_every_endpoint_is_opened(visit: Visit) -> None:
    page = visit("hostile")
    for one in hostile().endpoints:
        heading, text = page.evaluate(_VIEW, one.id)
        assert heading == folded(one.template)
        names = (one.template, one.service, one.method, *one.query_parameters, *one.hosts)
        assert [name for name in names if shown(name) not in text] == []
        assert page.evaluate("window.__owned") is None
    assert_nothing_acts(page)


@pytest.mark.parametrize("name", ["service", "method", "rule", "tag"])
def test_hostile_choices_choose_themselves(visit: Visit, name: str) -> None:
    page = visit("hostile")
    assert page.locator(f"#{name} option").count() > len(PAYLOADS) // 2
    assert page.locator(f"#{name}").evaluate(_CHOOSE) == []
    assert_nothing_acts(page)


def test_links_that_others_made_up_do_no_harm(visit: Visit) -> None:
    page = visit("hostile")
    address = page.url
    for fragment in LINKS:
        page.goto(address + fragment)
        page.keyboard.press("Escape")
        page.evaluate("document.querySelector('#clear').click()")
        expect(page.locator("#matches")).to_have_text(f"{len(PAYLOADS)} endpoints")
    assert_nothing_acts(page)


@pytest.mark.parametrize("fragment", ["#sort=constructor", "#endpoint=__proto__&q=<script>", "#%E0%A4%A"])
def test_a_page_that_is_opened_by_such_a_link(visit: Visit, fragment: str) -> None:
    page = visit("hostile", fragment)
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('#clear').click()")
    expect(page.locator("#matches")).to_have_text(f"{len(PAYLOADS)} endpoints")
    assert_nothing_acts(page)


def test_from_captures_to_the_page(invoke: Invoke, tmp_path: Path, visit: Visit) -> None:
    db, spec, out = tmp_path / "i.db", description(tmp_path), tmp_path / "report.html"
    assert invoke("scan", *captures(tmp_path), "--db", db).status == 0
    assert invoke("report", "--db", db, "--spec", spec, "--format", "json", "--output", out).status == 0
    page = visit(out)
    assert_nothing_acts(page)
    for link in page.locator("#endpoint-rows tbody a").all():
        page.evaluate(_VIEW, (link.get_attribute("href") or "").removeprefix("#endpoint="))
    assert_nothing_acts(page)
