"""What became of an inventory between two points: endpoints and findings that are new, gone or another than before."""

from collections.abc import Mapping

import msgspec

from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, fingerprint_of
from inventory.model.periods import Period


class Difference(msgspec.Struct, frozen=True):
    """One thing that is another than before."""

    kind: str  # "shape", "credentials", "errors", "clients", "statuses", "media-types" or "parameters"
    text: str  # in words, with figures; names in it are as hostile as they were sent


class Change(msgspec.Struct, frozen=True):
    """An endpoint that appeared, vanished, woke up or changed.

    Times are nanoseconds since 1970 (UTC), 0 where unknown.
    """

    endpoint: Endpoint  # with all that is known of it
    count: int  # exchanges in the period; of what vanished, before it
    first_seen: int  # in the period; of what vanished, ever
    last_seen: int
    silent_since: int = 0  # of what woke up: when it was last seen before
    differences: tuple[Difference, ...] = ()  # of what changed
    text: str = ""  # why that is told, with figures; "" where it needs no reason


class EndpointChanges(msgspec.Struct, frozen=True):
    """What became of endpoints, each by service, template and method."""

    appeared: tuple[Change, ...] = ()
    vanished: tuple[Change, ...] = ()
    woken: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    notices: tuple[str, ...] = ()  # what limits the comparison, one sentence each


class ToldFinding(msgspec.Struct, frozen=True):
    """A finding as a report told it."""

    fingerprint: str
    rule: str
    severity: str
    service: str
    method: str
    path: str
    location: str | None
    message: str
    accepted: bool = False  # known to a baseline, or waived
    waiver: str = ""  # why it is accepted; "" where a baseline knows it
    gone: bool = False  # it was told to be gone

    @classmethod
    def of(cls, one: Finding) -> "ToldFinding":
        """Return what a report tells of a finding."""
        accepted = bool(one.waiver) or one.state == "known"
        return cls(
            one.fingerprint, one.rule, one.severity.value, one.service, one.method, one.path, one.location, one.message,
            accepted, one.waiver,
        )  # fmt: skip

    def at(self, path: str) -> "ToldFinding":
        """Return the same, of an endpoint that has another template now."""
        fingerprint = fingerprint_of(self.rule, self.method, self.service, path, self.location)
        return msgspec.structs.replace(self, path=path, fingerprint=fingerprint)


class Remembered(msgspec.Struct, frozen=True):
    """What is kept of the last report of a name."""

    name: str
    made_at: int  # nanoseconds since 1970 (UTC)
    known: Mapping[str, int]  # the captures that it knew, by digest, with their last_seen then
    findings: tuple[ToldFinding, ...]  # that it told, by fingerprint


class FindingChanges(msgspec.Struct, frozen=True):
    """What became of findings, each by service, path, method, rule and location."""

    new: tuple[ToldFinding, ...] = ()
    gone: tuple[ToldFinding, ...] = ()
    accepted: tuple[ToldFinding, ...] = ()  # new ones, or newly so, that a baseline knows or a waiver accepts


class Growth(msgspec.Struct, frozen=True):
    """What became of an inventory in a period."""

    period: Period
    captures_before: int  # that were complete when the period began
    captures_until: int  # … and when it ended
    endpoints: EndpointChanges
    findings: FindingChanges = FindingChanges()
    notices: tuple[str, ...] = ()  # what limits the comparison, one sentence each
