"""An endpoint is what its paths are: it keeps its row under whatever template, and what it was called is remembered."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_examples import each_path, first_segment, sighting, summary

from inventory.endpoints import infer
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint
from inventory.model.history import Former, changes
from inventory.model.observations import Sighting
from inventory.store import Store, history
from inventory.store.identity import Key, succeed

Inferred = Callable[..., list[Endpoint]]


def called(names: dict[str, str]) -> Inferred:
    """Infer one endpoint from all paths that have the same name here."""

    def infer_so(found: Sequence[Sighting], *, corrections: Iterable[Correction] = ()) -> list[Endpoint]:
        made: dict[str, list[Sighting]] = {}
        for one in found:
            made.setdefault(names.get(one.path, one.path), []).append(one)
        return [
            msgspec.structs.replace(each_path(members)[0], template=name, paths=tuple(one.path for one in members))
            for name, members in made.items()
        ]

    return infer_so


def rows(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute("SELECT template, id FROM endpoints"))


def formerly(store: Store) -> dict[str, list[str]]:
    return {key[2]: [one.template for one in former] for key, former in store.snapshot().former.items()}


def test_another_template_another_capture_the_same_row(store: Store, database: Path) -> None:
    store.add(summary("one"), [sighting("/users/anna"), sighting("/b")], each_path)
    before = rows(database)
    store.add(
        summary("two"), [sighting("/users/bob")], called({"/users/anna": "/users/{u}", "/users/bob": "/users/{u}"})
    )
    assert rows(database) == {"/users/{u}": before["/users/anna"], "/b": before["/b"]}
    assert store.snapshot().former == {("api.example", "GET", "/users/{u}"): (Former("/users/anna", "two"),)}


def test_of_several_that_become_one_that_with_the_most_exchanges_lives_on(store: Store, database: Path) -> None:
    store.add(summary("one"), [sighting("/x/a"), sighting("/x/b"), sighting("/x/c")], each_path)
    store.add(summary("two"), [sighting("/x/b")], each_path)
    before = rows(database)
    merged = dict.fromkeys(["/x/a", "/x/b", "/x/c"], "/x/{any}")
    store.add(summary("three"), [sighting("/y")], called(merged))
    assert rows(database) == {"/x/{any}": before["/x/b"], "/y": rows(database)["/y"]}
    assert formerly(store) == {"/x/{any}": ["/x/a", "/x/b", "/x/c"]}


def test_of_equal_ones_the_oldest_lives_on(store: Store, database: Path) -> None:
    store.add(summary("one"), [sighting("/x/z")], each_path)
    store.add(summary("two"), [sighting("/x/a")], each_path)
    before = rows(database)
    store.add(summary("three"), [sighting("/y")], called(dict.fromkeys(["/x/a", "/x/z"], "/x/{any}")))
    assert rows(database)["/x/{any}"] == before["/x/z"]


def test_of_several_parts_that_with_the_most_exchanges_keeps_the_row(store: Store, database: Path) -> None:
    store.add(
        summary("one"),
        [sighting(f"/x/{name}") for name in "abcd"],
        called(dict.fromkeys(["/x/a", "/x/b", "/x/c", "/x/d"], "/x/{any}")),
    )
    before = rows(database)
    store.add(summary("two"), [sighting("/y")], called({"/x/b": "/x/{some}", "/x/c": "/x/{some}"}))
    assert rows(database)["/x/{some}"] == before["/x/{any}"]
    assert len(rows(database)) == 4
    assert formerly(store) == {name: ["/x/{any}"] for name in ("/x/a", "/x/{some}", "/x/d")}


def test_what_is_split_from_one_that_stays_is_remembered(store: Store, database: Path) -> None:
    every = dict.fromkeys(["/x/a", "/x/b"], "/x/{any}")
    store.add(summary("one"), [sighting("/x/a"), sighting("/x/b")], called(every))
    before = rows(database)
    store.add(summary("two"), [sighting("/x/b")], called({"/x/a": "/x/{any}"}))
    assert rows(database)["/x/{any}"] == before["/x/{any}"]
    assert formerly(store) == {"/x/b": ["/x/{any}"]}
    split = store.snapshot()
    store.add(summary("three"), [sighting("/new")], called({"/x/a": "/x/{any}"}))
    told = changes(split, store.snapshot())
    assert ([one.template for one in told.new], told.renamed) == (["/new"], ()), "what was told before is told again"


def test_a_path_that_moves_between_endpoints_that_stay_changes_no_history(store: Store) -> None:
    store.add(
        summary("one"),
        [sighting("/a"), sighting("/b"), sighting("/c")],
        called({"/a": "/{x}", "/b": "/{x}", "/c": "/{y}"}),
    )
    store.add(summary("two"), [sighting("/a")], called({"/a": "/{x}", "/b": "/{y}", "/c": "/{y}"}))
    assert formerly(store) == {}


def test_the_history_of_one_that_ends_goes_on_in_its_heir(store: Store) -> None:
    store.add(summary("one"), [sighting("/a"), sighting("/b")], called({"/a": "/1"}))
    store.add(summary("two"), [sighting("/b")], called({"/a": "/2"}))
    store.add(summary("three"), [sighting("/b")], called({"/a": "/b"}))
    assert store.snapshot().former["api.example", "GET", "/b"] == (Former("/1", "two"), Former("/2", "three"))


def test_the_history_of_one_that_is_divided_goes_to_the_larger_part(store: Store) -> None:
    first, parts = dict.fromkeys(["/a", "/b", "/c"], "/1"), {"/a": "/y", "/b": "/x", "/c": "/y"}
    store.add(summary("one"), [sighting(f"/{name}") for name in "abcxy"], called(first))
    store.add(summary("two"), [sighting("/x")], called(dict.fromkeys(first, "/2")))
    store.add(summary("three"), [sighting("/x")], called(parts))
    former = {key[2]: [one.template for one in some] for key, some in store.snapshot().former.items()}
    assert former == {"/x": ["/2"], "/y": ["/1", "/2"]}


def test_a_template_that_it_has_again_is_none_that_it_had(store: Store) -> None:
    for number, name in enumerate(["/1", "/2", "/1", "/2"]):
        store.add(summary(str(number)), [sighting("/a")], called({"/a": name}))
    assert store.snapshot().former == {("api.example", "GET", "/2"): (Former("/1", "3"),)}


def test_the_history_of_one_endpoint_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "FORMER_LIMIT", 3)
    for number in range(6):
        store.add(summary(str(number)), [sighting("/a")], called({"/a": f"/{number}"}))
    assert formerly(store) == {"/5": ["/2", "/3", "/4"]}
    assert store.info().rows["former_templates"] == 3


def test_a_correction_is_told_apart_from_a_capture(store: Store) -> None:
    store.add(summary(), [sighting("/users/settings")], infer)
    store.correct(infer, [Correction("set", "", "", "/users/{id}")])
    assert store.snapshot().former == {("api.example", "GET", "/users/{id}"): (Former("/users/settings", ""),)}


def test_a_capture_that_grows_keeps_its_endpoints(store: Store, database: Path) -> None:
    store.add(summary("short"), [sighting("/users/anna")], each_path)
    before = rows(database)
    grown = [sighting("/users/anna"), sighting("/users/bob")]
    store.add(summary("long"), grown, first_segment, summary("short").digest)
    assert rows(database) == {"/users/{rest}": before["/users/anna"]}


@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from("vwxyz"), min_size=6, max_size=6), min_size=2, max_size=5), st.data())
def test_whatever_becomes_of_templates(namings: list[list[str]], data: st.DataObject) -> None:
    """No row is lost that something came of, and what is stored is what was inferred last."""
    found = [sighting(f"/{number}") for number in range(6)]
    with Store.open(":memory:", create=True) as store:
        for number, naming in enumerate(namings):
            before = store.snapshot()
            now = called({one.path: f"/{name}" for one, name in zip(found, naming, strict=True)})
            store.add(summary(str(number)), [data.draw(st.sampled_from(found))] if number else found, now)
            after = store.snapshot()
            wanted = now(store.sightings())
            assert {one.key: one.paths for one in after.endpoints} == {one.key: one.paths for one in wanted}
            told = changes(before, after)
            assert not number or not told.new, "every path was seen before"
            assert {one.key for one in after.endpoints} >= {one.endpoint.key for one in told.renamed}
            for key, former in after.former.items():
                assert key[2] not in [one.template for one in former]


KEYS = st.builds(lambda name: ("s", "GET", name), st.sampled_from("abcdefgh"))


@settings(max_examples=200)
@given(st.lists(KEYS, unique=True, max_size=5), st.lists(KEYS, unique=True, max_size=5), st.data())
def test_rows_are_found_alike_in_any_order(old: list[Key], new: list[Key], data: st.DataObject) -> None:
    stored = dict(enumerate(old))
    pairs = [(row, key) for row in stored for key in new]
    counts = data.draw(st.lists(st.integers(1, 3), min_size=len(pairs), max_size=len(pairs)))
    shared = {pair: count for pair, count in zip(pairs, counts, strict=True) if data.draw(st.booleans())}
    found = succeed(stored, new, shared)
    mixed = dict(data.draw(st.permutations(sorted(shared.items()))))
    assert succeed(stored, data.draw(st.permutations(new)), mixed) == found
    gone, fresh = set(old) - set(new), set(new) - set(old)
    assert {stored[row] for row in (*found.renamed, *found.ended)} <= gone
    assert len(set(found.renamed.values())) == len(found.renamed)
    assert set(found.renamed.values()) <= fresh
    assert not found.renamed.keys() & found.ended.keys()
    heirs = {row for row, _ in shared if stored[row] in gone}
    assert heirs == found.renamed.keys() | found.ended.keys()
    for row, key in shared:  # none is left that could have been the same
        assert not (row in found.ended and key in fresh and key not in found.renamed.values())
