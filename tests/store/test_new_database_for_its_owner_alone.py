import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_examples import each_path, sightings, summary

from inventory.errors import StoreError
from inventory.model.endpoints import Endpoint
from inventory.model.observations import Sighting
from inventory.store import Store


@pytest.fixture(autouse=True)
def wide_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_database_and_journal_have_mode_0600(store: Store, database: Path) -> None:
    during: dict[str, int] = {}

    def infer(found: list[Sighting], *, corrections: object = ()) -> list[Endpoint]:
        during.update(modes(database.parent))
        return each_path(found)

    store.add(summary(), sightings(10), infer)
    assert during == {"inventory.db": 0o600, "inventory.db-journal": 0o600}


def test_one_file_remains(store: Store, database: Path) -> None:
    store.add(summary(), sightings(10), each_path)
    store.close()
    assert modes(database.parent) == {"inventory.db": 0o600}


def test_an_empty_file_becomes_an_inventory_for_its_owner_alone(database: Path) -> None:
    database.touch(0o666)
    with Store.open(str(database), create=True) as store:
        assert store.captures() == ()
    assert modes(database.parent) == {"inventory.db": 0o600}


def test_the_mode_its_owner_gave_stays(store: Store, database: Path) -> None:
    database.chmod(0o640)
    with Store.open(str(database), create=True) as again:
        again.add(summary(), sightings(1), each_path)
    assert modes(database.parent) == {"inventory.db": 0o640}


@pytest.mark.parametrize("content", [None, b""])
def test_a_link_is_not_followed_to_make_one(database: Path, content: bytes | None) -> None:
    target = database.with_name("elsewhere")
    if content is not None:
        target.write_bytes(content)
    database.symlink_to(target)
    with pytest.raises(StoreError, match="cannot be used as a database"):
        Store.open(str(database), create=True)
    assert not target.exists() or target.read_bytes() == b""


def test_a_link_to_an_inventory_is_followed(store: Store, database: Path) -> None:
    store.add(summary(), sightings(1), each_path)
    link = database.with_name("link.db")
    link.symlink_to(database)
    with Store.open(str(link), create=False) as linked:
        assert linked.has(summary().digest)


def test_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in (":memory:", "sqlite://", "sqlite:///:memory:"):
        with Store.open(url, create=False) as store:
            assert store.add(summary(), sightings(3), each_path)
            assert store.info().size == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["with space.db", "100%.db", "what?.db", "a#b.db", "naïve.db", "file:x.db", "\udcff.db"]
)
def test_odd_file_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.open(name, create=True) as store:
        store.add(summary(), sightings(1), each_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with Store.open(name, create=False) as store:
        assert store.has(summary().digest)


def test_a_url_of_sqlalchemy(database: Path) -> None:
    with Store.open(f"sqlite:///{database}", create=True) as store:
        assert store.info().location == str(database)
    assert database.exists()
