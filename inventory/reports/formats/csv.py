"""Findings and endpoints to CSV (RFC 4180) that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterable, Mapping
from functools import singledispatch

from inventory.reports.documents import (
    ChangesDocument,
    CountDocument,
    DriftDocument,
    EndpointDocument,
    EndpointsDocument,
    FindingDocument,
    InventoryDocument,
)
from inventory.reports.wording import place, safe

DOCUMENTS = (DriftDocument, EndpointsDocument, InventoryDocument)
ENDINGS = (".csv",)

FINDING = (
    "severity", "rule", "service", "method", "path", "location", "message", "count", "total", "share", "confidence",
    "verdict", "state", "waiver", "fails", "first_seen", "last_seen", "evidence", "file", "line", "column", "tags",
    "fingerprint",
)  # fmt: skip
ENDPOINT = (
    "service", "method", "template", "state", "count", "statuses", "query_parameters", "request_media_types",
    "response_media_types", "schemes", "first_seen", "last_seen", "hosts", "evidence",
)  # fmt: skip
REPORTED = (
    *ENDPOINT, "id", "change", "differences", "findings", "rules", "latency_p50_ms", "latency_p90_ms",
    "latency_p99_ms", "clients", "networks", "with_credentials", "without_credentials", "authorization", "protocols",
)  # fmt: skip
# What spreadsheets take for the beginning of a formula, in its full width, too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001

Cell = str | int | float | None


def render(document: DriftDocument | EndpointsDocument | InventoryDocument, *, width: int, colour: bool) -> str:
    """Return one line for each finding or endpoint, below the names of the columns."""
    del width, colour
    columns, rows = _table(document)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


@singledispatch
def _table(document: object) -> tuple[tuple[str, ...], Iterable[tuple[Cell, ...]]]:
    raise TypeError(type(document).__name__)


@_table.register
def _(document: DriftDocument) -> tuple[tuple[str, ...], Iterable[tuple[Cell, ...]]]:
    return FINDING, map(_finding, document.findings)


@_table.register
def _(document: EndpointsDocument) -> tuple[tuple[str, ...], Iterable[tuple[Cell, ...]]]:
    return ENDPOINT, map(_endpoint, document.endpoints)


@_table.register
def _(document: InventoryDocument) -> tuple[tuple[str, ...], Iterable[tuple[Cell, ...]]]:
    rules = {one.fingerprint: one.rule for one in document.drift.findings} if document.drift is not None else {}
    changed = _changed(document.changes) if document.changes is not None else {}
    return REPORTED, (_reported(one, rules, changed.get(one.id, ("", ""))) for one in document.endpoints)


def _changed(changes: ChangesDocument) -> dict[str, tuple[str, str]]:
    """Return what happened to endpoints, in one word and in many, by their ids."""
    happened = {
        "appeared": changes.appeared, "vanished": changes.vanished, "woken": changes.woken, "changed": changes.changed,
    }  # fmt: skip
    return {
        one.id: (word, "; ".join(difference.text for difference in one.differences))
        for word, found in happened.items()
        for one in found
    }


def _finding(one: FindingDocument) -> tuple[Cell, ...]:
    spec = (one.spec.file, one.spec.line, one.spec.column) if one.spec is not None else ("", "", "")
    evidence = "; ".join(map(place, one.evidence))
    return (
        one.severity, one.rule, one.service, one.method, one.path, one.location, one.message, one.count,
        one.total or None, one.share, one.confidence, one.verdict, one.state, one.waiver, str(one.fails).lower(),
        one.first_seen, one.last_seen, evidence, *spec, " ".join(one.tags), one.fingerprint,
    )  # fmt: skip


def _endpoint(one: EndpointDocument) -> tuple[Cell, ...]:
    statuses = "; ".join(f"{status} ({count})" for status, count in one.statuses.items())
    evidence = "; ".join(map(place, one.evidence))
    return (
        one.service, one.method, one.template, one.state, one.count, statuses, " ".join(one.query_parameters),
        " ".join(one.request_media_types), " ".join(one.response_media_types), " ".join(one.schemes), one.first_seen,
        one.last_seen, " ".join(one.hosts), evidence,
    )  # fmt: skip


def _reported(one: EndpointDocument, rules: Mapping[str, str], change: tuple[str, str]) -> tuple[Cell, ...]:
    latency = (one.latency.p50, one.latency.p90, one.latency.p99) if one.latency is not None else (None, None, None)
    found = sorted({rules[fingerprint] for fingerprint in one.findings if fingerprint in rules})
    return (
        *_endpoint(one), one.id, *change, len(one.findings), " ".join(found), *latency, _counts(one.clients),
        _counts(one.networks), one.credentials.get("some"), one.credentials.get("none"), " ".join(one.authorization),
        " ".join(one.protocols),
    )  # fmt: skip


def _counts(found: Iterable[CountDocument]) -> str:
    return "; ".join(f"{one.name} ({one.count})" for one in found)


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = safe(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
