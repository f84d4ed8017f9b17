"""Shapes and full judgement name the same rule and place for the same difference, and tell of it once."""

import json
from pathlib import Path
from typing import Any

import pytest
from program import Invoke

DESCRIPTION = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "http://api.example/v1"}]
paths:
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
      - {name: limit, in: query, schema: {type: integer}}
      - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
      - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {min: {type: integer}}}}
      - {name: page, in: query, schema: {type: object, properties: {size: {type: integer}}}}
      - {name: X-Tries, in: header, schema: {type: integer}}
    put:
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [qty], properties: {qty: {type: integer}}, additionalProperties: false}
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {count: {type: integer}}}
      responses:
        "200":
          description: fine
          content:
            application/json:
              schema:
                type: object
                properties:
                  lines: {type: array, items: {type: object, required: [sku], properties: {price: {type: number}}}}
                  made: {type: string, format: date}
"""
ORDER = "/v1/orders/0f8fad5b-d9cb-469f-a165-70867728950e"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def _entry(target: str, sent: str, answer: str, kind: str = JSON, tries: str = "1") -> dict[str, Any]:
    fields = [{"name": "content-type", "value": kind}, {"name": "x-tries", "value": tries}]
    return {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "request": {
            "method": "PUT", "url": f"http://api.example{target}", "httpVersion": "HTTP/1.1", "headers": fields,
            "postData": {"mimeType": kind, "text": sent},
        },
        "response": {
            "status": 200, "httpVersion": "HTTP/1.1", "headers": [{"name": "content-type", "value": JSON}],
            "content": {"mimeType": JSON, "size": len(answer), "text": answer},
        },
    }  # fmt: skip


def _found(invoke: Invoke, *odd: str) -> list[list[dict[str, Any]]]:
    """Return what is found of a good exchange and an odd one: in full, by shapes, and by both."""
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}}
    good = _entry(ORDER, '{"qty": 1}', "{}")
    text = json.dumps({"log": log | {"entries": [good, _entry(*odd)]}})
    Path("shop.har").write_text(text, "utf-8")
    Path("api.yaml").write_text(DESCRIPTION, "utf-8")
    spec = "--spec", "api.yaml", "--format", "json"
    judged = invoke("check", "shop.har", *spec).document["findings"]
    invoke("scan", "shop.har")
    shaped = invoke("diff", *spec).document["findings"]
    invoke("scan", "shop.har", "--spec", "api.yaml")
    return [judged, shaped, invoke("diff", *spec).document["findings"]]


@pytest.mark.parametrize(
    ("odd", "found"),
    [
        ((f"{ORDER}?limit=all", '{"qty": 1}', "{}"), ["parameter-mismatch query.limit"]),
        ((f"{ORDER}?ids=1&ids=x", '{"qty": 1}', "{}"), ["parameter-mismatch query.ids"]),
        ((f"{ORDER}?filter%5Bmin%5D=x", '{"qty": 1}', "{}"), ["parameter-mismatch query.filter[min]"]),
        ((f"{ORDER}?size=big", '{"qty": 1}', "{}"), ["parameter-mismatch query.size"]),
        ((ORDER, '{"qty": 1}', "{}", JSON, "many"), ["parameter-mismatch header.X-Tries"]),
        ((ORDER, '{"qty": "x"}', "{}"), ["request-body-mismatch request#/qty"]),
        ((ORDER, "{}", "{}"), ["request-body-mismatch request#/qty"]),
        ((ORDER, '{"qty": 1', "{}"), ["request-body-mismatch request"]),
        ((ORDER, "count=many", "{}", FORM), ["request-body-mismatch request#/count"]),
        ((ORDER, '{"qty": 1, "admin": true}', "{}"), ["undocumented-property request#/admin"]),
        ((ORDER, '{"qty": 1}', "[]"), ["response-body-mismatch response.200"]),
        ((ORDER, '{"qty": 1}', "<html>"), ["response-body-mismatch response.200"]),
        ((ORDER, '{"qty": 1}', '{"made": "soon"}'), ["response-body-mismatch response.200#/made"]),
        (
            (ORDER, '{"qty": 1}', '{"lines": [{"price": "x"}]}'),
            ["response-body-mismatch response.200#/lines/*/price", "response-body-mismatch response.200#/lines/*/sku"],
        ),
    ],
)  # fmt: skip
def test_one_finding_with_one_fingerprint(invoke: Invoke, odd: tuple[str, ...], found: list[str]) -> None:
    judged, shaped, both = _found(invoke, *odd)
    assert [f"{one['rule']} {one['location']}" for one in judged] == found
    assert {one["fingerprint"] for one in judged} == {one["fingerprint"] for one in shaped}
    assert judged == both
    assert {one["count"] for one in [*judged, *shaped]} == {1}


@pytest.mark.parametrize("odd", ["[" * 200 + "]" * 200, '{"a": "' + "x" * 300_000 + '"}'])
def test_a_body_that_cannot_be_read_makes_nothing_told_twice(invoke: Invoke, odd: str) -> None:
    _found(invoke, ORDER, '{"qty": 1}', "[]")
    log = json.loads(Path("shop.har").read_text("utf-8"))
    log["log"]["entries"].append(_entry(ORDER, '{"qty": 1}', odd))
    Path("shop.har").write_text(json.dumps(log), "utf-8")
    (one,) = invoke("check", "shop.har", "--spec", "api.yaml", "--format", "json").document["findings"]
    assert (one["count"], one["total"]) == (1, 2)
    assert one["message"].endswith("200 response: is not of type object (1 of 2 bodies)")


@pytest.mark.parametrize(
    "odd",
    [
        (f"{ORDER}?limit=%5BFiltered%5D", '{"qty": 1}', "{}"), (f"{ORDER}?ids=1&ids=***", '{"qty": 1}', "{}"),
        (ORDER, '{"qty": "***"}', "{}"), (ORDER, '{"qty": 1}', '{"made": "[REDACTED]"}'),
    ],
)  # fmt: skip
def test_what_was_masked_by_whoever_recorded_it_may_be_anything(invoke: Invoke, odd: tuple[str, ...]) -> None:
    assert _found(invoke, *odd) == [[], [], []]
