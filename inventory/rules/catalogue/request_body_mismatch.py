"""Requests that are not what their schema says, and that the server took."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, is_undeclared, of_requests, read
from inventory.rules.rule import Example, Rule

_ORDERS = """
/orders:
  post:
    requestBody:
      content:
        application/json:
          schema:
            type: object
            required: [id, qty]
            properties:
              id: {type: integer, readOnly: true}
              qty: {type: integer, maximum: 100}
        application/x-www-form-urlencoded:
          schema:
            type: object
            required: [qty]
            properties:
              qty: {type: integer}
              note: {type: string, format: email}
              tags: {type: array, items: {type: integer}}
    responses:
      "201": {description: made}
"""


class RequestBodyMismatch(Rule):
    """A body of a request that the server accepted is not what the schema says.

    Bodies are compared by their shape, as in `response-body-mismatch`; so are forms, in which a number may as well be
    meant as text. A member that is `readOnly` is not missing. Requests that were answered with an error (4xx, 5xx), or
    not at all, are left out: to refuse what is not declared is right.

    ## Why it matters

    What a server takes without being described is checked by nobody: not by the gateway that follows the description,
    not by the tests that were made from it.

    ## What to do

    If the server means to take it, describe it; else have the server refuse it.
    """

    severity = Severity.WARNING
    tags = ("contract",)
    examples = (
        Example(
            title="text where a number is declared",
            paths=_ORDERS,
            observed=('POST /orders {"qty": "two"} -> 201',),
            found=("POST /orders request#/qty",),
        ),
        Example(
            title="something required is missing",
            paths=_ORDERS,
            observed=('POST /orders {"id": 7} -> 201',),
            found=("POST /orders request#/qty",),
        ),
        Example(
            title="more than the schema allows",
            paths=_ORDERS,
            observed=('POST /orders {"qty": 7000} -> 201',),
            found=("POST /orders request#/qty",),
        ),
        Example(
            title="a form with a word where a number is declared",
            paths=_ORDERS,
            observed=("POST /orders [content-type: application/x-www-form-urlencoded] qty=two -> 201",),
            found=("POST /orders request#/qty",),
        ),
        Example(
            title="a form without what is required",
            paths=_ORDERS,
            observed=("POST /orders [content-type: application/x-www-form-urlencoded] note=a@b.example -> 201",),
            found=("POST /orders request#/qty",),
        ),
        Example(
            title="what the server refused",
            paths=_ORDERS,
            observed=(
                'POST /orders {"qty": "two"} -> 400',
                'POST /orders {"qty": "two"} -> 422',
                'POST /orders {"qty": "two"} -> 500',
            ),
        ),
        Example(
            title="requests need not hold what is read-only",
            paths=_ORDERS,
            observed=('POST /orders {"qty": 2} -> 201',),
        ),
        Example(
            title="in forms all is text",
            paths=_ORDERS,
            observed=(
                "POST /orders [content-type: application/x-www-form-urlencoded] qty=2&note=root&tags=1 -> 201",
                "POST /orders [content-type: application/x-www-form-urlencoded] qty=2&tags=1&tags=2 -> 201",
                "POST /orders [content-type: application/x-www-form-urlencoded] qty=&tags=1,2 -> 201",
            ),
        ),
        Example(
            title="a media type that is not declared",
            paths=_ORDERS,
            observed=('POST /orders [content-type: application/vnd.shop+json] {"qty": "two"} -> 201',),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each place of a request that differs."""
        for match, reader in read(comparison):
            places = [place for place in of_requests(match, reader) if not is_undeclared(place)]
            yield from findings(self, match, places)
