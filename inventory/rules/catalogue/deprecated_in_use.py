"""Zombie APIs: declared as deprecated, and still called."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.rule import Example, Rule, answers, times, used


class DeprecatedInUse(Rule):
    """Traffic uses an operation that its description marks as deprecated.

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
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each deprecated operation with callers that it answered."""
        for match in comparison.matches:
            if match.endpoint is None or not match.operation.deprecated:
                continue
            shown = used(match.endpoint.tallies)
            if shown:
                operation, description = match.operation, match.description
                count = sum(tally.count for tally in shown)
                message = (
                    f"{operation.method} {operation.path} is deprecated in {description.title} {description.version} "
                    f"and still called on {match.service}: {times(count)}, answered {answers(shown)}"
                )
                yield self.finding(match.endpoint, shown, message, operation.source)
