"""A capture that is stored again when it has grown leaves no trace of how it was before."""

from collections.abc import Sequence

import pytest
from store_examples import each_path, sighting, sightings, summary

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Sighting
from inventory.store import Store

OTHER = [sighting("/items/1", service="api1.example", capture="other.pcap"), sighting("/other", capture="other.pcap")]


def _equal(one: Store, other: Store) -> None:
    assert one.captures() == other.captures()
    assert one.sightings() == other.sightings()
    assert one.endpoints() == other.endpoints()
    assert one.info().rows == other.info().rows


@pytest.mark.parametrize("grown", [sightings(9), [sighting("/items/{integer}", service="api0.example")]])
def test_as_if_it_had_been_stored_once(grown: list[Sighting]) -> None:
    """Also when the paths that were kept apart before have folded into one."""
    before = [one for one in sightings(5) if one.service == "api0.example"] if len(grown) == 1 else sightings(5)
    with Store.open(":memory:", create=True) as store, Store.open(":memory:", create=True) as once:
        for opened in (store, once):
            opened.add(summary("other.pcap"), OTHER, each_path)
        assert store.add(summary("short"), before, each_path)
        assert store.add(summary("long"), grown, each_path, summary("short").digest)
        assert once.add(summary("long"), grown, each_path)
        _equal(store, once)


def test_with_the_same_digest() -> None:
    """What was open at the last packet may be complete later, without another packet."""
    with Store.open(":memory:", create=True) as store:
        store.add(summary(), sightings(2), each_path)
        assert store.add(summary(), sightings(4), each_path, summary().digest)
        assert len(store.captures()) == 1
        assert len(store.sightings()) == 4


def test_what_was_stored_stays_when_it_fails(store: Store) -> None:
    def failing(found: Sequence[Sighting], *, corrections: object = ()) -> list[Endpoint]:
        raise RuntimeError("no endpoints today")

    store.add(summary("short"), sightings(2), each_path)
    before = (store.captures(), store.sightings(), store.endpoints())
    with pytest.raises(RuntimeError):
        store.add(summary("long"), sightings(4), failing, summary("short").digest)
    assert (store.captures(), store.sightings(), store.endpoints()) == before


def test_when_the_longer_version_is_there_already() -> None:
    """As somebody added it by another way: the shorter one goes with all that it alone showed."""
    with Store.open(":memory:", create=True) as store, Store.open(":memory:", create=True) as once:
        store.add(summary("short"), [*sightings(2), sighting("/alone", service="api0.example")], each_path)
        for opened in (store, once):
            opened.add(summary("long"), sightings(4), each_path)
        assert not store.add(summary("long"), sightings(4), each_path, summary("short").digest)
        _equal(store, once)
