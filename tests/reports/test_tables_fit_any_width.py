"""Tables and trees: no line is wider than the terminal, and no name is cut, whatever the names are."""

import io

import msgspec
import pytest
from drift_documents import finding, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from inventory_documents import FIRST, LAST, changed, changes, endpoint, in_full, inventory, nothing
from rich.cells import cell_len
from rich.console import Console

from inventory.reports import documents, render
from inventory.reports.tables.grid import Grid, Title
from inventory.reports.tables.layout import Column
from inventory.reports.wording import safe
from inventory.rules import all_rules

TERMINALS = st.integers(40, 200)
PATHS = st.lists(st.text("ab{}", min_size=1, max_size=30), min_size=1, max_size=12).map(
    lambda names: f"/{'/'.join(names)}"
)
LONG = "/v1" + "/a-quite-long-segment" * 90  # nearly 2,000 characters, of which all are shown


def capture(text: str) -> documents.CaptureDocument:
    anomaly = documents.AnomalyDocument("encrypted", f"not read {text}", 3, 99, 4, 1)
    fate = documents.FateDocument(text, "encrypted", 2, 99, (text,))
    return documents.CaptureDocument(text, "0", "pcap", 9, 9_999, 99, 100, 90, FIRST, LAST, (anomaly,), 100, (fate,))


def every(text: str) -> list[tuple[str, documents.Document]]:
    """Return a document of each kind with a text in every place of names, and the format to look at it in."""
    listed = documents.EndpointsDocument(1, (endpoint(), in_full(text), endpoint(f"/{text}/x", text, state="probed")))
    renamed = documents.RenamedDocument(text, "GET", f"/{text}", (f"/{text}1", text))
    found = finding(
        path=text, service=text, method=text, message=text, location=text, waiver=text, verdict=text, total=9_999
    )
    return [
        ("table", listed), ("tree", listed), ("table", documents.EndpointDetail(1, (endpoint(), in_full(text)))),
        ("table", documents.ScanDocument(1, (capture(text),), (text,), listed.endpoints, 3, (renamed,))),
        ("table", documents.DatabaseDocument(1, text, "1", 9, {"paths": 3}, (capture(text), capture("x")))),
        ("table", documents.CorrectionsDocument(1, (documents.CorrectionDocument("set", text, text, text, (text,)),))),
        ("table", report(found, finding(2, "note"))), ("table", inventory(text)),
    ]  # fmt: skip


@settings(max_examples=60)
@given(st.one_of(hostile_texts, PATHS), TERMINALS)
@example(LONG, 40)
@example("漢" * 300, 41)
@example("x" * 8_000, 60)
def test_no_line_is_wider_and_none_is_a_command(text: str, width: int) -> None:
    for form, document in every(text):
        shown = render(document, form, width=width)
        assert max(map(cell_len, shown.splitlines())) <= width
        assert not FORBIDDEN & set(map(ord, shown))


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_rules_fit(width: int) -> None:
    rules = [
        documents.RuleDocument(
            rule.name, rule.severity.value, rule.tags, rule.title, rule.text,
            tuple(msgspec.to_builtins(one) for one in rule.examples),
        )
        for rule in all_rules().values()
    ]  # fmt: skip
    listed = render(documents.RulesDocument(1, tuple(rules)), "table", width=width)
    assert max(map(cell_len, listed.splitlines())) <= width
    for rule in rules:
        assert "".join(rule.title.split()) in "".join(listed.split()) or width > 60
        alone = render(documents.RulesDocument(1, (rule,)), "table", width=width)
        assert max(map(cell_len, alone.splitlines())) <= width


def column(shown: str, name: str, following: str) -> str:
    """Join what stands in one column, which is not the last one."""
    lines = shown.splitlines()
    start, end = lines[0].index(name), lines[0].index(following)
    return "".join(line[start:end].strip() for line in lines[1:])


@settings(max_examples=60)
@given(st.lists(PATHS, min_size=1, max_size=5), TERMINALS)
@example([LONG], 40)
@example([LONG, "/short"], 200)
def test_every_path_is_there_in_full(paths: list[str], width: int) -> None:
    listed = documents.EndpointsDocument(1, tuple(endpoint(path, count=7) for path in paths))
    table = render(listed, "table", width=width)
    body = "\n".join([table.splitlines()[0], *table.splitlines()[2:-1]])
    assert column(body, "endpoint", "exchanges") == "".join(paths)


@settings(max_examples=40)
@given(PATHS, TERMINALS)
@example(LONG, 40)
def test_a_path_is_whole_wherever_it_stands_alone(path: str, width: int) -> None:
    for form, document in (
        ("tree", documents.EndpointsDocument(1, (endpoint(path),))),
        ("table", documents.EndpointDetail(1, (endpoint(path),))),
        ("table", inventory(changes=nothing(), services=(), title=path)),
    ):
        assert path in "".join(render(document, form, width=width).split())


@pytest.mark.parametrize("text", [LONG, "\x1b[31mred", "a\nb", "漢字"])
def test_in_a_pipe_each_endpoint_is_one_line(text: str) -> None:
    listed = documents.EndpointsDocument(1, (endpoint(), endpoint(f"/{text}", service=text), endpoint("/x")))
    lines = render(listed, "table", width=10_000).splitlines()
    assert len(lines) == 4
    assert lines[2].split()[:3] == [safe(text), "GET", f"/{safe(text)}"]
    assert max(map(len, (*lines[:2], lines[3]))) < 400  # one long name does not widen the lines of others


def grid(*rows: tuple[str, ...], width: int, indent: int = 0) -> list[str]:
    """Show rows of a name, a figure, words that may go below, and a time that may be left out."""
    out = io.StringIO()
    columns = (
        Column("name", least=10), Column("number", right=True), Column("words", least=12, rank=1, label="says"),
        Column("time", rank=2, spare=True),
    )  # fmt: skip
    console = Console(file=out, width=width, color_system=None, force_terminal=False)
    console.print(Grid(columns, [*rows, Title("a title")], indent=indent), crop=False)
    return [line.rstrip() for line in out.getvalue().splitlines()]


ROW = ("/one/two/three/four", "1,204", "some words about it", "12:00")


def test_what_becomes_of_columns_when_the_terminal_gets_narrow() -> None:
    assert grid(ROW, width=60) == [
        "name                 number  words                time",
        "/one/two/three/four   1,204  some words about it  12:00",
        "a title",
    ]
    assert grid(ROW, width=50)[0] == "name                 number  words"
    assert grid(ROW, width=40) == [
        "name             number  words",
        "/one/two/three/   1,204  some words",
        "  four                     about it",
        "a title",
    ]
    assert grid(ROW, width=28, indent=2) == [
        "  name                number",
        "  /one/two/three/      1,204",
        "    four",
        "    says some words about it",
        "a title",
    ]


def test_columns_that_nothing_fills_are_left_out_of_grids() -> None:
    assert grid(("a", "", "", ""), ("b", "2", "", ""), width=60)[:2] == ["name  number", "a"]
    assert grid(width=60) == ["a title"]


def test_what_happened_is_told_below_an_endpoint_that_needs_the_line() -> None:
    document = inventory(changes=changes(appeared=(changed(LONG[:70]),)))
    lines = render(document, "table", width=80).splitlines()
    at = lines.index("Appeared (1)")
    assert lines[at + 3] == "          seen 2026-11-02 09:00 to 2026-11-21 09:30"
