"""What the user calls a database to the file that it is, looked at before anything writes to it."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from inventory.errors import StoreError
from inventory.store.journal import refuse_stray_journal
from inventory.store.problems import explain
from inventory.store.tables import metadata

APPLICATION_ID = 0x4150494E  # "APIN"; what `file` and SQLite call the application ID of a database

_MAGIC = b"SQLite format 3\x00"  # https://www.sqlite.org/fileformat2.html section 1.3
_HEADER_SIZE = 100
_APPLICATION_ID_AT = slice(68, 72)
_LEFT_ALONE = "it is left as it is: give another name for the inventory"


class Location(msgspec.Struct, frozen=True):
    """Where an inventory is kept; without a path it lives in memory and ends with its connection."""

    path: Path | None

    def __str__(self) -> str:
        return str(self.path or ":memory:")


def locate(url: str) -> Location:
    """Return where a file name, an SQLAlchemy URL or ":memory:" points to.

    Raises: StoreError when it is a URL of anything but SQLite. A URL is never shown, as it may hold a password.
    """
    if "://" not in url:
        return Location(None if url == ":memory:" else Path(url))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise StoreError("the database is given neither as a file name nor as a URL", hint="give FILE") from problem
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"} or parsed.query or parsed.host:
        raise StoreError("inventories are kept in SQLite only", hint="give FILE or sqlite:///FILE, without options")
    return Location(None if parsed.database in {None, "", ":memory:"} else Path(str(parsed.database)))


def holds_inventory(path: Path) -> bool:
    """Tell whether an inventory is there; False where one can be made, as there is nothing, or an empty file.

    The file is read, not opened as a database: nothing in it or beside it changes.
    Raises: StoreError when anything else is there.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise StoreError(f"{path} is a folder", hint="give the name of a file in it")
        if not stat.S_ISREG(status.st_mode):
            raise StoreError(f"{path} is not a regular file", hint="give the name of a file")
        with path.open("rb") as file:
            header = file.read(_HEADER_SIZE)
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as problem:
        raise _unusable(path, problem) from problem
    if not header:
        return False
    if not header.startswith(_MAGIC):
        raise StoreError(f"{path} is not a database", hint=_LEFT_ALONE)
    if int.from_bytes(header[_APPLICATION_ID_AT]) != APPLICATION_ID:
        raise _foreign(path)
    refuse_stray_journal(path, status.st_size)
    return True


def reserve(path: Path) -> None:
    """Make the empty file, or take the one that is there, for its owner alone: mode 0600 from the first byte.

    SQLite gives the mode of the database to its journals. A link is not followed: nobody can be made to fill
    a file elsewhere.
    Raises: StoreError when the file cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as problem:
        raise _unusable(path, problem) from problem


def _unusable(path: Path, problem: OSError | ValueError) -> StoreError:
    reason = (problem.strerror if isinstance(problem, OSError) else None) or "not a file name"
    return StoreError(f"{path} cannot be used as a database: {reason}", hint="see to the folder and its permissions")


def _foreign(path: Path) -> StoreError:
    """Return what to say about a database without this program's mark.

    "immutable" reads the file alone: SQLite then plays back no journal and makes no file beside it.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.Error as problem:
        return explain(str(path), problem)
    if "alembic_version" in tables and not tables.isdisjoint(metadata.tables):
        return StoreError(
            f"{path} was made by a newer version of inventory, or by another program",
            hint="install the newest version of inventory, or give another name for the inventory",
        )
    return StoreError(f"{path} is a database of another program", hint=_LEFT_ALONE)
