from pathlib import Path

import pytest
from store_examples import each_path, sighting, sightings, summary

from inventory.errors import StoreError
from inventory.model.endpoints import Endpoint
from inventory.model.observations import Sighting
from inventory.store import Store


def test_the_second_time_changes_no_byte(store: Store, database: Path) -> None:
    assert store.add(summary(), sightings(5), each_path)
    before = database.read_bytes()
    assert store.has(summary().digest)
    assert not store.add(summary(), sightings(9), each_path)
    assert database.read_bytes() == before


def test_another_name_is_still_the_same_capture(store: Store) -> None:
    store.add(summary(), sightings(1), each_path)
    renamed = type(summary())(summary().digest, "copy.pcap", "pcap", 1, 1, 1, 1, 1, 1, 1)
    assert not store.add(renamed, sightings(1), each_path)
    assert [capture.name for capture in store.captures()] == ["one.pcap"]


def test_what_was_not_added_is_not_there(store: Store) -> None:
    assert not store.has(summary().digest)


def failing(found: object, *, corrections: object = ()) -> list[Endpoint]:
    raise RuntimeError("no endpoints today")


def interrupted(found: object, *, corrections: object = ()) -> list[Endpoint]:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("infer", "error"), [(failing, RuntimeError), (interrupted, KeyboardInterrupt)])
def test_nothing_is_stored_when_inferring_fails(
    store: Store, database: Path, infer: type[Endpoint], error: type[BaseException]
) -> None:
    store.add(summary(), sightings(5), each_path)
    before = database.read_bytes()
    with pytest.raises(error):
        store.add(summary("two.pcap"), sightings(50), infer)
    assert database.read_bytes() == before
    assert not store.has(summary("two.pcap").digest)
    assert store.add(summary("two.pcap"), sightings(50), each_path)


@pytest.mark.parametrize(
    "wrong",
    [
        sighting("/lone/\udcff"),
        sighting("/", time=1 << 63),
        Sighting("a", "\ud800", "/", sighting("/").tallies),
    ],
)
def test_a_value_no_database_keeps_is_refused_with_the_whole_capture(store: Store, wrong: Sighting) -> None:
    with pytest.raises(StoreError, match="cannot keep one of the values"):
        store.add(summary(), [*sightings(3), wrong], each_path)
    assert store.captures() == ()
    assert store.sightings() == ()


def test_infer_gets_all_sightings_of_the_services_shown_and_no_others(store: Store) -> None:
    store.add(summary("one"), [sighting("/a", service="x"), sighting("/b", service="y")], each_path)
    asked: list[tuple[str, str]] = []

    def infer(found: list[Sighting], *, corrections: object = ()) -> list[Endpoint]:
        asked.extend((one.service, one.path) for one in found)
        return each_path(found)

    store.add(summary("two"), [sighting("/c", service="y")], infer)
    assert asked == [("y", "/b"), ("y", "/c")]
    assert [(endpoint.service, endpoint.template) for endpoint in store.endpoints()] == [
        ("x", "/a"),
        ("y", "/b"),
        ("y", "/c"),
    ]


def test_a_capture_that_shows_nothing_is_remembered(store: Store) -> None:
    assert store.add(summary(), [], each_path)
    assert store.captures() == (summary(),)
    assert store.endpoints() == ()


def test_more_services_than_one_statement_takes(store: Store) -> None:
    many = [sighting("/", service=f"{number}.example") for number in range(1200)]
    store.add(summary(), many, each_path)
    assert store.sightings() == tuple(sorted(many, key=lambda one: one.service))
