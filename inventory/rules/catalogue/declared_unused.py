"""Orphans: declared, and never used in what was captured."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Tally
from inventory.rules.rule import Example, Rule, answers, used


class DeclaredUnused(Rule):
    """A declared operation was never used in the captured traffic.

    The message says how much was seen of the other operations of the same description, since that decides how much
    the absence tells. A request that was only answered with 404, 405 or 501 did not use the operation.

    ## Why it matters

    Either the description promises what is not there, or something is kept running that nobody needs: both cost work
    and widen what can be attacked.

    ## What to do

    Look whether the captures cover the operation's clients. If so, ask its owners, and remove it or its declaration.
    """

    severity = Severity.NOTE
    tags = ("orphan",)
    examples = (
        Example(
            title="an operation without traffic",
            described=("GET /orders", "GET /reports"),
            observed=("GET /orders",),
            found=("GET /reports",),
        ),
        Example(
            title="answered, but only that it is not there",
            described=("GET /orders", "GET /reports"),
            observed=("GET /orders", "GET /reports -> 404"),
            found=("GET /reports",),
        ),
        Example(
            title="refused is used",
            described=("GET /reports",),
            observed=("GET /reports -> 403",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each operation that was used on no service."""
        groups: dict[tuple[str, int, str, str], list[Match]] = {}
        for match in comparison.matches:
            source = match.operation.source
            groups.setdefault((source.file, source.line, match.operation.path, match.operation.method), []).append(
                match
            )
        seen: dict[str, tuple[int, int]] = {}
        for group in groups.values():
            count = sum(sum(tally.count for tally in _shown(match)) for match in group)
            operations, exchanges = seen.get(group[0].description.file, (0, 0))
            seen[group[0].description.file] = (operations + bool(count), exchanges + count)
        for group in groups.values():
            if not any(_shown(match) for match in group):
                yield self._unused(group, comparison, seen[group[0].description.file])

    def _unused(self, group: list[Match], comparison: Comparison, seen: tuple[int, int]) -> Finding:
        match = group[0]
        tallies = tuple(tally for one in group if one.endpoint is not None for tally in one.endpoint.tallies)
        operations, exchanges = seen
        what = f"only answered {answers(tallies)}" if tallies else "not seen"
        watched = f"{exchanges:,} exchanges on {operations:,} other operations of {match.description.title} were"
        service = match.service or (comparison.covered[0] if len(comparison.covered) == 1 else "")
        endpoint = Endpoint(service, match.operation.method, match.operation.path, "unanswered", (), (), (), ())
        message = f"{match.operation.method} {match.operation.path} is declared, but was {what}; {watched}"
        confidence = "high" if exchanges >= 1_000 else "medium" if exchanges >= 100 else "low"
        return self.finding(endpoint, tallies, message, match.operation.source, confidence)


def _shown(match: Match) -> tuple[Tally, ...]:
    return used(match.endpoint.tallies) if match.endpoint is not None else ()
