"""What was seen of a description to how much the absence of one of its operations tells."""

from typing import NamedTuple

from inventory.model.comparisons import Match
from inventory.model.coverage import BLIND
from inventory.model.findings import Severity
from inventory.model.observations import Tally
from inventory.rules.rule import times

EXCHANGES_LEAST = 100  # with the other operations, for a verdict
EXCHANGES_EACH = 3  # and so many for each of them: one that is called as often would be missed in one of 20 captures
EXCHANGES_SURE = 1_000
USED_LEAST = 0.5  # of the other operations
BLIND_LITTLE = 0.05  # share of the bytes that could not be read which does not matter
BLIND_MUCH = 0.5
DAY = 86_400 * 10**9  # nanoseconds

_SURE = Severity.WARNING, "high"
_LIKELY = Severity.NOTE, "medium"
_FATES = {
    "encrypted": "encrypted", "lost": "not captured", "truncated": "cut off", "mid-stream": "without their requests",
    "undecodable": "not readable",
}  # fmt: skip


class Seen(NamedTuple):
    """What was seen of the operations of one description."""

    exchanges: int = 0
    used: int = 0  # operations
    declared: int = 0
    first: int = 0  # nanoseconds since 1970 (UTC); 0 where unknown
    last: int = 0

    def add(self, tallies: tuple[Tally, ...]) -> "Seen":
        """Return the sum with one more operation."""
        starts = [time for time in (self.first, *(tally.first_seen for tally in tallies)) if time]
        return Seen(
            self.exchanges + sum(tally.count for tally in tallies),
            self.used + bool(tallies),
            self.declared + 1,
            min(starts, default=0),
            max(self.last, *(tally.last_seen for tally in tallies), 0),
        )

    @property
    def others(self) -> int:
        """Other operations than the one that was not used."""
        return self.declared - 1

    @property
    def span(self) -> int:
        """Nanoseconds from the first exchange to the last."""
        return self.last - self.first


class Verdict(NamedTuple):
    """What the absence of an operation tells, and why."""

    name: str  # "unused", "not-observable", "insufficient"
    severity: Severity
    confidence: str
    reason: str


def judge_absence(match: Match, seen: Seen) -> Verdict:
    """Tell what it means that an operation was not used, next to what was seen of the others."""
    watched = (
        f"{times(seen.exchanges)} on {seen.used:,} of {seen.others:,} other operations of {match.description.title} "
        f"were captured{_over(seen.span)}"
    )
    share, blind = _blind(match)
    if not match.services:
        absent = f"no exchange with {_hosts(match)} was captured"
        return _not_observable(f"{absent}: {blind}" if blind else absent)
    if share > BLIND_MUCH:
        return _not_observable(f"most of the traffic with its servers could not be read: {blind}")
    enough = seen.exchanges >= max(EXCHANGES_LEAST, EXCHANGES_EACH * seen.others)
    if enough and share <= BLIND_LITTLE and seen.used >= USED_LEAST * seen.others:
        sure = seen.exchanges >= EXCHANGES_SURE and seen.span >= DAY
        return Verdict("unused", *(_SURE if sure else _LIKELY), watched)
    unread = f"; {blind}" if share > BLIND_LITTLE else ""
    return Verdict("insufficient", Severity.NOTE, "low", f"{watched}, too little to tell{unread}")


def duration(nanoseconds: int) -> str:
    """Write a time span in its largest unit: "3 days", "1 minute"."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        number = nanoseconds // (seconds * 10**9)
        if number:
            return f"{number:,} {unit}{'s' * (number != 1)}"
    return "less than a second"


def _not_observable(reason: str) -> Verdict:
    return Verdict("not-observable", Severity.NOTE, "low", reason)


def _over(span: int) -> str:
    return f" over {duration(span)}" if span else ""


def _hosts(match: Match) -> str:
    named = list(dict.fromkeys(server.authority for server in match.servers if server.authority))
    more = f" and {len(named) - 3:,} more" if len(named) > 3 else ""
    return ", ".join(named[:3]) + more if named else "a server of it"


def _blind(match: Match) -> tuple[float, str]:
    """Return the share of bytes with the servers of an operation that were not read, and what became of them."""
    sizes: dict[str, int] = {}
    for fate in match.fates:
        sizes[fate.fate] = sizes.get(fate.fate, 0) + fate.size
    told = [f"{sizes[fate]:,} bytes {_FATES[fate]}" for fate in BLIND if sizes.get(fate)]
    blind = sum(sizes.get(fate, 0) for fate in BLIND)
    total = blind + sizes.get("exchange", 0) + sizes.get("framing", 0)
    return (blind / total if total else 0.0), ", ".join(told)
