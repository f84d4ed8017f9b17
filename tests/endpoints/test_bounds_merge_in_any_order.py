"""What is kept of too many paths follows from their set: any order, any partition, merged in any steps."""

import random
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from added_up import bounded
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.endpoints import UNBOUNDED, Gatherer, Room, folding
from inventory.endpoints.folding import Call, Folding, Level
from inventory.model.exchanges import Place
from inventory.model.lengths import Range
from inventory.model.observations import Observation, Sighting, Values
from inventory.model.traffic import HOUR
from inventory.observe import Shaper

Request = tuple[str, str, tuple[str, ...], int, int]  # service, method, segments, status, length of values

FEW = (
    Level(folding.LEVELS[0].words, 32),
    *(Level(words, 32) for words in (8, 4, 2)),
    *(Level(2, depth) for depth in (4, 2, 1, 0)),
)
WORDS = [
    "me",
    "users",
    "orders",
    "v1",
    "{integer}",
    "{string}",
    "{integer}.json",
    "a.json",
    "b.pdf",
    "{integer}-x",
    "{integer}-{date}",
]
WORDS += [f"{one}{other}" for one in "abcdef" for other in "pqrst"]
REQUEST = st.tuples(
    st.sampled_from(["a.example", "b.example", "c.example"]),
    st.sampled_from(["GET", "GET", "PUT"]),
    st.lists(st.sampled_from(WORDS), max_size=6).map(tuple),
    st.sampled_from([200, 200, 400, 404]),
    st.integers(1, 9),
)
CALL = st.tuples(
    st.sampled_from(["GET", "PUT"]), st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "{integer}", "a.json"]),
                                              max_size=4).map(tuple)
)  # fmt: skip
REQUESTS = st.lists(REQUEST, max_size=150)
ROOMS = st.builds(Room, served=st.integers(1, 30), unserved=st.integers(1, 10), services=st.integers(1, 3))


@pytest.fixture(autouse=True)
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "LEVELS", FEW)
    monkeypatch.setattr(folding, "FEWEST", 2)
    monkeypatch.setattr(folding, "LOOSE", 2)


def observation(request: Request) -> Observation:
    service, method, segments, status, size = request
    outcome = {200: "served", 400: "rejected", 404: "absent"}[status]
    names = (("query", segments[-1]),) if segments else ()
    path = "/" + "/".join(segments)
    lengths = (Range(size, size),) * path.count("{")
    place = Place(1, time=size * HOUR)
    return Observation(service, method, path, outcome, "api", status, place, names, lengths=lengths, latency=size)


def shown(requests: Iterable[Request], room: Room) -> list[Sighting]:
    """Return what a capture of requests shows."""
    gatherer = Gatherer("c", room, Shaper())
    for request in requests:
        service, _, _, status, size = request
        body = b'{"%s": %d}' % (service[:1].encode(), size) if size > 2 else b"{"
        carried = Values(response_type="application/json", responses=[body] * (status != 404), queries=["n=1"])
        gatherer.add(observation(request), carried)
    return list(gatherer.sightings())


def parts_of(requests: list[Request], chance: random.Random, number: int) -> list[list[Request]]:
    cuts = sorted(chance.randint(0, len(requests)) for _ in range(number - 1))
    return [requests[start:end] for start, end in pairwise([0, *cuts, len(requests)])]


@settings(max_examples=150, deadline=None)
@given(REQUESTS, ROOMS, st.randoms(use_true_random=False))
def test_any_order(requests: list[Request], room: Room, chance: random.Random) -> None:
    wanted = shown(requests, room)
    assert sum(tally.count for one in wanted for tally in one.tallies) == len(requests)
    chance.shuffle(requests)
    assert shown(requests, room) == wanted


