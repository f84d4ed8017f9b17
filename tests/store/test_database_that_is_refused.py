import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_examples import each_path, sightings, summary

from inventory.errors import StoreError
from inventory.store import Store, upgrade

LIKELY = ("captures", "services", "endpoints", "paths", "observations", "names")


def run(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def text_file(path: Path) -> None:
    path.write_text("notes\n" * 200)


def text_file_that_begins_like_a_database(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"notes\n" * 200)


def short_file(path: Path) -> None:
    path.write_bytes(b"\x00")


def other_program(path: Path) -> None:
    run(path, "PRAGMA application_id = 1196444487", "PRAGMA user_version = 7", "CREATE TABLE customers(id, name)")


def other_program_without_a_mark(path: Path) -> None:
    run(path, "CREATE TABLE captures(id INTEGER PRIMARY KEY, digest TEXT)")


def other_program_with_alembic(path: Path) -> None:
    run(
        path,
        "CREATE TABLE alembic_version(version_num)",
        "INSERT INTO alembic_version VALUES('0001')",
        "CREATE TABLE dag(id)",
    )


def other_program_with_a_log(path: Path) -> None:
    run(path, "PRAGMA journal_mode = WAL", "CREATE TABLE customers(id, name)")


def other_program_killed_with_a_log(path: Path) -> None:
    """To open this as a database would write its log into it."""
    alive = path.with_name("alive.db")
    with closing(sqlite3.connect(alive)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE customers(id, name)")
        for end in ("", "-wal"):
            shutil.copy(f"{alive}{end}", f"{path}{end}")


def database_without_tables(path: Path) -> None:
    run(path, "VACUUM")


def future_version_without_a_mark(path: Path) -> None:
    run(
        path,
        "CREATE TABLE alembic_version(version_num VARCHAR(32) NOT NULL)",
        "INSERT INTO alembic_version VALUES('ffffffffffff')",
        "CREATE TABLE endpoints(id INTEGER PRIMARY KEY, from_the_future TEXT)",
    )


def inventory(path: Path) -> None:
    with Store.open(str(path), create=True) as store:
        store.add(summary(), sightings(300), each_path)


def future_version(path: Path) -> None:
    inventory(path)
    run(path, "UPDATE alembic_version SET version_num = 'ffffffffffff'")


def future_version_with_a_name_that_begins_alike(path: Path) -> None:
    inventory(path)
    run(path, "UPDATE alembic_version SET version_num = '0'")


def no_version(path: Path) -> None:
    inventory(path)
    run(path, "DELETE FROM alembic_version")


def missing_table(path: Path) -> None:
    inventory(path)
    run(path, "DROP TABLE names")


def view_for_a_table(path: Path) -> None:
    inventory(path)
    run(path, "DROP TABLE names", "CREATE VIEW names AS SELECT 1 AS path_id")


def views_and_triggers(path: Path) -> None:
    run(path, "CREATE TABLE loot(x)")
    for name in LIKELY:
        body = f"INSTEAD OF INSERT ON {name} BEGIN INSERT INTO loot VALUES (1); END"
        run(path, f"CREATE VIEW {name} AS SELECT 1 AS id", f"CREATE TRIGGER on_{name} {body}")


def trigger_in_an_inventory(path: Path) -> None:
    inventory(path)
    run(path, "CREATE TRIGGER planted AFTER INSERT ON captures BEGIN DELETE FROM names; END")


def cut_in_half(path: Path) -> None:
    run(path, "CREATE TABLE t(a)", *[f"INSERT INTO t VALUES ('{'x' * 900}')"] * 300)
    os.truncate(path, path.stat().st_size // 2)


def cut_inventory(path: Path) -> None:
    inventory(path)
    os.truncate(path, path.stat().st_size // 2)


def cut_in_the_header(path: Path) -> None:
    inventory(path)
    os.truncate(path, 60)


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_a_text_file(path: Path) -> None:
    text_file(path.with_name("target.txt"))
    path.symlink_to("target.txt")


REFUSED: list[tuple[Callable[[Path], None], str]] = [
    (text_file, "is not a database"),
    (text_file_that_begins_like_a_database, "is damaged"),
    (short_file, "is not a database"),
    (other_program, "is a database of another program"),
    (other_program_without_a_mark, "is a database of another program"),
    (other_program_with_alembic, "is a database of another program"),
    (other_program_with_a_log, "is a database of another program"),
    (other_program_killed_with_a_log, "is a database of another program"),
    (database_without_tables, "is a database of another program"),
    (future_version_without_a_mark, "was made by a newer version of inventory, or by another program"),
    (future_version, "was made by a newer version of inventory$"),
    (future_version_with_a_name_that_begins_alike, "was made by a newer version of inventory$"),
    (no_version, "does not have the tables of an inventory"),
    (missing_table, "does not have the tables of an inventory"),
    (view_for_a_table, "does not have the tables of an inventory"),
    (views_and_triggers, "is a database of another program"),
    (trigger_in_an_inventory, "has triggers"),
    (cut_in_half, "is damaged"),
    (cut_inventory, "is damaged"),
    (cut_in_the_header, "is a database of another program|is damaged"),
    (folder, "is a folder"),
    (pipe, "is not a regular file"),
    (link_to_a_text_file, "is not a database"),
]


def contents(folder: Path) -> dict[str, object]:
    return {
        path.name: (path.read_bytes() if path.is_file() else None, path.lstat().st_mode)
        for path in sorted(folder.iterdir())
    }


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_refused_and_left_as_it_is(database: Path, make: Callable[[Path], None], message: str) -> None:
    make(database)
    before = contents(database.parent)
    for attempt in (
        lambda: Store.open(str(database), create=True),
        lambda: Store.open(str(database), create=False),
        lambda: upgrade(str(database)),
    ):
        with pytest.raises(StoreError, match=message) as refusal:
            attempt()
        assert str(database) in refusal.value.message
        assert refusal.value.hint
        assert contents(database.parent) == before


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.touch()], ids=["missing", "empty"])
def test_nothing_there_and_none_to_be_made(database: Path, make: Callable[[Path], None]) -> None:
    make(database)
    before = contents(database.parent)
    for attempt in (lambda: Store.open(str(database), create=False), lambda: upgrade(str(database))):
        with pytest.raises(StoreError, match="there is no inventory") as refusal:
            attempt()
        assert "inventory scan CAPTURE" in refusal.value.hint
    assert contents(database.parent) == before


def test_another_program_is_quicker(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was an empty file a moment ago is looked at again when it is locked."""
    monkeypatch.setattr("inventory.store.store.reserve", other_program_without_a_mark)
    with pytest.raises(StoreError, match="does not have the tables of an inventory"):
        Store.open(str(database), create=True)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("captures",)]


@pytest.mark.parametrize("name", ["no/such/folder.db", "x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="cannot be used as a database"):
        Store.open(name, create=True)


@pytest.mark.parametrize("url", ["postgresql://user:secret@host/db", "sqlite:///x?password=secret", "://secret"])
def test_a_url_that_is_not_for_us_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(StoreError) as refusal:
        Store.open(url, create=True)
    assert "secret" not in refusal.value.message + refusal.value.hint


@pytest.mark.parametrize("column", ["observations.evidence", "endpoints.parameters"])
@pytest.mark.parametrize("text", ["", "[[1]]", '[{"name": 1}]', "[" * 5000])
def test_rows_that_cannot_be_read(database: Path, column: str, text: str) -> None:
    inventory(database)
    table, name = column.split(".")
    run(database, f"UPDATE {table} SET {name} = '{text}'")
    with Store.open(str(database), create=False) as store, pytest.raises(StoreError, match="is damaged"):
        store.endpoints()


def test_text_that_is_not_text(database: Path) -> None:
    inventory(database)
    run(database, "UPDATE paths SET path = CAST(x'80ff' AS TEXT) WHERE id = 1")
    with Store.open(str(database), create=False) as store, pytest.raises(StoreError) as refusal:
        store.sightings()
    assert str(database) in refusal.value.message


def test_damage_that_is_found_only_later(database: Path) -> None:
    inventory(database)
    with database.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (database.stat().st_size - 8192))
    with pytest.raises(StoreError, match="is damaged"), Store.open(str(database), create=False) as store:
        store.endpoints()
