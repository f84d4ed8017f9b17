"""Responses that are not what their schema says."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, is_undeclared, of_responses, read
from inventory.rules.rule import Example, Rule

_ORDER = """
/orders/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get:
    responses:
      "200":
        description: an order
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Order"}
      default: {description: an error, content: {application/json: {schema: {type: object, required: [error]}}}}
  head:
    responses:
      "200": {description: there is one, content: {application/json: {schema: {type: object, required: [id]}}}}
"""
_SCHEMAS = """
schemas:
  Order:
    type: object
    required: [id, secret]
    properties:
      id: {type: integer}
      secret: {type: string, writeOnly: true}
      note: {type: [string, "null"], maxLength: 5}
      price: {type: number, minimum: 0}
      key: {type: string, format: uuid}
      made: {type: string, format: date-time}
      status: {enum: [open, closed]}
      lines: {type: array, maxItems: 3, items: {type: object, required: [sku]}}
      parent: {$ref: "#/components/schemas/Order"}
      counts: {type: object, additionalProperties: {type: integer}}
      payment: {oneOf: [{$ref: "#/components/schemas/Card"}, {$ref: "#/components/schemas/Iban"}]}
  Card: {type: object, required: [card], properties: {card: {type: string}}}
  Iban: {type: object, required: [iban], properties: {iban: {type: string}}}
"""


class ResponseBodyMismatch(Rule):
    """A body of a response is not what the schema of that response says.

    Bodies are compared by their shape: which types of values stood where, what was missing, what strings looked like,
    and how long, how many and how large things were. What a shape cannot show is never claimed. A member that may be
    left out of responses because it is `writeOnly` is not missing; statuses and media types that are not declared are
    for `undocumented-status` and `undocumented-media-type`, and properties that the schema closes the object to for
    `undocumented-property`.

    ## Why it matters

    Clients are written and generated from the description. One that reads a number as text, or counts on what is not
    there, breaks, or silently computes with something else.

    ## What to do

    Decide which of the two is right. If others use what the server sends, mend the description; else the server.
    """

    severity = Severity.ERROR
    tags = ("contract",)
    examples = (
        Example(
            title="text where a number is declared",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=('GET /orders/1 -> 200 {"id": "one"}',),
            found=("GET /orders/{id} response.200#/id",),
        ),
        Example(
            title="something required is missing from some",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=(
                'GET /orders/1 -> 200 {"id": 1}',
                'GET /orders/2 -> 200 {"price": 1}',
            ),
            found=("GET /orders/{id} response.200#/id",),
        ),
        Example(
            title="another thing altogether",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=("GET /orders/1 -> 200 [1]",),
            found=("GET /orders/{id} response.200",),
        ),
        Example(
            title="a format, a length, a range and a number of items",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=(
                'GET /orders/1 -> 200 {"id": 1, "key": "7f", "note": "too long", "price": -2}',
                'GET /orders/1 -> 200 {"id": 1, "lines": [{"sku": 1}, {"sku": 1}, {"sku": 1}, {"sku": 1}]}',
            ),
            found=(
                "GET /orders/{id} response.200#/key",
                "GET /orders/{id} response.200#/lines",
                "GET /orders/{id} response.200#/note",
                "GET /orders/{id} response.200#/price",
            ),
        ),
        Example(
            title="items that differ are one place",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=('GET /orders/1 -> 200 {"id": 1, "lines": [{"sku": 1}, {"name": 1}, {}]}',),
            found=("GET /orders/{id} response.200#/lines/*/sku",),
        ),
        Example(
            title="a word that is not listed",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=(
                *['GET /orders/1 -> 200 {"id": 1, "status": "open"}'] * 40,
                *['GET /orders/1 -> 200 {"id": 1, "status": "lost"}'] * 3,
            ),
            found=("GET /orders/{id} response.200#/status",),
        ),
        Example(
            title="neither of two variants",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=('GET /orders/1 -> 200 {"id": 1, "payment": {"cash": 5}}',),
            found=("GET /orders/{id} response.200#/payment",),
        ),
        Example(
            title="errors have a schema of their own",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=('GET /orders/1 -> 500 {"message": "no"}',),
            found=("GET /orders/{id} response.500#/error",),
        ),
        Example(
            title="null where it is allowed, a whole number for a number, and nothing of what may be left out",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=(
                'GET /orders/1 -> 200 {"id": 1, "note": null, "price": 5, "lines": []}',
                'GET /orders/1 -> 200 {"id": 1.0, "price": 0.5}',
            ),
        ),
        Example(
            title="properties that an open object does not name",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=('GET /orders/1 -> 200 {"id": 1, "colour": "red"}',),
        ),
        Example(
            title="a map with any names, and an order in an order",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=(
                'GET /orders/1 -> 200 {"id": 1, "counts": {"2024-01-02": 5, "x": 6}}',
                'GET /orders/2 -> 200 {"id": 2, "parent": {"id": 3, "parent": {"id": 4}}}',
            ),
        ),
        Example(
            title="both variants, seen together",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=(
                'GET /orders/1 -> 200 {"id": 1, "payment": {"card": "x"}}',
                'GET /orders/2 -> 200 {"id": 2, "payment": {"iban": "y"}}',
            ),
        ),
        Example(
            title="a time without an offset may be one",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=('GET /orders/1 -> 200 {"id": 1, "made": "2024-05-06T07:08:09"}',),
        ),
        Example(
            title="no body, or none that can be compared",
            paths=_ORDER,
            components=_SCHEMAS,
            observed=(
                "HEAD /orders/1",
                "GET /orders/1 -> 204",
                "GET /orders/1 -> 304",
                "GET /orders/1 -> 200 [content-type: text/plain] hello",
                "GET /orders/1 -> 200 [content-type: application/xml] <order/>",
            ),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each place of a response that differs."""
        for match, reader in read(comparison):
            places = [place for place in of_responses(match, reader) if not is_undeclared(place)]
            yield from findings(self, match, places)
