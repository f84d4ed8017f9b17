"""Messages to those who want to be notified, through apprise; what cannot be sent now is sent later.

A URL holds secrets: it is never shown, stored or logged, and neither is anything that a service answers.
"""

import logging
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inventory.errors import StoreError, UsageError
from inventory.model.watching import Message, Unsent
from inventory.retrying import Backoff
from inventory.store import Store

if TYPE_CHECKING:
    from apprise import Apprise

DEADLINE = 20.0  # seconds after which an attempt is told to hang
RETRY_FIRST, RETRY_MOST = 15.0, 3_600.0  # seconds between attempts
RECIPIENTS_LIMIT = 20
_LOGGERS = ("apprise", "asyncio", "requests", "urllib3")  # which quote URLs


class Notifier:
    """Sends messages, one at a time to each recipient, while the program goes on; what is unsent is in the inventory.

    An attempt cannot be stopped, so that none begins while the last one to the same recipient goes on.
    """

    def __init__(self, urls: Sequence[str], store: Store) -> None:
        """Begin with what could not be sent before; raises UsageError for a URL that apprise does not take."""
        self._recipients = [_Recipient(name, service) for name, service in _services(urls)]
        self._store = store
        self._unsent = list(store.unsent()) if urls else []

    def __bool__(self) -> bool:
        return bool(self._recipients)

    @property
    def waiting(self) -> int:
        """How many messages are still to be sent."""
        names = {one.name for one in self._recipients}
        return sum(one.recipient in names for one in self._unsent)

    def owe(self, messages: Sequence[Message], folder: str = "") -> None:
        """Keep messages for everybody, with the note that what a watched folder added is told; raises StoreError."""
        owed = [(one.name, message) for message in messages for one in self._recipients]
        if not owed and not folder:
            return  # so that an inventory that may only be read can be reported
        self._store.owe(owed, time.time_ns(), folder)
        self._unsent = list(self._store.unsent())

    def step(self) -> Iterator[str]:
        """Note which attempts have ended, and begin those that are due; yield what went wrong. Never waits."""
        for one in self._recipients:
            yield from self._end(one)
            mine = next((unsent for unsent in self._unsent if unsent.recipient == one.name), None)
            if mine is not None and one.attempt is None and one.delay.is_due:
                one.attempt = _Attempt(one.service, mine)
                one.attempt.start()

    def finish(self, seconds: float) -> Iterator[str]:
        """Send what is due, and wait so long at most for attempts to end; yield what went wrong."""
        end = time.monotonic() + seconds
        while True:
            yield from self.step()
            going = [one.attempt for one in self._recipients if one.attempt is not None]
            if not going or time.monotonic() >= end:
                return
            going[0].join(0.05)

    def _end(self, one: "_Recipient") -> Iterator[str]:
        attempt = one.attempt
        if attempt is None:
            return
        if attempt.is_alive():
            if attempt.age > DEADLINE and not one.hangs:
                one.hangs = True
                yield f"{one.name} has not answered for {DEADLINE:.0f} seconds"
            return
        if attempt.reached:
            try:
                self._store.sent(attempt.unsent.number)
            except StoreError:  # noted at the next step: it must not be sent again
                return
            self._unsent = [unsent for unsent in self._unsent if unsent.number != attempt.unsent.number]
            one.delay = Backoff(RETRY_FIRST, RETRY_MOST)
        else:
            one.delay.failed()
            yield f"{one.name} could not be notified: it is tried again"
        one.attempt, one.hangs = None, False


class _Recipient:
    def __init__(self, name: str, service: "Apprise") -> None:
        self.name, self.service = name, service
        self.attempt: _Attempt | None = None
        self.delay = Backoff(RETRY_FIRST, RETRY_MOST)
        self.hangs = False


class _Attempt(threading.Thread):
    """Sends one message; a server that never answers keeps nobody waiting."""

    def __init__(self, service: "Apprise", unsent: Unsent) -> None:
        super().__init__(daemon=True)
        self._service, self.unsent = service, unsent
        self._begun = time.monotonic()
        self.reached = False

    @property
    def age(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._begun

    def run(self) -> None:
        message = self.unsent.message
        try:
            self.reached = bool(self._service.notify(title=message.title, body=message.text, body_format="text"))
        except Exception:  # noqa: BLE001 - of whatever kind, it may quote the URL
            self.reached = False


def _services(urls: Sequence[str]) -> Iterator[tuple[str, "Apprise"]]:
    """Yield what sends to each URL, with a name that tells none of its secrets, such as "slack-1"."""
    if not urls:
        return
    if len(urls) > RECIPIENTS_LIMIT:
        raise UsageError(f"--notify is given {len(urls):,} times", hint=f"at most {RECIPIENTS_LIMIT}")
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    numbers = Counter[str]()
    for number, url in enumerate(urls, start=1):
        service = _service(url)
        if service is None:
            hint = "see https://github.com/caronc/apprise for what a URL looks like; it is not shown here"
            raise UsageError(f"the URL of --notify number {number} cannot be notified", hint=hint)
        kind = url.partition("://")[0].strip().lower()
        numbers[kind] += 1
        yield f"{kind}-{numbers[kind]}", service


def _service(url: str) -> "Apprise | None":
    """Return what sends to a URL; None where nothing can."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # modules of many services are imported, some of them deprecated
        try:
            import apprise  # noqa: PLC0415 - an extra, and it takes long to import
        except ImportError as problem:
            hint = "pip install 'api-inventory[notify]'"
            raise UsageError("--notify needs the package apprise, which is not installed", hint=hint) from problem
        service = apprise.Apprise()
        return service if service.add(url) and len(service) == 1 else None
