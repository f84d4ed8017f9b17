"""Answers that no description mentions."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.findings import Finding, Severity
from inventory.model.statuses import GATEWAY, NOT_THERE
from inventory.rules.rule import Example, Rule, times
from inventory.rules.sums import calls

# What HTTP itself or the router of any server answers: nobody has to declare it.
_UNREMARKABLE = NOT_THERE | {101, 304}


# Answers to what a client asks for by a field: Range, If-Match, Expect.
_ASKED_FOR = frozenset({206, 412, 416, 417})


class UndocumentedStatus(Rule):
    """An operation answers with a status that it does not declare.

    A status is declared by itself, by its range (`4XX`) or by `default`. What HTTP and the router of any server answer
    needs no declaration: 101, 304, and 404, 405 and 501, which say that nothing is there. What gateways and proxies
    answer by themselves (408, 429, 502 to 504 and the like) is a note of low confidence; so is 401 or 403 where the
    operation asks for a credential. Other server errors, redirects, and answers to Range, If-Match and Expect (206,
    412, 416, 417) are notes.

    ## Why it matters

    Clients are written after the description. An answer that it does not mention runs into code that nobody wrote:
    successes taken for errors, errors that are retried for ever.

    ## What to do

    Declare the status and its body, a range, or `default` for all errors; or mend the server.
    """

    severity = Severity.WARNING
    tags = ("drift",)
    examples = (
        Example(
            title="another success than the declared one",
            paths="""
                /orders:
                  post:
                    responses: {'200': {description: ok}, '400': {description: bad}}
                """,
            observed=("POST /orders {} -> 201 {}", "POST /orders {} -> 422 {}", "POST /orders {} -> 400 {}"),
            found=("POST /orders response.201", "POST /orders response.422"),
        ),
        Example(
            title="ranges and default declare what they stand for",
            paths="""
                /orders:
                  get:
                    responses: {'2XX': {description: ok}, '4XX': {description: bad}}
                  post:
                    responses: {'201': {description: ok}, default: {description: problem}}
                """,
            observed=("GET /orders -> 206", "GET /orders -> 418", "POST /orders {} -> 500", "POST /orders {} -> 200"),
        ),
        Example(
            title="what any server and its caches answer",
            paths="""
                /orders:
                  get:
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders -> 304", "GET /orders -> 404", "GET /orders -> 405", "GET /orders -> 501"),
        ),
        Example(
            title="errors of a gateway and of the server are told, too",
            paths="""
                /orders:
                  get:
                    responses: {'200': {description: ok}}
                """,
            observed=("GET /orders -> 503", "GET /orders -> 500", "GET /orders -> 429"),
            found=("GET /orders response.429", "GET /orders response.500", "GET /orders response.503"),
        ),
        Example(
            title="nothing is said about answers",
            described=("GET /orders",),
            observed=("GET /orders -> 201",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each undeclared status of an operation."""
        for match in comparison.matches:
            yield from self._of_operation(match)

    def _of_operation(self, match: Match) -> Iterator[Finding]:
        operation, endpoint = match.operation, match.endpoint
        if endpoint is None or not operation.responses:
            return
        answered = [tally for tally in calls(endpoint.tallies) if tally.status]
        total = sum(tally.count for tally in answered)
        for status in sorted({tally.status for tally in answered}):
            if status in _UNREMARKABLE or operation.response_for(status) is not None:
                continue
            shown = tuple(tally for tally in answered if tally.status == status)
            severity, confidence, why = _weigh(match, status)
            declared = ", ".join(response.status for response in operation.responses)
            message = (
                f"{operation.method} {operation.path} on {match.service} answered {status}, which is not declared, "
                f"only {declared}: {sum(tally.count for tally in shown):,} of {times(total)}{why}"
            )
            yield self.finding(
                endpoint,
                shown,
                message,
                operation.responses[0].source,
                confidence,
                severity=severity,
                location=f"response.{status}",
                total=total,
            )


def _weigh(match: Match, status: int) -> tuple[Severity, str, str]:
    """Return how bad an undeclared status is, how sure that the service gave it, and why it may be otherwise."""
    if status in GATEWAY:
        return Severity.NOTE, "low", "; a gateway in front of it may have answered"
    if status in (401, 403) and any(match.operation.security or ()):
        return Severity.NOTE, "low", "; it asks for a credential, so this may go without saying"
    if 300 <= status < 400 or status in _ASKED_FOR:
        return Severity.NOTE, "medium", ""
    return (Severity.NOTE if status >= 500 else Severity.WARNING), "high", ""
