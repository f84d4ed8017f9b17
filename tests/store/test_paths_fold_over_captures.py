"""A hundred captures of ever new words cost rows for the words that are kept, not for those that were sent."""

import hashlib
import random
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_examples import each_path, sighting, summary

from inventory.model.evidence import Evidence
from inventory.model.history import Former
from inventory.model.lengths import Range
from inventory.model.observations import Name, Sighting, Tally, merge_sightings
from inventory.model.traffic import HOUR
from inventory.store import Store

KEPT = 4
FOLDED = "/users/{string}"


def order(path: str) -> bytes:
    return hashlib.blake2b(path.encode(), digest_size=8).digest()


def smallest(paths: set[str]) -> set[str]:
    return set(sorted((path for path in paths if path != FOLDED), key=order)[:KEPT])


def fold(found: Sequence[Sighting], remembered: str) -> tuple[Mapping[tuple[str, str], str], str]:
    """Keep a few words of all that come after /users, from the time on when there are more."""
    users = {one.path for one in found if one.path.startswith("/users/")}
    if not remembered and len(users) <= KEPT:
        return {}, ""
    kept = smallest(users)
    return {(one.method, one.path): FOLDED for one in found if one.path in users - kept}, "folded"


def captures(words: Sequence[Sequence[str]]) -> list[tuple[str, list[Sighting]]]:
    return [
        (f"{number}.pcap", [sighting(f"/users/{word}", capture=f"{number}.pcap", time=10 + number) for word in some])
        for number, some in enumerate(words)
    ]


def outcome(added: Sequence[tuple[str, list[Sighting]]]) -> tuple[object, ...]:
    with Store.open(":memory:", create=True) as store:
        for name, found in added:
            store.add(summary(name), found, each_path, fold=fold)
        return store.sightings(), store.endpoints(), store.info().rows | {"former_templates": 0}


def test_rows_are_bounded_and_nothing_is_lost(store: Store) -> None:
    seen = []
    for number in range(12):
        found = [sighting(f"/users/w{number}x{word}", capture=f"{number}.pcap") for word in range(30)]
        store.add(summary(f"{number}.pcap"), [*found, sighting("/health")], each_path, fold=fold)
        seen += [one.path for one in found]
    rows = store.info().rows
    assert rows["paths"] == rows["endpoints"] == KEPT + 2
    assert rows["observations"] == rows["names"] == 12 * 2 + KEPT
    assert {one.path for one in store.sightings()} == {*smallest(set(seen)), FOLDED, "/health"}
    (folded,) = [one for one in store.sightings() if one.path == FOLDED]
    assert folded.tallies[0].count == 2 * (12 * 30 - KEPT)
    assert folded.names == (Name(200, "query", "page", 2 * (12 * 30 - KEPT)),)
    assert [one.capture for one in folded.tallies[0].evidence] == ["0.pcap"] * 1 + ["1.pcap", "10.pcap"]


@settings(max_examples=25)
@given(st.lists(st.lists(st.sampled_from("abcdefghijk"), unique=True, max_size=6), min_size=1, max_size=5), st.data())
def test_the_order_of_captures_does_not_matter(words: list[list[str]], data: st.DataObject) -> None:
    added = captures(words)
    assert outcome(data.draw(st.permutations(added))) == outcome(added)
    every = {f"/users/{word}" for some in words for word in some}
    paths = every if len(every) <= KEPT else {*smallest(every), FOLDED}
    assert {one.path for one in outcome(added)[0]} == paths  # type: ignore[attr-defined]


def folded(found: Sighting) -> Sighting:
    length = len(found.path) - len("/users/")
    return msgspec.structs.replace(found, path=FOLDED, lengths=(Range(length, length),))


