"""Paths, hosts and file names are other people's text: no report lets them act on a terminal, a log or a CI system."""

import json

import pytest

from inventory.model.endpoints import Endpoint
from inventory.model.evidence import Evidence
from inventory.model.findings import Finding, Severity
from inventory.model.history import Changes, Former, Renamed
from inventory.model.observations import Tally
from inventory.reports import documents, formats, publishing, render

HOSTILE = [
    "\x1b]0;title\x07", "\x9b31m", "\u202egnp.exe", "[bold red]x[/]", "[/]", "::error::x", "a\n::error::y", "\x7f",
    "\u200b", "\ud800", "<script>", ":smile:", "z" + "\u0301" * 500,
]  # fmt: skip
FORBIDDEN = set(range(0x20)) - {0x0A} | {0x7F} | set(range(0x80, 0xA0)) | {0x202E, 0x200B} | set(range(0xD800, 0xE000))


def _endpoint(text: str) -> Endpoint:
    tally = Tally(200, "api", "served", 3, 10**18, 10**18, (Evidence(10**18, text, 1, 0),))
    return Endpoint(text, text, "/" + text, "api", (), ("/" + text,), (tally,), ())


def _documents(text: str) -> list[documents.Document]:
    finding = Finding(
        "undocumented-endpoint", Severity.ERROR, "high", (), text, text, "/" + text, None, text, 1, 0, 0,
        (Evidence(0, text, 7, -1),), None,
    )  # fmt: skip
    return [
        publishing.endpoints([_endpoint(text)]),
        publishing.detail([_endpoint(text)], {_endpoint(text).key: (Former(text, text),)}),
        publishing.scan([], [text], Changes((_endpoint(text),), (Renamed(_endpoint(text), (text,)),)), 1),
        documents.DriftDocument(
            1,
            documents.DriftSummary(1, {"error": 1}, {}, (text,), 1, 1, 1, {"probed": 2}, {text: 4}),
            (publishing._finding(finding),),
        ),
    ]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", formats())
@pytest.mark.parametrize("width", [40, 10_000])
def test_nothing_hostile_is_printed_raw(text: str, form: str, width: int) -> None:
    for document in _documents(text):
        shown = render(document, form, width=width)
        assert not FORBIDDEN & set(map(ord, shown))
        assert not any(line.lstrip().startswith("::error") and text != "::error::x" for line in shown.splitlines())


@pytest.mark.parametrize("text", HOSTILE)
def test_json_keeps_the_text_itself(text: str) -> None:
    (found,) = json.loads(render(publishing.endpoints([_endpoint(text)]), "json"))["endpoints"]
    assert found["service"] == text


def test_console_markup_is_text() -> None:
    assert "[bold red]x[/]" in render(publishing.endpoints([_endpoint("[bold red]x[/]")]), "table", width=200)
