"""What is published of a whole inventory: what there is, what was found, what changed."""

import msgspec

from inventory.reports.documents.captures import FateDocument
from inventory.reports.documents.changes import ChangesDocument
from inventory.reports.documents.drifts import DriftDocument
from inventory.reports.documents.endpoints import EndpointDocument
from inventory.reports.documents.traffic import LatencyDocument, TrafficDocument


class InventorySummary(msgspec.Struct, frozen=True):
    """Figures of an inventory."""

    services: int
    endpoints: int  # API endpoints
    apart: dict[str, int]  # what is kept apart from them, by state
    exchanges: int  # with API endpoints
    captures: int
    first_seen: str | None
    last_seen: str | None
    statuses: dict[str, int]  # exchanges with API endpoints by status, "none" where no response was seen
    by_severity: dict[str, int] = {}  # findings
    by_rule: dict[str, int] = {}


class ServiceDocument(msgspec.Struct, frozen=True):
    """One service."""

    name: str
    hosts: tuple[str, ...]  # that it was observed on, where it is a pattern of several
    endpoints: int  # API endpoints
    exchanges: int
    first_seen: str | None
    last_seen: str | None
    described: bool  # a description speaks about it; false without any
    findings: int = 0


class SeenCapture(msgspec.Struct, frozen=True):
    """One capture, as far as a report tells of it."""

    name: str
    format: str
    exchanges: int
    first_seen: str | None
    last_seen: str | None


class LineDocument(msgspec.Struct, frozen=True):
    """One line of a description."""

    number: int
    text: str  # cut where it is very long


class SourceDocument(msgspec.Struct, frozen=True):
    """The lines of one description that findings speak about, and a few around them."""

    file: str  # as `SpecPlace.file` has it
    lines: tuple[LineDocument, ...]  # in their order; numbers jump where lines are left out


class InventoryDocument(msgspec.Struct, frozen=True):
    """What `report` prints."""

    schema_version: int
    title: str
    summary: InventorySummary
    services: tuple[ServiceDocument, ...]  # by name
    endpoints: tuple[EndpointDocument, ...]  # API endpoints alone, by service, template and method
    captures: tuple[SeenCapture, ...]  # by first_seen; the newest few
    blind_spots: tuple[FateDocument, ...]  # of all captures together, what could not be read
    traffic: TrafficDocument
    latency: LatencyDocument | None
    drift: DriftDocument | None = None  # null where no description was given
    sources: tuple[SourceDocument, ...] = ()
    changes: ChangesDocument | None = None  # null where nobody asked for them
    at: str | None = None  # the inventory as it was then; null for now
    notices: tuple[str, ...] = ()  # what limits the report, one sentence each
