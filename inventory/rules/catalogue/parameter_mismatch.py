"""Parameters that are not what their schema says, and that the server took."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.differences import findings, of_parameters, read
from inventory.rules.rule import Example, Rule

_PATHS = """
/orders/{{id}}:
  get:
    parameters:
      - {{name: id, in: path, required: true, schema: {}}}
      {}
    responses:
      "200": {{description: an order}}
"""


def _case(title: str, declared: str, *sent: str, found: tuple[str, ...] = (), path: str = "{}") -> Example:
    """Make an example of requests for orders, and of the parameters that differ from what is declared."""
    paths = _PATHS.format(path, f"- {{{declared}}}" if declared else "")
    observed = tuple(f"GET /orders/{one}" for one in sent)
    return Example(
        title=title, paths=paths, observed=observed, found=tuple(f"GET /orders/{{id}} {place}" for place in found)
    )


class ParameterMismatch(Rule):
    """A parameter of a request that the server accepted is not what its schema says.

    Parameters of the path, the query, the header and the cookies are compared by their shape: type, format,
    enumeration, length and range. Lists and objects are read as `style`, `explode` and `collectionFormat` say. All is
    sent as text, so a number is never wrong where a string is declared, and an empty value never is. Requests that
    were answered with an error (4xx, 5xx), sent elsewhere by a redirect, or not answered, are left out.

    ## Why it matters

    What a server takes without being described is checked by nobody. A word where a number is declared may be a way
    past validation, or simply a description that clients cannot follow.

    ## What to do

    If the server means to take it, describe it; else have the server refuse it.
    """

    severity = Severity.WARNING
    tags = ("contract",)
    examples = (
        _case(
            "a word where a number is declared",
            "name: limit, in: query, schema: {type: integer}",
            "7?limit=all",
            found=("query.limit",),
        ),
        _case(
            "more than the schema allows",
            "name: limit, in: query, schema: {type: integer, maximum: 100}",
            "7?limit=5000",
            found=("query.limit",),
        ),
        _case(
            "another format",
            "name: since, in: query, schema: {type: string, format: date}",
            "7?since=yesterday",
            "8?since=1700000000",
            found=("query.since",),
        ),
        _case(
            "a word that is not listed",
            "name: sort, in: query, schema: {type: string, enum: [up, down]}",
            *["7?sort=up"] * 30,
            *["7?sort=random"] * 3,
            found=("query.sort",),
        ),
        _case(
            "several values where one is declared",
            "name: limit, in: query, schema: {type: integer}",
            "7?limit=1&limit=2",
            found=("query.limit",),
        ),
        _case(
            "a list with commas",
            "name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}",
            "7?ids=1,2",
            "7?ids=1,x",
            found=("query.ids",),
        ),
        _case(
            "a list of a name for each item",
            "name: ids, in: query, schema: {type: array, items: {type: integer}}",
            "7?ids=1&ids=2",
            "7?ids=1&ids=x",
            found=("query.ids",),
        ),
        _case(
            "a property in brackets",
            "name: age, in: query, style: deepObject, schema: {type: object, properties: {min: {type: integer}}}",
            "7?age[min]=5",
            "7?age[min]=old",
            found=("query.age[min]",),
        ),
        _case(
            "a property by its name alone",
            "name: page, in: query, schema: {type: object, properties: {size: {type: integer}}}",
            "7?size=5",
            "7?size=big",
            found=("query.size",),
        ),
        _case(
            "a field",
            "name: X-Tries, in: header, schema: {type: integer}",
            "7 [x-tries: many]",
            found=("header.X-Tries",),
        ),
        _case(
            "a cookie", "name: dark, in: cookie, schema: {type: boolean}", "7 [cookie: dark=no]", found=("cookie.dark",)
        ),
        _case("a word in a path", "", "7", "latest", path="{type: integer}", found=("path.id",)),
        _case("another format in a path", "", "7", path="{type: string, format: uuid}", found=("path.id",)),
        _case(
            "a word in a path that is not listed",
            "",
            "up",
            "left",
            path="{enum: [up, down], type: string}",
            found=("path.id",),
        ),
        _case(
            "numbers as people write them, and nothing at all",
            "name: limit, in: query, schema: {type: integer}",
            "7?limit=5",
            "7?limit=05",
            "7?limit=+5",
            "7?limit=",
        ),
        _case("digits are text as well", "name: word, in: query, schema: {type: string}", "7?word=12345"),
        _case(
            "items between bars",
            "name: ids, in: query, style: pipeDelimited, schema: {type: array, items: {type: integer}}",
            "7?ids=1|2",
        ),
        _case(
            "what the server refused",
            "name: limit, in: query, schema: {type: integer}",
            "7?limit=all -> 400",
            "latest -> 404",
            "7?limit=all -> 503",
            path="{type: integer}",
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each parameter that differs."""
        for match, reader in read(comparison):
            yield from findings(self, match, of_parameters(match, reader))
