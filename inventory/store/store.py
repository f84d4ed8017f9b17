"""The inventory as the other stages see it: captures go in, captures, sightings and endpoints come out."""

from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import Connection, Engine, func, select

from inventory.errors import StoreError, UsageError
from inventory.model.captures import CaptureSummary
from inventory.model.corrections import CORRECTIONS_LIMIT, Correction
from inventory.model.endpoints import Endpoint
from inventory.model.growth import Remembered, ToldFinding
from inventory.model.history import Snapshot
from inventory.model.observations import Sighting
from inventory.model.watching import Message, Unsent, Watched
from inventory.store import schema, sqlite
from inventory.store.deriving import Infer, corrected_by, renew_endpoints, shown_by
from inventory.store.files import Location, holds_inventory, locate, reserve
from inventory.store.folding import Fold
from inventory.store.history import read_former
from inventory.store.reading import read_captures, read_corrections, read_endpoints, read_shown_by, read_sightings
from inventory.store.reports import Known, known_to, let_know, read_report, write_report
from inventory.store.tables import captures, metadata
from inventory.store.watched import (
    forget_watched,
    put_messages,
    put_watched,
    read_messages,
    read_watched,
    remove_message,
)
from inventory.store.writing import (
    add_capture,
    add_sightings,
    put_corrections,
    remove_capture,
    remove_corrections,
    remove_unseen_paths,
)


class StoreInfo(msgspec.Struct, frozen=True):
    """What a database is and how much it holds."""

    location: str
    revision: str  # of its schema
    size: int  # bytes of the file; 0 in memory
    rows: dict[str, int]  # by table


