import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from store_examples import each_path, sightings, summary

from inventory.errors import StoreError
from inventory.store import Store

FOLDER = Path(__file__).parent
MORE_THAN_THE_CACHE = 12_000  # sightings: SQLite has to write to the file before the end of the transaction
SOME = 20


def kill_while_adding(database: Path, count: int) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (FOLDER, *FOLDER.parents[:2])))}
    command = [sys.executable, str(FOLDER / "kill_victim.py"), str(database), str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as victim:
        assert victim.stdout is not None
        assert int(victim.stdout.readline()) >= count
        victim.kill()


@pytest.mark.parametrize("count", [SOME, MORE_THAN_THE_CACHE])
def test_the_database_is_as_it_was(database: Path, count: int) -> None:
    with Store.open(str(database), create=True) as store:
        store.add(summary(), sightings(SOME), each_path)
        before = store.captures(), store.sightings(), store.endpoints()
    content = database.read_bytes()
    kill_while_adding(database, count)
    assert (database.read_bytes() != content) == (count == MORE_THAN_THE_CACHE)
    with Store.open(str(database), create=False) as store:
        assert (store.captures(), store.sightings(), store.endpoints()) == before
        assert store.add(summary("killed.pcap"), sightings(count, capture="killed.pcap"), each_path)
    assert list(database.parent.iterdir()) == [database]
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_journal_left_by_the_kill_is_for_its_owner_alone(database: Path) -> None:
    kill_while_adding(database, MORE_THAN_THE_CACHE)
    journal = database.with_name("inventory.db-journal")
    assert journal.stat().st_mode & 0o777 == 0o600


def test_a_journal_of_another_database_is_not_played_back(database: Path) -> None:
    """SQLite itself would cut the database down to the size that the journal tells."""
    Store.open(str(database), create=True).close()
    before = database.read_bytes()
    header = bytes.fromhex("d9d505f920a163d7")
    for records, sector in ((0xFFFFFFFF, 512), (3, 512), (0, 512), (1, 0xFFFFFFFF)):
        journal = database.with_name("inventory.db-journal")
        numbers = (records, 1, 1, sector, 4096)
        journal.write_bytes(header + b"".join(number.to_bytes(4) for number in numbers) + bytes(range(256)) * 40)
        with pytest.raises(StoreError, match="is no journal of"):
            Store.open(str(database), create=True)
        assert database.read_bytes() == before


def test_garbage_without_the_mark_of_a_journal_does_no_harm(database: Path) -> None:
    Store.open(str(database), create=True).close()
    before = database.read_bytes()
    database.with_name("inventory.db-journal").write_bytes(b"garbage" * 900)
    Store.open(str(database), create=False).close()
    assert database.read_bytes() == before
