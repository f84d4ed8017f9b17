"""Rows to captures, sightings and endpoints: the same for the same captures, whatever order they came in."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select, true

from inventory.model.anomalies import Anomaly
from inventory.model.captures import CaptureSummary
from inventory.model.corrections import Correction
from inventory.model.coverage import Fate
from inventory.model.endpoints import Endpoint
from inventory.model.lengths import merge_lengths
from inventory.model.observations import Name, Sighting, Tally, merge_names, merge_tallies
from inventory.model.outcomes import Outcome, merge_outcomes
from inventory.model.shape_sums import merge_shapes
from inventory.model.shapes import Shape
from inventory.store.rows import (
    dump_texts,
    load_evidence,
    load_lengths,
    load_outcomes,
    load_parameters,
    load_texts,
    shape_of,
    tally_of,
)
from inventory.store.tables import (
    anomalies,
    captures,
    corrections,
    coverage,
    endpoints,
    lengths,
    names,
    observations,
    outcomes,
    paths,
    services,
    shapes,
)

Services = Select[tuple[int]]
Scope = Callable[[Table], ColumnElement[bool]]  # rows of a table that count


class StoredSighting(NamedTuple):
    """A sighting, the path row it stands for, and the endpoint that this belongs to."""

    path_id: int
    endpoint_id: int | None
    sighting: Sighting


def read_captures(connection: Connection) -> tuple[CaptureSummary, ...]:
    """Return all captures, by first_seen and digest."""
    found: dict[int, list[Anomaly]] = defaultdict(list)
    columns = anomalies.c
    for capture_id, *values in connection.execute(
        select(
            columns.capture_id,
            columns.kind,
            columns.message,
            columns.count,
            columns.size,
            columns.frame,
            columns.stream,
        )
    ):
        found[capture_id].append(Anomaly(*values))
    fates: dict[int, list[Fate]] = defaultdict(list)
    for row in connection.execute(select(coverage)):
        told = load_texts(row.protocols, "application protocols")
        fates[row.capture_id].append(Fate(row.host, row.fate, row.connections, row.size, told))
    summaries = [
        CaptureSummary(
            digest=row.digest,
            name=row.name,
            format=row.format,
            size=row.size,
            packets=row.packets,
            exchanges=row.exchanges,
            payload=row.payload,
            decoded=row.decoded,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            anomalies=tuple(sorted(found[row.id], key=lambda anomaly: anomaly.kind)),
            captured=row.captured,
            coverage=tuple(sorted(fates[row.id])),
            judged_by=load_texts(row.judged_by, "digests of descriptions"),
        )
        for row in connection.execute(select(captures))
    ]
    return tuple(sorted(summaries, key=lambda summary: (summary.first_seen, summary.digest)))


def read_corrections(connection: Connection) -> tuple[Correction, ...]:
    """Return all corrections, sorted."""
    columns = corrections.c
    query = select(columns.kind, columns.service, columns.method, columns.template, columns.words)
    found = [
        Correction(kind, service, method, template, load_texts(words, "corrections"))
        for kind, service, method, template, words in connection.execute(query)
    ]
    return tuple(sorted(found))


def read_sightings(
    connection: Connection, among: Services | None = None, *, with_shapes: bool = False
) -> list[StoredSighting]:
    """Return the sum over all captures, by service, method and path; of some services only where they are given.

    Shapes, and what came of judging, are most of what is stored, so they are read only for those who want them.
    """
    return _read(connection, _of_services(among) if among is not None else lambda _: true(), with_shapes=with_shapes)


def read_shown_by(connection: Connection, digests: Collection[str]) -> list[Sighting]:
    """Return the sum over some captures, by service, method and path."""
    told = select(func.json_each(dump_texts(digests)).table_valued("value").c.value)
    own = select(captures.c.id).where(captures.c.digest.in_(told))  # one parameter, however many captures
    found = _read(connection, lambda table: table.c.capture_id.in_(own), with_shapes=True)
    return [one.sighting for one in found]


def _read(connection: Connection, scope: Scope, *, with_shapes: bool) -> list[StoredSighting]:
    wanted = select(paths.c.id, paths.c.endpoint_id, services.c.authority, paths.c.method, paths.c.path).join(services)
    tallies = _tallies(connection, scope)
    counts = _names(connection, scope)
    ranges = _lengths(connection, scope)
    shaped = _shapes(connection, scope) if with_shapes else {}
    judged = _outcomes(connection, scope) if with_shapes else {}
    stored = [
        StoredSighting(
            path_id,
            endpoint_id,
            Sighting(
                authority,
                method,
                path,
                merge_tallies(tallies[path_id]),
                merge_names(counts.get(path_id, ())),
                merge_lengths(load_lengths(text, path) for text in ranges.get(path_id, ())),
                merge_shapes(shaped.get(path_id, ())),
                merge_outcomes(judged.get(path_id, ())),
            ),
        )
        for path_id, endpoint_id, authority, method, path in connection.execute(
            wanted.where(paths.c.id.in_(select(observations.c.path_id).where(scope(observations))))
        )
    ]
    return sorted(stored, key=lambda one: (one.sighting.service, one.sighting.method, one.sighting.path))


def _of_services(among: Services) -> Scope:
    own = select(paths.c.id).where(paths.c.service_id.in_(among))
    return lambda table: table.c.path_id.in_(own)


def read_endpoints(connection: Connection, *, with_shapes: bool = False) -> tuple[Endpoint, ...]:
    """Return all endpoints with what was observed on them, by service, template and method."""
    members: dict[int, list[Sighting]] = defaultdict(list)
    for _, endpoint_id, sighting in read_sightings(connection, with_shapes=with_shapes):
        if endpoint_id is not None:
            members[endpoint_id].append(sighting)
    query = select(endpoints, services.c.authority).join(services)
    found = [_endpoint(row, members[row.id]) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda endpoint: (endpoint.service, endpoint.template, endpoint.method)))


def _endpoint(row: Row[Any], members: Sequence[Sighting]) -> Endpoint:
    return Endpoint(
        service=row.authority,
        method=row.method,
        template=row.template,
        state=row.state,
        parameters=load_parameters(row.parameters),
        paths=tuple(sorted({sighting.path for sighting in members})),
        tallies=merge_tallies(tally for sighting in members for tally in sighting.tallies),
        names=merge_names(name for sighting in members for name in sighting.names),
        hosts=tuple(sorted({sighting.service for sighting in members} - {row.authority})),
        shapes=merge_shapes(shape for sighting in members for shape in sighting.shapes),
    )


def _tallies(connection: Connection, scope: Scope) -> dict[int, list[Tally]]:
    columns = observations.c
    query = select(
        columns.path_id,
        captures.c.name,
        columns.status,
        columns.kind,
        columns.outcome,
        columns.count,
        columns.first_seen,
        columns.last_seen,
        columns.evidence,
        columns.times,
        columns.latencies,
    ).join(captures)
    tallies: dict[int, list[Tally]] = defaultdict(list)
    rows = connection.execute(query.where(scope(observations)))
    for path_id, capture, status, kind, outcome, count, first, last, *written in rows:
        tallies[path_id].append(tally_of((status, kind, outcome), (count, first, last), tuple(written), capture))
    return tallies


def _names(connection: Connection, scope: Scope) -> dict[int, list[Name]]:
    columns = names.c
    query = select(
        columns.path_id,
        captures.c.name,
        columns.status,
        columns.role,
        columns.name,
        columns.count,
        columns.last_seen,
        columns.evidence,
    ).join(captures)
    found: dict[int, list[Name]] = defaultdict(list)
    for path_id, capture, status, role, name, count, last, evidence in connection.execute(query.where(scope(names))):
        found[path_id].append(Name(status, role, name, count, last, load_evidence(evidence, capture)))
    return found


def _lengths(connection: Connection, scope: Scope) -> dict[int, list[str]]:
    query = select(lengths.c.path_id, lengths.c.ranges)
    found: dict[int, list[str]] = defaultdict(list)
    for path_id, ranges in connection.execute(query.where(scope(lengths))):
        found[path_id].append(ranges)
    return found


def _shapes(connection: Connection, scope: Scope) -> dict[int, list[Shape]]:
    columns = shapes.c
    query = select(
        columns.path_id,
        columns.status,
        columns.role,
        columns.media_type,
        columns.count,
        columns.cut,
        columns.unreadable,
        columns.malformed,
        columns.parts,
    )
    found: dict[int, list[Shape]] = defaultdict(list)
    for path_id, status, role, media_type, count, cut, unreadable, malformed, parts in connection.execute(
        query.where(scope(shapes))
    ):
        found[path_id].append(shape_of((status, role, media_type), (count, cut, unreadable, malformed), parts))
    return found


def _outcomes(connection: Connection, scope: Scope) -> dict[int, list[Outcome]]:
    query = select(outcomes.c.path_id, captures.c.name, outcomes.c.found).join(captures)
    found: dict[int, list[Outcome]] = defaultdict(list)
    for path_id, capture, text in connection.execute(query.where(scope(outcomes))):
        found[path_id] += load_outcomes(text, capture)
    return found
