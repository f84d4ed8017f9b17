"""Members of objects that are declared to have no others."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, is_undeclared, of_requests, of_responses, read
from inventory.rules.rule import Example, Rule

_USERS = """
/users:
  get:
    responses:
      "200":
        description: all of them
        content:
          application/json:
            schema: {type: array, items: {$ref: "#/components/schemas/User"}}
  post:
    requestBody:
      content:
        application/json:
          schema: {$ref: "#/components/schemas/New"}
    responses:
      "201": {description: made}
"""
_SCHEMAS = """
schemas:
  User:
    type: object
    properties: {name: {type: string}, labels: {type: object}, limits: {$ref: "#/components/schemas/Limits"}}
    additionalProperties: false
  Limits: {type: object, properties: {disk: {type: integer}}, additionalProperties: {type: integer}}
  Named: {type: object, properties: {name: {type: string}}}
  New:
    allOf: [{$ref: "#/components/schemas/Named"}]
    properties: {age: {type: integer}}
    unevaluatedProperties: false
"""


class UndocumentedProperty(Rule):
    """A body has a property that its schema does not declare, and the schema allows no others.

    Only `additionalProperties: false` and `unevaluatedProperties: false` close an object; without them any property is
    allowed, and none is a finding. One that any part of the schema declares (`allOf`, a variant) is declared.

    ## Why it matters

    In a response it may be something that nobody meant to publish. In a request that was accepted it may set what
    callers must not set (mass assignment).

    ## What to do

    Declare the property, or have the server leave it out, or refuse it.
    """

    severity = Severity.WARNING
    tags = ("contract", "owasp-api3-2023")
    examples = (
        Example(
            title="a property that nobody meant to publish",
            paths=_USERS,
            components=_SCHEMAS,
            observed=('GET /users -> 200 [{"name": "a", "hash": "x"}, {"name": "b"}]',),
            found=("GET /users response.200#/*/hash",),
        ),
        Example(
            title="a property that callers should not set",
            paths=_USERS,
            components=_SCHEMAS,
            observed=('POST /users {"name": "a", "admin": true} -> 201',),
            found=("POST /users request#/admin",),
        ),
        Example(
            title="a map has any names",
            paths=_USERS,
            components=_SCHEMAS,
            observed=('GET /users -> 200 [{"name": "a", "labels": {"x": 1}, "limits": {"disk": 1, "cpu": 2}}]',),
        ),
        Example(
            title="what any part of the schema declares",
            paths=_USERS,
            components=_SCHEMAS,
            observed=('POST /users {"name": "a", "age": 7} -> 201',),
        ),
        Example(
            title="what the server refused",
            paths=_USERS,
            components=_SCHEMAS,
            observed=('POST /users {"admin": true} -> 400',),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each property that is not declared."""
        for match, reader in read(comparison):
            places = [*of_requests(match, reader), *of_responses(match, reader)]
            yield from findings(self, match, filter(is_undeclared, places))
