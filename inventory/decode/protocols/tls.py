"""TLS 1.0 to 1.3 (RFC 2246, 4346, 5246, 8446): the two streams of a connection to what stands inside of it."""

from collections.abc import Iterable

from inventory.decode import recognition
from inventory.decode.conversing import Talk
from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Found, Sender, Setting
from inventory.decode.tls import handshakes
from inventory.decode.tls.session import Session
from inventory.decode.tls.side import Side
from inventory.model.overhead import Overhead
from inventory.model.streams import Connection, Run

UPGRADES = frozenset({"tls/1.0", "tls/1.1", "tls/1.2", "tls/1.3"})  # RFC 2817
UNMISTAKABLE = True
CONVERSATION_COST = 4_096  # bytes that a connection counts for

_SENDERS = {
    handshakes.CLIENT_HELLO: Sender.CLIENT,
    handshakes.SERVER_HELLO: Sender.SERVER,
    None: Sender.UNDECIDED,
}


def recognise(data: bytes, *, first: bool) -> Sender:
    """Tell who sent bytes that stand at the start of a segment; `first` if that is where the stream begins."""
    return _SENDERS.get(handshakes.sender(data, first=first), Sender.NOBODY)


class Conversation(recognition.Conversation):
    """Decrypts one connection, if the secrets allow it, and reads what was said.

    What can't be decrypted is counted and not kept, unless the other side has still to show how to read it. Nothing
    is given out that does not authenticate. After a gap the next record is looked for, and its sequence number.
    """

    __slots__ = ("_client", "_connection", "_found", "_inner", "_session", "_setting", "_sides")

    def __init__(self, connection: Connection, client: int, setting: Setting) -> None:
        self._connection, self._client, self._setting = connection, client, setting
        self._session = Session(setting.secrets)
        self._sides = [Side(connection, side, self._session, client=side == client) for side in (0, 1)]
        self._inner: Talk | None = None
        self._found: list[Found] = [setting.upgraded] if setting.upgraded is not None else []

    @property
    def held(self) -> int:
        """Memory that the connection takes while it waits for more, roughly, in bytes."""
        inner = self._inner.held if self._inner is not None else 0
        return CONVERSATION_COST + sum(side.held for side in self._sides) + inner

    @property
    def hopes(self) -> int:
        """How many bytes wait for keys that a key log may still learn."""
        return sum(side.held for side in self._sides if side.hopes)

    @property
    def host(self) -> str:
        """The server name that the client asked for, in lower case; "" where there is none.

        Of encrypted connections inside of each other the innermost one counts.
        """
        hello = self._session.first_hello
        inner = self._inner.host if self._inner is not None else ""
        return inner or (hello.host if hello is not None else "")

    @property
    def protocols(self) -> tuple[str, ...]:
        """The application protocol that the server chose, where it says so in clear; else what the client offered.

        As with the host, the innermost connection counts.
        """
        inner = self._inner.protocols if self._inner is not None else ()
        return inner or self._session.protocols

    def feed(self, runs: Iterable[Run]) -> list[Found]:
        """Read the next runs of both sides; return what is complete."""
        for run in runs:
            side = self._sides[run.side]
            side.records.add(run)
            side.ended |= run.final
        self._read()
        return self._take()

    def despair(self) -> None:
        """Wait for keys no longer: what there is can be read, or is given up, as soon as it goes on."""
        self._session.hopeful = False

    def finish(self) -> list[Found]:
        """Read what is left when the connection has ended or was lost."""
        self._session.hopeful = False
        for side in self._sides:
            side.patient, side.ended = False, True
        self._read()
        found = self._take()
        for side in self._sides:
            side.finish()
        if self._inner is not None:
            found += self._inner.finish()
        return found + self._unread()

    def _read(self) -> None:
        """Read both sides, as long as one shows how to read the other one."""
        client, server = self._sides[self._client], self._sides[1 - self._client]
        while client.read() | server.read():
            pass
        if client.ended or server.ended:
            client.patient &= not server.ended
            server.patient &= not client.ended
            while client.read() | server.read():
                pass

    def _take(self) -> list[Found]:
        """Hand what was said to whoever reads it."""
        runs = []
        order = (self._client, 1 - self._client)
        for number in order:
            side, other = self._sides[number], self._sides[1 - number]
            if side.plaintext.waits:
                runs += side.plaintext.take(side.records, other.plaintext, other.known)
        runs += [self._sides[number].plaintext.ending() for number in order if self._sides[number].ends()]
        for side in self._sides:
            side.settle()
        found, self._found = self._found, []
        if self._inner is None and any(run.length for run in runs):
            self._inner = Talk(Setting(self._setting.secrets, "https", self._setting.depth + 1))
        return found + self._inner.feed(runs) if runs and self._inner is not None else found

    def _unread(self) -> list[Found]:
        """Count what is no content."""
        found: list[Found] = []
        kinds = sorted({kind for side in self._sides for kind in side.unread})
        for kind in kinds:
            all_unread = [side.unread[kind] for side in self._sides if kind in side.unread]
            first = min(all_unread, key=lambda unread: unread.place.frame)
            found.append(anomaly(kind, first.place, sum(unread.size for unread in all_unread)))
        overhead = sum(side.overhead for side in self._sides)
        return [*found, Overhead("tls-framing", overhead)] if overhead else found
