"""Paths of a service that are too many to fewer ones, row by row, with everything that captures showed on them.

Which paths are folded is not decided here: the caller's `Fold` does, and remembers what it needs to decide alike when
the next capture comes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Protocol

from sqlalchemy import Connection, bindparam, delete, select, update

from inventory.model.observations import Name, Sighting, Tally, merge_sightings
from inventory.store.identity import Key
from inventory.store.reading import Services, StoredSighting
from inventory.store.rows import load_evidence
from inventory.store.tables import names, observations, paths, services
from inventory.store.writing import Row, batches, execute_many, insert_shown, path_ids

Moved = Mapping[Key, str]  # service, method and path, to the path that it counts for from now on

_Place = tuple[int, int]  # ids of a capture and of a path


class Fold(Protocol):
    """What bounds the paths of one service; for the same sets of captures it must fold alike, in whatever order."""

    def __call__(self, sightings: Sequence[Sighting], remembered: str, /) -> tuple[Mapping[tuple[str, str], str], str]:
        """Return what each method and path that is told apart no longer counts for, and what to remember.

        What a path counts for is not folded itself.
        `sightings` are the sums over all captures, of paths as they were folded before; `remembered` is what the last
        call for the service gave, "" for the first.
        """


def fold_paths(connection: Connection, among: Services, stored: Iterable[StoredSighting], fold: Fold) -> Moved:
    """Fold the paths of services where `fold` says so; return those that are gone, and what they count for."""
    query = select(services.c.authority, services.c.folds).where(services.c.id.in_(among))
    remembered = {row.authority: row.folds for row in connection.execute(query)}
    moved: dict[Key, str] = {}
    for service, found in groupby((one.sighting for one in stored), lambda one: one.service):
        into, told = fold(list(found), remembered[service])
        moved |= {(service, method, path): other for (method, path), other in into.items() if other != path}
        if told != remembered[service]:
            connection.execute(update(services).where(services.c.authority == service).values(folds=told))
    if moved:
        ids = {(one.sighting.service, one.sighting.method, one.sighting.path): one.path_id for one in stored}
        targets = sorted({(service, method, path) for (service, method, _), path in moved.items()})
        ids |= dict(zip(targets, path_ids(connection, targets), strict=True))
        _move(connection, {ids[key]: ids[key[0], key[1], path] for key, path in moved.items()})
    return moved


def _move(connection: Connection, moves: Mapping[int, int]) -> None:
    """Add what stands at each path to another path, capture by capture, and delete the first."""
    moved = _shown_on(connection, sorted(moves))
    summed: dict[_Place, list[Sighting]] = defaultdict(list)
    for (capture, path), shown in moved.items():
        summed[capture, moves[path]].append(shown)
    for place, shown in _shown_on(connection, sorted({path for _, path in summed})).items():
        if place in summed:
            summed[place].append(shown)
    _delete(connection, moves, summed)
    rows = [(*place, one) for place, found in sorted(summed.items()) for one in merge_sightings(found)]
    insert_shown(connection, rows)


def _shown_on(connection: Connection, rows: Sequence[int]) -> dict[_Place, Sighting]:
    """Return what each capture shows on some paths, without saying what these are."""
    tallies: dict[_Place, list[Tally]] = defaultdict(list)
    counts: dict[_Place, list[Name]] = defaultdict(list)
    for some in batches(rows):
        shown = connection.execute(select(observations).where(observations.c.path_id.in_(some)))
        for path, capture, status, kind, outcome, count, first_seen, last_seen, evidence in shown:
            places = load_evidence(evidence, "")
            tallies[capture, path].append(Tally(status, kind, outcome, count, first_seen, last_seen, places))
        for path, capture, *values in connection.execute(select(names).where(names.c.path_id.in_(some))):
            counts[capture, path].append(Name(*values))
    return {place: Sighting("", "", "", tuple(found), tuple(counts.get(place, ()))) for place, found in tallies.items()}


def _delete(connection: Connection, folded: Collection[int], summed: Collection[_Place]) -> None:
    """Delete paths with all that was shown on them, and what single captures showed on others."""
    places: list[Row] = [{"of_capture": capture, "on_path": path} for capture, path in sorted(summed)]
    for table in (observations, names):
        at = (table.c.capture_id == bindparam("of_capture"), table.c.path_id == bindparam("on_path"))
        execute_many(connection, delete(table).where(*at), places)
    execute_many(connection, delete(paths).where(paths.c.id == bindparam("gone")), [{"gone": row} for row in folded])
