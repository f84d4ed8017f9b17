"""All rules over one comparison."""

from collections.abc import Iterable

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Severity
from inventory.rules.rule import all_rules


def check(comparison: Comparison) -> tuple[Finding, ...]:
    """Return all findings, in order."""
    return ordered(finding for rule in all_rules().values() for finding in rule.check(comparison))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the worst first, then by rule, service, path, method and location."""
    worst = list(Severity)
    return tuple(
        sorted(
            findings,
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
