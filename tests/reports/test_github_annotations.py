"""Annotations: commands that the runner of GitHub Actions reads as they are meant, and no others."""

import re

import pytest
from drift_documents import FILE, finding, hostile, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings

from inventory.model.operations import SourceLine
from inventory.reports import documents, drifting, render

LINE = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def annotations(document: documents.DriftDocument) -> list[tuple[str, dict[str, str], str]]:
    """Read commands as the runner does: kind, properties, message."""
    found = []
    for line in render(document, "github").splitlines():
        command, properties, message = LINE.fullmatch(line).groups()
        given_properties = dict(item.split("=", 1) for item in properties.split(","))
        found.append((command, {name: _read(value) for name, value in given_properties.items()}, _read(message)))
    return found


def _read(text: str) -> str:
    for escape, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escape, sign)
    return text


def test_an_annotation_stands_on_a_line() -> None:
    one = finding(spec=SourceLine("a,b:c%.yaml", 20, 5), message="100 % of it: a, b", path="/a,b:c")
    assert annotations(report(one)) == [
        ("error", {"file": "a,b:c%.yaml", "line": "20", "col": "5", "title": "undocumented-endpoint: GET /a,b:c"},
         "100 % of it: a, b"),
    ]  # fmt: skip


def test_the_raw_escapes() -> None:
    one = finding(spec=SourceLine("a,b:c%.yaml", 1, 1), message="1%\n::error::x")
    (line,) = render(report(one), "github").splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=undocumented-endpoint%3A GET /things/1::")
    assert line.endswith("::1%25\\n:\\x3aerror::x")


def test_the_worst_first_and_how_many_are_left() -> None:
    found = (
        *(finding(number, "note") for number in range(12)),
        *(finding(number, "warning") for number in range(20, 31)),
        *(finding(number, "error") for number in range(40, 53)),
    )
    kinds = [kind for kind, _, _ in annotations(report(*found))]
    assert kinds == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 9 + ["notice"]
    assert annotations(report(*found))[-1][2].startswith("and 3 errors, 1 warning, 3 notes more")


def test_what_is_accepted_is_not_annotated() -> None:
    assert annotations(report(finding(waiver="a partner"), finding(2, state="known"))) == []
    assert len(annotations(report(finding(state="new")))) == 1


def test_without_a_line_it_stands_where_the_paths_begin() -> None:
    ((_, properties, _),) = annotations(report(finding()))
    assert (properties["file"], properties["line"]) == (FILE, "12")


@pytest.mark.parametrize("status", [2, 3, 4, 5])
def test_a_run_that_failed(status: int) -> None:
    ((kind, properties, message),) = annotations(drifting.unjudged(status))
    assert (kind, properties) == ("error", {"title": "inventory"})
    assert message
    full = annotations(report(*(finding(number) for number in range(12)), exit_status=3))
    assert [kind for kind, _, _ in full] == ["error"] * 10 + ["notice"]
    assert full[-1][2].startswith("and 3 errors more")


@settings(max_examples=50)
@given(hostile_texts)
def test_no_text_is_a_command(text: str) -> None:
    shown = render(hostile(text), "github")
    assert not FORBIDDEN & set(map(ord, shown))
    assert "##[" not in shown
    assert "##vso[" not in shown
    found = annotations(hostile(text))
    assert [kind for kind, _, _ in found].count("error") == 1
    assert all(set(properties) <= {"file", "line", "col", "title"} for _, properties, _ in found)
