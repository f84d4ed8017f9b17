"""The page of an inventory: what is on it without its script, what its script gets, and what may run in it."""

import hashlib
import json
import re
from base64 import b64encode
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from pages_by_hand import LATENCY, changes, drift, endpoint, finding, inventory

from inventory.reports import format_names, render
from inventory.reports.documents import InventoryDocument, InventorySummary, TrafficDocument

VOID = {"meta", "link", "input", "br", "wbr"}
APART = {"td", "th", "li", "p", "br", "dd", "small"}  # what begins after a space, as it is seen


class Page(HTMLParser):
    """What stands in a page: elements, texts by element, attributes; it has to be well-formed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.raw: dict[str, str] = {}
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.words.append(" " if tag in APART else "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"script", "style"}:
            name = self.elements[-1][1].get("id") or self.open[-1]
            self.raw[str(name)] = self.raw.get(str(name), "") + data
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that is read without a script, with single spaces."""
        return " ".join("".join(self.words).split())

    def attributes(self, name: str) -> list[str]:
        """Return the values of an attribute wherever it stands."""
        return [str(attrs[name]) for _, attrs in self.elements if name in attrs]


def page(document: InventoryDocument) -> Page:
    return Page(render(document, "html"))


def embedded(document: InventoryDocument, name: str) -> Any:
    """Return what the script of a page reads."""
    return json.loads(page(document).raw[name])


def empty() -> InventoryDocument:
    """Return an inventory with nothing in it."""
    summary = InventorySummary(0, 0, {}, 0, 0, None, None, {})
    return InventoryDocument(1, "Inventory", summary, (), (), (), (), TrafficDocument("day", (), (), (), (), ()), None)


def test_it_is_a_format_of_inventories_alone() -> None:
    assert "html" in format_names(InventoryDocument)
    assert all("html" not in format_names(kind) for kind in (type(drift("x")), type(endpoint())))


def test_the_same_inventory_gives_the_same_page() -> None:
    assert render(inventory(), "html") == render(inventory(), "html")


def test_no_encoding_changes_what_is_hashed() -> None:
    told = render(inventory("größe漢🔥"), "html")
    assert told.isascii()
    found = Page(told)
    assert "Inventory of größe漢🔥" in found.text
    assert "größe漢🔥.test" in json.loads(found.raw["data"])["texts"]


def test_only_its_own_style_and_script_may_run() -> None:
    found = page(inventory())
    (policy,) = [
        attrs["content"] for _, attrs in found.elements if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in str(policy).split("; "))
    assert rules == {
        "default-src": "'none'", "style-src": f"'{hash_of(found.raw['style'])}'",
        "script-src": f"'{hash_of(found.raw['script'])}'", "img-src": "data:", "base-uri": "'none'",
        "form-action": "'none'",
    }  # fmt: skip


def hash_of(source: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(source.encode()).digest()).decode()


