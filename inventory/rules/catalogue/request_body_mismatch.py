"""Requests that are not what their schema says, and that the server took."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, is_undeclared, of_requests, read
from inventory.rules.rule import Example, Rule

_PATHS = """
/orders:
  post:
    requestBody:
      content:
        {}:
          schema: {}
    responses:
      "201": {{description: made}}
"""
_FORM = "application/x-www-form-urlencoded"


def _case(title: str, schema: str, *sent: str, form: bool = False, found: tuple[str, ...] = ()) -> Example:
    """Make an example of bodies that are sent, and of the places that differ from a schema."""
    field = f"[content-type: {_FORM}] " if form else ""
    paths = _PATHS.format(_FORM if form else "application/json", schema)
    observed = tuple(f"POST /orders {field}{body}" + ("" if " -> " in body else " -> 201") for body in sent)
    return Example(
        title=title, paths=paths, observed=observed, found=tuple(f"POST /orders request{at}" for at in found)
    )


class RequestBodyMismatch(Rule):
    """A body of a request that the server accepted is not what the schema says.

    Bodies are compared by their shape, as in `response-body-mismatch`; so are forms, in which a number may as well be
    meant as text. A member that is `readOnly` is not missing. Requests that were answered with an error (4xx, 5xx),
    sent elsewhere by a redirect, or not answered, are left out: to refuse what is not declared is right.

    ## Why it matters

    What a server takes without being described is checked by nobody: not by the gateway that follows the description,
    not by the tests that were made from it.

    ## What to do

    If the server means to take it, describe it; else have the server refuse it.
    """

    severity = Severity.WARNING
    tags = ("contract",)
    examples = (
        _case(
            "text where a number is declared",
            "{type: object, properties: {qty: {type: integer}}}",
            '{"qty": "two"}',
            found=("#/qty",),
        ),
        _case("no JSON, though the media type says so", "{type: object}", '{"qty": 2', found=("",)),
        _case("something required is missing", "{type: object, required: [qty]}", '{"id": 7}', found=("#/qty",)),
        _case("more than the schema allows", "{properties: {qty: {maximum: 100}}}", '{"qty": 7000}', found=("#/qty",)),
        _case(
            "a form with a word where a number is declared",
            "{type: object, properties: {qty: {type: integer}}}",
            "qty=two",
            form=True,
            found=("#/qty",),
        ),
        _case(
            "a form without what is required", "{type: object, required: [qty]}", "id=7", form=True, found=("#/qty",)
        ),
        _case(
            "what the server refused, or did not manage",
            "{type: object, properties: {qty: {type: integer}}}",
            '{"qty": "two"} -> 400',
            '{"qty": "two"} -> 422',
            '{"qty": "two"} -> 500',
        ),
        _case(
            "what is only sent in responses",
            "{type: object, required: [id, qty], properties: {id: {type: integer, readOnly: true}}}",
            '{"qty": 2}',
        ),
        _case(
            "in forms all is text",
            "{properties: {qty: {type: integer}, note: {type: string}, tags: {type: array, items: {type: integer}}}}",
            "qty=2&note=5&tags=1",
            "qty=2&tags=1&tags=2",
            "qty=&tags=1,2",
            form=True,
        ),
        _case(
            "a media type that is not declared",
            "{type: object, required: [qty]}",
            '[content-type: application/vnd.shop+json] {"id": 7}',
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each place of a request that differs."""
        for match, reader in read(comparison):
            places = [place for place in of_requests(match, reader) if not is_undeclared(place)]
            yield from findings(self, match, places)
