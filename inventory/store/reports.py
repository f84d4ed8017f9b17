"""What reports told that are made again and again to rows, and back."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from inventory.model.captures import CaptureSummary
from inventory.model.growth import Remembered, ToldFinding
from inventory.store.tables import captures, report_captures, report_findings, reports
from inventory.store.writing import Row as Values
from inventory.store.writing import execute_many

REPORTS_LIMIT = 100  # names; of more the report that was made longest ago is forgotten

Known = Sequence[tuple[int, int]]  # the rows of reports that know a capture, and until when


def read_report(connection: Connection, name: str) -> Remembered | None:
    """Return what the last report of a name told; None where there was none."""
    row = connection.execute(select(reports.c.id, reports.c.made_at).where(reports.c.name == name)).first()
    if row is None:
        return None
    query = select(captures.c.digest, report_captures.c.last_seen).join(captures)
    known = connection.execute(query.where(report_captures.c.report_id == row.id))
    told = connection.execute(select(report_findings).where(report_findings.c.report_id == row.id))
    until = {one.digest: one.last_seen for one in known}
    findings = tuple(sorted(map(_finding, told), key=lambda one: one.fingerprint))
    return Remembered(name, row.made_at, until, findings)


def _finding(row: Row[Any]) -> ToldFinding:
    return ToldFinding(
        row.fingerprint, row.rule, row.severity, row.service, row.method, row.path, row.location, row.message,
        bool(row.accepted), row.waiver, bool(row.gone),
    )  # fmt: skip


def write_report(
    connection: Connection, name: str, made_at: int, seen: Iterable[CaptureSummary], told: Iterable[ToldFinding]
) -> tuple[str, ...]:
    """Keep what a report told, in place of the last one of its name; return the names that are forgotten for it."""
    connection.execute(delete(reports).where(reports.c.name == name))
    made = connection.execute(insert(reports).values(name=name, made_at=made_at).returning(reports.c.id))
    report = made.scalar_one()
    known: list[Values] = [
        {"report_id": report, "capture_id": row, "last_seen": until} for row, until in _rows_of(connection, seen)
    ]
    execute_many(connection, insert(report_captures), known)
    findings: list[Values] = [
        msgspec.structs.asdict(one) | {"report_id": report, "accepted": int(one.accepted), "gone": int(one.gone)}
        for one in told
    ]
    execute_many(connection, insert(report_findings), findings)
    return _forget(connection)


def known_to(connection: Connection, digest: str) -> Known:
    """Return the reports that know a capture, and until when."""
    query = select(report_captures.c.report_id, report_captures.c.last_seen).join(captures)
    return [(report, until) for report, until in connection.execute(query.where(captures.c.digest == digest))]


def let_know(connection: Connection, capture_id: int, known: Known) -> None:
    """Let reports know what took the place of a capture that they knew, until the same time."""
    rows: list[Values] = [
        {"report_id": report, "capture_id": capture_id, "last_seen": until} for report, until in known
    ]
    execute_many(connection, insert(report_captures), rows)


def _rows_of(connection: Connection, seen: Iterable[CaptureSummary]) -> list[tuple[int, int]]:
    """Return the rows of captures with the ends that they had; one that has grown meanwhile has another digest."""
    columns = captures.c
    rows = connection.execute(select(columns.id, columns.digest, columns.name, columns.first_seen)).all()
    by_digest = {row.digest: row.id for row in rows}
    by_name = {(row.name, row.first_seen): row.id for row in rows}
    found = {by_digest.get(one.digest, by_name.get((one.name, one.first_seen), 0)): one.last_seen for one in seen}
    return sorted((row, until) for row, until in found.items() if row)


def _forget(connection: Connection) -> tuple[str, ...]:
    """Delete the reports beyond the limit that were made longest ago; return their names."""
    newest = select(reports.c.name).order_by(reports.c.made_at.desc(), reports.c.name)
    forgotten = tuple(connection.execute(newest.offset(REPORTS_LIMIT)).scalars())
    statement = delete(reports).where(reports.c.name == bindparam("old"))
    execute_many(connection, statement, [{"old": name} for name in forgotten])
    return forgotten
