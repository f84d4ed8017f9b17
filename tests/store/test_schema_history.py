import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from store_examples import each_path, sightings, summary

from inventory.errors import StoreError
from inventory.store import Store, schema, sqlite, upgrade
from inventory.store.files import APPLICATION_ID, Location
from inventory.store.tables import metadata

ROOT = Path(__file__).parents[2]
NEWEST = schema._revisions(schema.migrations_folder())[0]
NEXT = f"{int(NEWEST) + 1:04}"
NEXT_STEP = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{NEWEST}"


def upgrade():
    with op.batch_alter_table("captures", recreate="always") as table:
        table.add_column(sa.Column("comment", sa.Text(), nullable=False, server_default=""))
"""


@pytest.fixture
def memory() -> Iterator[Engine]:
    engine = sqlite.connect(Location(None))
    yield engine
    engine.dispose()


def objects(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall()


def test_the_migrations_lead_to_the_tables(memory: Engine) -> None:
    with memory.begin() as connection:
        schema.bring_up(connection)
        command.check(schema.configuration(connection))


def test_the_tables_are_those_that_the_migrations_lead_to(memory: Engine) -> None:
    other = sqlite.connect(Location(None))
    with memory.begin() as stepwise, other.begin() as at_once:
        schema.bring_up(stepwise)
        schema.create(at_once)
        assert _definitions(at_once) == _definitions(stepwise)
        assert schema.revision(at_once) == schema.revision(stepwise)
    other.dispose()


def _definitions(connection: Connection) -> dict[str, list[str]]:
    """The parts of each definition, in any order: a step adds them where it can."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema").fetchall()
    texts = {name: " ".join((sql or "").split()).replace("( ", "(").replace(" )", ")") for name, sql in found}
    splits = {name: re.fullmatch(r"([^(]*)\((.*)\)([^)]*)", sql) for name, sql in texts.items()}
    return {
        name: [found[1], *sorted(re.split(r", (?![^(]*\))", found[2])), found[3]] if found else []
        for name, found in splits.items()
    }


def test_steps_are_numbered_as_their_files_are() -> None:
    folder = schema.migrations_folder()
    assert schema._revisions(folder) == tuple(step.revision for step in ScriptDirectory(str(folder)).walk_revisions())


def test_alembic_check_is_one_command() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "migrations", "check"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "No new upgrade operations detected" in found.stdout


def test_every_table_is_strict(store: Store, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        strict = {row[1]: bool(row[5]) for row in connection.execute("PRAGMA table_list") if row[0] == "main"}
    assert sorted(name for name in strict if not strict[name]) == ["alembic_version", "sqlite_schema"]


def test_settings_of_the_database(store: Store, database: Path) -> None:
    with store._engine.begin() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "application_id",
                "foreign_keys",
                "trusted_schema",
                "secure_delete",
                "journal_mode",
                "synchronous",
            )
        }
    assert found == {
        "application_id": APPLICATION_ID,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "journal_mode": "delete",
        "synchronous": 2,
    }


def test_info(store: Store, database: Path) -> None:
    store.add(summary(), sightings(6), each_path)
    info = store.info()
    assert (info.location, info.revision, info.size) == (str(database), NEWEST, database.stat().st_size)
    assert info.rows == {
        "anomalies": 0,
        "captures": 1,
        "corrections": 0,
        "coverage": 0,
        "endpoints": 6,
        "former_templates": 0,
        "lengths": 0,
        "messages": 0,
        "names": 6,
        "observations": 6,
        "outcomes": 0,
        "paths": 6,
        "report_captures": 0,
        "report_findings": 0,
        "reports": 0,
        "services": 3,
        "shapes": 12,
        "watched": 0,
    }


def test_a_schema_is_made_whole_or_not_at_all(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "mark", fail)
        with pytest.raises(KeyboardInterrupt):
            Store.open(str(database), create=True)
    assert database.read_bytes() == b""
    with Store.open(str(database), create=True) as store:
        assert store.captures() == ()


def test_two_processes_make_the_same_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds an empty file, waits for the lock, and finds that all is done."""
    create = schema.create

    def after_another(connection: object) -> None:
        create(connection)
        create(connection)

    monkeypatch.setattr(schema, "create", after_another)
    with Store.open(str(database), create=True) as store:
        assert store.captures() == ()


@pytest.fixture
def with_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the program be one version newer, with this as its last step."""

    def install(step: str) -> None:
        folder = tmp_path / "100% migrations"
        shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / f"{NEXT}_next.py").write_text(step)
        monkeypatch.setattr(schema, "migrations_folder", lambda: folder)

    return install


def test_an_older_schema_is_refused_until_it_is_upgraded(
    database: Path, with_next_step: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(str(database), create=True) as store:
        store.add(summary(), sightings(9), each_path)
        kept = store.captures(), store.sightings(), store.endpoints()
    before = database.read_bytes()
    with_next_step(NEXT_STEP)
    for create in (True, False):
        with pytest.raises(StoreError, match=f"has schema {NEWEST}, this version needs {NEXT}") as refusal:
            Store.open(str(database), create=create)
        assert "inventory db upgrade" in refusal.value.hint
    assert database.read_bytes() == before
    assert upgrade(str(database))
    assert not upgrade(str(database))
    with Store.open(str(database), create=False) as store:
        assert store.info().revision == NEXT
        assert (store.captures(), store.sightings(), store.endpoints()) == kept
    monkeypatch.undo()
    with pytest.raises(StoreError, match="newer version"):
        Store.open(str(database), create=False)


@pytest.mark.parametrize(
    ("last", "error"),
    [
        ("raise RuntimeError", RuntimeError),
        ("op.execute('INSERT INTO paths VALUES (1, 99, 0, 0, NULL)')", StoreError),
    ],
)
def test_an_upgrade_that_fails_changes_nothing(
    database: Path, with_next_step: Callable[[str], None], last: str, error: type[Exception]
) -> None:
    Store.open(str(database), create=True).close()
    before = objects(database), database.read_bytes()
    with_next_step(f"{NEXT_STEP}    {last}\n")
    with pytest.raises(error):
        upgrade(str(database))
    assert (objects(database), database.read_bytes()) == before


def test_the_newest_schema_needs_no_upgrade(store: Store, database: Path) -> None:
    before = database.read_bytes()
    assert not upgrade(str(database))
    assert database.read_bytes() == before


def test_the_installed_package_has_its_own_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert schema.migrations_folder() == ROOT / "migrations"
    (tmp_path / "_migrations").mkdir()
    monkeypatch.setattr("inventory.__file__", str(tmp_path / "__init__.py"))
    assert schema.migrations_folder() == tmp_path / "_migrations"


def test_postgresql_can_have_the_same_tables() -> None:
    """What is meant for SQLite alone stays out of another database's statements."""
    dialect = postgresql.dialect()
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    assert all("STRICT" not in statement and "ROWID" not in statement for statement in statements)
    assert any("first_seen BIGINT NOT NULL" in statement for statement in statements)
