"""What a database driver complains about to what the user can do about it."""

import sqlite3

from inventory.errors import StoreError

_DAMAGED = ("is damaged", "restore a copy of it, or scan the captures into a new one")
_LOCKED = ("is locked by another process", "try again when that has ended; nothing was changed")
_NOT_ALLOWED = (
    "cannot be opened or written",
    "see to the permissions of the file and of its folder, where a journal is kept while it is written",
)
_EXPLANATIONS = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PERM: _NOT_ALLOWED,
    sqlite3.SQLITE_AUTH: _NOT_ALLOWED,
    sqlite3.SQLITE_READONLY: _NOT_ALLOWED,
    sqlite3.SQLITE_CANTOPEN: _NOT_ALLOWED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_FORMAT: _DAMAGED,
    sqlite3.SQLITE_FULL: ("is full, or its disk is", "make room and try again; nothing was changed"),
    sqlite3.SQLITE_IOERR: ("could not be read or written", "see to its disk; nothing was changed"),
}


def explain(place: str, problem: BaseException) -> StoreError:
    """Return the error to show for a driver's complaint about the database at `place`.

    The driver's own words stay out of it: they may quote what is in the database.
    """
    if isinstance(problem, OverflowError | UnicodeError):
        return StoreError(
            f"{place} cannot keep one of the values: {type(problem).__name__}",
            hint="leave that capture out; nothing was changed",
            lasting=True,
        )
    code = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    name = getattr(problem, "sqlite_errorname", type(problem).__name__)
    what, hint = _EXPLANATIONS.get(code & 0xFF, ("could not be used as an inventory", _DAMAGED[1]))
    return StoreError(f"{place} {what} ({name})", hint=hint)
