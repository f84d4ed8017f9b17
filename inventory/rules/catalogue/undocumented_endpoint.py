"""Shadow APIs: endpoints on no list."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.rule import Example, Rule, answers, served, times


class UndocumentedEndpoint(Rule):
    """Traffic reaches an endpoint that no description mentions.

    Only endpoints that answered like an API count: a path that was answered with 404, 405, 401 or 403 alone is
    listed as probed or refused, one answered with 400 alone as rejected, and web pages, scripts and images are kept
    apart.

    ## Why it matters

    Nobody reviews, patches or retires an endpoint that is on no list. It may be a debug interface, a forgotten version,
    or something that a team put online without telling.

    ## What to do

    Add the operation to the description, or take the endpoint off the network.
    """

    severity = Severity.ERROR
    tags = ("shadow", "owasp-api9-2023")
    examples = (
        Example(
            title="a path nobody described",
            described=("GET /orders",),
            observed=("GET /orders", "GET /debug"),
            found=("GET /debug",),
        ),
        Example(
            title="parameter names do not matter",
            described=("GET /orders/{orderId}",),
            observed=("GET /orders/42",),
        ),
        Example(
            title="a scanner's probes are no endpoints",
            described=("GET /orders",),
            observed=("GET /orders", "GET /wp-login.php -> 404", "POST /admin -> 405", "GET /private -> 403"),
        ),
        Example(
            title="ids make one endpoint, not many",
            described=("GET /orders",),
            observed=("GET /invoices/1", "GET /invoices/2", "GET /invoices/3"),
            found=("GET /invoices/{invoiceId}",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each served API endpoint that no declared path fits."""
        for undocumented in comparison.undocumented:
            endpoint = undocumented.endpoint
            if undocumented.siblings or endpoint.state != "api":
                continue
            shown = served(endpoint.tallies)
            count = sum(tally.count for tally in shown)
            message = (
                f"{endpoint.method} {endpoint.template} on {endpoint.service} is in no description: "
                f"{times(count)}, answered {answers(endpoint.tallies)}"
            )
            yield self.finding(endpoint, shown, message, undocumented.source)
