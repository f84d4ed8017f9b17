"""With descriptions at hand bodies and parameters are judged as they are, and only what came of it stays."""

import json
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from program import SAMPLES, Invoke, shared

from inventory import pipeline, scanning, workers
from inventory.model.outcomes import OUTCOMES_LIMIT, Outcome, merge_outcomes
from inventory.model.violations import Violation

DESCRIPTION = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "http://api.example"}]
paths:
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, pattern: "^o[0-9]+$"}}
      - {name: limit, in: query, schema: {type: integer, maximum: 5000}}
    put:
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {state: {enum: [open, closed]}}}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {count: {type: integer}}}}
      responses:
        "200":
          description: fine
          content:
            application/json:
              schema:
                type: object
                if: {properties: {kind: {const: card}}}
                then: {required: [number]}
        default: {description: an error}
"""


def _entry(number: int, target: str, body: str, status: int = 200, **more: str) -> dict[str, Any]:
    kind = more.get("kind", "application/json")
    return {
        "startedDateTime": f"2026-01-01T00:00:{number:02}.000Z",
        "request": {
            "method": "PUT", "url": f"http://api.example{target}", "httpVersion": "HTTP/1.1",
            "headers": [{"name": "content-type", "value": kind}], "postData": {"mimeType": kind, "text": body},
        },
        "response": {
            "status": status, "httpVersion": "HTTP/1.1",
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "size": 2, "text": more.get("answer", '{"kind": "none"}')},
        },
    }  # fmt: skip


ENTRIES = (
    _entry(0, "/orders/o1?limit=5001", '{"state": "open"}', answer='{"kind": "card", "number": 1}'),
    _entry(1, "/orders/o2?limit=4999", '{"state": "lost"}', answer='{"kind": "card"}'),
    _entry(2, "/orders/x3", "count=many", kind="application/x-www-form-urlencoded"),
    _entry(3, "/orders/o4?limit=none", '{"state": 1}', status=422),
    _entry(4, "/orders/o5", '{"state": "closed"}', answer='{"kind": "cash"}'),
)
LOCATIONS = {
    ("parameter-mismatch", "query.limit"),
    ("parameter-mismatch", "path.id"),
    ("request-body-mismatch", "request#/state"),
    ("request-body-mismatch", "request#/count"),
    ("response-body-mismatch", "response.200#/number"),
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Return a capture and a description of it."""
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": ENTRIES}
    capture, spec = tmp_path / "shop.har", tmp_path / "api.yaml"
    capture.write_text(json.dumps({"log": log}), "utf-8")
    spec.write_text(DESCRIPTION, "utf-8")
    return capture, spec


def _located(document: Any) -> set[tuple[str, str]]:
    return {(one["rule"], one["location"]) for one in document["findings"] if one["rule"].endswith("mismatch")}


def test_what_no_shape_can_show(invoke: Invoke, files: tuple[Path, Path]) -> None:
    capture, spec = files
    document = invoke("check", capture, "--spec", spec, "--format", "json").document
    assert _located(document) == LOCATIONS
    found = {one["location"]: one for one in document["findings"]}
    assert [one["entry"] for one in found["response.200#/number"]["evidence"]] == [2]
    assert [one["entry"] for one in found["query.limit"]["evidence"]] == [1]
    assert (found["request#/state"]["count"], found["request#/state"]["total"]) == (1, 3)


def test_it_is_kept_for_diff(invoke: Invoke, files: tuple[Path, Path]) -> None:
    capture, spec = files
    invoke("scan", capture, "--spec", spec)
    capture.unlink()
    assert _located(invoke("diff", "--spec", spec, "--format", "json").document) == LOCATIONS


def test_a_capture_that_was_not_judged_by_a_description_is_read_again(invoke: Invoke, files: tuple[Path, Path]) -> None:
    capture, spec = files
    invoke("scan", capture)
    before = _located(invoke("diff", "--spec", spec, "--format", "json").document)
    assert before < LOCATIONS
    assert "shop.har" in invoke("scan", capture, "--spec", spec).out
    assert _located(invoke("diff", "--spec", spec, "--format", "json").document) == LOCATIONS
    assert "already in the inventory: shop.har" in invoke("scan", capture, "--spec", spec).out


