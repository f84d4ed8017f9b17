"""What changed in an inventory to headings and lines that several formats share."""

from collections.abc import Iterator

import msgspec

from inventory.reports.documents import (
    ChangedEndpointDocument,
    ChangedFindingDocument,
    ChangesDocument,
    PointDocument,
)
from inventory.reports.wording import counted, minute

BEGINNING = "the beginning"


class ChangedEndpoints(msgspec.Struct, frozen=True):
    """Endpoints to which the same happened."""

    title: str  # "Appeared"
    endpoints: tuple[ChangedEndpointDocument, ...]


class ChangedFindings(msgspec.Struct, frozen=True):
    """Findings to which the same happened."""

    title: str  # "New findings"
    findings: tuple[ChangedFindingDocument, ...]


def headline(changes: ChangesDocument) -> str:
    """Sum up: "2 endpoints appeared, 1 changed and 3 findings are new since 7d (…)"; or that nothing changed."""
    happened = [
        *_told(len(changes.appeared), "endpoint", "appeared", "appeared"),
        *_told(len(changes.vanished), "endpoint", "vanished", "vanished"),
        *_told(len(changes.woken), "endpoint", "woke up", "woke up"),
        *_told(len(changes.changed), "endpoint", "changed", "changed"),
        *_told(len(changes.findings_new), "finding", "is new", "are new"),
        *_told(len(changes.findings_gone), "finding", "is gone", "are gone"),
    ]
    return f"{', '.join(happened) or 'Nothing changed'} {_period(changes)}"


def endpoints(changes: ChangesDocument) -> list[ChangedEndpoints]:
    """Return what happened to endpoints; what happened to none is left out."""
    happened = {
        "Appeared": changes.appeared, "Vanished": changes.vanished, "Woke up": changes.woken,
        "Changed": changes.changed,
    }  # fmt: skip
    return [ChangedEndpoints(title, found) for title, found in happened.items() if found]


def findings(changes: ChangesDocument) -> list[ChangedFindings]:
    """Return what happened to findings; what happened to none is left out."""
    happened = {
        "New findings": changes.findings_new, "Findings that are gone": changes.findings_gone,
        "Accepted findings": changes.findings_accepted,
    }  # fmt: skip
    return [ChangedFindings(title, found) for title, found in happened.items() if found]


def told(one: ChangedEndpointDocument) -> list[str]:
    """Tell what happened to an endpoint, in one text for each thing."""
    if one.differences:
        return [f"{difference.kind}: {difference.text}" for difference in one.differences]
    if one.silent_since is not None:
        return [f"silent since {minute(one.silent_since)}, again from {minute(one.first_seen) or 'an unknown time'} on"]
    return [f"seen {' to '.join(dict.fromkeys(filter(None, map(minute, (one.first_seen, one.last_seen)))))}".rstrip()]


def _told(count: int, name: str, one: str, several: str) -> Iterator[str]:
    if count:
        yield f"{counted(count, name)} {one if count == 1 else several}"


def _period(changes: ChangesDocument) -> str:
    since = _point(changes.since)
    return f"since {since}" if changes.until is None else f"between {since} and {_point(changes.until)}"


def _point(one: PointDocument) -> str:
    """Write a point as it was asked for, with what it stands for: "7d (2026-11-14 09:00, 12 captures)"."""
    if one.time is None and not one.captures:
        return BEGINNING
    return f"{one.asked} ({', '.join(filter(None, (minute(one.time), counted(one.captures, 'capture'))))})"
