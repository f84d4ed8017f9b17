"""Shadow methods: on a declared path, but not declared."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.rule import Example, Rule, answers, served, times


class UndocumentedMethod(Rule):
    """Traffic uses a method on a declared path that the description does not declare there.

    HEAD on a declared GET and OPTIONS are what any server answers; they are no finding. Neither is a method that was
    only answered with 404, 405 or 501.

    ## Why it matters

    A method that is not declared is often one that is not checked: a DELETE left over from tests, a POST without
    validation.

    ## What to do

    Declare the operation, or have the server refuse the method.
    """

    severity = Severity.ERROR
    tags = ("shadow", "owasp-api9-2023")
    examples = (
        Example(
            title="a method nobody declared",
            described=("GET /orders",),
            observed=("GET /orders", "POST /orders -> 201"),
            found=("POST /orders",),
        ),
        Example(
            title="HEAD and OPTIONS come with any path",
            described=("GET /orders",),
            observed=("HEAD /orders", "OPTIONS /orders -> 204"),
        ),
        Example(
            title="a refused method is no method",
            described=("GET /orders",),
            observed=("DELETE /orders -> 405",),
        ),
        Example(
            title="the literal path decides, not the parameter beside it",
            described=("GET /orders/{id}", "POST /orders/search"),
            observed=("GET /orders/search",),
            found=("GET /orders/search",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each served method that a declared path does not have."""
        for undocumented in comparison.undocumented:
            endpoint = undocumented.endpoint
            shown = served(endpoint.tallies)
            if not undocumented.siblings or not shown:
                continue
            declared = ", ".join(sorted({operation.method for operation in undocumented.siblings}))
            count = sum(tally.count for tally in shown)
            message = (
                f"{endpoint.method} {endpoint.template} on {endpoint.service} is not declared, only {declared} is: "
                f"{times(count)}, answered {answers(endpoint.tallies)}"
            )
            yield self.finding(endpoint, shown, message, undocumented.source)
