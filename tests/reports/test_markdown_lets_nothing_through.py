"""Markdown: text of others is nothing but code, tables keep their columns, and the length has a limit."""

import pytest
from drift_documents import SERVICE, finding, hostile, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Evidence, Tally
from inventory.reports import documents, drifting, markdown_text, publishing, render
from inventory.rules import all_rules

FORMS = ("markdown", "github-summary")
OWN_HTML = {"<!-- inventory -->", "<details>", "</details>"}


def tokens(text: str) -> list[Token]:
    """Parse Markdown with tables; return all tokens, those inside of paragraphs too."""
    found = MarkdownIt("commonmark").enable("table").parse(text)
    return [inner for token in found for inner in (token, *(token.children or ()))]


def rows(text: str) -> list[list[str]]:
    """Return the cells of all rows, headings left out."""
    found: list[list[str]] = []
    for token in tokens(text):
        if token.type == "tr_open":
            found.append([])
        elif token.type == "td_open":
            found[-1].append("")
        elif token.type in ("text", "code_inline") and found and found[-1]:
            found[-1][-1] += token.content
    return [row for row in found if row]


def assert_harmless(text: str, columns: set[int]) -> None:
    assert not FORBIDDEN & set(map(ord, text))
    for token in tokens(text):
        assert token.type not in (
            "link_open",
            "image",
            "html_inline",
            "fence",
            "code_block",
            "blockquote_open",
            "em_open",
        )
        if token.type == "html_block":
            for line in token.content.strip().splitlines():
                assert line in OWN_HTML or line.startswith("<summary>")
        if token.type == "text":
            assert "@" not in token.content
            assert "#" not in token.content
            assert "://" not in token.content
    assert {len(row) for row in rows(text)} <= columns


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=50)
@given(text=hostile_texts)
def test_findings_about_any_text(form: str, text: str) -> None:
    shown = render(hostile(text), form)
    assert_harmless(shown, {7})
    assert len(rows(shown)) == 24


@settings(max_examples=60)
@given(hostile_texts)
def test_endpoints_of_any_name(text: str) -> None:
    tally = Tally(200, "api", "served", 3, 1, 2, (Evidence(1, text, 1, 0),))
    one = Endpoint(text, text, f"/{text}", "api", (), (text,), (tally,), (), (text,))
    assert_harmless(render(publishing.endpoints([one]), "markdown"), {6})
    assert_harmless(render(publishing.detail([one], {}), "markdown"), set())


def test_figures_come_first_then_the_worst_then_the_rest_folded() -> None:
    found = [*(finding(number, "note") for number in range(30)), finding(31), finding(32, total=9_310)]
    shown = render(report(*found), "github-summary")
    assert shown.startswith("### API drift\n\n**32 findings: 2 error, 0 warning, 30 note**\n")
    lines = rows(shown)
    assert [row[0] for row in lines[:3]] == ["🔴 error", "🔴 error", "🔵 note"]
    assert [row[3] for row in lines[:3]] == ["3", "3 of 9,310", "3"]
    assert "<summary>12 further findings</summary>" in shown
    open_part, folded = shown.split("<details>")
    assert (len(rows(open_part)), len(rows(folded))) == (20, 12)


def test_the_state_of_each() -> None:
    shown = rows(render(report(finding(state="known", verdict="unused"), finding(2, waiver="a partner")), "markdown"))
    assert [row[4] for row in shown] == ["unused known", "waived"]


def test_several_services_are_told_apart() -> None:
    shown = rows(render(report(finding(), finding(2, service="b.test")), "markdown"))
    assert [row[2] for row in shown] == [f"GET {SERVICE}/things/1", "GET b.test/things/2"]
    assert rows(render(report(finding()), "markdown"))[0][2] == "GET /things/1"


@pytest.mark.parametrize(("form", "limit"), [("markdown", 65_536), ("github-summary", 2**20)])
@pytest.mark.parametrize("text", ["x", "`|", "漢", "🔥"])
def test_the_length_has_a_limit(form: str, limit: int, text: str) -> None:
    long = text * 500
    found = [finding(number, path=f"{long}{number}", message=long, verdict=long) for number in range(500)]
    shown = render(report(*found), form)
    assert len(shown) <= limit
    assert form != "github-summary" or len(shown.encode()) <= limit
    assert len(rows(shown)) > 40
    left = int(shown.split("\nand ")[1].split(" more")[0].replace(",", ""))
    assert left + len(rows(shown)) == 500


def test_a_long_text_is_cut_in_its_cell() -> None:
    assert len(markdown_text.code("`" * 5_000)) <= markdown_text.CELL_LIMIT + 2


@pytest.mark.parametrize("form", FORMS)
def test_a_run_that_failed(form: str) -> None:
    shown = render(drifting.unjudged(4), form)
    assert "nothing to judge" in shown
    assert "findings" not in shown
    assert "An input could not be read" in render(report(finding(), exit_status=3), form)


def test_a_comment_can_be_found_again() -> None:
    assert render(report(), "markdown").startswith("<!-- inventory -->\n")
    assert "<!--" not in render(report(), "github-summary")


def test_rules() -> None:
    shown = render(publishing.rules(all_rules().values()), "markdown")
    assert len(rows(shown)) == len(all_rules())
    one = render(publishing.rules([all_rules()["undocumented-endpoint"]]), "markdown")
    assert one.startswith("# undocumented-endpoint\n")
    assert "## What to do" in one


def test_endpoints_say_what_was_answered() -> None:
    document = documents.EndpointsDocument(1, ())
    assert rows(render(document, "markdown")) == []
    tally = Tally(404, "api", "served", 3_000, 1, 2, ())
    one = Endpoint("a.test", "GET", "/a", "api", (), (), (tally,), ())
    (row,) = rows(render(publishing.endpoints([one]), "markdown"))
    assert row == ["a.test", "GET", "/a", "api", "3,000", "404 (3,000)"]
