"""The runs of a connection to the application protocol that it speaks."""

import enum
from collections.abc import Iterable
from functools import cache
from typing import Protocol, cast

import msgspec

from inventory import plugins
from inventory.decode import opaque
from inventory.decode.backlog import NOWHERE, place_of, tail
from inventory.decode.keylog import KeyLog
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange, PlainExchanges
from inventory.model.overhead import Overhead
from inventory.model.streams import Connection, Run

WATCH_LIMIT = 1_048_576  # bytes of each stream in which a first message is looked for
DEPTH_LIMIT = 4  # protocols inside of each other
VIEW = 8_192  # bytes from a segment's start that a protocol is shown


class Sender(enum.Enum):
    """Who sent bytes in a protocol, if they show the protocol at all: the surest answer first."""

    CLIENT = enum.auto()
    SERVER = enum.auto()
    UNDECIDED = enum.auto()  # more bytes are needed to tell
    NOBODY = enum.auto()


Found = Exchange | PlainExchanges | Anomaly | Overhead


class Setting(msgspec.Struct, frozen=True):
    """What a conversation stands in."""

    secrets: KeyLog
    scheme: str = "http"  # of its exchanges: "https" inside of TLS
    depth: int = 0  # how many protocols are around it
    tunnel: bool = False  # after an upgrade or CONNECT: bytes that look like HTTP/1 are none
    upgraded: Exchange | None = None  # the exchange that switched to this protocol: the conversation yields it, once


class Conversation(Protocol):
    """One connection in one application protocol.

    Every byte of the runs that it is fed counts once: in the `wire_size` of an exchange, in the `size` of an anomaly,
    or in an overhead. How the runs are cut makes no difference. What is said of keys holds for all that knows none.
    """

    __slots__ = ()

    @property
    def held(self) -> int:
        """Memory that it takes while it waits for more, roughly, in bytes."""

    def feed(self, runs: Iterable[Run]) -> list[Found]:
        """Read the next runs of both sides; return what is complete."""

    def finish(self) -> list[Found]:
        """Read what is left when the connection has ended or was lost."""

    @property
    def host(self) -> str:
        """The host name that it shows although it may be encrypted; "" where it shows none."""
        return ""

    @property
    def protocols(self) -> tuple[str, ...]:
        """The application protocols (RFC 7301) that it shows although it is encrypted; () where it shows none."""
        return ()

    @property
    def hopes(self) -> int:
        """How many bytes wait for keys that a key log may still learn."""
        return 0

    def despair(self) -> None:
        """Wait for keys no longer: what there is can be read, or is given up, as soon as it goes on."""


class ApplicationProtocol(Protocol):
    """What a plug-in in `protocols/` offers."""

    def recognise(self, data: bytes, *, first: bool) -> Sender:
        """Tell who sent bytes that stand at the start of a segment; `first` if that is where the stream begins."""

    def Conversation(self, connection: Connection, client: int, setting: Setting) -> Conversation:  # noqa: N802 - a class there
        """Begin to read a connection; `client` is the side (0 or 1) that sends requests."""

    UPGRADES: frozenset[str]  # names that an Upgrade field has for it (RFC 9110 section 7.8), in lower case
    UNMISTAKABLE: bool  # its first bytes can be nothing else, so it is looked for in tunnels too


class Beginning:
    """A connection while it is unclear what it speaks.

    Messages are looked for where segments begin, so a connection that was joined in its middle is found too.
    """

    __slots__ = ("_first", "_held", "place", "server", "unread")

    def __init__(self) -> None:
        self._held: dict[int, Run] = {}  # by side: what may become the start of a message
        self._first = [b"", b""]  # the first bytes of each side
        self.unread = 0  # bytes that were given up
        self.place = NOWHERE  # of the first of them
        self.server = 1  # the side that was opened, or that was spoken to first, unless what is said shows another

    @property
    def held(self) -> int:
        """Bytes held back."""
        return sum(run.length for run in self._held.values())

    @property
    def kind(self) -> str:
        """The kind of anomaly that the connection is, unless a protocol is recognised."""
        kinds = {opaque.kind(first) for first in self._first if first}
        return min(kinds - {opaque.UNKNOWN}, default=opaque.UNKNOWN)

    def look(self, runs: list[Run], setting: Setting) -> tuple[Conversation, list[Run]] | None:
        """Look for a first message; return the conversation and the runs that it is to read, or None."""
        for number, run in enumerate(runs):
            joined = self._with_held(run)
            if self._is_opaque(run):
                self._give_up(joined)
                continue
            found = self._look(joined, setting)
            if found is not None:
                others = list(self._held.values())
                self._held.clear()
                return found[0], [*others, found[1], *runs[number + 1 :]]
        return None

    def finish(self) -> None:
        """Give up what is held, now that nothing more comes."""
        self._give_up(*self._held.values())
        self._held.clear()

    def _look(self, run: Run, setting: Setting) -> tuple[Conversation, Run] | None:
        """Look at each segment of a run; hold what may become a message."""
        data = run.data if run.position < WATCH_LIMIT else b""
        for start in run.starts:
            index = start - run.position
            if index < 0:  # the segment began before the run
                continue
            if index >= len(data) or start >= WATCH_LIMIT:
                break
            sender, protocol = _sender(data[index : index + VIEW], setting, first=not start)
            if sender is Sender.NOBODY:
                continue
            self._give_up(run, before=index)
            beginning = tail(run, start) if index or sender is Sender.UNDECIDED else run
            if sender is not Sender.UNDECIDED:
                client = run.side if sender is Sender.CLIENT else 1 - run.side
                self.server = 1 - client
                return protocol.Conversation(run.connection, client, setting), beginning
            self._held[run.side] = beginning
            return None
        self._give_up(run)
        return None

    def _is_opaque(self, run: Run) -> bool:
        """Tell whether the side that sent a run has begun with something that is not to be read."""
        known = self._first[run.side]
        if len(known) < opaque.VIEW and run.length and run.position == len(known):
            self._first[run.side] = known = known + run.data[: opaque.VIEW - len(known)]
        return opaque.hopeless(known)

    def _with_held(self, run: Run) -> Run:
        held = self._held.pop(run.side, None)
        if held is None or not run.gap:
            return held.joined(run) if held is not None else run
        self._give_up(held)
        return run

    def _give_up(self, *runs: Run, before: int | None = None) -> None:
        for run in runs:
            size = run.length if before is None else before
            if size and not self.unread:
                self.place = place_of(run, run.position)
            self.unread += size


def upgraded(tokens: str) -> ApplicationProtocol | None:
    """Return the protocol that an Upgrade field of a 101 response names; None where none is known."""
    names = {name.strip(" \t").lower() for name in tokens.split(",")}
    return next((protocol for protocol in _protocols() if not names.isdisjoint(protocol.UPGRADES)), None)


def _sender(data: bytes, setting: Setting, *, first: bool) -> tuple[Sender, ApplicationProtocol]:
    """Ask every protocol about bytes; one that is sure wins over one that is not."""
    asked = _protocols() if setting.depth <= DEPTH_LIMIT else ()
    answers = [
        (protocol.recognise(data, first=first), protocol)
        for protocol in asked
        if protocol.UNMISTAKABLE or not setting.tunnel
    ]
    return min(answers, key=lambda answer: answer[0].value, default=(Sender.NOBODY, _protocols()[0]))


@cache
def _protocols() -> tuple[ApplicationProtocol, ...]:
    return tuple(cast("ApplicationProtocol", module) for module in plugins.load("inventory.decode.protocols").values())