def test_what_was_judged_by_another_description_counts_for_nothing(invoke: Invoke, files: tuple[Path, Path]) -> None:
    capture, spec = files
    invoke("scan", capture, "--spec", spec)
    spec.write_text(DESCRIPTION.replace("then: {required: [number]}", "then: {}"), "utf-8")
    found = _located(invoke("diff", "--spec", spec, "--format", "json").document)
    assert ("response-body-mismatch", "response.200#/number") not in found
    spec.rename(spec.with_name("moved.yaml"))
    spec.with_name("moved.yaml").write_text(DESCRIPTION, "utf-8")
    assert _located(invoke("diff", "--spec", spec.with_name("moved.yaml"), "--format", "json").document) == LOCATIONS


def test_masks_of_recorders_are_no_values(invoke: Invoke, files: tuple[Path, Path]) -> None:
    capture, spec = files
    text = (
        capture.read_text("utf-8").replace("limit=5001", "limit=[Filtered]").replace('\\"lost\\"', '\\"[redacted]\\"')
    )
    assert text.count("[") > capture.read_text("utf-8").count("[")
    capture.write_text(text, "utf-8")
    found = _located(invoke("check", capture, "--spec", spec, "--format", "json").document)
    assert found == LOCATIONS - {("parameter-mismatch", "query.limit"), ("request-body-mismatch", "request#/state")}


def test_no_value_is_kept(invoke: Invoke, files: tuple[Path, Path]) -> None:
    capture, spec = files
    text = capture.read_text("utf-8").replace("lost", "anna@example.com").replace("many", "4111111111111111")
    capture.write_text(text, "utf-8")
    invoke("scan", capture, "--spec", spec)
    with sqlite3.connect("inventory.db") as database:
        rows = list(database.iterdump())
    assert "outcomes" in "".join(rows)
    assert not any(secret in row for row in rows for secret in ("anna@example.com", "41111111", str(spec.parent)))


@pytest.mark.parametrize("count", [2, 3])
def test_shares_add_up(count: int) -> None:
    folder = SAMPLES / "shop"
    validator = pipeline.validator(pipeline.describe([folder / "openapi.yaml"]))
    alone = scanning.scan_alone(folder / "capture.pcap", validator=validator)
    assert sum(one.count for sighting in alone.sightings for one in sighting.outcomes) > 100
    assert workers.scan(folder / "capture.pcap", count, validator=validator) == alone


def _outcomes(size: int) -> list[Outcome]:
    told = "digest", "GET /a", 200, "response", "application/json"
    made = [Violation(f"/{number}", "type", "#/a", "no") for number in range(size)]
    return [Outcome(*told, one, 1, 5, 5) for one in (None, *made)]


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_they_merge_in_any_parts(parts: int) -> None:
    every = _outcomes(3 * OUTCOMES_LIMIT)
    shares = [merge_outcomes(every[number::parts]) for number in reversed(range(parts))]
    merged = merge_outcomes(_chained(shares))
    assert merged == merge_outcomes(every)
    assert len(merged) == OUTCOMES_LIMIT
    assert merged[0].violation is None or any(one.violation is None for one in merged)


def _chained(shares: Iterable[Iterable[Outcome]]) -> list[Outcome]:
    return [one for share in shares for one in share]


@pytest.mark.shared
@pytest.mark.parametrize("case", ["alertmanager", "kratos", "typesense"])
def test_both_ways_find_what_is_seeded(invoke: Invoke, tmp_path: Path, case: str) -> None:
    place = shared("drift", "cases", case)
    shutil.copyfile(place / "capture.pcap.gz", tmp_path / "capture.pcap.gz")
    told = ("--spec", place / "spec.json", "--server", (place / "server.txt").read_text("utf-8").strip())
    truth = json.loads((place / "truth.json").read_text("utf-8"))["findings"]
    seeded = {(one["method"], one["path"]) for one in truth if one["rule"] == "response-body-mismatch"}
    judged = invoke("check", "capture.pcap.gz", *told, "--format", "json").document
    found = [one for one in judged["findings"] if one["rule"] == "response-body-mismatch"]
    assert seeded <= {(one["method"], one["path"]) for one in found}
    assert all(one["evidence"] for one in found)
