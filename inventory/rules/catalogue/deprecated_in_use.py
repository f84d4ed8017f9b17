"""Zombie APIs: declared as deprecated, and still called."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.rules.dates import end_of_day
from inventory.rules.rule import Example, Rule, answers, times, used
from inventory.rules.sums import named


class DeprecatedInUse(Rule):
    """Traffic uses an operation that its description, or its responses, mark as deprecated.

    Responses do so with the Deprecation field (RFC 9745), once its day has come. That the description does not say the
    same is part of the message then.

    ## Why it matters

    What is deprecated is maintained last and removed one day. Whoever still calls it will break, and until then an old
    way in stays open.

    ## What to do

    Find the callers (the evidence names captures and frames), move them, then remove the operation.
    """

    severity = Severity.WARNING
    tags = ("zombie", "owasp-api9-2023")
    examples = (
        Example(
            title="a deprecated operation with callers",
            described=("GET /basket/{id} deprecated", "GET /cart/{id}"),
            observed=("GET /basket/7", "GET /cart/7"),
            found=("GET /basket/{id}",),
        ),
        Example(
            title="a deprecated operation that is already gone",
            described=("GET /basket/{id} deprecated",),
            observed=("GET /basket/7 -> 404",),
        ),
        Example(
            title="the responses say so, or will",
            described=("GET /basket/{id}", "GET /cart/{id}"),
            observed=(
                "2024-07-01T08:00:00Z GET /basket/7 -> 200 [deprecation: @1688169599] {}",
                "2024-07-01T08:00:00Z GET /cart/7 -> 200 [deprecation: @1788169599] {}",
            ),
            found=("GET /basket/{id}",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each deprecated operation with callers that it answered."""
        for match in comparison.matches:
            if match.endpoint is None:
                continue
            shown = used(match.endpoint.tallies)
            operation, description = match.operation, match.description
            who = f"in {description.title} {description.version}"
            if not operation.deprecated:
                who = _told(match.endpoint)
            if shown and who:
                count = sum(tally.count for tally in shown)
                message = (
                    f"{operation.method} {operation.path} is deprecated {who} and still called on {match.service}: "
                    f"{times(count)}, answered {answers(shown)}"
                )
                yield self.finding(match.endpoint, shown, message, operation.source)


def _told(endpoint: Endpoint) -> str:
    """Tell what responses say of their operation that the description does not; "" for nothing."""
    days = [end_of_day(day) for day in named(endpoint, "deprecation") if day != "true"]
    come = "true" in named(endpoint, "deprecation") or any(
        day is not None and day <= endpoint.last_seen for day in days
    )
    return "as its responses say, though not in its description," if come else ""
