"""What changed in an inventory to headings and lines that several formats share."""

from collections.abc import Mapping, Sized

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
    """Sum up: "Since 7d (…): 2 endpoints appeared, 1 vanished; 3 findings new"; or "Nothing changed since 7d (…)".

    What is accepted is no change.
    """
    endpoints = {
        "appeared": changes.appeared, "vanished": changes.vanished, "woke up": changes.woken,
        "changed": changes.changed,
    }  # fmt: skip
    findings = {"new": changes.findings_new, "gone": changes.findings_gone}
    told = "; ".join(filter(None, (_happened("endpoint", endpoints), _happened("finding", findings))))
    period = _period(changes)
    return f"{period[0].upper()}{period[1:]}: {told}" if told else f"Nothing changed {period}"


def _happened(name: str, found: Mapping[str, Sized]) -> str:
    """Count what happened to things that are named once: "2 endpoints appeared, 1 vanished"."""
    told = [(len(those), word) for word, those in found.items() if those]
    first = [f"{counted(count, name)} {word}" for count, word in told[:1]]
    return ", ".join([*first, *(f"{count:,} {word}" for count, word in told[1:])])


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
        return [difference.text for difference in one.differences]
    seen = dict.fromkeys(filter(None, map(minute, (one.first_seen, one.last_seen))))
    happened = f"seen {' to '.join(seen)}" if seen else "seen at an unknown time"
    if one.silent_since is not None:
        happened = f"silent since {minute(one.silent_since)}, again from {next(iter(seen), 'an unknown time')} on"
    return [happened, *([one.text] if one.text else [])]


def _period(changes: ChangesDocument) -> str:
    since = _point(changes.since)
    return f"since {since}" if changes.until is None else f"between {since} and {_point(changes.until)}"


def _point(one: PointDocument) -> str:
    """Write a point as it was asked for, with what it stands for: "7d (2026-11-14 09:00, 12 captures)"."""
    if one.time is None and one.made_at is None and not one.captures:
        return BEGINNING
    asked = "the last report" if one.made_at is not None else one.asked
    return f"{asked} ({', '.join(filter(None, (minute(one.made_at or one.time), counted(one.captures, 'capture'))))})"
