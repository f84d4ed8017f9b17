"""A rule's examples are its tests: described and observed go in, exactly the findings come out."""

import re

import pytest

from inventory import drift, endpoints, observe
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.findings import Finding
from inventory.model.operations import Description, Operation, Server, SourceLine
from inventory.rules import Example, Rule, all_rules, check

SERVER = Server("http://api.example", "http", "api.example", "")
CASES = [
    pytest.param(rule, example, id=f"{name}: {example.title}")
    for name, rule in all_rules().items()
    for example in rule.examples
]


def _description(texts: tuple[str, ...]) -> Description:
    operations = []
    for number, text in enumerate(texts, start=1):
        method, path, *words = text.split()
        place = SourceLine("api.yaml", number, 1)
        operations.append(Operation(method, path, (), place, deprecated="deprecated" in words))
    return Description("api.yaml", "Example", "1", "3.1", (SERVER,), tuple(operations))


def _exchange(number: int, text: str) -> Exchange:
    method, path, *status = text.split()
    json_fields = Fields((("content-type", "application/json"),))
    code = int(status[0]) if status else 200
    return Exchange(method, "http", "api.example", path, "1.1", code, Place(number, 0, number), Fields(), json_fields)


def judged(described: tuple[str, ...], observed: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return all findings of a small case."""
    gatherer = endpoints.Gatherer("example.pcap")
    for number, text in enumerate(observed, start=1):
        gatherer.add(observe.observe(_exchange(number, text)))
    claims = drift.claim(tuple(gatherer.sightings()), [_description(described)], (), observe.redact_path)
    return check(drift.compare(claims, endpoints.infer(claims.undeclared)))


def _unnamed(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", text)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: Rule, example: Example) -> None:
    found = [one for one in judged(example.described, example.observed) if one.rule == rule.name]
    assert sorted(_unnamed(f"{one.method} {one.path}") for one in found) == sorted(map(_unnamed, example.found))


def test_every_rule_explains_itself_and_shows_both_sides() -> None:
    assert len(all_rules()) >= 4
    for rule in all_rules().values():
        assert rule.title.endswith(".")
        assert "## Why it matters" in rule.text
        assert "## What to do" in rule.text
        assert any(example.found for example in rule.examples)
        assert any(not example.found for example in rule.examples)


def test_findings_carry_figures_evidence_and_the_line() -> None:
    observed = ("GET /orders", *["GET /debug"] * 7, "GET /debug 500")
    (finding,) = [one for one in judged(("GET /orders",), observed) if one.rule == "undocumented-endpoint"]
    assert finding.count == 8
    assert "8 exchanges, answered 200 (7), 500 (1)" in finding.message
    assert [one.frame for one in finding.evidence] == [2, 3, 4]
    assert finding.spec is not None


def test_the_worst_comes_first() -> None:
    found = judged(("GET /a", "GET /b deprecated", "GET /c"), ("GET /a", "GET /b", "GET /x"))
    assert [one.severity.value for one in found] == ["error", "warning", "note"]


def test_a_fingerprint_stays_when_only_figures_change() -> None:
    few, many = (judged(("GET /a",), ("GET /a", *["GET /x"] * count))[0] for count in (1, 9))
    assert few.fingerprint == many.fingerprint
    assert few.message != many.message
    other = judged(("GET /a",), ("GET /a", "POST /x"))[0]
    assert other.fingerprint != few.fingerprint


@pytest.mark.parametrize(("count", "confidence"), [(1, "low"), (100, "medium"), (1_000, "high")])
def test_absence_tells_more_the_more_was_watched(count: int, confidence: str) -> None:
    (unused,) = judged(("GET /a", "GET /b"), ("GET /a",) * count)
    assert (unused.rule, unused.confidence) == ("declared-unused", confidence)
    assert f"{count:,} exchanges on 1 other" in unused.message
