"""Bodies in formats that no description mentions."""

from collections.abc import Iterator

import msgspec

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.operations import Content, Operation, SourceLine, content_for
from inventory.model.statuses import GATEWAY
from inventory.rules.rule import Example, Rule
from inventory.rules.sums import Sum, is_hidden, named, share, summed, totals, with_name

_TEXTS = frozenset({"text/html", "text/plain", "application/xhtml+xml"})  # in which servers and gateways write errors
_WITHOUT_BODY = frozenset({204, 205, 304})


class UndocumentedMediaType(Rule):
    """A request or a response has a media type that the operation does not declare.

    Ranges such as `application/*` and `*/*` declare what they stand for; parameters such as `charset` do not matter.
    Requests that were answered with an error (4xx, 5xx) do not count, nor do redirects. An error that is told as plain
    text or as a web page is a note, as frameworks and gateways write such; what gateways answer by themselves (502 to
    504 and the like) is no finding. Where no body is declared at all, a Content-Type alone shows none, as many clients
    and servers send it always; a body that was seen does.

    ## Why it matters

    Clients parse what is declared. XML where JSON is expected breaks them, and a parser that nobody knows to be there
    is one that nobody hardens: XML entities, forms from foreign sites.

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
            observed=(
                "GET /orders [content-type: application/json]",
                "DELETE /orders -> 200 [content-type: text/plain]",
            ),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each undeclared media type of the requests and of each response of an operation."""
        for match in comparison.matches:
            if match.endpoint is not None:
                for one in (
                    *_of_requests(match.operation, match.endpoint),
                    *_of_responses(match.operation, match.endpoint),
                ):
                    yield self._undeclared(match, match.endpoint, one)

    def _undeclared(self, match: Match, endpoint: Endpoint, one: "_Undeclared") -> Finding:
        declared = f"only {', '.join(each.media_type for each in one.contents)} is" if one.contents else "no body is"
        return self.finding(
            endpoint,
            one.found.tallies,
            f"{one.media_type} is not declared for {one.messages} {match.operation.method} {match.operation.path}, "
            f"{declared}; {share(one.found)} on {match.service} have it",
            one.source,
            "high" if one.is_sure else "low",
            severity=self.severity if one.is_sure else Severity.NOTE,
            location=f"{one.place}.{one.media_type}",
            count=one.found.count,
            total=one.found.total,
        )


class _Undeclared(msgspec.Struct, frozen=True):
    """A media type that an operation does not declare."""

    place: str
    media_type: str
    messages: str  # what has it, for people
    contents: tuple[Content, ...]  # what is declared instead
    source: SourceLine
    found: Sum
    is_sure: bool = True


def _of_requests(operation: Operation, endpoint: Endpoint) -> Iterator[_Undeclared]:
    contents = operation.request.contents if operation.request is not None else ()
    source = operation.request.source if operation.request is not None else operation.source
    for media_type, names in sorted(named(endpoint, "request-media-type").items()):
        if is_hidden(media_type) or content_for(contents, media_type):
            continue
        among, bodies = totals(endpoint), _bodies(endpoint, "request", media_type)
        found = with_name(endpoint, names, among) if contents else summed(endpoint, bodies, among)
        if found.count:
            yield _Undeclared("request", media_type, "requests of", contents, source, found)


def _of_responses(operation: Operation, endpoint: Endpoint) -> Iterator[_Undeclared]:
    answered = totals(endpoint, bool)
    for media_type, names in sorted(named(endpoint, "response-media-type").items()):
        for status in sorted(names):
            response = operation.response_for(status)
            if response is None or _is_unremarkable(status, media_type) or content_for(response.contents, media_type):
                continue
            among, bodies = {status: answered.get(status, 0)}, _bodies(endpoint, "response", media_type)
            found = with_name(endpoint, names, among) if response.contents else summed(endpoint, bodies, among)
            if found.count:
                place, sure = f"response.{status}", status < 400 or media_type not in _TEXTS
                messages = f"answers {status} of"
                yield _Undeclared(place, media_type, messages, response.contents, response.source, found, sure)


def _bodies(endpoint: Endpoint, role: str, media_type: str) -> dict[int, int]:
    """Return how many bodies of a media type were seen, by status."""
    return {
        shape.status: shape.count for shape in endpoint.shapes if shape.role == role and shape.media_type == media_type
    }


def _is_unremarkable(status: int, media_type: str) -> bool:
    """Tell whether a response needs no declaration of its media type: it has no body, or a gateway wrote it."""
    return (
        is_hidden(media_type)
        or status in _WITHOUT_BODY
        or 300 <= status < 400
        or (status in GATEWAY and media_type in _TEXTS)
    )
