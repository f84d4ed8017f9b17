"""What is published of how an inventory changed between two points in time."""

import msgspec


class PointDocument(msgspec.Struct, frozen=True):
    """A point in time, or in the growth of an inventory."""

    asked: str  # as the user gave it: "7d", "2026-11-14", a capture, "last"
    time: str | None  # null where captures alone tell before from after, or for the very beginning
    captures: int  # that were complete by then
    made_at: str | None = None  # of "last": when that report was made; null where there was none


class DifferenceDocument(msgspec.Struct, frozen=True):
    """One thing that is another than before."""

    kind: str  # "shape", "credentials", "errors", "clients", "statuses", "media-types" or "parameters"
    text: str  # in words, with figures


class ChangedEndpointDocument(msgspec.Struct, frozen=True):
    """An endpoint that appeared, vanished, woke up or changed."""

    id: str  # see `EndpointDocument.id`
    service: str
    method: str
    template: str
    count: int  # exchanges since the point; of what vanished, before it
    first_seen: str | None  # since the point; of what vanished, ever
    last_seen: str | None
    silent_since: str | None = None  # of what woke up: when it was last seen before
    differences: tuple[DifferenceDocument, ...] = ()  # of what changed
    text: str = ""  # of what vanished or woke up: what was to be expected meanwhile


class ChangedFindingDocument(msgspec.Struct, frozen=True):
    """A finding that is new, gone or accepted; one that is gone may be in no list of findings any more."""

    fingerprint: str
    rule: str
    severity: str
    service: str
    method: str
    path: str
    location: str | None
    message: str
    waiver: str = ""  # why it is accepted


class ChangesDocument(msgspec.Struct, frozen=True):
    """What became of an inventory since a point in time."""

    since: PointDocument
    until: PointDocument | None  # null for now
    appeared: tuple[ChangedEndpointDocument, ...]
    vanished: tuple[ChangedEndpointDocument, ...]
    woken: tuple[ChangedEndpointDocument, ...]
    changed: tuple[ChangedEndpointDocument, ...]
    findings_new: tuple[ChangedFindingDocument, ...] = ()
    findings_gone: tuple[ChangedFindingDocument, ...] = ()
    findings_accepted: tuple[ChangedFindingDocument, ...] = ()  # known to a baseline, or waived
    notices: tuple[str, ...] = ()  # what limits the comparison, one sentence each
