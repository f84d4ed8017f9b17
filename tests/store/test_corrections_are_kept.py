import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_examples import each_path, sightings, summary
from test_protocols_of_blind_spots_are_kept import made_by

from inventory.endpoints import infer
from inventory.errors import StoreError, UsageError
from inventory.model.corrections import Correction
from inventory.store import Store, store, upgrade

SET = Correction("set", "", "", "/items/{id}")
NAMED = Correction("set", "", "", "/items/{key}")
KEEP = Correction("keep", "api1.example", "", "/items/me")


def test_a_correction_takes_the_place_of_the_one_about_the_same(store: Store) -> None:
    store.correct(infer, [SET, KEEP])
    store.correct(infer, [NAMED])
    assert store.corrections() == (KEEP, NAMED)
    store.correct(infer, removed=[SET])
    assert store.corrections() == (KEEP,)


def test_endpoints_that_a_correction_leaves_keep_their_rows(store: Store, database: Path) -> None:
    store.add(summary(), sightings(9), infer)

    def rows() -> dict[tuple[int, str], int]:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("SELECT service_id, template, id FROM endpoints").fetchall()
        return {(service, template): row for service, template, row in found}

    before = rows()
    store.correct(infer, [Correction("set", "api1.example", "", "/{what}/{id}")])
    after = rows()
    changed = {key[0] for key in before if after.get(key) != before[key]}
    assert len(changed) == 1, "endpoints of other services have other rows"
    assert len(before) > 2
    store.correct(infer, [Correction("name", "", "", "/absent/{id}", ("key",))])
    assert rows() == after
    assert sum(one.count for one in store.endpoints()) == 18


def test_when_inferring_fails_no_correction_is_stored(store: Store) -> None:
    def failing(found: object, *, corrections: object = ()) -> list[object]:
        raise RuntimeError

    store.add(summary(), sightings(3), each_path)
    with pytest.raises(RuntimeError):
        store.correct(failing, [SET])  # type: ignore[arg-type]
    assert store.corrections() == ()


def test_there_are_not_more_than_an_inventory_may_have(store_limit: int, store: Store) -> None:
    store.correct(infer, [SET, KEEP][:store_limit])
    with pytest.raises(UsageError, match="at most 2"):
        store.correct(infer, [Correction("keep", "", "", "/a")])
    assert store.corrections() == (KEEP, SET)


@pytest.fixture
def store_limit(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(store, "CORRECTIONS_LIMIT", 2)
    return 2


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_older_databases_get_a_place_for_them_and_keep_what_they_have(database: Path, revision: str) -> None:
    made_by(revision, database)
    assert upgrade(str(database))
    with Store.open(str(database), create=False) as opened:
        assert [one.name for one in opened.captures()] == ["old.pcap"]
        opened.correct(infer, [SET])
        assert opened.corrections() == (SET,)


def test_a_damaged_row_is_told_of(store: Store, database: Path) -> None:
    store.correct(infer, [SET])
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE corrections SET words = '[1]'")
    with pytest.raises(StoreError, match="corrections that cannot be read"):
        store.corrections()
