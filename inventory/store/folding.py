"""Paths of a service that are too many to fewer ones, row by row, with everything that captures showed on them.

Which paths are folded is not decided here: the caller's `Fold` does, and remembers what it needs to decide alike when
the next capture comes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Protocol

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, update

from inventory.model.lengths import Lengths, moved
from inventory.model.observations import Name, Sighting, Tally, merge_sightings
from inventory.model.outcomes import Outcome
from inventory.model.shapes import Shape
from inventory.store.identity import Key
from inventory.store.reading import Services, StoredSighting
from inventory.store.rows import load_evidence, load_lengths, load_outcomes, shape_of, tally_of
from inventory.store.tables import lengths, names, observations, outcomes, paths, services, shapes
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
    gone: dict[Key, str] = {}
    for service, found in groupby((one.sighting for one in stored), lambda one: one.service):
        into, told = fold(list(found), remembered[service])
        gone |= {(service, method, path): other for (method, path), other in into.items() if other != path}
        if told != remembered[service]:
            connection.execute(update(services).where(services.c.authority == service).values(folds=told))
    if gone:
        ids = {(one.sighting.service, one.sighting.method, one.sighting.path): one.path_id for one in stored}
        targets = sorted({(service, method, path) for (service, method, _), path in gone.items()})
        ids |= dict(zip(targets, path_ids(connection, targets), strict=True))
        _move(connection, {ids[key]: (ids[key[0], key[1], path], path) for key, path in gone.items()})
    return gone


def _move(connection: Connection, moves: Mapping[int, tuple[int, str]]) -> None:
    """Add what stands at each path to another one, whose text is told, capture by capture, and delete the first."""
    found = _shown_on(connection, sorted(moves))
    summed: dict[_Place, list[Sighting]] = defaultdict(list)
    for (capture, path), shown in found.items():
        into, text = moves[path]
        summed[capture, into].append(_moved(shown, text))
    for place, shown in _shown_on(connection, sorted({path for _, path in summed})).items():
        if place in summed:
            summed[place].append(shown)
    _delete(connection, moves, summed)
    rows = [(*place, one) for place, found in sorted(summed.items()) for one in merge_sightings(found)]
    insert_shown(connection, rows)


def _shown_on(connection: Connection, rows: Sequence[int]) -> dict[_Place, Sighting]:
    """Return what each capture shows on some paths, without service and method."""
    tallies: dict[_Place, list[Tally]] = defaultdict(list)
    counts: dict[_Place, list[Name]] = defaultdict(list)
    texts: dict[int, str] = {}
    measured: dict[_Place, Lengths] = {}
    shaped: dict[_Place, list[Shape]] = defaultdict(list)
    judged: dict[_Place, tuple[Outcome, ...]] = {}
    for some in batches(rows):
        shown = connection.execute(select(observations).where(observations.c.path_id.in_(some)))
        for path, capture, status, kind, outcome, count, first, last, *written in shown:
            tallies[capture, path].append(tally_of((status, kind, outcome), (count, first, last), tuple(written), ""))
        told_names = connection.execute(select(names).where(names.c.path_id.in_(some)))
        for path, capture, status, role, name, count, last, evidence in told_names:
            counts[capture, path].append(Name(status, role, name, count, last, load_evidence(evidence, "")))
        named = connection.execute(select(paths.c.id, paths.c.path).where(paths.c.id.in_(some)))
        texts |= {row.id: row.path for row in named}
        for path, capture, ranges in connection.execute(select(lengths).where(lengths.c.path_id.in_(some))):
            measured[capture, path] = load_lengths(ranges, texts[path])
        for path, capture, *key, count, cut, unreadable, malformed, parts in connection.execute(
            select(shapes).where(shapes.c.path_id.in_(some))
        ):
            shaped[capture, path].append(shape_of(tuple(key), (count, cut, unreadable, malformed), parts))
        for path, capture, text in connection.execute(select(outcomes).where(outcomes.c.path_id.in_(some))):
            judged[capture, path] = load_outcomes(text, "")
    return {
        place: Sighting(
            "",
            "",
            texts[place[1]],
            tuple(found),
            tuple(counts.get(place, ())),
            measured.get(place, ()),
            tuple(shaped.get(place, ())),
            judged.get(place, ()),
        )
        for place, found in tallies.items()
    }


def _moved(shown: Sighting, path: str) -> Sighting:
    """Return what a capture shows as something on another path."""
    measured = moved(shown.path.split("/"), path.split("/"), shown.lengths) if shown.served else ()
    return msgspec.structs.replace(shown, path=path, lengths=measured)


def _delete(connection: Connection, folded: Collection[int], summed: Collection[_Place]) -> None:
    """Delete paths with all that was shown on them, and what single captures showed on others."""
    places: list[Row] = [{"of_capture": capture, "on_path": path} for capture, path in sorted(summed)]
    for table in (observations, names, lengths, shapes, outcomes):
        at = (table.c.capture_id == bindparam("of_capture"), table.c.path_id == bindparam("on_path"))
        execute_many(connection, delete(table).where(*at), places)
    execute_many(connection, delete(paths).where(paths.c.id == bindparam("gone")), [{"gone": row} for row in folded])
