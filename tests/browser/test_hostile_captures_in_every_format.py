"""From captures whose names are hostile to every format of every command: nothing is printed that acts on anything."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest
from hostile_captures import SERVICE, captures, description
from markdown_it import MarkdownIt
from program import Invoke

from inventory.reports import format_names
from inventory.reports.documents import DriftDocument, EndpointDetail, EndpointsDocument, InventoryDocument

COMMANDS = {
    "diff": DriftDocument,
    "endpoints": EndpointsDocument,
    "report": InventoryDocument,
    "show": EndpointDetail,
}
# Controls, formatting signs, surrogates, private use, noncharacters, line and paragraph separators.
UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
FORMULA = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001


@pytest.fixture
def scanned(invoke: Invoke, tmp_path: Path) -> tuple[Path, Path]:
    """Return an inventory of hostile captures, and a description that knows a part of it."""
    db, spec = tmp_path / "i.db", description(tmp_path)
    assert invoke("scan", *captures(tmp_path), "--db", db).status == 0
    return db, spec


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_printed_acts_on_nothing(invoke: Invoke, scanned: tuple[Path, Path], command: str) -> None:
    db, spec = scanned
    given = {"diff": ("--spec", spec), "endpoints": (), "report": ("--spec", spec), "show": ("/v1",)}[command]
    for form in format_names(COMMANDS[command]):
        result = invoke(command, *given, "--db", db, "--format", form)
        assert result.status in {0, 1}, (form, result.err)
        assert SERVICE in result.out
        unsafe = {sign for sign in result.out if unicodedata.category(sign) in UNSAFE} - {"\n", "\r"}
        assert not unsafe, (form, unsafe)
        CHECKS.get(form, len)(result.out)


def _is_json(text: str) -> None:
    assert text.isascii()
    json.loads(text)


def _is_data_alone(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


def _has_no_links(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {inner.type for token in tokens for inner in (token, *(token.children or ()))}
    assert not kinds & {"link_open", "image", "html_inline"}
    assert not [token for token in tokens if token.type == "html_block" and "__owned" in token.content]


CHECKS = {"json": _is_json, "csv": _is_data_alone, "markdown": _has_no_links}
