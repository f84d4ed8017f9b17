"""Sightings of several captures to those of all of them, within bounds that no traffic can exceed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from sys import maxsize

import msgspec

from inventory.endpoints.folding import Call, Segments, level_of, segments_of, settled, weight
from inventory.endpoints.room import Room
from inventory.model.lengths import moved
from inventory.model.observations import Sighting, is_served, merge_sightings

STORED = Room(served=6_000, unserved=2_000, services=1)  # of one service, over all captures of an inventory


def fold(sightings: Sequence[Sighting], remembered: str) -> tuple[Mapping[tuple[str, str], str], str]:
    """Say which methods and paths of one service count for another path, over all captures of an inventory.

    `sightings` are the sums over all captures, folded as `remembered` says: the levels of what was served and of what
    was not, "" at first. Returns them as they are from now on, for the next call.
    """
    levels = [int(level) for level in remembered.split()] if remembered else [0, 0]
    folded: dict[tuple[str, str], str] = {}
    for number, served in enumerate((True, False)):
        calls = [_call(one) for one in sightings if any(is_served(tally.outcome) for tally in one.tallies) == served]
        limit = STORED.served if served else STORED.unserved
        if levels[number] or sum(weight(way) for _, way in calls) > limit:
            levels[number], folding = settled(calls, levels[number], limit)
            folded |= {(method, _path(way)): _path(into) for (method, way), into in folding.moved.items()}
    return folded, " ".join(map(str, levels)) if any(levels) else remembered


def bounded(captures: Iterable[Iterable[Sighting]], room: Room) -> tuple[Sighting, ...]:
    """Add up what captures show, and fold what is too much, as if it had been one capture from the beginning.

    Captures in any order give the same. They may be added up in several steps; each step keeps how far its captures
    were folded, which sightings of several captures that were mixed before do not tell as exactly.
    """
    parts: dict[bool, list[list[Sighting]]] = {True: [], False: []}
    for capture in captures:
        sightings = list(capture)
        for served, own in parts.items():
            own.append([part for one in sightings if (part := _part(one, served=served)).tallies])
    return merge_sightings(one for served, own in parts.items() for one in _folded(own, room, served=served))


def _part(sighting: Sighting, *, served: bool) -> Sighting:
    """Return what a sighting tells of exchanges that were served, or of those that were not."""
    tallies = tuple(tally for tally in sighting.tallies if is_served(tally.outcome) == served)
    if len(tallies) == len(sighting.tallies):
        return sighting
    statuses = {tally.status for tally in tallies}
    names = tuple(name for name in sighting.names if name.status in statuses)
    lengths = sighting.lengths if served else ()
    shapes = tuple(shape for shape in sighting.shapes if shape.status in statuses)
    return msgspec.structs.replace(sighting, tallies=tallies, names=names, lengths=lengths, shapes=shapes)


def _folded(captures: list[list[Sighting]], room: Room, *, served: bool) -> Iterable[Sighting]:
    calls: dict[str, set[Call]] = defaultdict(set)
    levels: dict[str, int] = defaultdict(int)
    for capture in captures:
        own: dict[str, set[Call]] = defaultdict(set)
        for one in capture:
            own[one.service].add(_call(one))
        for service, some in own.items():
            calls[service] |= some
            levels[service] = max(levels[service], level_of(some))
    weights = {name: sum(weight(way) for _, way in some) for name, some in calls.items()}
    share = room.share([maxsize if levels[name] else weights[name] for name in calls], served=served)
    ways: dict[tuple[str, Call], Segments] = {}
    for service, some in calls.items():
        if levels[service] or weights[service] > share:
            _, folding = settled(some, levels[service], share)
            ways |= {(service, call): way for call, way in folding.moved.items()}
    for capture in captures:
        for one in capture:
            way = ways.get((one.service, _call(one)))
            yield _moved(one, way, served=served) if way is not None else one


def _moved(sighting: Sighting, way: Segments, *, served: bool) -> Sighting:
    """Return a sighting as one of another path."""
    lengths = moved(segments_of(sighting.path), way, sighting.lengths) if served else ()
    return msgspec.structs.replace(sighting, path=_path(way), lengths=lengths)


def _path(way: Iterable[str]) -> str:
    return "/" + "/".join(way)


def _call(sighting: Sighting) -> Call:
    return sighting.method, segments_of(sighting.path)
