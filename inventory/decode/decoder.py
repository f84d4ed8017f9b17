"""Runs of all connections to exchanges."""

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
    come. A flush comes out after all that is complete by then. Of QUIC nothing but the host is read.
    """
    load = load if load is not None else Load()
    limit = int(HELD_LIMIT * load.room)
    connections: dict[int, _Open] = {}  # the one that was silent longest first
    held = 0
    setting = Setting(secrets if secrets is not None else KeyLog())
    sealed = Sealed(load)
    for group in _groups(runs):
        if isinstance(group, Datagrams):
            told = sealed.take(group)
            if told is not None:
                yield told
            continue
        if isinstance(group, Anomaly | Overhead | Flush):
            yield group
            continue
        number = group[0].connection.number
        found = whole.connection(group, setting.scheme) if number not in connections else None
        if found is not None:
            yield from found
            yield plain(group, found)
            continue
        connection = connections.pop(number, None) or _Open(group[0].connection, setting)
        held -= connection.talk.weight
        yield from connection.feed(group)
        if connection.talk.ended:
            yield from connection.finish()
            continue
        connections[number] = connection
        held += connection.talk.weigh()
        load.decoding = max(load.decoding, held)
        while held > limit:
            number = next(iter(connections))
            oldest = connections.pop(number)
            held -= oldest.talk.weight
            yield from oldest.finish()
            yield anomaly("unfinished-connection", Place(0, number))
    for connection in connections.values():
        yield from connection.finish()


class _Open:
    """A connection, and what became of its bytes."""

    __slots__ = ("_connection", "_ledger", "talk")

    def __init__(self, connection: Connection, setting: Setting) -> None:
        self._connection, self._ledger = connection, Ledger()
        self.talk = Talk(setting)

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
        return [*found, self._ledger.close(self._connection, self.talk.host)]


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
