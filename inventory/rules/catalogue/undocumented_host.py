"""Hosts that serve an API though its description names others."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.rule import Example, Rule, answers, served, times

_NAMED = 3  # operations that a message names


class UndocumentedHost(Rule):
    """A host that no server of the description names serves its declared paths.

    Hosts of others may have paths of the same name. So a host counts only where it answered on at least two declared
    paths that not every service has (as `/health` and `/login`), and where most of what it served is declared. A
    description whose servers name no host says nothing about hosts, and with `--server` you say which ones there are.

    ## Why it matters

    A copy on another host is often an old version, a test system with real data, or a way around the gateway that
    checks who asks. What it shows is not compared with the description.

    ## What to do

    Take the host off the network, or add it to the `servers` of the description; then its traffic is judged, too.
    """

    severity = Severity.WARNING
    tags = ("shadow", "owasp-api9-2023")
    examples = (
        Example(
            title="a copy on another host",
            described=("GET /orders", "GET /orders/{id}", "GET /users"),
            observed=("GET /orders", "GET http://staging.example/orders/7", "GET http://staging.example/users"),
            found=("/",),
        ),
        Example(
            title="paths that any host may have",
            described=("GET /health", "GET /login", "GET /orders", "GET /"),
            observed=(
                "GET /orders",
                "GET http://other.example/health",
                "GET http://other.example/login",
                "GET http://other.example/",
                "GET http://other.example/orders",
            ),
        ),
        Example(
            title="another API with two paths of the same name",
            described=("GET /orders", "GET /users"),
            observed=(
                "GET /orders",
                "GET http://shop.example/orders",
                "GET http://shop.example/users",
                "GET http://shop.example/baskets",
                "GET http://shop.example/vouchers",
            ),
        ),
        Example(
            title="a host that has none of it",
            described=("GET /orders", "GET /users"),
            observed=("GET /orders", "GET http://old.example/orders -> 404", "GET http://old.example/users -> 404"),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each description and host."""
        for one in comparison.elsewhere:
            endpoint, description = one.endpoint, one.description
            shown = served(endpoint.tallies)
            names = [f"{operation.method} {operation.path}" for operation in one.operations]
            more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
            declared = ", ".join(dict.fromkeys(server.url for server in description.servers[:_NAMED]))
            message = (
                f"{endpoint.service} serves {description.title}, but its description names only {declared}: "
                f"{times(sum(tally.count for tally in shown))} with {', '.join(names[:_NAMED])}{more}, "
                f"answered {answers(shown)}"
            )
            yield self.finding(endpoint, shown, message, description.source, "medium")
