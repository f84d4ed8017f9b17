"""Captures by others, with known answers: floors that the decoder and the rules must not fall below."""

import json
import subprocess
import sys

import pytest
from program import shared

INVENTORY = f"{sys.executable} -m inventory"


def _run(*command: object) -> dict[str, object]:
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=True, timeout=900)
    return dict(json.loads(done.stdout))


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["pcap", "har"])
def test_seeded_drift_is_found_wholly(kind: str) -> None:
    tool = shared("drift", "score_drift.py")
    scan = f"{INVENTORY} scan {{capture}} --db {{db}}"
    diff = f"{INVENTORY} diff --db {{db}} --spec {{spec}} --server {{server}} --format json --fail-on never"
    result = _run(tool, shared("drift", "cases"), "--kind", kind, "--scan", scan, "--diff", diff, "--json")
    rules = ("undocumented-endpoint", "undocumented-method", "deprecated-in-use", "declared-unused")
    figures = {rule: (result["rules"][rule]["recall"], result["rules"][rule]["precision"]) for rule in rules}  # type: ignore[index]
    assert figures == dict.fromkeys(rules, (1.0, 1.0))
    assert result["failed"] == []


@pytest.mark.shared
def test_plain_http1_exchanges_are_seen() -> None:
    tool = shared("tools", "score_exchanges.py")
    command = f"{INVENTORY} exchanges {{capture}} --format jsonl"
    only = ["--only", "zeek__zeek/*", "--only", "haralyzer__haralyzer/*"]
    report = _run(tool, shared("captures"), "--command", command, "--keylog-args", "", "--json", *only)
    apart = {"h2", "tls-keylog", "http3", "quic", "grpc", "tls-dsb"}
    hits = extra = missing = 0
    for file in report["files"]:  # type: ignore[attr-defined]
        assert file["outcome"] in ("ok", "nonzero"), file["file"]
        if file["scored"] and not apart & set(file["kinds"]):
            level = file["levels"]["exchange"]
            hits, extra, missing = hits + level["tp"], extra + level["fp"], missing + level["fn"]
    assert hits / (hits + missing) >= 0.95
    assert hits / (hits + extra) >= 0.98
