"""Required parameters that requests do without."""

from collections.abc import Iterator, Mapping

from inventory.model.comparisons import Comparison, Match
from inventory.model.fields import is_told
from inventory.model.findings import Finding, Severity
from inventory.model.operations import Parameter
from inventory.model.statuses import is_success
from inventory.rules.parameters import accepted
from inventory.rules.readings import Readers
from inventory.rules.rule import Example, Rule
from inventory.rules.sums import at_most, recorded, share, summed, totals
from inventory.rules.visibility import Visible


class MissingRequiredParameter(Rule):
    """Requests without a parameter that is declared as required are answered all the same.

    This is about parameters of the query, the header and the cookies; those of the path are always there. Requests that
    were answered with an error (4xx, 5xx), or sent elsewhere by a redirect, do not count. Nothing is said about cookies
    and header fields of a service that never shows any, as browsers and other tools take them out of what they export,
    nor about fields that every client sends by itself.

    ## Why it matters

    Either the description asks for more than is needed, so that clients are generated around something pointless, or
    the server forgot a check on which others rely: a tenant, a version, a signature.

    ## What to do

    Declare the parameter as optional and say what its absence means, or have the server refuse such requests.
    """

    severity = Severity.WARNING
    tags = ("drift",)
    examples = (
        Example(
            title="a query parameter is missing",
            paths="""
                /orders:
                  get:
                    parameters: [{name: tenant, in: query, required: true, schema: {type: string}}]
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders?tenant=a", "GET /orders", "GET /orders?Tenant=a"),
            found=("GET /orders query.tenant",),
        ),
        Example(
            title="the server refuses what is incomplete, or sends it to a login",
            paths="""
                /orders:
                  get:
                    parameters: [{name: tenant, in: query, required: true, schema: {type: string}}]
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders?tenant=a", "GET /orders -> 400", "GET /orders -> 422", "GET /orders -> 302"),
        ),
        Example(
            title="a header field in any letter case, and a cookie",
            paths="""
                /orders:
                  get:
                    parameters:
                      - {name: X-Tenant, in: header, required: true, schema: {type: string}}
                      - {name: theme, in: cookie, required: true, schema: {type: string}}
                    responses: {'200': {description: ok}}
                """,
            observed=(
                "GET /orders [x-tenant: a] [cookie: theme=dark]",
                "GET /orders [X-TENANT: a] [cookie: Theme=dark]",
                "GET /orders [cookie: theme=dark]",
            ),
            found=("GET /orders cookie.theme", "GET /orders header.X-Tenant"),
        ),
        Example(
            title="fields that every client sends, and cookies that no request shows",
            paths="""
                /orders:
                  get:
                    parameters:
                      - {name: User-Agent, in: header, required: true, schema: {type: string}}
                      - {name: theme, in: cookie, required: true, schema: {type: string}}
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders [x-tenant: a]",),
        ),
        Example(
            title="objects and lists are written in many ways",
            paths="""
                /orders:
                  get:
                    parameters:
                      - {name: filter, in: query, required: true, style: deepObject, schema: {type: object}}
                      - name: page
                        in: query
                        required: true
                        schema: {type: object, properties: {offset: {type: integer}}}
                      - {name: ids, in: query, required: true, schema: {type: array, items: {type: integer}}}
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders?filter[state]=open&offset=20&ids[]=1&ids[]=2",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each required parameter without which requests were accepted."""
        visible, readers = Visible(comparison), Readers()
        for match in comparison.matches:
            for parameter in match.operation.parameters:
                if parameter.required and match.endpoint is not None and visible.is_recorded(match, parameter.location):
                    yield from self._of_parameter(match, parameter, readers)

    def _of_parameter(self, match: Match, parameter: Parameter, readers: Readers) -> Iterator[Finding]:
        endpoint, counts = match.endpoint, _with(match, parameter, readers)
        if endpoint is None or counts is None:
            return
        among = totals(endpoint) if parameter.location == "query" else recorded(endpoint)
        missing = {status: max(total - counts.get(status, 0), 0) for status, total in among.items()}
        found = summed(endpoint, missing, among)
        if not found.count:
            return
        operation = match.operation
        message = (
            f"the {_PLACES[parameter.location]} {parameter.name} of {operation.method} {operation.path} is required; "
            f"{share(found)} on {match.service} did without it and were not refused"
        )
        yield self.finding(
            endpoint,
            found.tallies,
            message,
            parameter.source,
            "high" if any(count and is_success(status) for status, count in missing.items()) else "low",
            location=f"{parameter.location}.{parameter.name}",
            count=found.count,
            total=found.total,
        )


_PLACES = {"query": "query parameter", "header": "header field", "cookie": "cookie"}


def _with(match: Match, parameter: Parameter, readers: Readers) -> Mapping[int, int] | None:
    """Return how many exchanges at most had a parameter, by status; None where that is not recorded."""
    endpoint = match.endpoint
    if endpoint is None or parameter.location not in _PLACES:
        return None
    if parameter.location == "header":
        name = parameter.name.lower()
        return at_most(endpoint, "header", lambda one: one == name) if is_told(name) else None
    wanted = accepted(parameter, readers.of(match.description))
    return None if wanted.any_name else at_most(endpoint, parameter.location, wanted.has)
