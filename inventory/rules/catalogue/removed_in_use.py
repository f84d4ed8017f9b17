"""Zombie APIs: gone from the newer description, and still answering."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.rule import Example, Rule, answers, times, used


class RemovedInUse(Rule):
    """Traffic uses an operation that the newer description of its API no longer has.

    Give the older description as another `--spec`. Two are of the same API when they are mounted at the same place and
    share their paths: at least half of those of the smaller one where they have the same title and different versions,
    more than half otherwise. The one with the higher `info.version` is the newer one, or else the one that is given
    last; the older one then declares nothing by itself. Requests that were only answered with 404, 405, 410 or 501
    used nothing.

    ## Why it matters

    What is taken out of the description is taken out of tests, reviews and patches, too. If it still answers, an old
    way in stays open; if it does not any more, its callers break.

    ## What to do

    Find the callers, move them, and take the operation off the network. If it was left out by mistake, declare it
    again.
    """

    severity = Severity.ERROR
    tags = ("zombie", "owasp-api9-2023")
    examples = (
        Example(
            title="a path and a method that are gone",
            before=("GET /orders", "DELETE /orders", "GET /basket/{id}"),
            described=("GET /orders", "GET /cart/{id}"),
            observed=("GET /orders", "DELETE /orders -> 204", "GET /basket/7"),
            found=("DELETE /orders", "GET /basket/{id}"),
        ),
        Example(
            title="gone, and answered so",
            before=("GET /orders", "GET /basket/{id}"),
            described=("GET /orders",),
            observed=("GET /orders", "GET /basket/7 -> 404", "GET /basket/8 -> 410"),
        ),
        Example(
            title="a parameter with another name is the same path",
            before=("GET /orders/{id}",),
            described=("GET /orders/{orderId}",),
            observed=("GET /orders/7",),
        ),
        Example(
            title="two parts of an API are no versions of each other",
            before=("GET /users", "GET /groups"),
            described=("GET /orders", "GET /cart/{id}"),
            observed=("GET /orders", "GET /users"),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each operation that is gone and that was used."""
        for removed in comparison.removed:
            operation, endpoint = removed.operation, removed.endpoint
            shown = tuple(tally for tally in used(endpoint.tallies) if tally.status != 410)
            if shown:
                gone = removed.newer.version or removed.newer.file
                message = (
                    f"{operation.method} {operation.path} is in {removed.description.title} "
                    f"{removed.description.version}, gone from {gone}, and still called on {endpoint.service}: "
                    f"{times(sum(tally.count for tally in shown))}, answered {answers(shown)}"
                )
                yield self.finding(endpoint, shown, message, operation.source)
