"""What is known of watched files, and messages that are still to be sent, to rows and back; both are bounded."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from inventory.errors import StoreError
from inventory.model.watching import Message, Unsent, Watched
from inventory.store.tables import messages, watched
from inventory.store.writing import Row, execute_many

WATCHED_LIMIT = 100_000  # rows; those of files that are gone go first
MESSAGES_LIMIT = 1_000  # rows; the oldest go first
TEXT_LIMIT = 4_000  # characters of a message


def read_watched(connection: Connection, folder: str) -> tuple[Watched, ...]:
    """Return what is known of the files in a folder, by name; raises StoreError when a row is none of ours."""
    query = select(watched).where(watched.c.folder == folder).order_by(watched.c.name)
    rows = [{str(name): value for name, value in row._mapping.items()} for row in connection.execute(query)]
    try:
        return tuple(msgspec.convert(row, Watched, strict=False) for row in rows)
    except msgspec.ValidationError as problem:
        hint = "restore a copy of it, or scan the captures into a new one"
        raise StoreError("the database is damaged: it has watched files that cannot be read", hint=hint) from problem


def put_watched(connection: Connection, files: Iterable[Watched]) -> None:
    """Insert what is known of files, in place of what was known of the same names."""
    rows: list[Row] = [
        msgspec.structs.asdict(one) | {"outcome": one.outcome.value, "told": int(one.told)} for one in files
    ]
    statement = insert_or_update(watched)
    new = {column.name: statement.excluded[column.name] for column in watched.c if not column.primary_key}
    execute_many(connection, statement.on_conflict_do_update(index_elements=["folder", "name"], set_=new), rows)
    _bound_watched(connection)


def _bound_watched(connection: Connection) -> None:
    surplus = (connection.scalar(select(func.count()).select_from(watched)) or 0) - WATCHED_LIMIT
    if surplus > 0:
        key = tuple_(watched.c.folder, watched.c.name)
        order = (watched.c.gone == 0, watched.c.gone, watched.c.modified, watched.c.folder, watched.c.name)
        least = select(watched.c.folder, watched.c.name).order_by(*order).limit(surplus)
        connection.execute(delete(watched).where(key.in_(least)))


def forget_watched(connection: Connection, folder: str, before: int) -> None:
    """Delete what is known of files that are gone since before a time, in nanoseconds since 1970."""
    gone = watched.c.gone
    connection.execute(delete(watched).where(watched.c.folder == folder, gone > 0, gone < before))


def put_messages(connection: Connection, folder: str, owed: Iterable[tuple[str, Message]], made: int) -> None:
    """Insert messages for recipients; all that the files of the folder added is told by them."""
    rows: list[Row] = [
        {"recipient": recipient, "made": made, "title": one.title[:TEXT_LIMIT], "text": one.text[:TEXT_LIMIT]}
        for recipient, one in owed
    ]
    execute_many(connection, insert(messages), rows)
    newest = select(messages.c.id).order_by(messages.c.id.desc()).limit(MESSAGES_LIMIT)
    connection.execute(delete(messages).where(messages.c.id.not_in(newest)))
    connection.execute(update(watched).where(watched.c.folder == folder, watched.c.told == 0).values(told=1))


def read_messages(connection: Connection) -> tuple[Unsent, ...]:
    """Return the messages that are still to be sent, oldest first."""
    rows = connection.execute(select(messages).order_by(messages.c.id))
    return tuple(Unsent(row.id, row.recipient, row.made, Message(row.title, row.text)) for row in rows)


def remove_message(connection: Connection, number: int) -> None:
    """Delete a message."""
    connection.execute(delete(messages).where(messages.c.id == number))
