"""Captures as if they had been one from the beginning: what folding over all of them has to come to."""

from collections import defaultdict
from collections.abc import Iterable
from sys import maxsize

import msgspec

from inventory.endpoints import folding
from inventory.endpoints.folding import Call, Segments, is_cut, is_folded, is_typed, segments_of, settled, weight
from inventory.endpoints.merging import _call, _path
from inventory.endpoints.room import Room
from inventory.model.lengths import moved
from inventory.model.observations import Sighting, is_served, merge_sightings


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


def level_of(calls: Iterable[Call]) -> int:
    """Return the number of the level to which calls of one service have been folded, 0 where they have not been."""
    calls = list(calls)
    cuts = [len(way) - 1 for _, way in calls if is_cut(way)]
    if cuts:
        return next(number for number, level in enumerate(folding.LEVELS) if level.depth <= min(cuts))
    places = {(len(way), way[:index]) for _, way in calls for index, segment in enumerate(way) if is_folded(segment)}
    if not places:
        return 0
    words: dict[tuple[int, Segments], set[str]] = defaultdict(set)
    for _, way in calls:
        for index, segment in enumerate(way):
            if (len(way), way[:index]) in places and not is_typed(segment):
                words[len(way), way[:index]].add(segment)
    least = max(min(len(words[place]) for place in places), folding.FEWEST)
    return next(number for number, level in enumerate(folding.LEVELS) if level.words <= least)


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
            _, found = settled(some, levels[service], share)
            ways |= {(service, call): way for call, way in found.moved.items()}
    for capture in captures:
        for one in capture:
            way = ways.get((one.service, _call(one)))
            yield _moved(one, way, served=served) if way is not None else one


def _moved(sighting: Sighting, way: Segments, *, served: bool) -> Sighting:
    """Return a sighting as one of another path."""
    lengths = moved(segments_of(sighting.path), way, sighting.lengths) if served else ()
    return msgspec.structs.replace(sighting, path=_path(way), lengths=lengths)
