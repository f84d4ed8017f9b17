"""Bodies and parameters of the shared cases: those that break their schemas are the ones that were made to."""

import json

import pytest
from judged_cases import judged
from program import ROOT

from inventory.openapi import load

CASES = ROOT.parent / "shared" / "drift" / "cases"  # where they are absent, there is no test to skip


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*")))
def test_every_body_that_breaks_its_schema_and_no_other(name: str) -> None:
    (description,) = load([CASES / name / "spec.json"])
    truth = json.loads((CASES / name / "truth.json").read_text("utf-8"))
    said = {kind: _mismatches(truth[kind]) for kind in ("findings", "also")}
    found = {(method, path) for role, method, path, _ in judged(description, CASES / name) if role == "response"}
    assert said["findings"] <= found <= said["findings"] | said["also"]


def _mismatches(findings: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(one["method"], one["path"]) for one in findings if one["rule"] == "response-body-mismatch"}
