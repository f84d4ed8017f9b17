"""Runs of all connections to exchanges."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from inventory.decode import whole
from inventory.decode.conversing import Talk
from inventory.decode.keylog import KeyLog
from inventory.decode.ledger import Ledger, plain
from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Found, Setting
from inventory.decode.sealed import Sealed
from inventory.model.anomalies import Anomaly
from inventory.model.coverage import Coverage
from inventory.model.datagrams import Datagrams
from inventory.model.exchanges import Exchange, Place, each
from inventory.model.flush import Flush
from inventory.model.load import Load
from inventory.model.overhead import Overhead
from inventory.model.streams import Connection, Run

GROUP_LIMIT = 16_777_216  # bytes of one connection that are read together
HELD_LIMIT = 100_663_296  # bytes held back by all connections together; the one silent for longest is given up
HOPE_LIMIT = 33_554_432  # bytes of these that may wait for keys; the connection that has waited longest does no longer


def decode(
    runs: Iterable[Run | Datagrams | Anomaly | Overhead | Flush],
    secrets: KeyLog | None = None,
    load: Load | None = None,
) -> Iterator[Exchange | Anomaly | Overhead | Coverage | Flush]:
    """Return what `decode_columns` does, one exchange at a time."""
    return each(decode_columns(runs, secrets, load))


def decode_columns(
    runs: Iterable[Run | Datagrams | Anomaly | Overhead | Flush],
    secrets: KeyLog | None = None,
    load: Load | None = None,
) -> Iterator[Found | Coverage | Flush]:
    """Yield everything that the runs say: exchanges when they are complete, anomalies as they come.

    The runs of one connection come in stream order for each side; how they are cut makes no difference. Every byte of
    a run counts once: in the `wire_size` of an exchange, in the `size` of an anomaly that begins here, or in an
    overhead; when a connection has ended, what became of its bytes is summed up. Secrets may be added while the runs
    come: where the log grows, records wait for their keys, after the end of their connection too, until the flush
    after the next one. A flush comes out after all that is complete by then. Of QUIC nothing is read but what the
    client's hello says: the host and the application protocols.
    """
    load = load if load is not None else Load()
    connections = _Connections(secrets if secrets is not None else KeyLog(), load)
    sealed = Sealed(load)
    for group in _groups(runs):
        if isinstance(group, Datagrams):
            yield from sealed.take(group)
        elif isinstance(group, Flush):
            yield from connections.flush()
            yield group
        elif isinstance(group, Anomaly | Overhead):
            yield group
        else:
            yield from connections.feed(group)
    yield from connections.finish()


class _Connections:
    """All connections that are being read, within bounds."""

    def __init__(self, secrets: KeyLog, load: Load) -> None:
        self._secrets, self._setting, self._load = secrets, Setting(secrets), load
        self._limit, self._hope_limit = int(HELD_LIMIT * load.room), int(HOPE_LIMIT * load.room)
        self._open: OrderedDict[int, _Open] = OrderedDict()  # the one that was silent longest first
        self._held = 0
        self._hopes: OrderedDict[int, int] = OrderedDict()  # bytes of those that wait for keys, the longest first
        self._hoped = 0  # their sum

    def feed(self, group: list[Run]) -> Iterator[Found | Coverage]:
        """Read the next runs of one connection."""
        number = group[0].connection.number
        found = whole.connection(group, self._setting.scheme) if number not in self._open else None
        if found is not None:
            yield from found
            yield plain(group, found)
            return
        connection = self._take(number) or _Open(group[0].connection, self._setting)
        yield from self._read(number, connection, group)
        while self._hoped > self._hope_limit:
            yield from self._despair(next(iter(self._hopes)))
        while self._held > self._limit:
            number = next(iter(self._open))
            yield from self._end(number, self._open[number])
            yield anomaly("unfinished-connection", Place(0, number))

    def flush(self) -> Iterator[Found | Coverage]:
        """Read what waited for keys that have come; what has ended waits for them until the next flush."""
        self._secrets.look()
        for number in tuple(self._hopes):
            connection = self._open[number]
            if connection.overdue:
                yield from self._despair(number)
                continue
            connection.overdue = connection.talk.ended
            self._take(number)
            yield from self._read(number, connection, [])

    def finish(self) -> Iterator[Found | Coverage]:
        """Read what is left of all connections."""
        self._secrets.look(last=True)
        for connection in self._open.values():
            yield from connection.finish()

    def _read(self, number: int, connection: "_Open", runs: list[Run]) -> Iterator[Found | Coverage]:
        """Read on in a connection that was taken out, and put it back unless nothing more comes of it."""
        yield from connection.feed(runs)
        talk = connection.talk
        hopes = self._secrets.grows and talk.hopes > 0
        if talk.ended and not hopes:
            yield from self._end(number, connection)
            return
        self._open[number] = connection
        self._held += talk.weigh()
        self._load.decoding = max(self._load.decoding, self._held)
        if hopes or number in self._hopes:
            self._hope(number, talk.weight if hopes else 0)

    def _despair(self, number: int) -> Iterator[Found | Coverage]:
        """Have a connection wait for keys no longer."""
        connection = self._open[number]
        self._take(number)
        connection.talk.despair()
        yield from self._read(number, connection, [])

    def _end(self, number: int, connection: "_Open") -> Iterator[Found | Coverage]:
        """Read what is left of a connection, and keep nothing of it."""
        self._take(number)
        self._hope(number, 0)
        yield from connection.finish()

    def _take(self, number: int) -> "_Open | None":
        """Take out a connection, if it is there."""
        connection = self._open.pop(number, None)
        if connection is not None:
            self._held -= connection.talk.weight
        return connection

    def _hope(self, number: int, held: int) -> None:
        """Take note of how much a connection holds that waits for keys; 0 if it does not."""
        self._hoped += held - self._hopes.get(number, 0)
        if held:
            self._hopes[number] = held
        else:
            self._hopes.pop(number, None)


class _Open:
    """A connection, and what became of its bytes."""

    __slots__ = ("_connection", "_ledger", "overdue", "talk")

    def __init__(self, connection: Connection, setting: Setting) -> None:
        self._connection, self._ledger = connection, Ledger()
        self.talk = Talk(setting)
        self.overdue = False  # it had ended at the last flush, and waits for keys

    def feed(self, runs: list[Run]) -> list[Found]:
        """Read the next runs."""
        self._ledger.put_in(runs)
        found = self.talk.feed(runs)
        self._ledger.take_out(found)
        return found

    def finish(self) -> list[Found | Coverage]:
        """Read what is left, and sum up."""
        found = self.talk.finish()
        self._ledger.take_out(found)
        return [*found, self._ledger.close(self._connection, self.talk)]


def _groups(
    runs: Iterable[Run | Datagrams | Anomaly | Overhead | Flush],
) -> Iterator[list[Run] | Datagrams | Anomaly | Overhead | Flush]:
    """Put together runs that belong to the same time: first some of one side, then some of the other."""
    group: list[Run] = []
    size = 0
    for run in runs:
        if isinstance(run, Datagrams | Anomaly | Overhead):
            yield run
            continue
        if isinstance(run, Flush):
            if group:
                yield group
                group, size = [], 0
            yield run
            continue
        if group and (
            run.connection.number != group[-1].connection.number
            or (run.side != group[-1].side and run.side == group[0].side)
            or size > GROUP_LIMIT
        ):
            yield group
            group, size = [], 0
        group.append(run)
        size += run.length
    if group:
        yield group
