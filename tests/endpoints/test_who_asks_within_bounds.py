"""Clients and networks of a path are few, counted exactly, and the same in any order, split and number of processes."""

import random
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.endpoints import Gatherer, asking, gather, too_many
from inventory.model import askers
from inventory.model.askers import OTHERS
from inventory.model.evidence import Evidence
from inventory.model.exchanges import Place
from inventory.model.observations import Name, Observation, Sighting, merge_sightings

FEW = 4
Seen = tuple[str, int, str, str, int]  # path, status, client, network, time
CLIENTS = [f"client{number}" for number in range(9)]
NETWORKS = ["", *(f"192.0.{number}.0/24" for number in range(9))]
SEEN = st.lists(
    st.tuples(
        st.sampled_from(["/a", "/b"]), st.sampled_from([200, 404]), st.sampled_from(CLIENTS),
        st.sampled_from(NETWORKS), st.integers(1, 9),
    ), min_size=1, max_size=120,
)  # fmt: skip


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (askers, asking, gather):
        monkeypatch.setattr(module, "ASKERS_LIMIT", FEW)
    monkeypatch.setattr(asking, "HELD_LIMIT", 2 * FEW)
    monkeypatch.setattr(askers.beyond, "__defaults__", (FEW,))


def gathered(seen: Iterable[Seen]) -> Gatherer:
    gatherer = Gatherer("c")
    for path, status, client, network, time in seen:
        outcome = {200: "served", 404: "absent"}[status]
        place = Place(time, 0, time)
        gatherer.add(Observation("h", "GET", path, outcome, "api", status, place, client=client, network=network))
    return gatherer


def asked(sightings: Iterable[Sighting]) -> dict[str, list[Name]]:
    return {one.path: [name for name in one.names if name.role in askers.ROLES] for one in sightings}


def least(words: Iterable[tuple[str, int]], count: int) -> set[tuple[str, int]]:
    return set(sorted(words, key=lambda word: (askers._hash(word[0]), word[1]))[:count])


@pytest.mark.usefixtures("_few")
@settings(deadline=None)
@given(SEEN, st.integers(1, 4))
def test_those_that_stay_follow_from_the_set_and_are_counted_exactly(seen: list[Seen], parts: int) -> None:
    whole = asked(gathered(seen).sightings())
    for path, names in whole.items():
        for role, column in (("client", 2), ("network", 3)):
            own = [one for one in seen if one[0] == path and one[column]]
            kept = least({(one[column], one[1]) for one in own}, FEW)
            wanted = Counter(
                (one[1], one[column] if (one[column], one[1]) in kept else OTHERS) for one in own
            )  # fmt: skip
            found = {(name.status, name.name): name for name in names if name.role == role}
            assert {key: name.count for key, name in found.items()} == wanted
            for (status, word), name in found.items():
                times = [one[4] for one in own if one[1] == status and word in (one[column], OTHERS)]
                if word != OTHERS:
                    assert (name.last_seen, name.evidence) == (max(times), (Evidence(min(times), "c", min(times), 0),))
    split = [gathered(seen[number::parts]).sightings() for number in range(parts)]
    assert asked(merge_sightings(one for some in split for one in some)) == whole
    assert asked(gathered(reversed(seen)).sightings()) == whole


def test_as_many_as_there_are_take_no_more_room() -> None:
    chance = random.Random(1)
    many = [("/a", 200, f"c{number % 700}", f"10.{number // 256}.{number % 256}.0/24", 1) for number in range(3_000)]
    chance.shuffle(many)
    gatherer = gathered(many)
    (held,) = [counts.askers for places in gatherer._places.values() for _, _, counts in places]
    assert len(held.named) <= asking.HELD_LIMIT
    (names,) = asked(gatherer.sightings()).values()
    assert Counter(name.role for name in names if name.name != OTHERS) == dict.fromkeys(askers.ROLES, 50)
    assert sum(name.count for name in names if name.role == "client") == 3_000
    assert not gatherer.strained
    names_of_others = [name for one in gatherer.sightings() for name in one.names if name.role not in askers.ROLES]
    assert names_of_others == []


def test_a_capture_has_a_bound_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "CAPTURE_ASKERS_LIMIT", 300)
    seen = [(f"/{'abcdefghij'[word]}", 200, f"c{number}", "", 1) for word in range(10) for number in range(60)]
    seen.sort(key=lambda one: one[2])
    gatherer = gathered(seen)
    names = asked(gatherer.sightings())
    assert {len(own) for own in names.values()} == {25 + 1}
    assert names == asked(gathered(reversed(seen)).sightings())
    assert gatherer.strained
    assert all(sum(name.count for name in own) == 60 for own in names.values())


def test_shares_that_would_not_fit_together_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "CAPTURE_ASKERS_LIMIT", 50)
    shares = [gathered([("/a", 200, f"c{number}", "", 1)] * 2) for number in range(40)]
    found = [one for share in shares for one in share.sightings()]
    assert not any(share.strained for share in shares)
    assert not too_many(found)
    assert too_many([*found, *found])
