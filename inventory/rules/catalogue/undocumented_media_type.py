"""Bodies in formats that no description mentions."""

from collections.abc import Iterator, Sequence

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.operations import Content, SourceLine
from inventory.rules.media_types import TEXTS, is_declared
from inventory.rules.rule import Example, Rule
from inventory.rules.statuses import GATEWAY, declared_response, is_accepted
from inventory.rules.sums import Sum, named, share, summed, totals

_WITHOUT_BODY = frozenset({204, 205, 304})


class UndocumentedMediaType(Rule):
    """A request or a response has a media type that the operation does not declare.

    Ranges such as `application/*` and `*/*` declare what they stand for; parameters such as `charset` do not matter.
    Requests that the server refused (4xx) do not count, nor do redirects. An error that is told as plain text or as a
    web page is a note, as frameworks and gateways write such; what gateways answer by themselves (502 to 504 and the
    like) is no finding. Where no body is declared at all, a Content-Type alone shows none, as many clients and servers
    send it always; a body that was seen does.

    ## Why it matters

    Clients parse what is declared. XML where JSON is expected breaks them, and a parser that nobody knows to be there is
    one that nobody hardens: XML entities, forms from foreign sites.

    ## What to do

    Declare the media type with its schema, or have the server answer 415 or 406.
    """

    severity = Severity.WARNING
    tags = ("drift",)
    examples = (
        Example(
            title="XML in, a problem document out",
            paths="""
                /orders:
                  post:
                    requestBody: {content: {application/json: {}}}
                    responses:
                      '201': {description: ok, content: {application/json: {}}}
                      '400': {description: bad, content: {application/json: {}}}
                """,
            observed=(
                "POST /orders {} -> 201 {}",
                "POST /orders [content-type: text/xml] <a/> -> 201 {}",
                "POST /orders {} -> 400 [content-type: application/problem+json] {}",
            ),
            found=("POST /orders request.text/xml", "POST /orders response.400.application/problem+json"),
        ),
        Example(
            title="ranges, parameters and letter case",
            paths="""
                /orders:
                  post:
                    requestBody: {content: {'application/*': {}}}
                    responses:
                      '200': {description: ok, content: {Application/JSON: {}}}
                      default: {description: any, content: {'*/*': {}}}
                """,
            observed=(
                "POST /orders [content-type: application/x-www-form-urlencoded] a=1 -> 200 {}",
                "POST /orders {} -> 200 [content-type: application/json; charset=utf-8] {}",
                "POST /orders {} -> 500 [content-type: text/html] oops",
            ),
        ),
        Example(
            title="refused requests and answers without a body",
            paths="""
                /orders:
                  post:
                    requestBody: {content: {application/json: {}}}
                    responses:
                      '200': {description: ok, content: {application/json: {}}}
                      '204': {description: nothing}
                      default: {description: problem, content: {application/json: {}}}
                """,
            observed=(
                "POST /orders [content-type: text/xml] <a/> -> 415 {}",
                "POST /orders {} -> 204 [content-type: text/plain]",
                "POST /orders {} -> 302 [content-type: text/html] moved",
                "POST /orders {} -> 502 [content-type: text/html] bad gateway",
            ),
        ),
        Example(
            title="a Content-Type where no body is declared",
            described=("GET /orders", "DELETE /orders"),
            observed=("GET /orders [content-type: application/json]", "DELETE /orders -> 200 [content-type: text/plain]"),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each undeclared media type of the requests and of each response of an operation."""
        for match in comparison.matches:
            if match.endpoint is not None:
                yield from self._of_requests(match, match.endpoint)
                yield from self._of_responses(match, match.endpoint)

    def _of_requests(self, match: Match, endpoint: Endpoint) -> Iterator[Finding]:
        operation, among = match.operation, totals(endpoint)
        contents = operation.request.contents if operation.request is not None else ()
        source = operation.request.source if operation.request is not None else operation.source
        for media_type, counts in sorted(named(endpoint, "request-media-type").items()):
            if is_declared(media_type, contents):
                continue
            bodies = counts if contents else _bodies(endpoint, "request", media_type)
            found = summed(endpoint, bodies, among)
            if found.count:
                what = f"requests of {operation.method} {operation.path}"
                yield self._undeclared(match, found, f"request.{media_type}", what, contents, source, "high")

    def _of_responses(self, match: Match, endpoint: Endpoint) -> Iterator[Finding]:
        operation = match.operation
        among = totals(endpoint, lambda status: is_accepted(status) or 400 <= status < 600)
        for media_type, by_status in sorted(named(endpoint, "response-media-type").items()):
            for status, count in sorted(by_status.items()):
                response = declared_response(operation, status)
                if response is None or _is_unremarkable(status, media_type) or is_declared(media_type, response.contents):
                    continue
                count = count if response.contents else _bodies(endpoint, "response", media_type).get(status, 0)
                found = summed(endpoint, {status: count}, {status: among.get(status, 0)})
                if found.count:
                    what = f"answers {status} of {operation.method} {operation.path}"
                    place = f"response.{status}.{media_type}"
                    confidence = "low" if status >= 400 and media_type in TEXTS else "high"
                    yield self._undeclared(match, found, place, what, response.contents, response.source, confidence)

    def _undeclared(
        self,
        match: Match,
        found: Sum,
        location: str,
        what: str,
        contents: Sequence[Content],
        source: SourceLine,
        confidence: str,
    ) -> Finding:
        assert match.endpoint is not None  # noqa: S101 - the callers have looked
        declared = f"only {', '.join(one.media_type for one in contents)} is" if contents else "no body is"
        media_type = location.split(".", 2 if location.startswith("response") else 1)[-1]
        return self.finding(
            match.endpoint,
            found.tallies,
            f"{media_type} is not declared for {what}, {declared}; {share(found)} on {match.service} have it",
            source,
            confidence,
            severity=Severity.NOTE if confidence == "low" else self.severity,
            location=location,
            count=found.count,
            total=found.total,
        )


def _bodies(endpoint: Endpoint, role: str, media_type: str) -> dict[int, int]:
    """Return how many bodies of a media type were seen, by status."""
    return {
        shape.status: shape.count for shape in endpoint.shapes if shape.role == role and shape.media_type == media_type
    }


def _is_unremarkable(status: int, media_type: str) -> bool:
    """Tell whether a response needs no declaration of its media type: it has no body, or a gateway wrote it."""
    return status in _WITHOUT_BODY or 300 <= status < 400 or (status in GATEWAY and media_type in TEXTS)
