"""Outcomes: how often bodies and parameters broke what a description declares for them; they merge in any order."""

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from inventory.model.evidence import Evidence, earliest, oldest
from inventory.model.violations import Violation

OUTCOMES_LIMIT = 400  # of one method on one path
CAPTURE_OUTCOMES_LIMIT = 50_000  # of all paths of a capture: those with the least hash keep theirs

OutcomeKey = tuple[str, str, int, str, str, Violation | None]


class Outcome(msgspec.Struct, frozen=True):
    """What came of judging the values of one kind that exchanges with one status carried.

    `role` is "request" or "response" for bodies, and "parameters" for all parameters of a request together.
    """

    description: str  # digest of the description that they were judged by
    operation: str  # of it: "GET /orders/{id}"
    status: int
    role: str
    media_type: str  # "" for parameters
    violation: Violation | None  # None for the count of all that were judged, valid or not
    count: int  # values; of parameters, requests
    first_seen: int  # nanoseconds since 1970 (UTC); 0 where unknown
    last_seen: int
    evidence: tuple[Evidence, ...] = ()  # the oldest few; none for what was judged

    @property
    def key(self) -> OutcomeKey:
        """What no other outcome of a path shares."""
        return self.description, self.operation, self.status, self.role, self.media_type, self.violation


def merge_outcomes(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Add up outcomes with the same key.

    Of more than `OUTCOMES_LIMIT` those stay that are least by a hash, what was judged first.
    """
    merged: dict[OutcomeKey, Outcome] = {}
    for one in outcomes:
        known = merged.get(one.key)
        merged[one.key] = _sum(known, one) if known is not None else one
    ranked = sorted(merged.values(), key=lambda one: (one.violation is not None, rank(one.key)))
    return tuple(sorted(ranked[:OUTCOMES_LIMIT], key=lambda one: (one.key[:5], rank(one.key))))


def rank(key: OutcomeKey) -> bytes:
    """Return what decides which outcomes stay where they are too many."""
    return blake2b(msgspec.json.encode(key), digest_size=8).digest()


def _sum(one: Outcome, other: Outcome) -> Outcome:
    return msgspec.structs.replace(
        one,
        count=one.count + other.count,
        first_seen=earliest((one.first_seen, other.first_seen)),
        last_seen=max(one.last_seen, other.last_seen),
        evidence=oldest((*one.evidence, *other.evidence)),
    )
