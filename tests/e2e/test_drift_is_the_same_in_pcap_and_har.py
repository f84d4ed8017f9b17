"""The same traffic gives the same findings and fingerprints, whether packets or a browser recorded it."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from program import SAMPLES, Invoke, shared

SHOP = SAMPLES / "shop"
# A verdict tells of traffic that could not be read, of which a HAR knows nothing; what it says of others is the same.
SAME = (
    "rule", "severity", "confidence", "service", "method", "path", "location", "message", "count", "total", "verdict",
    "spec", "fingerprint",
)  # fmt: skip


def findings(invoke: Invoke, capture: Path, spec: Path, *options: object) -> list[dict[str, Any]]:
    result = invoke("check", capture, "--spec", spec, *options, "--format", "json", "--fail-on", "never")
    assert result.status == 0, result.err
    return [{name: one.get(name) for name in SAME} for one in result.document["findings"]]


def drifted(folder: Path) -> Path:
    """Write the description of the shop with one drift for each rule that its traffic can show."""
    description = yaml.safe_load((SHOP / "openapi.yaml").read_text("utf-8"))
    paths = description["paths"]
    products, health = paths["/products"]["get"], paths["/health"]["get"]
    products["parameters"] = [one for one in products["parameters"] if one.get("name") != "sort"]
    products["parameters"].append({"name": "tenant", "in": "query", "required": True, "schema": {"type": "string"}})
    health["responses"] = {"418": {"description": "a teapot"}}
    health["x-sunset"] = "2001-02-03"
    body = paths["/products"]["post"]["requestBody"]["content"]
    body["text/xml"] = body.pop("application/json")
    answer = paths["/products/{slug}"]["get"]["responses"]["200"]["content"]
    answer["image/*"] = answer.pop("application/json")
    description["servers"] = [{"url": "https://api.shop.example/v1"}]
    file = folder / "drifted.yaml"
    file.write_text(yaml.safe_dump(description, sort_keys=False), "utf-8")
    return file


def test_the_shop_with_drift_of_every_kind(invoke: Invoke, tmp_path: Path) -> None:
    spec = drifted(tmp_path)
    packets, browser = (findings(invoke, SHOP / f"capture.{kind}", spec) for kind in ("pcap", "har"))
    assert packets == browser
    assert {(one["rule"], one["method"], one["path"], one["location"]) for one in packets} == {
        ("insecure-transport", "", "/v1", None),
        ("undocumented-query-parameter", "GET", "/products", "query.sort"),
        ("missing-required-parameter", "GET", "/products", "query.tenant"),
        ("undocumented-status", "GET", "/health", "response.200"),
        ("past-sunset", "GET", "/health", None),
        ("undocumented-media-type", "POST", "/products", "request.application/json"),
        ("undocumented-media-type", "GET", "/products/{slug}", "response.200.application/json"),
    }


def test_findings_show_shares_evidence_and_lines(invoke: Invoke, tmp_path: Path) -> None:
    spec = drifted(tmp_path)
    result = invoke("check", SHOP / "capture.pcap", "--spec", spec, "--format", "json", "--fail-on", "never")
    by_location = {one["location"]: one for one in result.document["findings"]}
    status = by_location["response.200"]
    assert 0 < len(status["evidence"]) <= 3
    assert status["first_seen"] <= status["evidence"][0]["time"] <= status["last_seen"]
    lines = spec.read_text("utf-8").splitlines()
    assert "description: a teapot" in lines[status["spec"]["line"]]
    missing = by_location["query.tenant"]
    assert "name: tenant" in lines[missing["spec"]["line"] - 1]
    some = by_location["query.sort"]
    assert "exchanges carry it" in some["message"]
    frames = {one["frame"] for one in some["evidence"]}
    listed = invoke("exchanges", SHOP / "capture.pcap", "--format", "jsonl").out.splitlines()
    sorting = [one for one in map(json.loads, listed) if "sort=" in one["target"] and "/v1/products?" in one["target"]]
    assert frames
    assert frames <= {one["frame"] for one in sorting}
    assert some["first_seen"] == some["evidence"][0]["time"]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["alertmanager", "kratos", "typesense"])
def test_seeded_drift(invoke: Invoke, tmp_path: Path, name: str) -> None:
    folder = shared("drift", "cases", name)
    server = (folder / "server.txt").read_text("utf-8").strip()
    found = []
    for kind in ("pcap", "har"):
        capture = tmp_path / f"capture.{kind}"
        capture.write_bytes(gzip.decompress((folder / f"capture.{kind}.gz").read_bytes()))
        found.append(findings(invoke, capture, folder / "spec.json", "--server", server))
    assert found[0] == found[1]
    truth = json.loads((folder / "truth.json").read_text("utf-8"))["findings"]
    told = {(one["rule"], one["method"], one["path"], one["location"]) for one in found[0]}
    seeded = [one for one in truth if one["rule"] != "response-body-mismatch"]
    assert {(one["rule"], one["location"]) for one in seeded} <= {(rule, location) for rule, _, _, location in told}
