"""One capture and its sightings to rows."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, Executable, bindparam, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_unless

from inventory.model.captures import CaptureSummary
from inventory.model.corrections import Correction
from inventory.model.observations import Sighting, merge_names, merge_sightings, merge_tallies
from inventory.model.shape_sums import merge_shapes
from inventory.store.rows import (
    dump_evidence,
    dump_latencies,
    dump_lengths,
    dump_outcomes,
    dump_parts,
    dump_texts,
    dump_times,
)
from inventory.store.tables import (
    anomalies,
    captures,
    corrections,
    coverage,
    lengths,
    names,
    observations,
    outcomes,
    paths,
    services,
    shapes,
)

_IN_LIMIT = 500  # values in one IN list: every database limits the parameters of a statement

Row = Mapping[str, int | str | None]
_Value = TypeVar("_Value", int, str)


def add_capture(connection: Connection, summary: CaptureSummary) -> int:
    """Insert the capture, its anomalies and what became of its bytes; return the id of its row."""
    row = msgspec.structs.asdict(summary) | {"added_at": time.time_ns()}
    row.pop("anomalies")
    row.pop("coverage")
    row["judged_by"] = dump_texts(summary.judged_by)
    capture_id: int = connection.execute(insert(captures).values(row).returning(captures.c.id)).scalar_one()
    found = [{"capture_id": capture_id} | msgspec.structs.asdict(anomaly) for anomaly in summary.anomalies]
    execute_many(connection, insert(anomalies), found)
    fates = [
        {"capture_id": capture_id} | msgspec.structs.asdict(fate) | {"protocols": dump_texts(fate.protocols)}
        for fate in summary.coverage
    ]
    execute_many(connection, insert(coverage), fates)
    return capture_id


def remove_capture(connection: Connection, digest: str) -> None:
    """Delete a capture and all that it shows."""
    connection.execute(delete(captures).where(captures.c.digest == digest))


def remove_unseen_paths(connection: Connection) -> None:
    """Delete the paths that no capture shows any more."""
    seen = select(observations.c.path_id).where(observations.c.path_id == paths.c.id)
    connection.execute(delete(paths).where(~seen.exists()))


def add_sightings(connection: Connection, capture_id: int, sightings: Iterable[Sighting]) -> None:
    """Insert what one capture shows, and the services and paths that it is the first to show.

    Rows go in by the order of their keys: writers that meet in another database than SQLite then never wait for
    each other in a circle.
    """
    seen = [sighting for sighting in merge_sightings(sightings) if sighting.tallies]
    rows = path_ids(connection, [(one.service, one.method, one.path) for one in seen])
    keyed = sorted(zip(rows, seen, strict=True), key=lambda pair: pair[0])
    insert_shown(connection, ((capture_id, path_id, sighting) for path_id, sighting in keyed))


def insert_shown(connection: Connection, shown: Iterable[tuple[int, int, Sighting]]) -> None:
    """Insert what captures show on paths, by the ids of both; nothing of the same capture and path may be there."""
    found = list(shown)
    execute_many(connection, insert(observations), [row for one in found for row in _observation_rows(*one)])
    execute_many(connection, insert(names), [row for one in found for row in _name_rows(*one)])
    measured: list[Row] = [
        {"path_id": path_id, "capture_id": capture_id, "ranges": dump_lengths(sighting.lengths)}
        for capture_id, path_id, sighting in found
        if sighting.lengths
    ]
    execute_many(connection, insert(lengths), measured)
    execute_many(connection, insert(shapes), [row for one in found for row in _shape_rows(*one)])
    judged: list[Row] = [
        {"path_id": path_id, "capture_id": capture_id, "found": dump_outcomes(sighting.outcomes)}
        for capture_id, path_id, sighting in found
        if sighting.outcomes
    ]
    execute_many(connection, insert(outcomes), judged)


def put_corrections(connection: Connection, added: Iterable[Correction]) -> None:
    """Insert corrections, each in place of the one that has its key."""
    rows: list[Row] = [
        {
            "kind": one.kind,
            "service": one.service,
            "method": one.method,
            "place": one.place,
            "template": one.template,
            "words": dump_texts(one.words),
        }
        for one in sorted(added)
    ]
    statement = insert_unless(corrections)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["kind", "service", "method", "place"], set_={"template": new.template, "words": new.words}
    )
    execute_many(connection, statement, rows)


def remove_corrections(connection: Connection, removed: Iterable[Correction]) -> None:
    """Delete the corrections that have the keys of these."""
    columns = corrections.c
    statement = delete(corrections).where(
        columns.kind == bindparam("old_kind"),
        columns.service == bindparam("old_service"),
        columns.method == bindparam("old_method"),
        columns.place == bindparam("old_place"),
    )
    names = ("old_kind", "old_service", "old_method", "old_place")
    execute_many(connection, statement, [dict(zip(names, one.key, strict=True)) for one in sorted(removed)])


def execute_many(connection: Connection, statement: Executable, rows: Sequence[Row]) -> None:
    """Execute the statement once per row; without rows, not at all."""
    if rows:
        connection.execute(statement, rows)


def path_ids(connection: Connection, keys: Sequence[tuple[str, str, str]]) -> list[int]:
    """Return the row of each service, method and path; make those that are missing, and their services."""
    rows_of = service_ids(connection, sorted({service for service, _, _ in keys}))
    keyed = [(rows_of[service], method, path) for service, method, path in keys]
    columns = (paths.c.service_id, paths.c.method, paths.c.path)
    rows: list[Row] = [{"service_id": key[0], "method": key[1], "path": key[2]} for key in sorted(keyed)]
    execute_many(connection, insert_unless(paths).on_conflict_do_nothing(), rows)
    found: dict[tuple[int, str, str], int] = {}
    for some in batches(sorted(rows_of.values())):
        query = select(*columns, paths.c.id).where(paths.c.service_id.in_(some))
        found.update(
            ((service_id, method, path), path_id)
            for service_id, method, path, path_id in connection.execute(query).all()
        )
    return [found[key] for key in keyed]


def service_ids(connection: Connection, authorities: Sequence[str]) -> dict[str, int]:
    """Return the rows of services; make those that are missing."""
    rows = [{"authority": authority} for authority in authorities]
    execute_many(connection, insert_unless(services).on_conflict_do_nothing(), rows)
    found: dict[str, int] = {}
    for some in batches(authorities):
        query = select(services.c.authority, services.c.id).where(services.c.authority.in_(some))
        found.update((authority, service_id) for authority, service_id in connection.execute(query))
    return found


def _observation_rows(capture_id: int, path_id: int, sighting: Sighting) -> Iterator[Row]:
    for tally in merge_tallies(sighting.tallies):
        yield {
            "path_id": path_id,
            "capture_id": capture_id,
            "status": tally.status,
            "kind": tally.kind,
            "outcome": tally.outcome,
            "count": tally.count,
            "first_seen": tally.first_seen,
            "last_seen": tally.last_seen,
            "evidence": dump_evidence(tally.evidence),
            "times": dump_times(tally.times),
            "latencies": dump_latencies(tally.latencies),
        }


def _name_rows(capture_id: int, path_id: int, sighting: Sighting) -> Iterator[Row]:
    for name in merge_names(sighting.names):
        row = msgspec.structs.asdict(name) | {"evidence": dump_evidence(name.evidence)}
        yield {"path_id": path_id, "capture_id": capture_id, **row}


def _shape_rows(capture_id: int, path_id: int, sighting: Sighting) -> Iterator[Row]:
    for shape in merge_shapes(sighting.shapes):
        yield {
            "path_id": path_id,
            "capture_id": capture_id,
            "status": shape.status,
            "role": shape.role,
            "media_type": shape.media_type,
            "count": shape.count,
            "cut": shape.cut,
            "unreadable": shape.unreadable,
            "malformed": shape.malformed,
            "parts": dump_parts(shape.parts),
        }


def batches(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """Yield values in portions that an IN list takes."""
    return (values[start : start + _IN_LIMIT] for start in range(0, len(values), _IN_LIMIT))
