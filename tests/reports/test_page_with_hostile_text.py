"""Whatever hosts, paths and messages say, a page shows it as text, and tells what is invisible."""

import json
import re

import msgspec
import pytest
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings
from pages_by_hand import endpoint, inventory
from test_page_of_an_inventory import Page

from inventory.reports import render
from inventory.reports.page.text import encoded, folded, fragment, shown, steps

PLAIN = Page(render(inventory(), "html"))

# Payloads that would end what they stand in, begin something, or be taken for an address or a template.
HOSTILE = [
    "<script>window.owned=1</script>", '"><img src=x onerror=owned()>', "</script><script>owned()</script>",
    "<!--<script>",
    "</title></style></dialog>", "'onmouseover='owned()", "javascript:owned()", "{{7*7}}{% raw %}", "&lt;b&gt;",
    "]]>", "\u202egnp.exe", "\x1b]0;x\x07", "\x00", "\ud800", "\u2028owned()", "##[add-mask]x",
]  # fmt: skip


def structure(found: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Return elements and the names of their attributes: what no text may change; paths have parts."""
    return [(tag, tuple(attrs)) for tag, attrs in found.elements if tag != "wbr"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_changes_no_element_and_no_attribute(text: str) -> None:
    made = render(inventory(text), "html")
    found = Page(made)
    assert structure(found) == structure(PLAIN)
    assert not FORBIDDEN & set(map(ord, made))
    assert "7*7" in made or "7*7" not in text


@settings(max_examples=40, deadline=None)
@given(hostile_texts)
def test_any_text_changes_no_element_and_no_attribute(text: str) -> None:
    made = render(inventory(text), "html")
    found = Page(made)
    assert structure(found) == structure(PLAIN)
    assert not FORBIDDEN & set(map(ord, made))
    assert {link[0] for link in found.attributes("href") if link != "data:,"} == {"#"}
    for name in ("data", "details"):
        assert not re.search("[<>&\u2028\u2029]", found.raw[name])
        json.loads(found.raw[name])


@given(hostile_texts)
def test_a_fragment_holds_a_text_without_ending(text: str) -> None:
    assert re.fullmatch(r"#service=(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})*", fragment(service=text))
    assert encoded(text) == encoded(shown(text))


def test_a_long_path_is_folded_in_a_list_and_whole_in_the_details() -> None:
    path = "".join(f"/segment{number}" for number in range(800))
    document = msgspec.structs.replace(inventory(), drift=None, changes=None, endpoints=(endpoint(template=path),))
    made = Page(render(document, "html"))
    assert any(path == text for text in json.loads(made.raw["data"])["texts"])
    assert path not in made.text
    assert folded(path).startswith("/segment0/segment1/")
    assert folded(path).endswith("/segment798/segment799")
    assert len(folded(path)) < 150


@given(hostile_texts)
def test_a_path_in_steps_is_the_path(text: str) -> None:
    assert "".join(steps(text)) == folded(text)
