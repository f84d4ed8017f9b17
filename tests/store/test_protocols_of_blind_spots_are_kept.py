import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from alembic import command
from store_examples import each_path, summary

from inventory.errors import StoreError
from inventory.model.coverage import Fate
from inventory.store import Store, schema, sqlite, upgrade
from inventory.store.files import Location

COVERAGE = (
    Fate("", "packet-headers", 0, 500),
    Fate("a.test", "encrypted", 2, 900, ('"quoted"', "h2", "http/1.1", "x'); DROP TABLE coverage;--")),
    Fate("a.test", "exchange", 1, 100),
    Fate("b.test", "encrypted", 1, 40),
)


def made_by(revision: str, database: Path) -> None:
    """Make a database as the version did that had this schema, with one capture in it."""
    database.touch()
    engine = sqlite.connect(Location(database))
    with engine.begin() as connection:
        command.upgrade(schema.configuration(connection), revision)
        sqlite.mark(connection)
        row = "'d1', 'old.pcap', 'pcap', 1000, 20, 5, 800, 700, 10, 100, 7"
        columns = "digest, name, format, size, packets, exchanges, payload, decoded, first_seen, last_seen, added_at"
        connection.exec_driver_sql(f"INSERT INTO captures (id, {columns}) VALUES (1, {row})")
        if revision >= "0002":
            connection.exec_driver_sql("INSERT INTO coverage VALUES (1, 'a.test', 'encrypted', 2, 900)")
            connection.exec_driver_sql("INSERT INTO coverage VALUES (1, '', 'packet-headers', 0, 500)")
    engine.dispose()


def test_what_is_stored_comes_back(store: Store, database: Path) -> None:
    stored = msgspec.structs.replace(summary(), coverage=COVERAGE)
    store.add(stored, [], each_path)
    assert store.captures() == (stored,)
    with closing(sqlite3.connect(database)) as connection:
        texts = [row[0] for row in connection.execute("SELECT protocols FROM coverage ORDER BY host, fate")]
    assert texts[0] == "[]"
    assert texts[1].startswith('["\\"quoted\\"","h2",')


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_older_databases_keep_what_they_have(database: Path, revision: str) -> None:
    made_by(revision, database)
    with pytest.raises(StoreError, match=f"has schema {revision}"):
        Store.open(str(database), create=False)
    assert upgrade(str(database))
    kept = (Fate("", "packet-headers", 0, 500), Fate("a.test", "encrypted", 2, 900))
    with Store.open(str(database), create=False) as store:
        (old,) = store.captures()
        assert (old.name, old.exchanges, old.captured) == ("old.pcap", 5, 0)
        assert old.coverage == (kept if revision >= "0002" else ())
        stored = msgspec.structs.replace(summary(), coverage=COVERAGE)
        store.add(stored, [], each_path)
        assert set(store.captures()) == {old, stored}


@pytest.mark.parametrize("text", ["", "h2", "[1]", '{"h2": 1}', "null"])
def test_a_damaged_row_is_told_of(store: Store, database: Path, text: str) -> None:
    store.add(msgspec.structs.replace(summary(), coverage=COVERAGE), [], each_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE coverage SET protocols = ?", (text,))
    with pytest.raises(StoreError, match="application protocols that cannot be read"):
        store.captures()
