"""The table of findings: by rule, in columns, readable on narrow and wide terminals, whole lines in a pipe."""

import pytest
from drift_documents import FILE, finding, hostile, match, operation, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings

from inventory.model.operations import SourceLine
from inventory.reports import drifting, render

LONG = "/v1/a/quite/long/path/that/goes/on/{orderId}/and/on/for/ever/{more}"
DOCUMENT = report(
    finding(1, state="new"),
    finding(2, path=LONG, state="known"),
    finding(
        3, "warning", rule="deprecated-in-use", path="/users", count=142, total=9_310, location="query.limit",
        message="limit is declared as integer, but 142 of 9,310 exchanges send a word", spec=SourceLine(FILE, 20, 5),
    ),
    finding(
        4, "note", rule="declared-unused", verdict="not-observable", path="/x", waiver="a partner until 2027", count=0,
        evidence=(), message="GET /x is declared, but its host was encrypted",
    ),
    matches=(match(operation("/users", 20), 9_310), match(operation("/x", 30), 0)),
)  # fmt: skip


@pytest.mark.parametrize("width", [80, 120])
def test_everything_fits_and_is_there(width: int) -> None:
    shown = render(DOCUMENT, "table", width=width)
    lines = shown.splitlines()
    assert max(map(len, lines)) <= width
    joined = " ".join(shown.split())
    for part in (
        "error undocumented-endpoint (2): Traffic reaches an endpoint that no description mentions.",
        "warning deprecated-in-use (1):", "142 of 9,310", "new", "known", "waived", "one.pcap frame 7", "api.yaml:20",
        "4 findings: 2 error, 1 warning, 1 note, 1 new, 1 known, 1 waived",
    ):  # fmt: skip
        assert part in joined
    told = joined.replace(" ", "")
    assert "limitisdeclaredasinteger,but142of9,310exchangessendaword" in told
    assert "isdeclared,butitshostwasencrypted(not-observable)(accepted:apartneruntil2027)" in told
    assert LONG.replace("/and", "") not in told or width > 120


@pytest.mark.parametrize("width", [80, 120, 10_000])
def test_columns_stand_in_line_over_all_rules(width: int) -> None:
    lines = render(DOCUMENT, "table", width=width).splitlines()
    column = lines[0].index("exchanges") + len("exchanges")
    assert [line[:column].rsplit("  ", 1)[-1].strip() for line in lines if line.startswith("  GET")] == [
        "3", "3", "142 of 9,310", "0",
    ]  # fmt: skip


def test_a_pipe_gets_a_line_for_each_finding() -> None:
    lines = render(DOCUMENT, "table", width=10_000).splitlines()
    assert len([line for line in lines if line.startswith("  GET")]) == 4
    assert len(lines) == 1 + 3 + 4 + 2
    (line,) = [line for line in lines if "query.limit" in line]
    assert line.split()[1:3] == ["/users", "query.limit"]
    assert "one.pcap frame 7  api.yaml:20" in line
    assert line.endswith("send a word")


def test_columns_that_nothing_fills_are_left_out() -> None:
    head = render(report(finding()), "table", width=10_000).splitlines()[0]
    assert head.split() == ["method", "endpoint", "exchanges", "evidence"]


def test_several_services_are_told_apart() -> None:
    shown = render(report(finding(), finding(2, service="b.test")), "table", width=10_000)
    assert "b.test/things/2" in shown
    assert "api.test/things" not in render(report(finding()), "table", width=10_000)


def test_nothing_found_and_nothing_compared() -> None:
    assert render(report(), "table").startswith("No findings: everything that was seen is declared.\n")
    assert render(drifting.unjudged(0), "table").startswith("Nothing was compared")
    assert render(drifting.unjudged(4), "table").startswith("There was nothing to judge")


@pytest.mark.parametrize("width", [60, 120, 10_000])
@settings(max_examples=25)
@given(text=hostile_texts)
def test_no_text_is_a_command_or_a_control(width: int, text: str) -> None:
    shown = render(hostile(text), "table", width=width)
    assert not FORBIDDEN & set(map(ord, shown))
    assert "##[" not in shown.replace("\n", "")
    assert "##vso[" not in shown


def test_what_stands_below_a_finding_takes_the_whole_width() -> None:
    lines = render(DOCUMENT, "table", width=120).splitlines()
    below = [line for line in lines if "(accepted: a partner until 2027)" in line]
    assert below == [
        "          is declared, but its host was encrypted (not-observable) (accepted: a partner until 2027)"
    ]
