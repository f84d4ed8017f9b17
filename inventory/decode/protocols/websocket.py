"""WebSocket (RFC 6455), after an upgrade: the two streams of a connection to how many messages each side sent."""

from collections.abc import Iterable

from msgspec.structs import replace

from inventory.decode import recognition
from inventory.decode.backlog import NOWHERE, place_of
from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Found, Sender, Setting
from inventory.decode.websocket import FrameCounter
from inventory.model.streams import Connection, Run

UPGRADES = frozenset({"websocket"})
UNMISTAKABLE = False
CONVERSATION_COST = 2_048  # bytes that a connection counts for

_MALFORMED = "malformed-websocket-frame"


def recognise(data: bytes, *, first: bool) -> Sender:  # noqa: ARG001 - frames look like anything
    """Tell that bytes alone never show this protocol: an exchange has to switch to it."""
    return Sender.NOBODY


class _Side:
    """What one side sent."""

    __slots__ = ("counter", "fed", "place")

    def __init__(self) -> None:
        self.counter = FrameCounter()
        self.fed = 0  # bytes
        self.place = NOWHERE  # of the first byte after the frames that were read

    @property
    def unread(self) -> int:
        """Bytes that are in no frame."""
        return self.fed - self.counter.sound if self.counter.malformed or self.counter.lost else 0

    @property
    def broken(self) -> bool:
        """Tell whether frames may be missing."""
        return bool(self.unread or self.counter.lost) and not self.counter.closed

    def feed(self, run: Run) -> None:
        """Read the next bytes."""
        before = self.fed
        self.counter.skip(run.gap)
        self.counter.feed(run.data)
        self.fed += run.length
        if before <= self.counter.sound < self.fed:
            self.place = place_of(run, run.position + self.counter.sound - before)


class Conversation(recognition.Conversation):
    """Counts the messages of one connection; nothing of them is kept.

    The exchange that switched to it is yielded when both sides have said that they close, or the connection ends.
    """

    __slots__ = ("_client", "_exchange", "_sides")

    def __init__(self, connection: Connection, client: int, setting: Setting) -> None:  # noqa: ARG002 - as all have it
        self._client = client
        self._exchange = setting.upgraded  # until it is yielded
        self._sides = (_Side(), _Side())

    @property
    def held(self) -> int:
        """Memory that the connection takes while it waits for more, roughly, in bytes."""
        return CONVERSATION_COST

    def feed(self, runs: Iterable[Run]) -> list[Found]:
        """Read the next runs of both sides; return the exchange once both have closed."""
        for run in runs:
            self._sides[run.side].feed(run)
        return self._take() if all(side.counter.closed for side in self._sides) else []

    def finish(self) -> list[Found]:
        """Return the exchange, unless that is done, and count what is in no frame."""
        unread = [anomaly(_MALFORMED, side.place, side.unread) for side in self._sides if side.unread]
        return [*self._take(), *unread]

    def _take(self) -> list[Found]:
        exchange, self._exchange = self._exchange, None
        if exchange is None:
            return []
        client, server = self._sides[self._client], self._sides[1 - self._client]
        caveats = {*exchange.caveats, _MALFORMED} if client.broken or server.broken else exchange.caveats
        return [
            replace(
                exchange,
                protocol="websocket",
                request_messages=client.counter.messages,
                response_messages=server.counter.messages,
                wire_size=exchange.wire_size + sum(side.fed - side.unread for side in self._sides),
                caveats=tuple(sorted(caveats)),
            )
        ]
