"""Paths, hosts and file names are other people's text: no report lets them act on a terminal, a log or a CI system."""

import json

import msgspec
import pytest
from drift_documents import hostile
from pages_by_hand import inventory

from inventory.model.endpoints import Endpoint
from inventory.model.evidence import Evidence
from inventory.model.history import Changes, Former, Renamed
from inventory.model.observations import Tally
from inventory.reports import documents, format_names, publishing, render

HOSTILE = [
    "\x1b]0;title\x07", "\x9b31m", "\u202egnp.exe", "[bold red]x[/]", "[/]", "::error::x", "a\n::error::y", "\x7f",
    "\u200b", "\ud800", "<script>", ":smile:", "z" + "\u0301" * 500,
]  # fmt: skip
FORBIDDEN = set(range(0x20)) - {0x0A} | {0x7F} | set(range(0x80, 0xA0)) | {0x202E, 0x200B} | set(range(0xD800, 0xE000))


def _endpoint(text: str) -> Endpoint:
    tally = Tally(200, "api", "served", 3, 10**18, 10**18, (Evidence(10**18, text, 1, 0),))
    return Endpoint(text, text, "/" + text, "api", (), ("/" + text,), (tally,), ())


def _documents(text: str) -> list[documents.Document]:
    return [
        publishing.endpoints([_endpoint(text)]),
        publishing.detail([_endpoint(text)], {_endpoint(text).key: (Former(text, text),)}),
        publishing.scan([], [text], Changes((_endpoint(text),), (Renamed(_endpoint(text), (text,)),)), 1),
        _drift(text),
    ]


def _drift(text: str) -> documents.DriftDocument:
    summary = documents.DriftSummary(1, {"error": 1}, {}, (text,), 1, 1, 1, {"probed": 2}, {text: 4})
    return msgspec.structs.replace(hostile(text), summary=summary)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", format_names())
@pytest.mark.parametrize("width", [40, 10_000])
def test_nothing_hostile_is_printed_raw(text: str, form: str, width: int) -> None:
    written = [*_documents(text), *([inventory(text)] if form == "html" else [])]
    shown = [render(one, form, width=width) for one in written if form in format_names(type(one))]
    assert shown
    for one in shown:
        assert not FORBIDDEN & set(map(ord, one.replace("\r\n", "\n")))
        assert form == "github" or not any(line.lstrip().startswith("::error") for line in one.splitlines())


@pytest.mark.parametrize("text", HOSTILE)
def test_json_keeps_the_text_itself(text: str) -> None:
    (found,) = json.loads(render(publishing.endpoints([_endpoint(text)]), "json"))["endpoints"]
    assert found["service"] == text


def test_console_markup_is_text() -> None:
    assert "[bold red]x[/]" in render(publishing.endpoints([_endpoint("[bold red]x[/]")]), "table", width=200)
