"""Sightings of all captures to the paths that are too many to be told apart."""

from collections.abc import Iterable, Mapping, Sequence

from inventory.endpoints.folding import Call, segments_of, settled, weight
from inventory.endpoints.room import Room
from inventory.model.observations import Sighting, is_served

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


def _path(way: Iterable[str]) -> str:
    return "/" + "/".join(way)


def _call(sighting: Sighting) -> Call:
    return sighting.method, segments_of(sighting.path)
