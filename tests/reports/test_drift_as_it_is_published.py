"""The report value: figures of each finding, operations with what was found about them, rules, and its schema."""

import json
from pathlib import Path

import jsonschema_rs
from drift_documents import FILE, SERVICE, finding, hostile, match, operation, report
from hostile_text import hostile_texts
from hypothesis import given, settings
from program import ROOT

from inventory.model.comparisons import Comparison
from inventory.model.operations import SourceLine
from inventory.reports import documents, drifting, render

SCHEMA = jsonschema_rs.validator_for(
    json.loads((ROOT / "docs" / "schemas" / "findings.json").read_text(encoding="utf-8"))
)


def published(document: documents.DriftDocument) -> dict:
    """Return what is printed as JSON, which fits the published schema."""
    shown = json.loads(render(document, "json"))
    SCHEMA.validate(shown)
    return shown


def test_the_figures_of_a_finding() -> None:
    (one,) = published(report(finding(count=142, total=9_310, verdict="unused", state="known", waiver="a partner")))[
        "findings"
    ]
    assert (one["count"], one["total"], one["share"]) == (142, 9_310, 0.015252)
    assert (one["verdict"], one["state"], one["waiver"], one["fails"]) == ("unused", "known", "a partner", True)


def test_what_is_not_known_is_left_out() -> None:
    (one,) = published(report(finding(severity="note")))["findings"]
    assert not {"total", "share", "verdict", "state", "waiver", "fails"} & one.keys()


def test_rules_that_found_something() -> None:
    rules = published(report(finding(), finding(2), finding(3, rule="unknown-to-this-version")))["rules"]
    assert [rule["name"] for rule in rules] == ["undocumented-endpoint"]
    assert rules[0]["severity"] == "error"
    assert rules[0]["text"].startswith(rules[0]["title"])


def test_operations_and_what_is_about_them() -> None:
    same = finding(path="/users", location="query.a"), finding(path="/users", location="query.b")
    elsewhere = finding(path="/users", service="other.test")
    other_method = finding(path="/users", method="POST")
    unused = finding(path="/stores", service="", spec=SourceLine(FILE, 30, 5))
    shown = published(
        report(
            *same, elsewhere, other_method, unused,
            matches=(match(operation("/stores", 30), 0), match(operation("/users", 20), 9)),
        )
    )  # fmt: skip
    assert shown["operations"] == [
        {
            "service": SERVICE, "method": "GET", "path": "/users", "exchanges": 9,
            "spec": {"file": FILE, "line": 20, "column": 5}, "findings": [one.fingerprint for one in same],
        },
        {
            "service": None, "method": "GET", "path": "/stores", "exchanges": 0,
            "spec": {"file": FILE, "line": 30, "column": 5}, "findings": [unused.fingerprint],
        },
    ]  # fmt: skip


def test_the_same_operation_on_two_services() -> None:
    declared = operation("/users", 20)
    one = finding(path="/users", service="b.test", spec=declared.source)
    shown = published(report(one, matches=(match(declared, 3, "a.test"), match(declared, 4, "b.test"))))
    assert [(item["service"], bool(item["findings"])) for item in shown["operations"]] == [
        ("a.test", False), ("b.test", True),
    ]  # fmt: skip


def test_the_same_path_in_two_descriptions() -> None:
    """What was seen nowhere is known by its line alone."""
    seen, unseen = operation("/health", 9, file="a.yaml"), operation("/health", 9, file="b.yaml")
    one = finding(path="/health", service="", spec=unseen.source)
    shown = published(report(one, matches=(match(seen, 3, "a.test", "a.yaml"), match(unseen, 0, "", "b.yaml"))))
    assert [(item["spec"]["file"], len(item["findings"])) for item in shown["operations"]] == [
        ("a.yaml", 0), ("b.yaml", 1),
    ]  # fmt: skip


def test_descriptions_with_where_they_were_seen() -> None:
    declared = operation("/users", 20)
    matches = (match(declared, 3, "b.test"), match(declared, 3, "a.test"), match(operation("/x", 30), 0))
    assert published(report(matches=matches))["descriptions"] == [
        {
            "title": "Things", "version": "1.0", "services": ["a.test", "b.test"],
            "spec": {"file": FILE, "line": 12, "column": 1},
        }
    ]  # fmt: skip


def test_the_order_of_matches_does_not_matter() -> None:
    matches = tuple(match(operation(f"/p{number}", 20 + number), number) for number in range(5))
    assert report(matches=matches) == report(matches=matches[::-1])


def test_files_as_seen_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    for file, shown in (
        (str(folder / "specs" / "a.yaml"), "specs/a.yaml"),
        (str(tmp_path / "a.yaml"), "../a.yaml"),
        ("https://x.test/a.yaml", "https://x.test/a.yaml"),
    ):
        declared = operation("/users", 20, file=file)
        one = finding(spec=declared.source)
        document = drifting.drift(Comparison((match(declared, 1, SERVICE, file),), ()), [one], folder=folder)
        assert document.findings[0].spec.file == shown
        assert document.operations[0].spec.file == shown
        assert document.descriptions[0].spec.file == shown


def test_a_run_that_came_to_nothing() -> None:
    shown = published(drifting.unjudged(4))
    assert shown["exit_status"] == 4
    assert shown["findings"] == shown["operations"] == []


@settings(max_examples=60)
@given(hostile_texts)
def test_any_text_fits_the_schema(text: str) -> None:
    shown = json.loads(render(hostile(text), "json"))
    assert shown["findings"][0]["message"] == text
    published(hostile(text.encode("utf-8", "ignore").decode()))  # the validator takes no lone surrogates
