"""What a scan added, and what a database holds."""

from collections.abc import Sequence

from rich.console import Group, RenderableType

from inventory.reports.blind_spots import blind
from inventory.reports.documents import CaptureDocument, DatabaseDocument, ScanDocument
from inventory.reports.tables.colours import HEADING
from inventory.reports.tables.endpoints import Listing, renamed
from inventory.reports.tables.grid import Grid
from inventory.reports.tables.layout import Column
from inventory.reports.tables.lines import Facts, Sentences
from inventory.reports.wording import safe, span

_COLUMNS = (
    Column("capture", least=16), Column("format", rank=4, spare=True),
    Column("packets", right=True, rank=1, label="packets"),
    Column("exchanges", right=True), Column("read", right=True), Column("seen", rank=3, label="seen"),
)  # fmt: skip


def scanned(document: ScanDocument) -> RenderableType:
    """Return captures, what could not be read of them, and which endpoints are new or have another template."""
    new, others = len(document.new_endpoints), len(document.renamed_endpoints)
    parts: list[RenderableType] = [_captures(document.captures)] if document.captures else []
    parts.append(Sentences([safe(f"already in the inventory: {name}") for name in document.known]))
    parts.append(Sentences([line for one in document.captures for line in blind(one)], style="yellow"))
    if new:
        parts += [Sentences([f"New endpoints ({new:,}):"], style=HEADING), Listing(document.new_endpoints)]
    if others:
        parts += [Sentences([f"With another template ({others:,}):"], style=HEADING)]
        parts += [renamed(document.renamed_endpoints)]
    also = f", {others:,} with another template" if others else ""
    parts.append(Sentences([f"{document.endpoints:,} endpoints in the inventory, {new:,} of them new{also}"]))
    return Group(*parts)


def database(document: DatabaseDocument) -> RenderableType:
    """Return where an inventory is, how large, and which captures it holds."""
    facts = [
        ("schema", f"{document.revision}, {document.size:,} bytes"),
        ("rows", ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in document.rows.items())),
    ]
    parts: list[RenderableType] = [Sentences([safe(document.location)], style=HEADING)]
    parts += [Facts([(label, safe(text)) for label, text in facts]), _captures(document.captures)]
    return Group(*parts)


def _captures(captures: Sequence[CaptureDocument]) -> RenderableType:
    return Grid(_COLUMNS, [_row(one) for one in captures])


def _row(one: CaptureDocument) -> tuple[str, ...]:
    read = f"{one.decoded / one.payload:.0%}" if one.payload else ""
    seen = span(one.first_seen, one.last_seen)
    return safe(one.name), one.format, f"{one.packets:,}", f"{one.exchanges:,}", read, seen
