"""A folder that others write captures to, to what became of each of them; the state is kept in the inventory."""

import enum
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from inventory import capture, pipeline
from inventory.capture import Listed
from inventory.errors import CaptureError, StoreError
from inventory.model.captures import CaptureSummary
from inventory.model.watching import Outcome, Watched
from inventory.retrying import Backoff
from inventory.store import Store
from inventory.taking import How, Taken, TornError, read_file

TURN = 60.0  # seconds after which a round ends, so that what is new is told although there is more to do
GONE_KEPT = 7 * 86_400 * 10**9  # nanoseconds for which it is known what a file was that is not there any more
RETRY_FIRST, RETRY_MOST = 2.0, 300.0  # seconds between attempts to read a file …
STORE_RETRY_MOST = 60.0  # … and to store one
_COMPRESSED = (".gz", ".bz2", ".zst")


class Became(enum.StrEnum):
    """What became of a file, or of an attempt to read it."""

    ADDED = "added"
    GREW = "grew"  # it takes the place of what was read of it when it was shorter
    KNOWN = "known"
    REFUSED = "refused"
    MISSED = "missed"  # it was gone, or overwritten, before it was read
    DELAYED = "delayed"  # it is tried again


class Event(msgspec.Struct, frozen=True):
    """Something that became of a file, or a trouble with a folder."""

    became: Became
    name: str  # of a file, below the folder; of a folder, with a slash at its end
    summary: CaptureSummary | None = None
    lost: int = 0  # bytes of streams that were exchanged but not captured
    message: str = ""
    hint: str = ""


class Waiting(msgspec.Struct, frozen=True):
    """Files that are not finished, or not read yet."""

    files: int = 0
    oldest: float = 0.0  # seconds for which one of them has not changed