def test_it_asks_for_nothing_and_leads_nowhere_else() -> None:
    found = page(inventory("http://evil.test/"))
    assert not found.attributes("src")
    assert not found.attributes("style")
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on")]
    assert {link[0] for link in found.attributes("href") if link != "data:,"} == {"#"}
    own = found.raw["style"] + found.raw["script"]
    assert set(re.findall(r"https?://[^\"'\s)]+", own)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|url\(|innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(", own)


def test_its_links_lead_to_places_that_are_there() -> None:
    found = page(inventory())
    ids = found.attributes("id")
    assert len(ids) == len(set(ids))
    places = {link[1:] for link in found.attributes("href") if link.startswith("#") and "=" not in link}
    assert places <= set(ids)
    assert {"main", "endpoints", "search", "findings", "changes", "tree", "endpoint-rows"} <= set(ids)
    for name in ("aria-labelledby", "for"):
        assert set(" ".join(found.attributes(name)).split()) - {"endpoint-name"} <= set(ids)


def test_its_headings_are_in_order() -> None:
    levels = [int(tag[1]) for tag, _ in page(inventory()).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "words",
    [
        "Inventory of orders", "As it was on 2026-11-20 18:30:15", "3 endpoints of 1 service, from 4,321 exchanges",
        # What changed.
        "nothing is known of orders", "none of 43 exchanges with orders",
        "Since orders.pcap (2026-11-01 06:00, 4 captures): 1 endpoint appeared, 1 vanished, 1 woke up, 1 changed",
        "3 captures of orders go over that time",
        "New findings 1", "Appeared 1", "Vanished 1", "Woke up 1", "silent since 2026-09-01", "orders.test/orders/gone",
        "errors 5xx of orders rose from 1 % to 9 %", "Findings that are gone 1", "Accepted: orders may",
        # The summary.
        "1 undocumented", "3 findings: 2 error 0 warning 1 note", "declared operations were used 23 of 31",
        "41 of 60", "52 of 88", "2 endpoints are in no description; 1 finding of the baseline is gone",
        "The orders API 1.orders (specs/orders.yaml) on orders.test; older than specs/orders2.yaml",
        "3.5 MB encrypted, and no key opens it, in 12 connections with bank.orders.test",
        "41 scripts, styles and images, 7 probed",
        "1 service is in no description, with 12 exchanges", "orders.test 1 host: a.orders.test",
        # The charts.
        "2,190 exchanges from 2026-11-01 to 2026-11-20", "503 11", "no response 10", "6 exchanges of unknown time",
        "half within 42.5 ms, 90 % within 180 ms, 99 % within 905 ms",
        # The endpoints, the findings, the lines.
        "new woke up changed undocumented grpcorders", "1,201 8.3 % 180 ms 2 error 2026-11-01 06:00 2026-11-20 18:30",
        "The waiver of orders ended", "Traffic reaches what orders lacks.", "Nobody reviews it.",
        "error GET orders.test/orders/1/{id} query.orders", "GET /orders is in no description: 15 exchanges",
        "high confidence, 15 exchanges of 142", "shop.pcap: frame.number == 4711, tcp.stream == 77",
        "login.har entry 31", "Accepted: until orders has moved",
        "specs/orders.yaml line 40, on a.orders.test, b.orders.test",
        "40 /orders: {} error undocumented-endpoint: GET /orders is in no description",
        "were not seen 1", "PUT /orders/quiet specs/orders.yaml 99",
        # The captures.
        "orders.pcap pcapng 4,321", "These are the newest of 9.", "bank.orders.test encrypted, and no key opens it 12",
    ],
)  # fmt: skip
def test_what_a_reader_needs_is_there_without_a_script(words: str) -> None:
    assert words in page(inventory()).text


def test_the_script_gets_all_that_is_told_of_an_endpoint() -> None:
    document = inventory("qxz")
    told = render(document, "html")
    strings = set(json.loads(Page(told).raw["details"])["texts"])
    known = {text for text in _texts(document.endpoints[0]) if "qxz" in text}
    missing = {text for text in known if not any(text in shown for shown in strings | set(_strings(document)))}
    assert missing <= {"/nameqxz"}  # is shown as the name that it is
    assert "uuid: wordqxz, in 90 of 120" in strings


def _strings(document: InventoryDocument) -> list[str]:
    return list(embedded(document, "data")["texts"])


def _texts(value: object) -> list[str]:
    """Return all texts in a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, msgspec.Struct):
        return [text for field in value.__struct_fields__ for text in _texts(getattr(value, field))]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    return [text for key in value for text in _texts(key)] if isinstance(value, dict) else []


def test_endpoints_stand_in_their_order_with_their_figures() -> None:
    rows = embedded(inventory(), "data")["rows"]
    assert [(row[0], row[5:9]) for row in rows] == [
        ("e1", [1_201, 90, 10, 180.1]), ("e2", [1_202, 90, 10, 180.1]), ("e3", [1_203, 90, 10, 180.1])
    ]  # fmt: skip
    assert rows[0][9:] == [[0, 2], 1_793_512_800_000, 1_795_199_415_250]


def test_a_trend_leaves_out_what_is_silent() -> None:
    document = msgspec.structs.replace(inventory(), endpoints=(endpoint(trend=(0, 0, 5, 0, 7, 1, 0, 0, 0)),))
    assert embedded(document, "details")["rows"][0][3] == [-2, 5, -1, 7, 1, -3]


def test_many_endpoints_are_listed_by_the_script() -> None:
    found = page(inventory(endpoints=450))
    assert "The first 200 of 450 endpoints" in found.text
    assert len([tag for tag, attrs in found.elements if attrs.get("role") == "rowheader"]) == 200
    assert len(json.loads(found.raw["data"])["rows"]) == 450


def test_many_findings_of_a_rule_and_many_changes_are_not_all_on_the_page() -> None:
    findings = tuple(finding(number=number) for number in range(1, 80))
    appeared = changes("orders", endpoint()).appeared * 700
    document = msgspec.structs.replace(
        inventory(),
        drift=msgspec.structs.replace(drift("orders"), findings=findings),
        changes=msgspec.structs.replace(changes("orders", endpoint()), appeared=appeared),
    )
    text = page(document).text
    assert "and 29 more." in text
    assert "685 more" in text
    assert "All 700 are among the endpoints" in text
    assert len(embedded(document, "data")["findings"]) == 79


def test_an_inventory_with_nothing_in_it() -> None:
    text = page(empty()).text
    for words in ("0 endpoints of 0 services", "No description was given", "No capture was read", "None: all that was"):
        assert words in text
    assert "What changed" not in text
    assert "Traffic" not in text


def test_that_nothing_changed_is_told() -> None:
    same = msgspec.structs.replace(
        changes("orders", endpoint()), appeared=(), vanished=(), woken=(), changed=(), findings_new=(),
        findings_gone=(), findings_accepted=(),
    )  # fmt: skip
    assert (
        "Nothing changed since orders.pcap (2026-11-01 06:00, 4 captures)"
        in page(msgspec.structs.replace(inventory(), changes=same)).text
    )


def test_that_there_was_nothing_to_judge_is_told() -> None:
    judged = msgspec.structs.replace(drift("orders"), findings=(), rules=(), exit_status=4)
    assert "no host in common with the descriptions" in page(msgspec.structs.replace(inventory(), drift=judged)).text


def test_a_page_is_small() -> None:
    few, many = (len(render(inventory(endpoints=count), "html")) for count in (1, 1_001))
    assert few < 110_000
    assert (many - few) / 1_000 < 1_000  # bytes of an endpoint, with the rows that are there without a script


def test_latency_that_is_not_known_is_left_out() -> None:
    document = msgspec.structs.replace(inventory(), latency=None, endpoints=(endpoint(latency=None),))
    assert "Latency as a table" not in page(document).text
    assert "Latency as a table" in page(msgspec.structs.replace(document, latency=LATENCY)).text
    assert embedded(document, "data")["rows"][0][8] is None
