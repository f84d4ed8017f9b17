"""Sightings before and after to the two sides of each endpoint."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from inventory.model.dividing import tallies_between
from inventory.model.endpoints import Endpoint
from inventory.model.history import Key
from inventory.model.observations import Name, Sighting, Tallied, Tally, merge_names, merge_tallies
from inventory.model.periods import Share
from inventory.model.shape_sums import merge_shapes
from inventory.model.shapes import Shape

Named = Mapping[str, Mapping[str, int]]  # how many exchanges had a name, by role and name


class Seen(NamedTuple):
    """What captures show: those that end before a period, those in it, and one by one those that go over an end."""

    before: Sequence[Sighting]
    within: Sequence[Sighting]
    divided: Sequence[tuple[Share, Sequence[Sighting]]] = ()


class Side(Tallied, msgspec.Struct, frozen=True):
    """What is known of an endpoint before a period, or in it."""

    tallies: tuple[Tally, ...]  # of captures that go over an end as well
    exchanges: int  # of the other captures, with what they show:
    names: Named
    shapes: tuple[Shape, ...]


class Sides(msgspec.Struct, frozen=True):
    """Both sides of an endpoint, and what may belong to either of them."""

    endpoint: Endpoint
    before: Side
    after: Side
    uncertain: Named  # names in captures that go over an end
    uncertain_shapes: tuple[Shape, ...]


class _Gathered:
    """What belongs to one endpoint."""

    def __init__(self) -> None:
        self.before: list[Sighting] = []
        self.after: list[Sighting] = []
        self.divided: list[tuple[Share, Sighting]] = []


def sides(endpoints: Iterable[Endpoint], seen: Seen) -> list[Sides]:
    """Return both sides of each endpoint, by the paths that it is made of."""
    endpoints = list(endpoints)
    owners = {(host, one.method, path): one.key for one in endpoints for host in one.authorities for path in one.paths}
    gathered: dict[Key, _Gathered] = defaultdict(_Gathered)
    for one, own in _owned(seen.before, owners):
        gathered[own].before.append(one)
    for one, own in _owned(seen.within, owners):
        gathered[own].after.append(one)
    for share, shown in seen.divided:
        for one, own in _owned(shown, owners):
            gathered[own].divided.append((share, one))
    return [_sides(one, gathered[one.key]) for one in endpoints]


def _owned(shown: Iterable[Sighting], owners: Mapping[Key, Key]) -> Iterable[tuple[Sighting, Key]]:
    for one in shown:
        owner = owners.get((one.service, one.method, one.path))
        if owner is not None:
            yield one, owner


def _sides(endpoint: Endpoint, own: _Gathered) -> Sides:
    parts = [tallies_between(one, share.before, share.until) for share, one in own.divided]
    names = [name for _, one in own.divided for name in one.names]
    return Sides(
        endpoint,
        _side(own.before, (tally for before, _ in parts for tally in before)),
        _side(own.after, (tally for _, after in parts for tally in after)),
        _named(merge_names(names)),
        merge_shapes(shape for _, one in own.divided for shape in one.shapes),
    )


def _side(shown: Sequence[Sighting], parts: Iterable[Tally]) -> Side:
    whole = [tally for one in shown for tally in one.tallies]
    return Side(
        merge_tallies([*whole, *parts]),
        sum(tally.count for tally in whole),
        _named(merge_names(name for one in shown for name in one.names)),
        merge_shapes(shape for one in shown for shape in one.shapes),
    )


def _named(names: Iterable[Name]) -> Named:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for one in names:
        counts[one.role][one.name] = counts[one.role].get(one.name, 0) + one.count
    return counts
