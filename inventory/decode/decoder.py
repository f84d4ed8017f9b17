"""Runs of all connections to exchanges."""

from collections.abc import Iterable, Iterator

from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Beginning, Conversation
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange, Place
from inventory.model.streams import Run

GROUP_LIMIT = 16_777_216  # bytes of one connection that are read together
HELD_LIMIT = 100_663_296  # bytes held back by all connections together; the one silent for longest is given up
CONNECTION_COST = 3_584  # bytes that each connection counts for


def decode(runs: Iterable[Run | Anomaly]) -> Iterator[Exchange | Anomaly]:
    """Yield everything that the runs say: exchanges when they are complete, anomalies as they come.

    The runs of one connection come in stream order for each side; how they are cut makes no difference. Every byte of
    a run counts once: in the `wire_size` of an exchange, or in the `size` of an anomaly that begins here.
    """
    connections: dict[int, _Connection] = {}  # the one that was silent longest first
    held = 0
    for group in _groups(runs):
        if isinstance(group, Anomaly):
            yield group
            continue
        number = group[0].connection.number
        connection = connections.pop(number, None) or _Connection()
        held -= connection.weight
        yield from connection.feed(group)
        if connection.ended:
            yield from connection.finish()
            continue
        connections[number] = connection
        held += connection.weigh()
        while held > HELD_LIMIT:
            number = next(iter(connections))
            oldest = connections.pop(number)
            held -= oldest.weight
            yield from oldest.finish()
            yield anomaly("unfinished-connection", Place(0, number))
    for connection in connections.values():
        yield from connection.finish()


def _groups(runs: Iterable[Run | Anomaly]) -> Iterator[list[Run] | Anomaly]:
    """Put together runs that belong to the same time: first some of one side, then some of the other."""
    group: list[Run] = []
    size = 0
    for run in runs:
        if isinstance(run, Anomaly):
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


class _Connection:
    """One connection: unread until it is clear what it speaks."""

    __slots__ = ("_beginning", "_conversation", "_ended", "_last", "weight")

    def __init__(self) -> None:
        self._beginning = Beginning()
        self._conversation: Conversation | None = None
        self._ended = [False, False]
        self.weight = 0  # what was last measured

    @property
    def ended(self) -> bool:
        """Tell whether nothing more comes from either side."""
        return all(self._ended)

    def weigh(self) -> int:
        """Measure roughly how much memory the connection takes, in bytes."""
        waiting = self._conversation if self._conversation is not None else self._beginning
        self.weight = CONNECTION_COST + waiting.held
        return self.weight

    def feed(self, runs: list[Run]) -> list[Exchange | Anomaly]:
        """Read the next runs."""
        for run in runs:
            self._ended[run.side] |= run.final
        if self._conversation is not None:
            return self._conversation.feed(runs)
        found = self._beginning.look(runs)
        if found is None:
            return []
        self._conversation, runs = found
        return self._conversation.feed(runs)

    def finish(self) -> list[Exchange | Anomaly]:
        """Read what is left when nothing more comes."""
        self._beginning.finish()
        found = self._conversation.finish() if self._conversation is not None else []
        kind = "unframed-bytes" if self._conversation is not None else self._beginning.kind
        if self._beginning.unread:
            found.append(anomaly(kind, self._beginning.place, self._beginning.unread))
        return found
