"""The samples were recorded by recipes that know what was exchanged, and what drifted."""

import json
from collections import Counter
from typing import Any

import pytest
from conftest import SAMPLES, Invoke

ODD = SAMPLES / "odd-http"
SHOP = SAMPLES / "shop"


def _key(record: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(record[name] for name in ("method", "authority", "target", "http_version", "status"))


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
    found = {(one["rule"], one["method"], one["path"]) for one in result.document["findings"]}
    expected = {tuple(line.split()) for line in (SHOP / "expected-findings.txt").read_text().splitlines()}
    assert found == expected
    assert result.status == 1


def test_packet_captures_and_har_of_the_same_traffic_agree(invoke: Invoke) -> None:
    counts = []
    for capture in ("capture.pcap", "capture.har"):
        result = invoke("scan", SHOP / capture, "--db", f"{capture}.db", "--format", "json")
        assert result.status == 0
        endpoints = invoke("endpoints", "--db", f"{capture}.db", "--format", "json").document["endpoints"]
        counts.append({(one["method"], one["template"]): one["count"] for one in endpoints})
    assert counts[0] == counts[1]
