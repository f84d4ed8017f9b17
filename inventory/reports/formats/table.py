"""Documents to tables for people, in plain text or colour."""

from typing import assert_never, get_args

from rich.console import RenderableType

from inventory.reports.documents import (
    CorrectionsDocument,
    DatabaseDocument,
    Document,
    DriftDocument,
    EndpointDetail,
    EndpointsDocument,
    InventoryDocument,
    RulesDocument,
    ScanDocument,
)
from inventory.reports.tables import captures, catalogues, details, endpoints, findings, inventories
from inventory.reports.tables.printing import printed

DOCUMENTS = get_args(Document)
ENDINGS = (".txt",)


def render(document: Document, *, width: int, colour: bool) -> str:
    """Return tables that fit the width; every text is escaped, none is markup."""
    return printed(_shown(document), width=width, colour=colour)


def _shown(document: Document) -> RenderableType:  # noqa: PLR0911 - one for each kind of document
    match document:
        case DriftDocument():
            return findings.shown(document)
        case EndpointsDocument():
            return endpoints.shown(document)
        case EndpointDetail():
            return details.shown(document)
        case ScanDocument():
            return captures.scanned(document)
        case DatabaseDocument():
            return captures.database(document)
        case RulesDocument():
            return catalogues.rules(document)
        case CorrectionsDocument():
            return catalogues.corrections(document)
        case InventoryDocument():
            return inventories.shown(document)
        case _:
            assert_never(document)
