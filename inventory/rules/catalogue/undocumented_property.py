"""Members of objects that are declared to have no others."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, is_undeclared, of_requests, of_responses, read
from inventory.rules.rule import Example, Rule

_PATHS = """
/users:
  get:
    responses:
      "200":
        description: all of them
        content:
          application/json:
            schema: {{type: array, items: {0}}}
  post:
    requestBody:
      content:
        application/json:
          schema: {0}
    responses:
      "201": {{description: made}}
"""
_CLOSED = "{type: object, properties: {name: {type: string}}, additionalProperties: false}"


def _case(title: str, schema: str, *observed: str, found: tuple[str, ...] = ()) -> Example:
    """Make an example of users with a schema."""
    return Example(title=title, paths=_PATHS.format(schema), observed=observed, found=found)


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
        _case(
            "a property that nobody meant to publish",
            _CLOSED,
            'GET /users -> 200 [{"name": "a", "hash": "x"}, {"name": "b"}]',
            found=("GET /users response.200#/*/hash",),
        ),
        _case(
            "a property that callers should not set",
            _CLOSED,
            'POST /users {"name": "a", "admin": true} -> 201',
            found=("POST /users request#/admin",),
        ),
        _case(
            "any property in an open object, and in a map",
            "{type: object, properties: {name: {type: string}, limits: {additionalProperties: {type: integer}}}}",
            'GET /users -> 200 [{"name": "a", "age": 7, "limits": {"cpu": 2}}]',
        ),
        _case(
            "what any part of the schema declares",
            "{allOf: [{properties: {name: {}}}], properties: {age: {}}, unevaluatedProperties: false}",
            'POST /users {"name": "a", "age": 7} -> 201',
            'POST /users {"name": "a", "rank": 7} -> 201',
            found=("POST /users request#/rank",),
        ),
        _case("what the server refused", _CLOSED, 'POST /users {"admin": true} -> 400'),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each property that is not declared."""
        for match, reader in read(comparison):
            places = [*of_requests(match, reader), *of_responses(match, reader)]
            yield from findings(self, match, filter(is_undeclared, places))
