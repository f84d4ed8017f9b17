"""Stored sightings to the endpoints that follow from them, row by row in place of the old."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint
from inventory.model.hosts import Decided, is_pattern, related
from inventory.model.observations import Sighting
from inventory.store.folding import Fold, Moved, fold_paths
from inventory.store.history import remember
from inventory.store.identity import Key, Succession, succeed
from inventory.store.reading import Services, StoredSighting, read_corrections, read_sightings
from inventory.store.rows import dump_parameters
from inventory.store.tables import endpoints, observations, paths, services
from inventory.store.writing import Row, execute_many, service_ids

SELECTED_LIMIT = 5_000  # services that are named in a query: every database limits its parameters


class Infer(Protocol):
    """What gives the endpoints of all services of which it gets the sightings."""

    def __call__(
        self, sightings: Sequence[Sighting], /, *, corrections: Iterable[Correction] = ...
    ) -> Iterable[Endpoint]:
        """Return the endpoints that follow from sightings and corrections."""


def shown_by(capture_id: int) -> Services:
    """Select the services that one capture shows."""
    return select(paths.c.service_id).join(observations).where(observations.c.capture_id == capture_id)


def corrected_by(corrections: Iterable[Correction]) -> Services:
    """Select the services that corrections speak about."""
    authorities = {one.service for one in corrections}
    every = select(services.c.id)
    any_name = "" in authorities or any(map(is_pattern, authorities))  # whatever its label is called
    return every if any_name else every.where(services.c.authority.in_(sorted(authorities)))


def renew_endpoints(
    connection: Connection, shown: Services, infer: Infer, fold: Fold | None = None, capture: str = ""
) -> None:
    """Infer anew, from all captures and corrections, the endpoints of services, and of those that may be one with them.

    Paths that are too many are folded before. An endpoint keeps its row, also under another template (`identity`);
    the one that it had is remembered, with the name of the capture that changed it, or "" for a correction.
    """
    corrections = read_corrections(connection)
    among = _related(connection, shown, corrections)
    before = read_sightings(connection, among)
    moved = fold_paths(connection, among, before, fold) if fold is not None else {}
    sightings = read_sightings(connection, among) if moved else before
    inferred = list(infer([one.sighting for one in sightings], corrections=corrections))
    authorities = service_ids(connection, sorted({endpoint.service for endpoint in inferred}))
    among = _related(connection, shown, corrections)
    stored = {row: key for key, row in _rows(connection, among).items()}
    owners = {
        (host, endpoint.method, path): endpoint.key
        for endpoint in inferred
        for host in endpoint.authorities
        for path in endpoint.paths
    }
    succession = succeed(stored, [endpoint.key for endpoint in inferred], _shared(before, moved, owners))
    _rename(connection, succession, authorities)
    _put(connection, authorities, inferred)
    rows = _rows(connection, among)
    _link(connection, sightings, owners, rows)
    remember(connection, succession, stored, rows, capture)
    kept = {endpoint.key for endpoint in inferred}
    gone = [{"gone": endpoint_id} for key, endpoint_id in rows.items() if key not in kept]
    execute_many(connection, delete(endpoints).where(endpoints.c.id == bindparam("gone")), gone)
    _remove_unused_patterns(connection)


def _related(connection: Connection, shown: Services, corrections: Iterable[Correction]) -> Services:
    """Select services, and all those that may be one with them, or are by now."""
    query = select(services.c.authority, services.c.id)
    known = {row.authority: row.id for row in connection.execute(query)}
    wanted = set(connection.execute(shown).scalars())
    start = [authority for authority, row in known.items() if row in wanted]
    found = sorted(known[authority] for authority in related(start, known, Decided(corrections)))
    every = select(services.c.id)
    return every.where(services.c.id.in_(found)) if len(found) <= SELECTED_LIMIT else every


def _remove_unused_patterns(connection: Connection) -> None:
    """Delete the services that stood for several hosts and have no endpoint any more."""
    used = select(endpoints.c.service_id).where(endpoints.c.service_id == services.c.id).exists()
    query = select(services.c.authority, services.c.id).where(
        ~used, services.c.authority.contains("{", autoescape=True)
    )
    gone: list[Row] = [{"gone": row} for authority, row in connection.execute(query) if is_pattern(authority)]
    execute_many(connection, delete(services).where(services.c.id == bindparam("gone")), gone)


def _shared(before: Iterable[StoredSighting], moved: Moved, owners: Mapping[Key, Key]) -> dict[tuple[int, Key], int]:
    """Count the exchanges that each stored endpoint has in common with each inferred one."""
    shared: dict[tuple[int, Key], int] = defaultdict(int)
    for _, endpoint_id, sighting in before:
        service, method, path = sighting.service, sighting.method, sighting.path
        owner = owners.get((service, method, moved.get((service, method, path), path)))
        if endpoint_id is not None and owner is not None:
            shared[endpoint_id, owner] += sum(tally.count for tally in sighting.tallies)
    return shared


def _rename(connection: Connection, succession: Succession, authorities: Mapping[str, int]) -> None:
    """Give rows their other services and templates: none that a row had before, so that no two ever have the same."""
    statement = (
        update(endpoints)
        .where(endpoints.c.id == bindparam("row"))
        .values(service_id=bindparam("of"), template=bindparam("other"))
    )
    renamed: list[Row] = [
        {"row": row, "of": authorities[key[0]], "other": key[2]} for row, key in sorted(succession.renamed.items())
    ]
    execute_many(connection, statement, renamed)


def _put(connection: Connection, authorities: Mapping[str, int], inferred: Sequence[Endpoint]) -> None:
    """Insert what is new and update what has changed."""
    rows: list[Row] = [
        {
            "service_id": authorities[endpoint.service],
            "method": endpoint.method,
            "template": endpoint.template,
            "state": endpoint.state,
            "parameters": dump_parameters(endpoint.parameters),
        }
        for endpoint in sorted(inferred, key=lambda one: one.key)
    ]
    statement = insert_or_update(endpoints)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["service_id", "method", "template"],
        set_={"state": new.state, "parameters": new.parameters},
        where=or_(endpoints.c.state != new.state, endpoints.c.parameters != new.parameters),
    )
    execute_many(connection, statement, rows)


def _rows(connection: Connection, among: Services) -> dict[Key, int]:
    columns = endpoints.c
    query = select(services.c.authority, columns.method, columns.template, columns.id).join(services)
    found = connection.execute(query.where(columns.service_id.in_(among))).all()
    return {(authority, method, template): endpoint_id for authority, method, template, endpoint_id in found}


def _link(
    connection: Connection, sightings: Iterable[StoredSighting], owners: Mapping[Key, Key], rows: Mapping[Key, int]
) -> None:
    """Point each path to its endpoint."""
    moved = []
    for path_id, endpoint_id, sighting in sightings:
        key = owners.get((sighting.service, sighting.method, sighting.path))
        owner = rows[key] if key is not None else None
        if owner != endpoint_id:
            moved.append({"moved": path_id, "owner": owner})
    statement = update(paths).where(paths.c.id == bindparam("moved")).values(endpoint_id=bindparam("owner"))
    execute_many(connection, statement, moved)
