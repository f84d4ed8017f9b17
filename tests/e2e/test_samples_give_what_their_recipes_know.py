"""The samples were recorded by recipes that know what was exchanged, and what drifted."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from program import SAMPLES, Invoke

ODD = SAMPLES / "odd-http"
SHOP = SAMPLES / "shop"


def _key(record: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(record[name] for name in ("method", "authority", "target", "http_version", "status"))


def _finding(one: dict[str, Any]) -> tuple[str, ...]:
    return one["rule"], one["method"], re.sub(r"\{[^}]*\}", "{}", one["path"])


@pytest.mark.parametrize("capture", ["capture.pcap", "capture.pcapng"])
def test_every_odd_exchange_is_found_and_nothing_else(invoke: Invoke, capture: str) -> None:
    result = invoke("exchanges", ODD / capture, "--format", "jsonl")
    assert result.status == 0
    found = Counter(_key(json.loads(line)) for line in result.out.splitlines())
    expected = Counter(_key(json.loads(line)) for line in (ODD / "expected.jsonl").read_text().splitlines())
    assert found == expected


@pytest.mark.parametrize("capture", ["capture.pcap", "capture.pcapng", "capture.har"])
def test_a_description_that_fits_gives_no_finding(invoke: Invoke, capture: str) -> None:
    result = invoke("check", SHOP / capture, "--spec", SHOP / "openapi.yaml", "--fail-on", "note", "--format", "json")
    assert result.document["findings"] == []
    assert result.status == 0


@pytest.mark.parametrize("capture", ["capture.pcap", "capture.pcapng", "capture.har"])
def test_a_description_that_drifted_gives_the_drift(invoke: Invoke, capture: str) -> None:
    result = invoke("check", SHOP / capture, "--spec", SHOP / "openapi-drifted.yaml", "--format", "json")
    expected = json.loads((SHOP / "expected-findings.json").read_text())
    assert set(map(_finding, result.document["findings"])) == set(map(_finding, expected))
    assert result.status == 1


def test_packet_captures_and_har_of_the_same_traffic_agree(invoke: Invoke) -> None:
    counts = []
    for capture in ("capture.pcap", "capture.har"):
        result = invoke("scan", SHOP / capture, "--db", f"{capture}.db", "--format", "json")
        assert result.status == 0
        endpoints = invoke("endpoints", "--db", f"{capture}.db", "--format", "json").document["endpoints"]
        counts.append({(one["method"], one["template"]): one["count"] for one in endpoints})
    assert counts[0] == counts[1]
