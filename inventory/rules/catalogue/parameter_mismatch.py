"""Parameters that are not what their schema says, and that the server took."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, of_parameters, read
from inventory.rules.rule import Example, Rule

_ORDERS = """
/orders:
  get:
    parameters:
      - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      - {name: sort, in: query, schema: {type: string, enum: [up, down]}}
      - {name: since, in: query, schema: {type: string, format: date}}
      - {name: word, in: query, schema: {type: string, maxLength: 5}}
      - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
      - {name: tags, in: query, schema: {type: array, items: {type: integer}}}
      - {name: pair, in: query, style: pipeDelimited, schema: {type: array, items: {type: integer}}}
      - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {age: {type: integer}}}}
      - {name: page, in: query, schema: {type: object, properties: {size: {type: integer}, from: {type: integer}}}}
      - {name: X-Tries, in: header, schema: {type: integer}}
      - {name: theme, in: cookie, schema: {type: boolean}}
    responses:
      "200": {description: all of them}
/orders/{id}:
  get:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    responses:
      "200": {description: one of them}
/things/{key}/parts/{part}:
  get:
    parameters:
      - {name: key, in: path, required: true, schema: {type: string, format: uuid}}
      - {name: part, in: path, required: true, schema: {type: string, enum: [wheel, seat]}}
    responses:
      "200": {description: one of them}
"""


class ParameterMismatch(Rule):
    """A parameter of a request that the server accepted is not what its schema says.

    Parameters of the path, the query, the header and the cookies are compared by their shape: type, format,
    enumeration, length and range. Lists and objects are read as `style`, `explode` and `collectionFormat` say. All is
    sent as text, so a number is never wrong where a string is declared, and an empty value never is. Requests that
    were answered with an error (4xx, 5xx), or not at all, are left out.

    ## Why it matters

    What a server takes without being described is checked by nobody. A word where a number is declared may be a way
    past validation, or simply a description that clients cannot follow.

    ## What to do

    If the server means to take it, describe it; else have the server refuse it.
    """

    severity = Severity.WARNING
    tags = ("contract",)
    examples = (
        Example(
            title="a word where a number is declared",
            paths=_ORDERS,
            observed=("GET /orders?limit=all",),
            found=("GET /orders query.limit",),
        ),
        Example(
            title="more than the schema allows",
            paths=_ORDERS,
            observed=("GET /orders?limit=5000",),
            found=("GET /orders query.limit",),
        ),
        Example(
            title="another format, and too many characters",
            paths=_ORDERS,
            observed=("GET /orders?since=yesterday&word=abcdefgh",),
            found=(
                "GET /orders query.since",
                "GET /orders query.word",
            ),
        ),
        Example(
            title="a word that is not listed",
            paths=_ORDERS,
            observed=(
                *["GET /orders?sort=up"] * 40,
                *["GET /orders?sort=random"] * 3,
            ),
            found=("GET /orders query.sort",),
        ),
        Example(
            title="several values where one is declared",
            paths=_ORDERS,
            observed=("GET /orders?limit=1&limit=2",),
            found=("GET /orders query.limit",),
        ),
        Example(
            title="lists and objects, as they are declared to be written",
            paths=_ORDERS,
            observed=(
                "GET /orders?ids=1,x",
                "GET /orders?tags=1&tags=x",
                "GET /orders?filter[age]=old",
                "GET /orders?size=big",
            ),
            found=(
                "GET /orders query.ids",
                "GET /orders query.tags",
                "GET /orders query.filter[age]",
                "GET /orders query.size",
            ),
        ),
        Example(
            title="fields and cookies",
            paths=_ORDERS,
            observed=("GET /orders [x-tries: many] [cookie: theme=dark]",),
            found=(
                "GET /orders cookie.theme",
                "GET /orders header.x-tries",
            ),
        ),
        Example(
            title="a word in a path where a number is declared",
            paths=_ORDERS,
            observed=(
                "GET /orders/7",
                "GET /orders/latest",
            ),
            found=("GET /orders/{id} path.id",),
        ),
        Example(
            title="a format and a list in a path",
            paths=_ORDERS,
            observed=("GET /things/7/parts/door",),
            found=(
                "GET /things/{key}/parts/{part} path.key",
                "GET /things/{key}/parts/{part} path.part",
            ),
        ),
        Example(
            title="numbers as they come",
            paths=_ORDERS,
            observed=(
                "GET /orders?limit=5",
                "GET /orders?limit=05",
                "GET /orders?limit=",
                "GET /orders?word=12345678",
                "GET /orders?since=2024-05-06",
                "GET /orders/12",
            ),
        ),
        Example(
            title="lists and objects that fit",
            paths=_ORDERS,
            observed=(
                "GET /orders?ids=1,2,3",
                "GET /orders?ids=1",
                "GET /orders?tags=1&tags=2",
                "GET /orders?tags=7",
                "GET /orders?pair=1|2",
                "GET /orders?filter[age]=7",
                "GET /orders?size=5&from=10",
            ),
        ),
        Example(
            title="a path that fits",
            paths=_ORDERS,
            observed=(
                "GET /things/7f3b1c2d-0000-4000-8000-000000000001/parts/wheel",
                "GET /things/7f3b1c2d-0000-4000-8000-000000000002/parts/seat",
            ),
        ),
        Example(
            title="what the server refused",
            paths=_ORDERS,
            observed=(
                "GET /orders?limit=all -> 400",
                "GET /orders/latest -> 404",
                "GET /orders?limit=all -> 503",
            ),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each parameter that differs."""
        for match, reader in read(comparison):
            yield from findings(self, match, of_parameters(match, reader))
