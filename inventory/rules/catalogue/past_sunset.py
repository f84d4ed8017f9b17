"""Zombie APIs: past the day at which they were to be gone."""

from collections.abc import Iterator

import msgspec

from inventory.model.comparisons import Comparison
from inventory.model.endpoints import Endpoint
from inventory.model.evidence import Evidence
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Tally
from inventory.model.operations import SourceLine
from inventory.rules.dates import day_of, end_of_day
from inventory.rules.rule import Example, Rule, answers, times, used
from inventory.rules.sums import named


class PastSunset(Rule):
    """Traffic uses an operation after the day at which it was to be gone.

    The day is that of `x-sunset` in the description, or of the Sunset field (RFC 8594) in its responses; where these
    tell several days, the last one. What counts is when the traffic was captured, not when it is looked at. Where
    nothing tells when that was, there is no finding.

    ## Why it matters

    After that day nobody has promised to keep the operation running or safe. Its callers will break without notice, and
    until then an old way in stays open.

    ## What to do

    Find the callers (the evidence names captures and frames), move them, then take the operation off the network; or
    say that it stays.
    """

    severity = Severity.ERROR
    tags = ("zombie", "owasp-api9-2023")
    examples = (
        Example(
            title="the day that the description tells is over",
            paths="""
                /basket:
                  get:
                    x-sunset: 2024-06-30
                    responses: {'200': {description: ok}}
                """,
            observed=("2024-06-30T23:00:00Z GET /basket", "2024-07-01T08:00:00Z GET /basket"),
            found=("GET /basket",),
        ),
        Example(
            title="the day that the responses tell is over",
            described=("GET /basket", "GET /cart"),
            observed=(
                "2024-07-01T08:00:00Z GET /basket -> 200 [sunset: Sun, 30 Jun 2024 23:59:59 GMT] {}",
                "2024-07-01T08:00:00Z GET /cart -> 200 [sunset: Sun, 30 Jun 2024 23:59:59 GMT] {}",
                "2024-07-01T09:00:00Z GET /cart -> 200 [sunset: Tue, 31 Dec 2024 23:59:59 GMT] {}",
            ),
            found=("GET /basket",),
        ),
        Example(
            title="the day is not over, or nobody got an answer",
            paths="""
                /basket:
                  get:
                    x-sunset: '2024-06-30'
                    responses: {'200': {description: ok}}
                """,
            observed=("2024-06-30T23:59:59Z GET /basket", "2024-08-01T08:00:00Z GET /basket -> 404", "GET /basket"),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each endpoint that was used after its sunset."""
        for match in comparison.matches:
            if match.endpoint is not None:
                yield from self._of_endpoint(match.endpoint, match.operation.sunset, match.operation.source)
        for one in comparison.undocumented:
            yield from self._of_endpoint(one.endpoint, "", one.source)

    def _of_endpoint(self, endpoint: Endpoint, described: str, source: SourceLine | None) -> Iterator[Finding]:
        told = max((day for day in named(endpoint, "sunset") if end_of_day(day) is not None), default="")
        for day, who in ((described, "its description"), (told, "its responses")):
            end = end_of_day(day)
            late = _after(used(endpoint.tallies), end) if end is not None else ()
            if end is None or not late:
                continue
            least = "at least " if any(tally.first_seen < end for tally in late) else ""
            count = sum(tally.count if tally.first_seen >= end else 1 for tally in late)
            message = (
                f"{endpoint.method} {endpoint.template} was to be gone after {day}, as {who} say"
                f"{'s' * (day is described)}, and was still used on {endpoint.service} on "
                f"{day_of(max(tally.last_seen for tally in late))}: {least}{times(count)}, answered {answers(late)}"
            )
            total = sum(tally.count for tally in used(endpoint.tallies))
            yield self.finding(endpoint, _told_of(late, end), message, source, count=count, total=total)
            return


def _after(tallies: tuple[Tally, ...], end: int) -> tuple[Tally, ...]:
    return tuple(tally for tally in tallies if tally.last_seen >= end)


def _told_of(tallies: tuple[Tally, ...], end: int) -> tuple[Tally, ...]:
    """Leave out of tallies what was before."""
    return tuple(
        msgspec.structs.replace(
            tally,
            first_seen=tally.first_seen if tally.first_seen >= end else 0,
            evidence=tuple(one for one in tally.evidence if _is_after(one, end)),
        )
        for tally in tallies
    )


def _is_after(evidence: Evidence, end: int) -> bool:
    return evidence.time >= end
