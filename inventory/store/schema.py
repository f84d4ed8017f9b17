"""A database to its schema revision, and up to the newest, through Alembic.

Alembic is imported only where a step is taken: that takes longer than to scan a small capture.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

import inventory
from inventory.errors import StoreError
from inventory.store import sqlite
from inventory.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

_VERSIONS = """CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""  # noqa: W291 - as Alembic writes it


def migrations_folder() -> Path:
    """Return where the schema's history is: inside the installed package, or beside it in a checkout."""
    package = Path(inventory.__file__).parent
    shipped = package / "_migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def configuration(connection: Connection | None = None) -> "Config":
    """Return what Alembic's commands need, for a connection that is inside a transaction; there is no ini file."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def bring_up(connection: Connection) -> None:
    """Take every step from the schema that is there, or from nothing, to the newest."""
    from alembic import command  # noqa: PLC0415

    command.upgrade(configuration(connection), "head")


def create(connection: Connection) -> None:
    """Make the newest schema, the one that all steps lead to, unless another process was quicker."""
    if sqlite.is_empty(connection):
        metadata.create_all(connection)
        connection.exec_driver_sql(_VERSIONS)
        newest = _revisions(migrations_folder())[0]
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:newest)"), {"newest": newest})
        sqlite.mark(connection)


def is_newest(connection: Connection, place: str) -> bool:
    """Tell whether the schema is the newest; False when there are steps to take.

    Raises: StoreError when it is none of this program's, or of a newer version.
    """
    sqlite.refuse_triggers(connection, place)
    tables = set(inspect(connection).get_table_names())
    found = revision(connection) if "alembic_version" in tables else ""
    known = _revisions(migrations_folder())
    if found and found not in known:
        raise StoreError(
            f"{place} was made by a newer version of inventory", hint="install the newest version of inventory"
        )
    if not found or (found == known[0] and not tables.issuperset(metadata.tables)):
        raise StoreError(f"{place} does not have the tables of an inventory", hint="restore a copy of it")
    return found == known[0]


def require_newest(connection: Connection, place: str) -> None:
    """Let nothing but the newest schema pass.

    Raises: StoreError for any other.
    """
    if not is_newest(connection, place):
        wanted = _revisions(migrations_folder())[0]
        raise StoreError(
            f"{place} has schema {revision(connection)}, this version needs {wanted}",
            hint=f"run `inventory db upgrade --db {place}`",
        )


def revision(connection: Connection) -> str:
    """Return the name of the schema's last step; "" when it has none."""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


@cache
def _revisions(folder: Path) -> tuple[str, ...]:
    """Return the names of all steps, newest first: the numbers that their files begin with."""
    steps = (folder / "versions").glob("[0-9]*_*.py")
    return tuple(sorted((step.name.partition("_")[0] for step in steps), reverse=True))
