"""A capture's rows are bounded by what is worth knowing, not by what was sent."""

import random

import pytest

from inventory.endpoints import Gatherer, gather, infer
from inventory.model.exchanges import Place
from inventory.model.observations import Observation


def _observation(path: str, **changes: object) -> Observation:
    values: dict[str, object] = {
        "service": "api.example", "method": "GET", "path": path, "outcome": "served", "kind": "api", "status": 200,
        "place": Place(1), "names": (), "server": "192.0.2.1",
    }  # fmt: skip
    return Observation(**(values | changes))  # type: ignore[arg-type]


def _words(count: int) -> list[str]:
    chance = random.Random(1)
    return ["".join(chance.choices("abcdefghij", k=8)) for _ in range(count)]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_paths_that_never_repeat_fold(depth: int) -> None:
    gatherer, words = Gatherer("c"), _words(4_000)
    chance = random.Random(2)
    gatherer.add(_observation("/alpha/before/x/y"))
    for _ in range(20_000):
        gatherer.add(_observation("/" + "/".join(chance.choices(words, k=depth))))
    gatherer.add(_observation("/omega/after/x/y"))
    found = list(gatherer.sightings())
    assert len(found) <= gather.ROOM.served + gather.ROOM.unserved
    assert sum(tally.count for one in found for tally in one.tallies) == 20_002
    assert {"/alpha/before/x/y", "/omega/after/x/y"} <= {one.path for one in found}
    assert bool(gatherer.folded) == (depth > 1)
    assert len(infer(found)) < 4_100


def test_a_scanner_does_not_push_out_what_is_there() -> None:
    gatherer = Gatherer("c")
    real = {f"/{word}" for word in _words(300)}
    for path in real:
        gatherer.add(_observation(path))
    for word in _words(20_000):
        gatherer.add(_observation(f"/{word}x", outcome="absent", status=404))
    found = list(gatherer.sightings())
    assert len(found) <= gather.ROOM.served + gather.ROOM.unserved
    assert real <= {one.path for one in found}


def test_hosts_methods_and_names_have_limits() -> None:
    gatherer = Gatherer("c")
    for number in range(5_000):
        names = tuple(("query", f"n{number}-{index}") for index in range(10))
        gatherer.add(_observation("/a", service=f"h{number}.example", method=f"M{number}", names=names))
    found = list(gatherer.sightings())
    assert len({one.service for one in found}) <= gather.SERVICE_LIMIT + 1
    assert len({one.method for one in found}) <= gather.METHOD_LIMIT + 1
    assert all(len(one.names) <= gather.NAME_LIMIT + 1 for one in found)
    assert sum(len(one.names) for one in found) <= gather.NAMES_LIMIT + len(found)
    assert sum(tally.count for one in found for tally in one.tallies) == 5_000
