"""A SQLite file to an engine that keeps the promises: all or nothing, one file, no code from the schema."""

import sqlite3
from typing import Never

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import StaticPool

from inventory.errors import StoreError
from inventory.store.files import APPLICATION_ID, Location
from inventory.store.problems import explain

BUSY_SECONDS = 5.0

# The rollback journal, SQLite's default, is kept on purpose: the database is one file whenever nobody writes, and
# can be read where nothing can be written. (A write-ahead log needs two more files for every reader.)
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",  # a schema that was tampered with calls no functions with side effects
    "PRAGMA cell_size_check = ON",  # damage is found when a page is read
    "PRAGMA secure_delete = ON",  # what is taken out is gone from the file, too
    "PRAGMA temp_store = MEMORY",
)


def connect(location: Location, *, foreign_keys: bool = True) -> Engine:
    """Return an engine with one connection; `close` it with `dispose()`.

    Its transactions are real ones, also around DDL. They lock the file for writing from the start where the option
    `writes` is set: `engine.execution_options(writes=True)`. Every problem comes out as a StoreError.
    """
    target = "file::memory:" if location.path is None else f"{location.path.absolute().as_uri()}?mode=rw"

    def creator() -> sqlite3.Connection:
        connection = sqlite3.connect(target, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            for setting in (*_SETTINGS, f"PRAGMA foreign_keys = {int(foreign_keys)}"):
                connection.execute(setting)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def explained(context: ExceptionContext) -> Never:
        raise explain(str(location), context.original_exception) from context.original_exception

    engine = create_engine("sqlite://", creator=creator, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", explained)
    return engine


def _begin(connection: Connection) -> None:
    """Begin what the driver would begin too late: it leaves DDL and reads outside of transactions."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_empty(connection: Connection) -> bool:
    """Tell whether nothing was made in the database yet."""
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_schema").first() is None


def mark(connection: Connection) -> None:
    """Mark the database as an inventory."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def refuse_triggers(connection: Connection, place: str) -> None:
    """Refuse a database that would do more than it is told.

    Raises: StoreError when there is a trigger.
    """
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE type = 'trigger'").first():
        raise StoreError(f"{place} has triggers, which no inventory has", hint="give another name for the inventory")


def refuse_dangling_rows(connection: Connection, place: str) -> None:
    """Refuse a database whose rows point to rows that are not there.

    Raises: StoreError when there is such a row.
    """
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(f"{place} is damaged: its tables do not fit together", hint="restore a copy of it")