class Store:
    """An open inventory; a context manager that closes it.

    Every method is one transaction, and raises StoreError when the database is damaged, locked by another process
    for longer than a few seconds, full, or cannot be written.
    """

    def __init__(self, location: Location, engine: Engine) -> None:
        self._location = location
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    @classmethod
    def open(cls, url: str, *, create: bool, otherwise: str = "") -> Self:
        """Open the inventory at a file name or SQLAlchemy URL; ":memory:" is always a new one.

        Where there is nothing, or an empty file, `create` makes one, for its owner alone (mode 0600); without it,
        `otherwise` says what else than to scan the user may do about it.
        Raises: StoreError when there is no inventory, or anything else is there: that is left as it is.
        """
        location = locate(url)
        exists = location.path is not None and holds_inventory(location.path)
        if location.path is not None and not exists:
            if not create:
                raise _absent(location, otherwise)
            reserve(location.path)
        store = cls(location, sqlite.connect(location))
        try:
            if not exists:
                with store._writer.begin() as connection:
                    schema.create(connection)
            with store._engine.begin() as connection:
                schema.require_newest(connection, str(location))
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close the database; what was in memory is gone."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def has(self, digest: str) -> bool:
        """Tell whether the capture with this content was added."""
        with self._engine.begin() as connection:
            return connection.execute(select(captures.c.id).where(captures.c.digest == digest)).first() is not None

    def capture(self, digest: str) -> CaptureSummary | None:
        """Return what is known of the capture with this content; None when it was not added."""
        return next((one for one in self.captures() if one.digest == digest), None) if self.has(digest) else None

    def has_size(self, size: int) -> bool:
        """Tell whether a capture of so many bytes of file was added."""
        with self._engine.begin() as connection:
            return connection.execute(select(captures.c.id).where(captures.c.size == size)).first() is not None

    def captures(self) -> tuple[CaptureSummary, ...]:
        """Return all captures, by first_seen and digest."""
        with self._engine.begin() as connection:
            return read_captures(connection)

    def shown(self, digest: str) -> tuple[Sighting, ...]:
        """Return what the capture with this content shows, by service, method and path."""
        return self.shown_by((digest,))

    def shown_by(self, digests: Collection[str]) -> tuple[Sighting, ...]:
        """Return the sum over the captures with some contents, by service, method and path."""
        if not digests:
            return ()
        with self._engine.begin() as connection:
            return tuple(read_shown_by(connection, digests))

    def sightings(self) -> tuple[Sighting, ...]:
        """Return the sum over all captures, by service, method and path."""
        with self._engine.begin() as connection:
            return tuple(stored.sighting for stored in read_sightings(connection, with_shapes=True))

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return all endpoints with what was observed on them, by service, template and method."""
        with self._engine.begin() as connection:
            return read_endpoints(connection, with_shapes=True)

    def snapshot(self, *, with_shapes: bool = False) -> Snapshot:
        """Return all endpoints, with their shapes for those who want them, and the templates that they had before."""
        with self._engine.begin() as connection:
            return Snapshot(read_endpoints(connection, with_shapes=with_shapes), read_former(connection))

    def add(
        self,
        summary: CaptureSummary,
        sightings: Iterable[Sighting],
        infer: Infer,
        replacing: str = "",
        fold: Fold | None = None,
        *,
        watched: Watched | None = None,
    ) -> bool:
        """Add one capture, all of it or nothing; return False, and add nothing, when it was added before.

        `infer` gets all sightings, of all captures, of the services that this capture shows, and gives the
        endpoints of these services. The capture's name stands for that in the evidence. `replacing` is the digest of
        what was stored of the same capture when it was shorter. `fold` bounds the paths of these services; without it
        they are as many as all captures show. `watched` is remembered in either case: the file that it came from.
        """
        sightings = list(sightings)
        with self._writer.begin() as connection:
            known: Known = ()
            if watched is not None:
                put_watched(connection, [watched])
            if replacing:
                known = known_to(connection, replacing) if _goes_on(connection, replacing, summary) else ()
                remove_capture(connection, replacing)
            there = connection.scalar(select(captures.c.id).where(captures.c.digest == summary.digest))
            if there is not None and not replacing:
                return False
            capture_id = there if there is not None else add_capture(connection, summary)
            if there is None:
                let_know(connection, capture_id, known)
                add_sightings(connection, capture_id, sightings)
            if replacing:
                remove_unseen_paths(connection)  # what grows may fold paths that stood by themselves
            renew_endpoints(connection, shown_by(capture_id), infer, fold, summary.name)
            return there is None

    def corrections(self) -> tuple[Correction, ...]:
        """Return all corrections, sorted."""
        with self._engine.begin() as connection:
            return read_corrections(connection)

    def correct(self, infer: Infer, added: Iterable[Correction] = (), removed: Iterable[Correction] = ()) -> None:
        """Remove and add corrections, and derive the endpoints again that they speak about.

        A correction takes the place of the one that has its key. Raises UsageError when there are then more than an
        inventory may have; nothing has changed then.
        """
        added, removed = tuple(added), tuple(removed)
        with self._writer.begin() as connection:
            remove_corrections(connection, removed)
            put_corrections(connection, added)
            if len(read_corrections(connection)) > CORRECTIONS_LIMIT:
                raise UsageError(
                    f"an inventory has at most {CORRECTIONS_LIMIT:,} corrections", hint="see `inventory template list`"
                )
            if added or removed:
                renew_endpoints(connection, corrected_by((*added, *removed)), infer)

    def watched(self, folder: str) -> tuple[Watched, ...]:
        """Return what is known of the files in a folder that is watched, by name."""
        with self._engine.begin() as connection:
            return read_watched(connection, folder)

    def watch(self, files: Iterable[Watched]) -> None:
        """Remember what became of files that are watched, instead of what was known of the same names."""
        with self._writer.begin() as connection:
            put_watched(connection, files)

    def forget_watched(self, folder: str, before: int) -> None:
        """Forget files of a folder that are gone since before a time, in nanoseconds since 1970."""
        with self._writer.begin() as connection:
            forget_watched(connection, folder, before)

    def owe(self, owed: Iterable[tuple[str, Message]], made: int, folder: str = "") -> None:
        """Keep messages for recipients until they are sent; what the files of a folder added is told with them."""
        with self._writer.begin() as connection:
            put_messages(connection, folder, owed, made)

    def unsent(self) -> tuple[Unsent, ...]:
        """Return the messages that are still to be sent, oldest first."""
        with self._engine.begin() as connection:
            return read_messages(connection)

    def sent(self, number: int) -> None:
        """Forget a message that was sent."""
        with self._writer.begin() as connection:
            remove_message(connection, number)

    def report(self, name: str) -> Remembered | None:
        """Return what is kept of the last report of a name; None where there was none."""
        with self._engine.begin() as connection:
            return read_report(connection, name)

    def remember(
        self, name: str, made_at: int, seen: Iterable[CaptureSummary], told: Iterable[ToldFinding]
    ) -> tuple[str, ...]:
        """Keep what a report knew and told, for the next one of its name; return the names that are forgotten for it.

        `made_at` is in nanoseconds since 1970. There are `REPORTS_LIMIT` names at most.
        """
        with self._writer.begin() as connection:
            return write_report(connection, name, made_at, seen, told)

    def info(self) -> StoreInfo:
        """Return what the database is and how much it holds."""
        with self._engine.begin() as connection:
            rows = {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in sorted(metadata.tables.items())
            }
            revision = schema.revision(connection)
        path = self._location.path
        return StoreInfo(str(self._location), revision, path.stat().st_size if path else 0, rows)


def upgrade(url: str) -> bool:
    """Bring the schema of an inventory up to the newest, all steps or none; return False when it was there.

    Raises: StoreError when there is no inventory, or one of a newer version.
    """
    location = locate(url)
    if location.path is None or not holds_inventory(location.path):
        raise _absent(location)
    # Alembic changes a table of SQLite by making a new one in its place, which must not take the rows that
    # point to it along: keys are checked at the end instead (https://www.sqlite.org/lang_altertable.html section 7).
    engine = sqlite.connect(location, foreign_keys=False)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            if schema.is_newest(connection, str(location)):
                return False
            schema.bring_up(connection)
            sqlite.refuse_dangling_rows(connection, str(location))
            return True
    finally:
        engine.dispose()


def _goes_on(connection: Connection, digest: str, summary: CaptureSummary) -> bool:
    """Tell whether a capture shows what it did before, and perhaps what came since; else it was read in another way."""
    columns = select(captures.c.size, captures.c.exchanges)
    before = connection.execute(columns.where(captures.c.digest == digest)).first()
    return before is not None and (before.exchanges == summary.exchanges or before.size < summary.size)


def _absent(location: Location, otherwise: str = "") -> StoreError:
    hint = f"run `inventory scan CAPTURE --db {location}` first"
    return StoreError(f"there is no inventory at {location}", hint=f"{hint}, {otherwise}" if otherwise else hint)
