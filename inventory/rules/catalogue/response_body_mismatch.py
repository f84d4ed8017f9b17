"""Responses that are not what their schema says."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, is_undeclared, of_responses, read
from inventory.rules.rule import Example, Rule

_PATHS = """
/orders:
  get:
    responses:
      "200":
        description: an order
        content:
          application/json:
            schema: {}
"""


def _case(title: str, schema: str, *bodies: str, found: tuple[str, ...] = ()) -> Example:
    """Make an example of bodies that are answered, and of the places that differ from a schema."""
    observed = tuple(f"GET /orders -> 200 {body}" for body in bodies)
    places = tuple(f"GET /orders response.200{place}" for place in found)
    return Example(title=title, paths=_PATHS.format(schema), observed=observed, found=places)


class ResponseBodyMismatch(Rule):
    """A body of a response is not what the schema of that response says.

    Bodies are compared by their shape: which types of values stood where, what was missing, what strings looked like,
    and how long, how many and how large things were; and whether they are JSON at all where their media type says
    so. What a shape cannot show is never claimed. A member that may be left out of responses because it is
    `writeOnly` is not missing; statuses and media types that are not declared are for `undocumented-status` and
    `undocumented-media-type`, and properties that the schema closes the object to for `undocumented-property`.

    ## Why it matters

    Clients are written and generated from the description. One that reads a number as text, or counts on what is not
    there, breaks, or silently computes with something else.

    ## What to do

    Decide which of the two is right. If others use what the server sends, mend the description; else the server.
    """

    severity = Severity.ERROR
    tags = ("contract",)
    examples = (
        _case(
            "text where a number is declared",
            "{type: object, properties: {id: {type: integer}}}",
            '{"id": "one"}',
            found=("#/id",),
        ),
        _case(
            "something required is missing from some",
            "{type: object, required: [id]}",
            '{"id": 1}',
            '{"price": 1}',
            found=("#/id",),
        ),
        _case("another thing altogether", "{type: object}", "[1]", found=("",)),
        _case(
            "no JSON, though the media type says so",
            "{type: object}",
            '{"id": 1',
            '{"id": 1}',
            found=("",),
        ),
        _case(
            "null, which is not declared",
            "{type: object, properties: {a: {type: string}}}",
            '{"a": null}',
            found=("#/a",),
        ),
        _case(
            "a format, a length, a range and a number of items",
            "{properties: {a: {format: uuid}, b: {type: string, maxLength: 3}, c: {minimum: 0}, d: {maxItems: 1}}}",
            '{"a": "7f", "b": "long", "c": -2}',
            '{"d": [1, 2]}',
            found=("#/a", "#/b", "#/c", "#/d"),
        ),
        _case(
            "items that differ are one place",
            "{type: array, items: {type: object, required: [sku]}}",
            '[{"sku": 1}, {"name": 1}, {}]',
            "[{}]",
            found=("#/*/sku",),
        ),
        _case(
            "a word that is not listed",
            "{properties: {status: {enum: [open, closed]}}}",
            *['{"status": "open"}'] * 30,
            *['{"status": "lost"}'] * 3,
            found=("#/status",),
        ),
        _case(
            "neither of two variants",
            "{oneOf: [{type: object, required: [card]}, {type: object, required: [iban]}]}",
            '{"cash": 5}',
            found=("",),
        ),
        _case(
            "one variant is meant, and differs",
            "{oneOf: [{properties: {kind: {const: cat}, lives: {type: integer}}}, {properties: {kind: {const: dog}}}]}",
            *['{"kind": "cat", "lives": "nine"}'] * 30,
            found=("#/lives",),
        ),
        _case("null where it is allowed", "{properties: {a: {type: [string, 'null']}}}", '{"a": null}', '{"a": "x"}'),
        _case("a whole number is a number, however it is written", "{type: array, items: {type: integer}}", "[1, 1.0]"),
        _case(
            "properties that an open object does not name", "{properties: {id: {type: integer}}}", '{"colour": "red"}'
        ),
        _case("a map with any names", "{additionalProperties: {type: integer}}", '{"2024-01-02": 5, "x": 6}'),
        _case("no items", "{type: array, items: {type: object, required: [id]}}", "[]"),
        _case(
            "both variants, seen together",
            "{oneOf: [{type: object, required: [card]}, {type: object, required: [iban]}]}",
            '{"card": "x"}',
            '{"iban": "y"}',
        ),
        _case(
            "what is only sent in requests",
            "{type: object, required: [secret], properties: {secret: {type: string, writeOnly: true}}}",
            '{"id": 1}',
        ),
        _case("a time without an offset may be one", "{items: {format: date-time}}", '["2024-05-06T07:08:09"]'),
        Example(
            title="a schema that holds itself",
            paths=_PATHS.format("{$ref: '#/components/schemas/Node'}"),
            components="schemas: {Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}}}}",
            observed=(
                'GET /orders -> 200 {"next": {"next": {"next": {}}}}',
                'GET /orders -> 200 {"next": {"next": 5}}',
            ),
            found=("GET /orders response.200#/next/next",),
        ),
        Example(
            title="no body, or none with a schema",
            paths=_PATHS.format("{type: object, required: [id]}"),
            observed=(
                "HEAD /orders",
                "GET /orders -> 200",
                "GET /orders -> 304",
                "GET /orders -> 500 {}",
                "GET /orders -> 200 [content-type: text/plain] hello",
                "GET /orders -> 200 [content-type: application/vnd.other+json] {}",
            ),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each place of a response that differs."""
        for match, reader in read(comparison):
            places = [place for place in of_responses(match, reader) if not is_undeclared(place)]
            yield from findings(self, match, places)
