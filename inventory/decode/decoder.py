"""Runs of all connections to exchanges: finds out what each connection speaks."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol, cast

from inventory import plugins
from inventory.decode import grammar, opaque
from inventory.decode.oddities import anomaly
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange, Place
from inventory.model.streams import Connection, Run

WATCH_LIMIT = 1_048_576  # bytes of each stream in which a first message is looked for


class Conversation(Protocol):
    """One connection in one application protocol."""

    def feed(self, runs: Iterable[Run]) -> list[Exchange | Anomaly]:
        """Read the next runs of both sides; return what is complete."""

    def finish(self) -> list[Exchange | Anomaly]:
        """Read what is left when the connection has ended or was lost."""


class ApplicationProtocol(Protocol):
    """What a plug-in in `protocols/` offers."""

    def client_side(self, run: Run) -> int | None:
        """Return the side that is the client if the run shows this protocol, else None."""

    def Conversation(self, connection: Connection, client: int) -> Conversation:  # noqa: N802 - a class there
        """Begin to read a connection."""


def decode(runs: Iterable[Run | Anomaly]) -> Iterator[Exchange | Anomaly]:
    """Yield everything that the runs say: exchanges when they are complete, anomalies as they come.

    The runs of one connection come in stream order for each side; how they are cut makes no difference.
    """
    connections: dict[int, _Connection] = {}
    for number, group in groupby(runs, lambda run: -1 if isinstance(run, Anomaly) else run.connection.number):
        together: list[Run] = []
        for run in group:
            if isinstance(run, Anomaly):
                yield run
            else:
                together.append(run)
        if number < 0:
            continue
        connection = connections.setdefault(number, _Connection())
        yield from connection.feed(together)
        if connection.ended:
            yield from connections.pop(number).finish()
    for connection in connections.values():
        yield from connection.finish()


class _Connection:
    """One connection: unread until it is clear what it speaks."""

    def __init__(self) -> None:
        self._conversation: Conversation | None = None
        self._held: list[Run] = []  # beginnings that may become a start line
        self._opaque = ""  # kind of what cannot be read; "" while nobody knows
        self._unread = 0
        self._place = Place(0)
        self._ended = [False, False]

    @property
    def ended(self) -> bool:
        """Tell whether nothing more comes from either side."""
        return all(self._ended)

    def feed(self, runs: list[Run]) -> list[Exchange | Anomaly]:
        for run in runs:
            self._ended[run.side] |= run.final
        if self._conversation is None and self._opaque not in ("encrypted", "http2"):
            runs = self._recognise(runs)
        if self._conversation is not None:
            return self._conversation.feed(runs)
        self._unread += sum(run.length for run in runs)
        return []

    def finish(self) -> list[Exchange | Anomaly]:
        found = self._conversation.finish() if self._conversation is not None else []
        unread = self._unread + sum(run.length for run in self._held)
        if unread and self._conversation is not None:
            found.append(anomaly("unframed-bytes", self._place, unread))
        elif unread:
            found.append(anomaly(self._opaque or "not-http", self._place, unread))
        return found

    def _recognise(self, runs: list[Run]) -> list[Run]:
        """Look for a first message; return the runs that are to be read now."""
        runs, self._held = _join(self._held + runs), []
        for run in runs:
            self._conversation = _begin(run) if run.position < WATCH_LIMIT and run.length else None
            if self._conversation is not None:
                return runs
        self._place = self._place if self._place.frame else _first_place(runs)
        if not self._opaque and all(map(_may_become_message, runs)):
            self._held = [run.detached() for run in runs]
            return []
        if not self._opaque:
            first = next((run.data for run in runs if run.length), b"")
            self._opaque = opaque.kind(first[:16])
        return runs


def _begin(run: Run) -> Conversation | None:
    """Begin a conversation in the protocol that a run shows, if it shows any."""
    for module in plugins.load("inventory.decode.protocols").values():
        protocol = cast("ApplicationProtocol", module)
        client = protocol.client_side(run)
        if client is not None:
            return protocol.Conversation(run.connection, client)
    return None


def _join(runs: list[Run]) -> list[Run]:
    """Join the runs of each side as far as nothing is missing between them."""
    joined: list[Run] = []
    for run in sorted(runs, key=lambda run: run.side):
        before = joined[-1] if joined else None
        if before is not None and before.side == run.side and not run.gap:
            joined[-1] = before.joined(run)
        else:
            joined.append(run)
    return joined


def _may_become_message(run: Run) -> bool:
    """Tell whether a stream has begun with what may yet turn out to be a start line."""
    data = run.data
    return run.position == 0 and grammar.may_become_start_line(data)


def _first_place(runs: list[Run]) -> Place:
    run = next((run for run in runs if len(run.frames)), None)
    return Place(int(run.frames[0]), run.connection.number, int(run.times[0])) if run is not None else Place(0)
