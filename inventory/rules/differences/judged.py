"""What came of judging bodies and parameters while they were read, to the places where they differ.

Such a judgement is exact: where it took in all that a shape was made of, what the shape shows is not asked for.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from inventory.model.comparisons import Match
from inventory.model.endpoints import Endpoint
from inventory.model.observations import Tally
from inventory.model.operations import Parameter, SourceLine
from inventory.model.outcomes import Outcome
from inventory.model.shapes import Shape
from inventory.model.statuses import ACCEPTED
from inventory.model.violations import Violation
from inventory.rules.differences.places import Place
from inventory.rules.differences.walk import Difference

NOUNS = {"query": "query parameter", "header": "header field", "cookie": "cookie", "path": "path parameter"}

_UNITS = {"parameters": ("request", "requests")}
_BODIES = ("body", "bodies")


class _Broken(NamedTuple):
    """A violation, how many values show it, and how many were judged that might have."""

    violation: Violation
    outcome: Outcome
    total: int

    def place(self, location: str, what: str, source: SourceLine) -> Place:
        """Return where it is; `location` and `what` name the whole body, or the parameter."""
        violation, outcome, total = self
        pointer = "" if outcome.role == "parameters" else violation.pointer
        unit = _UNITS.get(outcome.role, _BODIES)[total != 1]
        text = f"{violation.message} ({outcome.count:,} of {total:,} {unit})"
        kind = f"judged {violation.keyword}"
        return Place(
            location=f"{location}#{pointer}" if pointer else location,
            what=f"{what} at {pointer}" if pointer else what,
            difference=Difference(pointer, kind, violation.keyword, text, outcome.count, total, always=False),
            statuses=frozenset({outcome.status}),
            carried=total,
            source=source,
            shown=Tally(outcome.status, "", "", outcome.count, outcome.first_seen, outcome.last_seen, outcome.evidence),
        )


def responses(match: Match) -> Iterator[Place]:
    """Yield where bodies of responses broke their schemas."""
    for one in _broken(match, "response"):
        status = one.outcome.status
        response = match.operation.response_for(status)
        if response is not None:
            yield one.place(f"response.{status}", f"{status} response", response.source)


def requests(match: Match) -> Iterator[Place]:
    """Yield where bodies of requests broke their schemas."""
    request = match.operation.request
    if request is not None:
        for one in _broken(match, "request"):
            yield one.place("request", "request body", request.source)


def parameters(match: Match) -> Iterator[Place]:
    """Yield where parameters broke their schemas."""
    names = {one.name for one in match.operation.parameters}
    for one in _broken(match, "parameters"):
        role, _, name = one.violation.location.partition(".")
        declared = match.operation.parameter(role, name)
        if declared is not None:
            own = _sent_as(declared, one.violation.pointer, names)
            yield one.place(f"{role}.{own}", f"{NOUNS[role]} {own}", declared.source)


def property_name(parameter: Parameter, name: str) -> str | None:
    """Return the name by which a property of an object is sent as a parameter of its own; None where it is not."""
    if parameter.style == "deepObject":
        return f"{parameter.name}[{name}]"
    return name if parameter.style in ("form", "cookie") and parameter.explode else None


def covers(endpoint: Endpoint, shape: Shape) -> bool:
    """Tell whether all bodies that make up a shape were judged; one of status 0 is that of all accepted requests."""
    statuses = {shape.status} if shape.status else ACCEPTED
    return shape.count + shape.malformed <= _count(endpoint, shape.role, statuses, shape.media_type)


def covers_parameters(endpoint: Endpoint) -> bool:
    """Tell whether the parameters of all requests that were accepted were judged."""
    made = sum(tally.count for tally in endpoint.tallies if tally.status in ACCEPTED)
    return made <= _count(endpoint, "parameters", ACCEPTED, "")


def _sent_as(parameter: Parameter, pointer: str, names: Collection[str]) -> str:
    """Return the name by which requests carry what a pointer leads to; that of the parameter where it is no other."""
    first = pointer.removeprefix("/").partition("/")[0].replace("~1", "/").replace("~0", "~")
    own = property_name(parameter, first) if first not in ("", "*") else None
    return parameter.name if own is None or own in names else own


def _broken(match: Match, role: str) -> Iterator[_Broken]:
    if match.endpoint is not None:
        for one in match.endpoint.outcomes:
            if one.role == role and one.violation is not None:
                yield _Broken(one.violation, one, _count(match.endpoint, role, {one.status}, one.media_type))


def _count(endpoint: Endpoint, role: str, statuses: Iterable[int], media_type: str) -> int:
    """Count what was judged."""
    judged = (one for one in endpoint.outcomes if one.violation is None)
    return sum(
        one.count for one in judged if (one.role, one.media_type) == (role, media_type) and one.status in statuses
    )
