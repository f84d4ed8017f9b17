"""What became of an inventory to what is published of it."""

import hashlib
from collections.abc import Iterable

from inventory.model.endpoints import Endpoint
from inventory.model.growth import Change, Growth, ToldFinding
from inventory.model.periods import Point
from inventory.reports.documents import (
    ChangedEndpointDocument,
    ChangedFindingDocument,
    ChangesDocument,
    DifferenceDocument,
    PointDocument,
)
from inventory.reports.publishing import moment


def changes(growth: Growth) -> ChangesDocument:
    """Publish what became of an inventory in a period."""
    period, endpoints, findings = growth.period, growth.endpoints, growth.findings
    return ChangesDocument(
        since=_point(period.since or Point(""), growth.captures_before),
        until=_point(period.until, growth.captures_until) if period.until is not None else None,
        appeared=_endpoints(endpoints.appeared),
        vanished=_endpoints(endpoints.vanished),
        woken=_endpoints(endpoints.woken),
        changed=_endpoints(endpoints.changed),
        findings_new=_findings(findings.new),
        findings_gone=_findings(findings.gone),
        findings_accepted=_findings(findings.accepted),
        notices=(*growth.notices, *endpoints.notices),
    )


def told_time(point: Point) -> str | None:
    """Write the time of a point; None where it has none."""
    return moment(point.time)


def identity(one: Endpoint) -> str:
    """Return what stays the same for the same method, service and template, whatever else changes."""
    parts = one.method, one.service, one.template
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _point(point: Point, captures: int) -> PointDocument:
    return PointDocument(point.asked, told_time(point), captures, moment(point.made_at))


def _endpoints(found: Iterable[Change]) -> tuple[ChangedEndpointDocument, ...]:
    return tuple(
        ChangedEndpointDocument(
            id=identity(one.endpoint),
            service=one.endpoint.service,
            method=one.endpoint.method,
            template=one.endpoint.template,
            count=one.count,
            first_seen=moment(one.first_seen),
            last_seen=moment(one.last_seen),
            silent_since=moment(one.silent_since),
            differences=tuple(DifferenceDocument(told.kind, told.text) for told in one.differences),
            text=one.text,
        )
        for one in found
    )


def _findings(found: Iterable[ToldFinding]) -> tuple[ChangedFindingDocument, ...]:
    return tuple(
        ChangedFindingDocument(
            one.fingerprint, one.rule, one.severity, one.service, one.method, one.path, one.location, one.message,
            one.waiver,
        )
        for one in found
    )  # fmt: skip