@settings(max_examples=150, deadline=None)
@given(REQUESTS, ROOMS, st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_partition(requests: list[Request], room: Room, chance: random.Random, number: int) -> None:
    wanted = shown(requests, room)
    chance.shuffle(requests)
    captures = [shown(part, room) for part in parts_of(requests, chance, number)]
    assert list(bounded(captures, room)) == wanted
    while len(captures) > 1:
        one, other = captures.pop(chance.randrange(len(captures))), captures.pop(chance.randrange(len(captures)))
        captures.append(list(bounded([one, other], room)))
    assert captures == [wanted]


@settings(max_examples=150, deadline=None)
@given(REQUESTS, ROOMS)
def test_what_is_kept_is_within_the_room(requests: list[Request], room: Room) -> None:
    found = shown(requests, room)
    for service in {one.service for one in found}:
        served = [one for one in found if one.service == service and any(t.status < 404 for t in one.tallies)]
        assert len(served) <= max(room.served * folding.LOOSE, 4)  # `/` and all others for each of two methods
    assert found == list(bounded([found], room))
    services = {one.service for one in found}
    assert len(found) <= (room.served + room.unserved) * room.services * folding.LOOSE + 8 * len(services)


def test_services_with_little_leave_their_part_to_others() -> None:
    def words(service: str, count: int) -> list[Request]:
        return [(service, "GET", (f"w{number:03}",), 200, 4) for number in range(count)]

    found = shown([*words("a.example", 5), *words("b.example", 50), *words("c.example", 60)], Room(100, 1, 1))
    counts = Counter(one.service for one in found)
    assert counts == {"a.example": 5, "b.example": 9, "c.example": 9}
    found = shown([*words("a.example", 5), *words("b.example", 40), *words("c.example", 60)], Room(100, 1, 1))
    assert Counter(one.service for one in found) == {"a.example": 5, "b.example": 40, "c.example": 9}


@settings(max_examples=200, deadline=None)
@given(st.lists(CALL, max_size=60), st.lists(CALL, max_size=20), st.sampled_from(FEW))
def test_the_bound_never_falls_and_survives_folding(calls: list[Call], more: list[Call], level: Level) -> None:
    found = Folding(calls, level)
    assert found.size <= Folding([*calls, *more], level).size
    folded = {(method, found.moved.get((method, way), way)) for method, way in calls}
    assert sum(map(folding.weight, (way for _, way in folded))) <= found.size
    again = Folding(folded, level)
    assert (again.size, again.moved) == (found.size, {})


def test_words_with_little_below_them_do_not_lower_the_bound_when_they_push_out_others() -> None:
    words = sorted((f"w{number}" for number in range(9)), key=folding.key)
    few, many = words[:2], words[2:]
    calls = [("GET", (word, f"x{number}", "y")) for word in many for number in range(2)]
    more = [("GET", (word, "x0", "y")) for word in few]
    level = Level(2, 32)
    assert Folding(calls, level).size <= Folding([*calls, *more], level).size


def test_what_was_folded_before_stays_so_beside_what_was_not() -> None:
    words = sorted((f"w{number:03}" for number in range(60)), key=folding.key)
    room = Room(20, 10, 1)
    large = [("a.example", "GET", (word,), 200, 4) for word in words[:50]]
    small = [("a.example", "GET", (word,), 200, 4) for word in words[50:53]]
    merged = list(bounded([shown(large, room), shown(small, room)], room))
    assert merged == shown([*large, *small], room)
    assert [one.path for one in merged] == sorted(["/{word}", *(f"/{word}" for word in words[:8])])


def test_the_order_of_words_is_the_same_in_every_run() -> None:
    words = ["blue", "green", "orders", "users", "v1", "me", "red", "{integer}-{integer}"]
    assert sorted(words, key=folding.key) == [
        "v1",
        "me",
        "{integer}-{integer}",
        "users",
        "orders",
        "red",
        "green",
        "blue",
    ]


@settings(max_examples=100, deadline=None)
@given(REQUESTS)
def test_nothing_is_folded_that_fits(requests: list[Request]) -> None:
    paths = {(service, method, "/" + "/".join(segments)) for service, method, segments, *_ in requests}
    room = Room(max(1, len(paths)), max(1, len(paths)), 1)
    assert {(one.service, one.method, one.path) for one in shown(requests, room)} == paths


def test_long_paths_take_more_room() -> None:
    assert [folding.weight(("a",) * length) for length in (0, 7, 8, 15, 16, 32)] == [1, 1, 2, 2, 3, 5]


def test_lengths_of_what_is_served_stay_with_it() -> None:
    """What was served is folded, what was not is left: that one keeps no lengths."""
    words = [f"{one}{other}" for one in "abcdef" for other in "pqrst"]
    requests: list[Request] = [("a.example", "GET", (word, "{integer}-x"), 200, 3) for word in words]
    requests += [("a.example", "GET", (word, "{integer}-x"), 404, 9) for word in words[:4]]
    room = Room(6, 30, 1)
    found = list(bounded([shown(requests[::2], UNBOUNDED), shown(requests[1::2], UNBOUNDED)], room))
    assert found == shown(requests, room)
    assert {one.served for one in found} == {True, False}
    assert all(bool(one.lengths) == one.served for one in found)
