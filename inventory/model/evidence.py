"""Evidence: exchanges that anyone can look up in their captures, and the times between them."""

from collections.abc import Iterable

import msgspec

EVIDENCE_LIMIT = 3


class Evidence(msgspec.Struct, frozen=True, order=True, gc=False):
    """An exchange that anyone can look up: the oldest come first."""

    time: int  # nanoseconds since 1970 (UTC); 0 where unknown
    capture: str  # file name
    frame: int  # packet number or HAR entry number, from 1
    stream: int = -1


def oldest(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the oldest few, each once."""
    return tuple(sorted(set(evidence))[:EVIDENCE_LIMIT])


def earliest(times: Iterable[int]) -> int:
    """Return the first of some times, of which 0 is unknown; 0 where all are."""
    return min((time for time in times if time), default=0)
