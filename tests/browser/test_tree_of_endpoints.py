"""The tree has the endpoints that the table has, each below its service and segments, with sums that are right."""

import re

import pytest
from browsing import Visit
from made_inventories import many
from playwright.sync_api import Page, expect
from reading import Oracle

ORACLE = Oracle(many(90))
# Of each leaf: its link, its method, the names of the branches above it as one text, and its own.
_LEAVES = """() => [...document.querySelectorAll("#tree a")].map(leaf => {
    const names = [];
    for (let one = leaf.closest("details"); one; one = one.parentElement.closest("details")) {
        names.unshift(one.querySelector(":scope > summary bdi").textContent);
    }
    return [leaf.hash.split("=")[1], leaf.closest("li").querySelector(".method").textContent, names.join(""),
        leaf.textContent];
})"""


def grown(page: Page) -> set[str]:
    """Open all branches; return the endpoints that leaves lead to, each of which stands below its own path."""
    closed = "[...document.querySelectorAll('#tree details:not([open])')]"
    for _ in range(20):
        if not page.evaluate(f"{closed}.length"):
            break
        page.evaluate(f"{closed}.forEach(one => {{ one.open = true; }})")
        page.wait_for_timeout(20)
    leaves = page.evaluate(_LEAVES)
    by_id = {one.id: one for one in ORACLE.document.endpoints}
    for identity, method, branches, name in leaves:
        one = by_id[identity]
        assert method == one.method
        # What ends where others go on stands in its own branch, whose name it repeats.
        assert one.service + one.template in {branches + name, branches if branches.endswith(name) else ""}
    assert len({identity for identity, *_ in leaves}) == len(leaves)
    return {identity for identity, *_ in leaves}


@pytest.mark.parametrize("asked", [{}, {"method": "GET"}, {"q": "v2", "severity": "any"}, {"tag": "shadow"}])
def test_leaves_are_the_endpoints_that_fit(visit: Visit, asked: dict[str, str]) -> None:
    parts = [*asked.items(), ("view", "tree")]
    page = visit("some", "#" + "&".join(f"{name}={value}" for name, value in parts))
    wanted = ORACLE.selected(**asked)
    assert grown(page) == {one.id for one in wanted}
    expect(page.locator("#matches")).to_have_text(re.compile(rf"^{len(wanted)}\b"))


def test_services_tell_what_is_below_them(visit: Visit) -> None:
    page = visit("some", "#view=tree")
    for branch in page.locator("#tree > ul > li > details > summary").all():
        name, facts = branch.locator("bdi").inner_text(), branch.locator(".facts").inner_text()
        below = [one for one in ORACLE.document.endpoints if (one.service + one.template).startswith(name)]
        findings = sum(len(one.findings) for one in below)
        assert facts.startswith(f"{len(below)} endpoints, {sum(one.count for one in below):,} exchanges")
        assert (f"{findings} finding" in facts) == bool(findings)


def test_a_search_narrows_the_tree(visit: Visit) -> None:
    page = visit("some", "#view=tree")
    one = ORACLE.document.endpoints[11]
    page.locator("#search").fill(f"{one.service}{one.template} {one.method}")
    assert one.id in grown(page)
    page.locator("#search").fill("no such thing")
    assert grown(page) == set()


def test_a_leaf_opens_its_endpoint_and_the_tree_stays(visit: Visit) -> None:
    page = visit("some", "#view=tree&method=DELETE")
    grown(page)
    leaf = page.locator("#tree a").first
    leaf.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(leaf).to_be_focused()
    expect(leaf).to_be_visible()
