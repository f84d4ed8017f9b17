"""Findings: a rule's verdict on one subject, with severity, confidence, evidence and fingerprint."""

import enum
import hashlib
from collections.abc import Iterable

import msgspec

from inventory.model.evidence import Evidence
from inventory.model.operations import SourceLine


class Severity(enum.StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(msgspec.Struct, frozen=True):
    """One thing, however many exchanges show it."""

    rule: str
    severity: Severity
    confidence: str  # "high", "medium", "low"
    tags: tuple[str, ...]
    service: str
    method: str
    path: str  # template
    location: str | None  # such as "query.limit" or "response.404"; None for the whole endpoint
    message: str
    count: int  # exchanges that show it
    first_seen: int  # nanoseconds since 1970 (UTC); 0 where unknown
    last_seen: int
    evidence: tuple[Evidence, ...]
    spec: SourceLine | None  # the line of the description that it is about
    hosts: tuple[str, ...] = ()  # that it was seen on, where the service is a pattern of several
    total: int = 0  # exchanges among which `count` show it; 0 where there is nothing to compare with
    verdict: str = ""  # of rules that know several, such as "unused" or "not-observable"
    state: str = ""  # next to a baseline: "new" or "known"; "" without one
    waiver: str = ""  # why the configuration accepts it; "" where it does not

    @property
    def fingerprint(self) -> str:
        """Stay the same for the same rule, method, service, template and location, whatever else changes."""
        return fingerprint_of(self.rule, self.method, self.service, self.path, self.location)


def fingerprint_of(rule: str, method: str, service: str, path: str, location: str | None) -> str:
    """Return the fingerprint of findings of a rule at a place, in hexadecimal."""
    parts = (rule, method, service, path, location or "")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Notice(msgspec.Struct, frozen=True):
    """Something to tell about what was accepted: no finding about traffic, and yet for people to act upon."""

    kind: str  # "expired-waiver", "idle-waiver" or "gone"
    severity: Severity  # an error fails as a finding does
    message: str
    hint: str


def at_or_above(findings: Iterable[Finding], threshold: Severity) -> bool:
    """Tell whether any finding is as bad as the threshold, or worse."""
    order = list(Severity)
    return any(order.index(finding.severity) <= order.index(threshold) for finding in findings)
