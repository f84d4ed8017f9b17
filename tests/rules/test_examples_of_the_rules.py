"""A rule's examples are its tests: described and observed go in, exactly the findings come out."""

import re

import pytest
from cases import judged, judged_example

from inventory.rules import Example, Rule, all_rules

CASES = [
    pytest.param(rule, example, id=f"{name}: {example.title}")
    for name, rule in all_rules().items()
    for example in rule.examples
]


def _unnamed(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", text)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: Rule, example: Example) -> None:
    judgement = judged_example(example)
    found = [one for one in judgement if one.rule == rule.name]
    told = [" ".join(filter(None, (one.method, one.path, one.location))) for one in found]
    assert sorted(map(_unnamed, told)) == sorted(map(_unnamed, example.found))


def test_every_rule_explains_itself_and_shows_both_sides() -> None:
    assert len(all_rules()) >= 4
    for rule in all_rules().values():
        assert rule.title.endswith(".")
        assert "## Why it matters" in rule.text
        assert "## What to do" in rule.text
        assert any(example.found for example in rule.examples)
        assert any(not example.found for example in rule.examples)


def test_findings_carry_figures_evidence_and_the_line() -> None:
    observed = ("GET /orders", *["GET /debug"] * 7, "GET /debug -> 500")
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
