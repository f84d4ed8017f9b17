"""CSV that no spreadsheet runs, and GitLab's code quality report, by what their readers expect."""

import csv
import io
import json

import jsonschema_rs
import pytest
from drift_documents import FILE, SERVICE, finding, hostile, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Evidence, Tally
from inventory.model.operations import SourceLine
from inventory.reports import documents, drifting, publishing, render

# What GitLab's documentation says that an issue has to have.
CODE_QUALITY = jsonschema_rs.validator_for(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^(?!\\./)"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


def rows(document: documents.Document) -> list[dict[str, str]]:
    """Read CSV as RFC 4180 says."""
    text = render(document, "csv")
    assert text.count("\r") == text.count("\n") == text.count("\r\n")
    read = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in read)
    return read


def issues(document: documents.DriftDocument) -> list[dict]:
    found = json.loads(render(document, "gitlab"))
    CODE_QUALITY.validate(found)
    assert len({one["fingerprint"] for one in found}) == len(found)
    return found


def test_the_columns_of_findings() -> None:
    one = finding(
        spec=SourceLine(FILE, 20, 5), total=9_310, count=142, state="new", verdict="unused", location="query.a"
    )
    (row,) = rows(report(one))
    assert row == {
        "severity": "error", "rule": "undocumented-endpoint", "service": SERVICE, "method": "GET", "path": "/things/1",
        "location": "query.a", "message": "GET /things/1 is in no description", "count": "142", "total": "9310",
        "share": "0.015252", "confidence": "high", "verdict": "unused", "state": "new", "waiver": "", "fails": "true",
        "first_seen": "2001-09-09T01:46:40.000000Z", "last_seen": "2033-05-18T03:33:20.000000Z",
        "evidence": "one.pcap frame 7", "file": FILE, "line": "20", "column": "5", "tags": "shadow",
        "fingerprint": one.fingerprint,
    }  # fmt: skip
    bare = render(report(), "csv")
    assert bare.split("\r\n")[0] == render(report(one), "csv").split("\r\n")[0]
    assert bare.count("\n") == 1


def test_the_columns_of_endpoints() -> None:
    tally = Tally(200, "api", "served", 3, 1, 2, (Evidence(1, "one.har", 4),))
    (row,) = rows(publishing.endpoints([Endpoint("a.test", "GET", "/a", "api", (), (), (tally,), ())]))
    assert row["template"] == "/a"
    assert row["statuses"] == "200 (3)"
    assert row["evidence"] == "one.har entry 4"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "－1", '=HYPERLINK("http://x","y")'])  # noqa: RUF001
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = rows(report(finding(message=text, method=text)))
    assert row["message"] == row["method"] == f"'{text}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1"])
def test_controls_before_a_formula_are_written_out(text: str) -> None:
    (row,) = rows(report(finding(message=text)))
    assert row["message"] == text.encode("unicode_escape").decode()


@settings(max_examples=100)
@given(hostile_texts)
def test_csv_about_any_text(text: str) -> None:
    assert not (FORBIDDEN - {0x0D}) & set(map(ord, render(hostile(text), "csv")))
    read = rows(hostile(text))
    assert len(read) == 24
    for row in read:
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row.values())  # noqa: RUF001


def test_code_quality() -> None:
    found = issues(
        report(
            finding(spec=SourceLine(FILE, 20, 5)), finding(2, "warning"), finding(3, "note"), finding(4, waiver="ok")
        )
    )
    assert [one["severity"] for one in found] == ["major", "minor", "info"]
    assert [one["location"] for one in found] == [
        {"path": FILE, "lines": {"begin": 20}},
        {"path": FILE, "lines": {"begin": 12}},
        {"path": FILE, "lines": {"begin": 12}},
    ]
    assert found[0]["check_name"] == "undocumented-endpoint"


@settings(max_examples=100)
@given(hostile_texts)
def test_code_quality_about_any_text(text: str) -> None:
    shown = render(hostile(text), "gitlab")
    assert shown.isascii()
    assert not FORBIDDEN & set(map(ord, shown))
    assert len(issues(hostile(text))) == 23


def test_a_run_that_failed_has_nothing() -> None:
    assert issues(drifting.unjudged(4)) == []
    assert rows(drifting.unjudged(4)) == []
