"""A flood of words, served or not, is folded while it comes, and leaves the endpoints of others as they were."""

from collections.abc import Callable

import pytest

from inventory.endpoints import Gatherer, Room, infer
from inventory.endpoints.folding import LOOSE
from inventory.model.exchanges import Place
from inventory.model.observations import Observation

ROOM = Room(served=900, unserved=300, services=1)
SYLLABLES = [first + second for first in "bdfglmnprstv" for second in "aeiou"]
REAL = (
    ("GET", "/users/{integer}"), ("DELETE", "/users/{integer}"), ("GET", "/users/{integer}/orders"),
    ("GET", "/users/me"), ("PATCH", "/users/me"), ("POST", "/users"), ("GET", "/orders/pending/items"),
)  # fmt: skip
FLOODS: dict[str, Callable[[str], str]] = {
    "under the root": lambda word: f"/{word}",
    "under a collection": lambda word: f"/users/{word}",
    "before a name": lambda word: f"/users/{word}/orders",
    "everywhere": lambda word: f"/{word}/{word[::-1]}/{word[2:]}/{word[::2]}",
    "with files": lambda word: f"/{word}/{word}.pdf",
    "in 32 segments": lambda word: f"/{word}" * 32,
}


def _word(number: int) -> str:
    found = ""
    for _ in range(4):
        number, rest = divmod(number, len(SYLLABLES))
        found += SYLLABLES[rest]
    return found


def _observation(method: str, path: str, status: int) -> Observation:
    outcome = {200: "served", 404: "absent"}[status]
    return Observation("api.example", method, path, outcome, "api", status, Place(1))


def _templates(gatherer: Gatherer) -> set[tuple[str, str]]:
    return {(one.method, one.template) for one in infer(gatherer.sightings()) if one.state == "api"}


def _after(flood: Callable[[str], str], status: int, count: int = 12_000) -> tuple[Gatherer, int]:
    """Return what was gathered, and the most that was held at a time."""
    gatherer, most = Gatherer("c", ROOM), 0
    for number in range(count):
        if number % 240 == 0:
            for method, path in REAL:
                gatherer.add(_observation(method, path, 200))
        gatherer.add(_observation("GET", flood(_word(number)), status))
        if number % 100 == 0:
            most = max(most, sum(1 for places in gatherer._places.values() for _ in places))
    return gatherer, most


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("status", [200, 404])
def test_memory_and_rows_are_bounded(flood: str, status: int) -> None:
    gatherer, most = _after(FLOODS[flood], status)
    rows = list(gatherer.sightings())
    assert most <= LOOSE * (ROOM.served + ROOM.unserved)
    assert len(rows) <= 2 * (ROOM.served + ROOM.unserved)  # LOOSE times as many are the limit
    assert sum(tally.count for one in rows for tally in one.tallies) == 12_000 + 50 * len(REAL)
    assert gatherer.folded > 6_000
    assert len(gatherer.found()) < 6_000  # numbers of places that were ever told apart


@pytest.mark.parametrize("flood", FLOODS)
def test_what_is_absent_leaves_what_is_served(flood: str) -> None:
    alone = Gatherer("c", ROOM)
    for method, path in REAL * 50:
        alone.add(_observation(method, path, 200))
    assert ("GET", "/users/me") in _templates(alone)
    gatherer, _ = _after(FLOODS[flood], 404)
    assert _templates(gatherer) == _templates(alone)


def test_words_that_are_served_under_the_root_leave_what_is_below() -> None:
    found = _templates(_after(FLOODS["under the root"], 200)[0])
    assert {("GET", "/users/me"), ("PATCH", "/users/me"), ("GET", "/users/{userId}/orders")} <= found
    assert ("GET", "/orders/pending/items") in found


@pytest.mark.parametrize("flood", ["under a collection", "before a name"])
def test_words_that_are_served_beside_a_name_leave_it_apart(flood: str) -> None:
    gatherer, _ = _after(FLOODS[flood], 200)
    assert ("GET", "/users/{userId}/orders") in _templates(gatherer)
    assert {("GET", "/users/me"), ("PATCH", "/users/me")} <= {(one.method, one.path) for one in gatherer.sightings()}


def test_folded_words_are_told_from_values_and_say_so() -> None:
    gatherer, _ = _after(FLOODS["with files"], 200)
    paths = {one.path for one in gatherer.sightings()}
    assert any(path.endswith("/{word}.pdf") for path in paths)
    types = {parameter.type for one in infer(gatherer.sightings()) for parameter in one.parameters}
    assert "word" not in types