class Watcher:
    """Reads each capture of a folder once, when it is finished, in the order in which they were written.

    What became of a file is stored with what it shows, in one transaction: whatever ends the process, nothing is
    doubled or missed. Of a file that grows after all, the longer version takes the place of what was stored.
    """

    def __init__(self, store: Store, folder: Path, how: How) -> None:
        """Begin where the inventory says that the watch of this folder ended; raises StoreError."""
        self._store, self._folder, self._how = store, folder.resolve(), how
        self.folder = capture.text_of(str(self._folder))  # what the inventory knows it by
        self._rows = {one.name: one for one in store.watched(self.folder)}
        self._rotation = capture.Rotation(how.settle, how.progress)
        self._device = 0
        self._waiting: dict[str, Listed] = {}  # as they were listed last
        self._delays: dict[str, Backoff] = {}
        self._told: dict[str, str] = {}  # what was last said of a file
        self._store_delay: Backoff | None = None
        self._pending: Taken | None = None  # what the inventory refused
        self.counts: Counter[Became] = Counter()
        self.waiting = Waiting()
        self.has_more = False  # the last round ended before all was read that is finished

    @property
    def untold(self) -> frozenset[str]:
        """The digests of captures that were added, and of which those who are notified do not know."""
        return frozenset(one.digest for one in self._rows.values() if not one.told)

    @property
    def is_delayed(self) -> bool:
        """Tell whether it waits until the inventory, which refused something, is to be tried again."""
        return self._store_delay is not None

    def told(self) -> None:
        """Note that all is told, as the inventory knows already."""
        self._rows = {name: msgspec.structs.replace(one, told=True) for name, one in self._rows.items()}

    def round(self) -> Iterator[Event]:
        """Look at the folder once, and read what is finished; yield what became of it.

        Raises CaptureError when the folder cannot be read, and StoreError when the inventory refuses something; both
        may be over at the next round. Nothing is lost then: what was read is kept, and stored before anything else.
        """
        if self._store_delay is not None and not self._store_delay.is_due:
            return
        try:
            yield from self._told_once(self._round())
        except StoreError:
            self._store_delay = self._store_delay or Backoff(RETRY_FIRST, STORE_RETRY_MOST)
            self._store_delay.failed()
            raise
        self._store_delay = None

    def _round(self) -> Iterator[Event]:
        if self._pending is not None:
            self._waiting.pop(self._pending.file.name, None)  # whether it is there still or not
            yield self._keep(self._pending)
        listing = capture.listing(self._folder, self._how.leave)
        listed = {one.name: one for one in listing.files}
        self._rotation.look(listing.files)
        yield from self._gone(listed)
        yield from _troubles(listing)
        self._waiting = {one.name: one for one in listing.files if self._is_new(one)}
        yield from self._take_finished()
        ages = [self._rotation.age(one) for one in self._waiting.values()]
        self.waiting = Waiting(len(ages), max(ages, default=0.0))

    def _is_new(self, file: Listed) -> bool:
        row = self._rows.get(file.name)
        return row is None or row.looks != file.looks

    def _may_have_grown(self, file: Listed) -> bool:
        """Tell whether a file looks as if it had been read before it was finished."""
        row = self._rows.get(file.name)
        return row is not None and row.inode == file.inode and row.size < file.size

    def _gone(self, listed: Mapping[str, Listed]) -> Iterator[Event]:
        """Note what is not there any more, or is there again; yield what was never read."""
        device, present = self._folder.stat().st_dev, {one.looks for one in listed.values()}
        for name, file in self._waiting.items() if device == self._device else ():
            now, row = listed.get(name), self._rows.get(name)
            if row is not None and row.outcome is Outcome.REFUSED:
                continue
            kept = now is not None or file.looks in present or any(name + ending in listed for ending in _COMPRESSED)
            if not kept:
                yield _missed(name, "gone before it could be read")
            elif now is not None and now.inode == file.inode and now.size < file.size:
                yield _missed(name, "overwritten before it could be read")
        self._device = device
        now_ns = time.time_ns()
        changed = [
            msgspec.structs.replace(row, gone=0 if name in listed else now_ns)
            for name, row in self._rows.items()
            if (name in listed) == (row.gone > 0)
        ]
        if changed:
            self._store.watch(changed)
            self._rows.update((one.name, one) for one in changed)
        self._forget(now_ns - GONE_KEPT, listed)

    def _forget(self, before: int, listed: Mapping[str, Listed]) -> None:
        """Forget what is gone for long."""
        old = [name for name, row in self._rows.items() if 0 < row.gone < before]
        if old:
            self._store.forget_watched(self.folder, before)
            for name in old:
                del self._rows[name]
        self._delays = {name: one for name, one in self._delays.items() if name in listed}
        self._told = {name: one for name, one in self._told.items() if name in listed or name.endswith("/")}

    def _take_finished(self) -> Iterator[Event]:
        """Read the files that are finished, as long as the turn lasts."""
        end, self.has_more = time.monotonic() + TURN, False
        for file in list(self._waiting.values()):
            delay = self._delays.get(file.name)
            if delay is not None and not delay.is_due:
                continue
            if self._rotation.is_finished(file, wary=self._may_have_grown(file)):
                self.has_more = time.monotonic() > end
                if self.has_more:
                    return
                event = self._take(file)
                if event.became is not Became.DELAYED:
                    del self._waiting[file.name]
                yield event

    def _take(self, file: Listed) -> Event:
        """Read one file; raises StoreError when the inventory refuses it, which is tried again."""
        before = self._rows.get(file.name)
        copied = before is not None and any(
            one.digest == before.digest and one.name != file.name for one in self._rows.values()
        )
        try:
            taken = read_file(self._store, file, before if not copied else None, self._how)
        except TornError:
            return _missed(file.name, "overwritten while it was read")
        except CaptureError as problem:
            return self._unread(file, problem)
        return self._keep(taken)

    def _keep(self, taken: Taken) -> Event:
        """Store what a file shows, and that it was read."""
        file, found = taken.file, taken.found
        outcome = Outcome.KNOWN if found.scanned is None else Outcome.ADDED
        row = self._row(file, outcome, found.digest, size=taken.size)
        self._pending = taken
        try:
            pipeline.keep(self._store, found, row)
        except StoreError as problem:
            if not problem.lasting:
                raise
            self._pending = None
            return self._refuse(file, problem.message, problem.hint)
        self._pending = None
        self._rows[file.name] = row
        self._delays.pop(file.name, None)
        if found.scanned is None:
            return Event(Became.KNOWN, file.name)
        became = Became.GREW if found.replacing else Became.ADDED
        return Event(became, file.name, found.scanned.summary, found.scanned.lost)

    def _unread(self, file: Listed, problem: CaptureError) -> Event:
        """Tell of a file that cannot be read, or not now."""
        cause = problem.__cause__
        if isinstance(cause, FileNotFoundError):
            return _missed(file.name, "gone before it could be read")
        if isinstance(cause, OSError):
            self._delays.setdefault(file.name, Backoff(RETRY_FIRST, RETRY_MOST)).failed()
            return Event(Became.DELAYED, file.name, message=problem.message, hint="it is tried again")
        return self._refuse(file, problem.message, problem.hint)

    def _refuse(self, file: Listed, message: str, hint: str) -> Event:
        row = self._row(file, Outcome.REFUSED)
        self._store.watch([row])
        self._rows[file.name] = row
        return Event(Became.REFUSED, file.name, message=message, hint=hint)

    def _row(self, file: Listed, outcome: Outcome, digest: str = "", *, size: int = -1) -> Watched:
        told = outcome is not Outcome.ADDED or not self._how.owing
        size = size if size >= 0 else file.size
        return Watched(self.folder, file.name, size, file.modified, file.inode, digest, outcome, told)

    def _told_once(self, events: Iterable[Event]) -> Iterator[Event]:
        """Count events, and pass on what was not said of the same file before."""
        for event in events:
            self.counts[event.became] += 1
            if not event.message:
                self._told.pop(event.name, None)
            elif self._told.get(event.name) == event.message:
                continue
            else:
                self._told[event.name] = event.message
            yield event


def _missed(name: str, message: str) -> Event:
    return Event(Became.MISSED, name, message=f"{name}: {message}", hint="let them be kept for longer")


def _troubles(listing: capture.Listing) -> Iterator[Event]:
    """Tell what of a folder was not looked at."""
    if listing.beyond:
        count = len(listing.files)
        message = f"of {listing.beyond + count:,} files only the newest {count:,} are looked at"
        yield Event(Became.DELAYED, "/", message=message, hint="move away what was read")
    for folder in listing.closed:
        yield Event(Became.DELAYED, f"{folder}/", message=f"{folder}: cannot be read", hint="see to its permissions")
