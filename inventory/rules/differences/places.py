"""The differences at one place of a body or parameter, to one finding."""

from collections.abc import Iterable, Iterator

import msgspec

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding
from inventory.model.observations import Tally
from inventory.model.operations import SourceLine
from inventory.rules.differences.walk import Difference
from inventory.rules.readings import Reader, Readers
from inventory.rules.rule import Rule

_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})


class Place(msgspec.Struct, frozen=True):
    """A place of a body or parameter, and something that differs there."""

    location: str
    what: str  # it is, in words
    difference: Difference
    statuses: frozenset[int]  # of the responses to the exchanges that might show it
    carried: int  # values in the shape that shows it
    source: SourceLine
    shown: Tally | None = None  # the exchanges that show it, where that is known


def findings(rule: Rule, match: Match, places: Iterable[Place]) -> Iterator[Finding]:
    """Make a finding for each location of a match; it tells all that differs there."""
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(place.location, []).append(place)
    if match.endpoint is not None:
        for location in sorted(groups):
            yield _finding(rule, match, match.endpoint, groups[location])


def _finding(rule: Rule, match: Match, endpoint: Endpoint, group: list[Place]) -> Finding:
    operation, first = match.operation, group[0]
    told = "; ".join(dict.fromkeys(place.difference.text for place in group))
    message = f"{operation.method} {operation.path} on {match.service}, {first.what}: {told}"
    # Those of several kinds are several values, those of one may be the same.
    counts: dict[str, int] = {}
    for place in group:
        one = place.difference
        counts[one.kind] = max(counts.get(one.kind, 0), one.count)
    total = max(place.difference.total for place in group)
    return rule.finding(
        endpoint,
        _shown(endpoint, group),
        message,
        first.source,
        location=first.location,
        count=min(sum(counts.values()), total),
        total=total,
    )


def _shown(endpoint: Endpoint, group: list[Place]) -> tuple[Tally, ...]:
    """Return the tallies all of whose exchanges show a difference; none where nothing tells which ones do."""
    if known := tuple(place.shown for place in group if place.shown is not None):
        return known
    for place in group:
        tallies = tuple(tally for tally in endpoint.tallies if tally.status in place.statuses)
        if place.difference.always and sum(tally.count for tally in tallies) == place.carried:
            return tallies
    return ()


def read(comparison: Comparison) -> Iterator[tuple[Match, Reader]]:
    """Yield the matches that traffic was seen of, each with a reader of the schemas of its description."""
    readers = Readers()
    for match in comparison.matches:
        if match.endpoint is not None and (match.endpoint.shapes or match.endpoint.outcomes):
            yield match, readers.of(match.description)


def is_undeclared(place: Place) -> bool:
    """Tell whether what differs is a property that nothing declares, in an object that is closed."""
    return place.difference.keyword in _CLOSING
