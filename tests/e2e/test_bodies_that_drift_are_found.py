"""Captures of real servers, next to descriptions in which schemas were changed: exactly the changed ones differ."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from program import Invoke, shared

pytestmark = pytest.mark.shared

RULE = "response-body-mismatch"
RULES = {RULE, "request-body-mismatch", "undocumented-property", "parameter-mismatch"}


@pytest.mark.parametrize("case", ["alertmanager", "kratos", "typesense"])
def test_bodies_that_drift_are_found(case: str, invoke: Invoke, tmp_path: Path) -> None:
    folder = shared("drift", "cases", case)
    truth = json.loads((folder / "truth.json").read_bytes())
    wanted, also = (
        {(one["method"], one["path"], one["location"]) for one in truth[key] if one["rule"] == RULE}
        for key in ("findings", "also")
    )
    by_kind = [findings(invoke, folder, kind, tmp_path) for kind in ("pcap", "har")]
    for found in by_kind:
        told = {(one["method"], one["path"], one["location"].partition("#")[0]) for one in found if one["rule"] == RULE}
        assert wanted <= told <= wanted | also
    fingerprints = [{one["fingerprint"] for one in found} for found in by_kind]
    assert fingerprints[0] == fingerprints[1]


def findings(invoke: Invoke, folder: Path, kind: str, tmp_path: Path) -> list[dict[str, Any]]:
    """Return the findings about schemas."""
    capture = tmp_path / f"capture.{kind}"
    capture.write_bytes(gzip.decompress((folder / f"capture.{kind}.gz").read_bytes()))
    server = (folder / "server.txt").read_text().strip()
    result = invoke(
        "check", capture, "--spec", folder / "spec.json", "--server", server, "--format", "json", "--fail-on", "never"
    )
    return [one for one in result.document["findings"] if one["rule"] in RULES]
