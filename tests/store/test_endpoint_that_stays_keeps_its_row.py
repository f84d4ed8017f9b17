import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
from store_examples import each_path, first_segment, sighting, summary

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Sighting
from inventory.store import Store


def rows(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute("SELECT template, id FROM endpoints"))


def test_a_new_path_leaves_the_other_rows(store: Store, database: Path) -> None:
    store.add(summary("one"), [sighting("/b"), sighting("/d")], each_path)
    before = rows(database)
    store.add(summary("two"), [sighting("/a"), sighting("/c")], each_path)
    assert {template: rows(database)[template] for template in before} == before
    assert sorted(rows(database)) == ["/a", "/b", "/c", "/d"]


def test_an_endpoint_that_is_no_longer_inferred_goes(store: Store, database: Path) -> None:
    store.add(summary("one"), [sighting("/users/1"), sighting("/users/2")], each_path)
    store.add(summary("two"), [sighting("/users/3")], first_segment)
    (endpoint,) = store.endpoints()
    assert endpoint.template == "/users/{rest}"
    assert endpoint.paths == ("/users/1", "/users/2", "/users/3")
    assert list(rows(database)) == ["/users/{rest}"]


def test_state_and_parameters_follow(store: Store, database: Path) -> None:
    def probed(found: Sequence[Sighting], *, corrections: object = ()) -> list[Endpoint]:
        (endpoint,) = first_segment(found)
        return [msgspec.structs.replace(endpoint, state="probed", parameters=())]

    store.add(summary("one"), [sighting("/users/1")], first_segment)
    before = rows(database)
    store.add(summary("two"), [sighting("/users/2")], probed)
    assert [(endpoint.state, endpoint.parameters) for endpoint in store.endpoints()] == [("probed", ())]
    assert rows(database) == before


def test_a_path_that_no_endpoint_claims_stays_without_one(store: Store) -> None:
    store.add(summary("one"), [sighting("/a"), sighting("/b")], each_path)
    store.add(summary("two"), [sighting("/a")], lambda found, corrections: each_path(found[:1]))
    assert [endpoint.template for endpoint in store.endpoints()] == ["/a"]
    assert [one.path for one in store.sightings()] == ["/a", "/b"]


def test_taking_a_capture_out_takes_all_it_showed(store: Store, database: Path) -> None:
    store.add(summary(), [sighting("/a")], each_path)
    store.add(summary("two.pcap"), [sighting("/a"), sighting("/b")], each_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM captures WHERE name = 'two.pcap'")
        connection.commit()
        assert [one.path for one in store.sightings()] == ["/a"]
        connection.execute("DELETE FROM paths WHERE id NOT IN (SELECT path_id FROM observations)")
    assert store.sightings() == (sighting("/a"),)
    assert store.info().rows["observations"] == 1
    assert store.info().rows["names"] == 1
