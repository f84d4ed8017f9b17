"""The differences at one place of a body or parameter, to one finding."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.evidence import EVIDENCE_LIMIT, Evidence
from inventory.model.findings import Finding
from inventory.model.observations import Tally
from inventory.model.operations import SourceLine
from inventory.rules.differences.readings import Reader
from inventory.rules.differences.walk import Difference
from inventory.rules.rule import Rule

_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})


class Seen(msgspec.Struct, frozen=True):
    """Which exchanges show something, where that is known."""

    evidence: tuple[Evidence, ...]
    first: int  # nanoseconds since 1970 (UTC); 0 where unknown
    last: int


class Place(msgspec.Struct, frozen=True):
    """A place of a body or parameter, and something that differs there."""

    location: str
    what: str  # it is, in words
    difference: Difference
    statuses: frozenset[int]  # of the responses to the exchanges that might show it
    carried: int  # values in the shape that shows it
    source: SourceLine
    seen: Seen | None = None


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
    made = rule.finding(endpoint, _shown(endpoint, group), message, first.source)
    if seen := [place.seen for place in group if place.seen is not None]:
        evidence = tuple(sorted({one for each in seen for one in each.evidence})[:EVIDENCE_LIMIT])
        times = [each.first for each in seen if each.first]
        made = replace(
            made, evidence=evidence, first_seen=min(times, default=0), last_seen=max(each.last for each in seen)
        )
    return replace(made, location=first.location, count=min(sum(counts.values()), total), total=total)


def _shown(endpoint: Endpoint, group: list[Place]) -> tuple[Tally, ...]:
    """Return the tallies all of whose exchanges show a difference; none where nothing tells which ones do."""
    for place in group:
        tallies = tuple(tally for tally in endpoint.tallies if tally.status in place.statuses)
        if place.difference.always and sum(tally.count for tally in tallies) == place.carried:
            return tallies
    return ()


def read(comparison: Comparison) -> Iterator[tuple[Match, Reader]]:
    """Yield the matches that traffic was seen of, each with a reader of the schemas of its description."""
    readers: dict[int, Reader] = {}
    for match in comparison.matches:
        if match.endpoint is not None and (match.endpoint.shapes or match.endpoint.outcomes):
            schemas = match.description.schemas
            if id(schemas) not in readers:
                readers[id(schemas)] = Reader(schemas)
            yield match, readers[id(schemas)]


def is_undeclared(place: Place) -> bool:
    """Tell whether what differs is a property that nothing declares, in an object that is closed."""
    return place.difference.keyword in _CLOSING
