"""A watch to lines on standard error, signs of life, a file that tells its health, and messages."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from inventory.cli.configuring import today
from inventory.cli.health import HealthFile, now
from inventory.cli.output import complain, tell
from inventory.errors import CaptureError, InventoryError, StoreError
from inventory.model.text import printable
from inventory.model.watching import Message
from inventory.news import Judging, New, Reader, about_endpoints, about_findings
from inventory.notifying import Notifier
from inventory.store import Store
from inventory.store.files import locate
from inventory.supervising import Supervisor
from inventory.taking import How
from inventory.watching import Became, Event, Watcher

NAMED = 5  # new endpoints that a line names
REST = 4  # times what a look takes that the next one waits at least
HEALTH_PAUSE = 5.0  # seconds after which the health is written anew in the middle of a long capture


class Watch:
    """One run of `inventory watch`."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        how: How,
        judging: Judging | None,
        notifier: Notifier,
        health: Path | None,
    ) -> None:
        """Begin; raises UsageError when the health cannot be written, and StoreError."""
        self._supervisor = Supervisor(os.environ)
        self._health = HealthFile(health) if health is not None else None
        self._watcher = Watcher(store, folder, msgspec.structs.replace(how, progress=lambda _: self.alive()))
        self._news = Reader(store, judging, today, self._watcher.untold)
        self._judges = judging is not None
        self._to_tell = bool(self._watcher.untold)  # something was added since news were told
        self._notifier = notifier
        self._error: tuple[str, str] | None = None  # the last one, and when that was
        self._trouble = ""  # what is wrong with the folder or the inventory
        self._written = 0.0
        self._effort = 0.0  # seconds of computing that a look took which found nothing new

    @property
    def has_more(self) -> bool:
        """Tell whether there is more to read already."""
        return self._watcher.has_more

    @property
    def status(self) -> int:
        """The exit status of a watch that ends by itself: that of a capture that could not be read, if there is one."""
        counts = self._watcher.counts
        unread = counts[Became.REFUSED] + counts[Became.MISSED] + counts[Became.DELAYED]
        return CaptureError.exit_status if unread else 0

    def begin(self) -> None:
        """Tell that it has begun."""
        self._supervisor.ready()

    def look(self, *, strict: bool = False) -> None:
        """Look at the folder once, and tell what is new; what is wrong is tried again, unless it is `strict`."""
        begun, self._effort = time.process_time(), 0.0
        try:
            for event in self._watcher.round():
                self._show(event)
                self.alive()
            self._effort = 0.0 if self._to_tell or self.has_more else time.process_time() - begun
            self._tell_news()
            if not self._watcher.is_delayed:
                self._trouble = ""
        except (CaptureError, StoreError) as problem:
            if strict:
                raise
            self._complain(problem)
        for line in self._notifier.step():
            self._fail(line)
        self._tell_health("watching")

    def wait(self, seconds: float) -> None:
        """Wait, for longer where there is much to look at, and give signs of life meanwhile."""
        end = time.monotonic() + max(seconds, self._effort * REST)
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, self._supervisor.pause, HEALTH_PAUSE))
            self.alive()

    def alive(self) -> None:
        """Give a sign of life, in the middle of a long capture too."""
        self._supervisor.alive()
        if time.monotonic() - self._written >= HEALTH_PAUSE:
            self._tell_health("watching")

    def end(self, seconds: float) -> None:
        """Tell what came of it all; messages have so many seconds to be sent."""
        self._supervisor.stopping()
        for line in self._notifier.finish(seconds) if self._notifier else ():
            self._fail(line)
        self._tell_health("stopped")
        tell(self._summary())

    def _show(self, event: Event) -> None:
        if event.message:
            self._fail(event.message, event.hint)
        elif event.summary is None:
            tell(f"{printable(event.name)}: known")
        else:
            self._to_tell = True
            tell(_line(event))

    def _tell_news(self) -> None:
        """Tell what came of the captures of this round; raises StoreError."""
        if not self._to_tell:
            return
        new = self._news.read()
        if self._notifier or self._watcher.untold:
            self._notifier.owe(self._messages(new), self._watcher.folder)
        self._to_tell = False
        self._watcher.told()
        self._news.told()
        for line in _news_lines(new):
            tell(line)

    def _messages(self, new: New) -> list[Message]:
        if self._judges:
            return [about_findings(new.findings)] if new.findings else []
        return [about_endpoints(new.endpoints)] if new.endpoints else []

    def _complain(self, problem: InventoryError) -> None:
        """Tell of a trouble with the folder or the inventory, once while it lasts."""
        if problem.message != self._trouble:
            self._trouble = problem.message
            self._fail(problem.message, f"{problem.hint}; it is tried again" if problem.hint else "it is tried again")

    def _fail(self, message: str, hint: str = "") -> None:
        self._error = printable(message), now()
        complain(message, hint)

    def _summary(self) -> str:
        counts = self._watcher.counts
        added = counts[Became.ADDED] + counts[Became.GREW]
        waiting = self._watcher.waiting.files
        return (
            f"{added:,} added, {counts[Became.KNOWN]:,} known, {counts[Became.REFUSED]:,} refused, "
            f"{counts[Became.MISSED]:,} missed, {waiting:,} waiting"
        )

    def _tell_health(self, state: str) -> None:
        self._supervisor.alive()
        self._supervisor.status(self._summary())
        self._written = time.monotonic()
        if self._health is not None:
            problem = self._health.write(state, self._watcher, self._notifier.waiting, self._error)
            self._error = (problem, now()) if problem else self._error  # on a full disk it cannot be told but here


def files_of(db: str, *others: Path | None) -> tuple[Path, ...]:
    """Return where files are that may stand in the folder that is watched, and are no captures.

    Raises StoreError where `db` is the URL of no inventory.
    """
    database = locate(db).path
    journal = database.with_name(f"{database.name}-journal") if database is not None else None
    return tuple(one.resolve() for one in (database, journal, *others) if one is not None)


def _line(event: Event) -> str:
    """Tell what a capture holds."""
    assert event.summary is not None
    summary, grown = event.summary, "has grown" if event.became is Became.GREW else "added"
    lost = f", {event.lost / summary.payload:.0%} of its bytes were not captured" if event.lost else ""
    units = "entries" if summary.format == "har" else "packets"
    return f"{event.name}: {grown}, {summary.packets:,} {units}, {summary.exchanges:,} exchanges{lost}"


def _news_lines(new: New) -> Iterator[str]:
    if new.endpoints:
        named = ", ".join(f"{one.method} {one.service}{one.template}" for one in new.endpoints[:NAMED])
        more = f" and {len(new.endpoints) - NAMED:,} more" if len(new.endpoints) > NAMED else ""
        yield f"new endpoints ({len(new.endpoints):,}): {named}{more}"
    if new.findings:
        rules = Counter(one.rule for one in new.findings)
        yield f"new findings ({len(new.findings):,}): " + ", ".join(f"{rules[one]:,} {one}" for one in sorted(rules))
