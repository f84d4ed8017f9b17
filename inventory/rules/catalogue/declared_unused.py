"""Orphans: declared, and never used in what was captured."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Tally
from inventory.rules.rule import Example, Rule, answers, used
from inventory.rules.watching import Seen, judge_absence


class DeclaredUnused(Rule):
    """A declared operation was never used in the captured traffic.

    A request that was only answered with 404, 405 or 501 did not use the operation. How much the absence tells is the
    `verdict`, and the message gives the figures behind it:

    - `unused`: at least half of the other operations were used, in 100 exchanges or more and three for each of them,
      and no more than 5 % of the traffic with the servers was unreadable. A note; after 1,000 exchanges over a day or
      longer a warning of high confidence.
    - `not-observable`: none of the servers is in the captures, or more than half of the traffic with them was
      encrypted, lost or unreadable. A note: keys (`--keylog`) or another place to capture would tell more.
    - `insufficient`: anything between the two. A note: capture for longer.

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
        seen: dict[str, Seen] = {}
        for group in groups.values():
            file = group[0].description.file
            seen[file] = seen.get(file, Seen()).add(tuple(tally for match in group for tally in _shown(match)))
        for group in groups.values():
            if not any(_shown(match) for match in group):
                yield self._unused(group, comparison, seen[group[0].description.file])

    def _unused(self, group: list[Match], comparison: Comparison, seen: Seen) -> Finding:
        match = group[0]
        tallies = tuple(tally for one in group if one.endpoint is not None for tally in one.endpoint.tallies)
        what = f"only answered {answers(tallies)}" if tallies else "not seen"
        service = match.service or (comparison.covered[0] if len(comparison.covered) == 1 else "")
        endpoint = Endpoint(service, match.operation.method, match.operation.path, "unanswered", (), (), (), ())
        verdict = judge_absence(match, seen)
        message = f"{match.operation.method} {match.operation.path} is declared, but was {what}; {verdict.reason}"
        return self.finding(
            endpoint,
            tallies,
            message,
            match.operation.source,
            verdict.confidence,
            severity=verdict.severity,
            verdict=verdict.name,
        )


def _shown(match: Match) -> tuple[Tally, ...]:
    return used(match.endpoint.tallies) if match.endpoint is not None else ()