def test_what_is_folded_is_summed_up_by_capture_status_and_kind(store: Store) -> None:
    def one(path: str, capture: str, *tallies: tuple[int, str, int, int]) -> Sighting:
        return Sighting(
            "api.example",
            "GET",
            path,
            tuple(
                Tally(
                    status,
                    kind,
                    "served",
                    count,
                    time,
                    time + 5,
                    (Evidence(time, capture, time),),
                    ((HOUR, time * HOUR, count),),
                    ((time, count), (time + int(capture), 1)),
                )
                for status, kind, count, time in tallies
            ),
            (Name(200, "query", path[-1], 1), Name(200, "scheme", "https", 2)),
        )

    users = sorted((f"/users/{letter * size}" for size, letter in enumerate("abcdefgh", 1)), key=order)
    first = [one(path, "1", (200, "api", 1, 9), (404, "api", 1, 3)) for path in users]
    second = [one(path, "2", (200, "api", 10, 7), (200, "page", 1, 1)) for path in users]
    store.add(summary("1"), first, each_path, fold=fold)
    store.add(summary("2"), second, each_path, fold=fold)
    wanted = merge_sightings(folded(found) if found.path in users[KEPT:] else found for found in (*first, *second))
    assert store.sightings() == wanted
    assert store.info().rows["observations"] == (KEPT + 1) * 4


def test_an_endpoint_lives_on_when_its_paths_are_folded(store: Store, database: Path) -> None:
    words = sorted((f"/users/{letter}" for letter in "abcdef"), key=order)
    store.add(summary("1"), [sighting(path) for path in words[KEPT - 1 :]], each_path, fold=fold)
    with closing(sqlite3.connect(database)) as connection:
        before = dict(connection.execute("SELECT template, id FROM endpoints"))
    store.add(summary("2"), [sighting(path) for path in words[: KEPT - 1]], each_path, fold=fold)
    with closing(sqlite3.connect(database)) as connection:
        after = dict(connection.execute("SELECT template, id FROM endpoints"))
    assert after[FOLDED] in (before[words[KEPT]], before[words[KEPT + 1]])
    former = store.snapshot().former["api.example", "GET", FOLDED]
    assert former == tuple(Former(path, "2") for path in sorted(words[KEPT:]))


def test_a_capture_that_grows_is_replaced_as_if_it_had_been_stored_once() -> None:
    words = [f"w{number}" for number in range(20)]
    with Store.open(":memory:", create=True) as store:
        store.add(summary("other"), captures([words[5:9]])[0][1], each_path, fold=fold)
        for length in (3, 7, 20):
            found = [sighting(f"/users/{word}", capture="live") for word in words[:length]]
            before = summary(f"{length}", first_seen=20)
            last = {3: "", 7: summary("3").digest, 20: summary("7").digest}[length]
            assert store.add(before, found, each_path, last, fold)
        grown = store.sightings(), store.endpoints(), store.info().rows | {"former_templates": 0}
    with Store.open(":memory:", create=True) as once:
        once.add(summary("other"), captures([words[5:9]])[0][1], each_path, fold=fold)
        once.add(summary("20", first_seen=20), found, each_path, fold=fold)
        assert grown == (once.sightings(), once.endpoints(), once.info().rows | {"former_templates": 0})


def test_each_service_is_folded_for_itself(store: Store) -> None:
    asked: list[tuple[set[str], str]] = []

    def told(found: Sequence[Sighting], remembered: str) -> tuple[Mapping[tuple[str, str], str], str]:
        asked.append(({one.service for one in found}, remembered))
        return {}, remembered + "+"

    services = [sighting("/a", service="x"), sighting("/b", service="y"), sighting("/c", service="y")]
    store.add(summary("1"), services, each_path, fold=told)
    store.add(summary("2"), services[1:], each_path, fold=told)
    assert asked == [({"x"}, ""), ({"y"}, ""), ({"y"}, "+")]


def test_nothing_is_folded_when_inferring_fails(store: Store, database: Path) -> None:
    def failing(found: object, *, corrections: object = ()) -> list[object]:
        raise RuntimeError

    store.add(summary("1"), captures(["abcd"])[0][1], each_path, fold=fold)
    before = database.read_bytes()
    with pytest.raises(RuntimeError):
        store.add(summary("2"), captures(["efgh"])[0][1], failing, fold=fold)  # type: ignore[arg-type]
    assert database.read_bytes() == before


def test_more_paths_fold_than_one_statement_takes(store: Store) -> None:
    chance = random.Random(1)
    words = [f"{chance.getrandbits(40):010x}" for _ in range(1_300)]
    store.add(summary(), captures([words])[0][1], each_path, fold=fold)
    assert store.info().rows["paths"] == KEPT + 1
    assert sum(one.count for one in store.endpoints()) == 2 * len(words)
