"""All rules over one comparison."""

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.rule import all_rules


def check(comparison: Comparison) -> tuple[Finding, ...]:
    """Return all findings, the worst first, then by rule, service, path, method and location."""
    found = [finding for rule in all_rules().values() for finding in rule.check(comparison)]
    worst = list(Severity)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                worst.index(one.severity),
                one.rule,
                one.service,
                one.path,
                one.method,
                one.location or "",
            ),
        )
    )
