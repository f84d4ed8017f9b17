import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_examples import each_path, sightings, summary

from inventory.errors import StoreError
from inventory.store import Store, sqlite

FOLDER = Path(__file__).parent
NOBODY = 65534

LIMITED = """
import resource
import sys
from store_examples import each_path, sightings, summary
from inventory.errors import StoreError
from inventory.store import Store

resource.setrlimit(resource.RLIMIT_FSIZE, (40960, 40960))
try:
    with Store.open(sys.argv[1], create=True) as store:
        store.add(summary("two.pcap"), sightings(9000), each_path)
except StoreError as problem:
    print(problem.message)
"""


def make(database: Path) -> None:
    with Store.open(str(database), create=True) as store:
        store.add(summary(), sightings(3), each_path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Nothing is forbidden to the superuser: be somebody else for a while."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_that_may_only_be_read_can_be_read(open_folder: Path) -> None:
    database = open_folder / "inventory.db"
    make(database)
    before = database.read_bytes()
    database.chmod(0o444)
    open_folder.chmod(0o555)
    with ordinary_user(), Store.open(str(database), create=False) as store:
        assert store.captures() == (summary(),)
        with pytest.raises(StoreError, match="cannot be opened or written") as refusal:
            store.add(summary("two.pcap"), sightings(3), each_path)
    assert "permissions" in refusal.value.hint
    assert database.read_bytes() == before


def test_a_folder_where_no_journal_can_be_made(open_folder: Path) -> None:
    database = open_folder / "inventory.db"
    make(database)
    before = database.read_bytes()
    database.chmod(0o666)
    open_folder.chmod(0o555)
    with ordinary_user(), Store.open(str(database), create=True) as store:
        with pytest.raises(StoreError, match="cannot be opened or written"):
            store.add(summary("two.pcap"), sightings(3), each_path)
        assert store.captures() == (summary(),)
    assert database.read_bytes() == before


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_may_not_be_read(open_folder: Path, create: bool) -> None:
    database = open_folder / "inventory.db"
    make(database)
    database.chmod(0o000)
    with ordinary_user(), pytest.raises(StoreError, match="cannot be used as a database: Permission denied"):
        Store.open(str(database), create=create)


def test_a_folder_where_no_file_can_be_made(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with ordinary_user(), pytest.raises(StoreError, match="cannot be used as a database: Permission denied"):
        Store.open(str(open_folder / "inventory.db"), create=True)
    assert list(open_folder.iterdir()) == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
def test_locked_by_a_writer(database: Path) -> None:
    make(database)
    with Store.open(str(database), create=True) as store, closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert store.has(summary().digest)
        with pytest.raises(StoreError, match="is locked by another process"):
            store.add(summary("two.pcap"), sightings(3), each_path)
        other.rollback()
        assert store.add(summary("two.pcap"), sightings(3), each_path)


@pytest.mark.usefixtures("impatient")
def test_a_writer_takes_the_lock_before_it_looks(database: Path) -> None:
    """What it has seen would else be out of date when it writes."""
    make(database)
    with Store.open(str(database), create=True) as store, closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another process"):
            store.add(summary(), sightings(3), each_path)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("create", [True, False])
def test_locked_against_readers(database: Path, create: bool) -> None:
    make(database)
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="is locked by another process"):
            Store.open(str(database), create=create)


@pytest.mark.usefixtures("impatient")
def test_a_reader_keeps_a_writer_from_its_end(database: Path) -> None:
    make(database)
    with Store.open(str(database), create=True) as store, closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM captures").fetchall()
        with pytest.raises(StoreError, match="is locked by another process"):
            store.add(summary("two.pcap"), sightings(3), each_path)
        other.rollback()
        assert not store.has(summary("two.pcap").digest)
        assert store.add(summary("two.pcap"), sightings(3), each_path)


def test_full_disk(store: Store, database: Path) -> None:
    store.add(summary(), sightings(3), each_path)
    before = database.read_bytes()
    pages = len(before) // 4096
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="is full, or its disk is"):
        store.add(summary("two.pcap"), sightings(3000), each_path)
    assert database.read_bytes() == before
    assert store.captures() == (summary(),)


def test_a_file_that_may_not_grow(database: Path) -> None:
    """A limit on the size of files is what a quota looks like: the database is as it was."""
    make(database)
    before = database.read_bytes()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (FOLDER, *FOLDER.parents[:2])))}
    command = [sys.executable, "-B", "-c", LIMITED, str(database)]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(f"{database} could not be read or written")
    with Store.open(str(database), create=False) as store:
        assert store.captures() == (summary(),)
    assert database.read_bytes() == before
