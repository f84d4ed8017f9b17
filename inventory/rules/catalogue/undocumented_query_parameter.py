"""Names in the query that no description mentions."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Name
from inventory.model.statuses import is_success
from inventory.rules.parameters import declared_query, is_telling, is_tracking
from inventory.rules.readings import Reader, Readers
from inventory.rules.rule import Example, Rule
from inventory.rules.sums import named, share, totals, with_name

_POSITION = "[{integer}]"


class UndocumentedQueryParameter(Rule):
    """Requests carry a query parameter that the operation does not declare.

    Requests that were answered with an error (4xx, 5xx), or sent elsewhere by a redirect, do not count. Declared are
    the parameters of the operation and of its path, members of an object that is sent exploded, anything in the
    brackets of `filter[…]`, and API keys. Names are case-sensitive. Names that advertisements and mail tools put behind
    any URL (`utm_…`, `gclid`, `fbclid` and the like) and the `_` against caches are no API's; values that somebody sent
    as a name, and what is not written like a name, as fuzzers send it, could be declared by nobody. Neither is a
    finding.

    ## Why it matters

    A parameter on no list is tested by nobody: a `debug`, an `as_user`, a filter that opens what should be closed. And
    clients come to depend on what may go with the next release.

    ## What to do

    Declare it, or have the server refuse what it does not know. If it has no effect, take it out of the client.
    """

    severity = Severity.WARNING
    tags = ("drift", "owasp-api9-2023")
    examples = (
        Example(
            title="a parameter that nobody declared",
            paths="""
                /orders:
                  get:
                    parameters: [{name: limit, in: query, schema: {type: integer}}]
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders?limit=5", "GET /orders?limit=5&debug=1"),
            found=("GET /orders query.debug",),
        ),
        Example(
            title="names are case-sensitive",
            paths="""
                /orders:
                  get:
                    parameters: [{name: limit, in: query, schema: {type: integer}}]
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders?Limit=5",),
            found=("GET /orders query.Limit",),
        ),
        Example(
            title="what the server refused shows nothing",
            described=("GET /orders",),
            observed=("GET /orders", "GET /orders?debug=1 -> 400", "GET /orders?admin=1 -> 422"),
        ),
        Example(
            title="objects and lists are written in many ways",
            paths="""
                /orders:
                  parameters:
                    - {name: filter, in: query, style: deepObject, explode: true, schema: {type: object}}
                    - name: page
                      in: query
                      schema: {$ref: '#/components/schemas/Page'}
                    - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
                  get:
                    responses: {'200': {description: ok}}
                """,
            components="""
                schemas:
                  Page: {type: object, properties: {offset: {type: integer}, size: {type: integer}}}
                """,
            observed=(
                "GET /orders?filter[state]=open&filter[from][year]=2024",
                "GET /orders?offset=20&size=10",
                "GET /orders?ids=1&ids=2",
                "GET /orders?ids[]=1&ids[]=2",
                "GET /orders?offset=20&rows=10",
            ),
            found=("GET /orders query.rows",),
        ),
        Example(
            title="an object without declared members takes any name",
            paths="""
                /orders:
                  get:
                    parameters:
                      - {name: labels, in: query, schema: {type: object, additionalProperties: {type: string}}}
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders?team=a&tier=b",),
        ),
        Example(
            title="values instead of names",
            described=("GET /orders",),
            observed=(
                "GET /orders?1700000000",
                "GET /orders?%7B%7D=1&%22%3E%3Cscript%3E=2",
                "GET /orders?items[0]=a&items[1]=b",
            ),
            found=("GET /orders query.items[]",),
        ),
        Example(
            title="an API key, tracking and a cache buster",
            paths="""
                /orders:
                  get:
                    security: [{key: []}]
                    responses: {'200': {description: ok}}
                """,
            components="securitySchemes: {key: {type: apiKey, in: query, name: api_key}}",
            observed=("GET /orders?api_key=x&utm_source=mail&gclid=y&_=1700000000000",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each undeclared name in the query of an operation."""
        readers = Readers()
        for match in comparison.matches:
            if match.endpoint is not None:
                yield from self._of_operation(match, match.endpoint, readers.of(match.description))

    def _of_operation(self, match: Match, endpoint: Endpoint, reader: Reader) -> Iterator[Finding]:
        operation, among = match.operation, totals(endpoint)
        declared = declared_query(operation, match.description.credentials, reader)
        for name, by_status in sorted(_without_positions(named(endpoint, "query")).items()):
            found = with_name(endpoint, by_status, among)
            if not found.count or not is_telling(name) or declared.has(name) or is_tracking(name):
                continue
            message = (
                f"the query parameter {name} of {operation.method} {operation.path} is not declared; "
                f"{share(found)} carry it on {match.service}"
            )
            succeeded = any(map(is_success, by_status))
            yield self.finding(
                endpoint,
                found.tallies,
                message,
                operation.source,
                "high" if succeeded else "low",
                location=f"query.{name}",
                count=found.count,
                total=found.total,
            )


def _without_positions(names: dict[str, dict[int, Name]]) -> dict[str, dict[int, Name]]:
    """Put names together that differ in the position in a list alone: `items[0]` is `items[]`.

    Several of them may stand in one request, so what is counted is the most frequent.
    """
    found: dict[str, dict[int, Name]] = {}
    for name, by_status in names.items():
        own = found.setdefault(name.replace(_POSITION, "[]"), {})
        for status, one in by_status.items():
            if status not in own or one.count > own[status].count:
                own[status] = one
    return found
