"""What follows an upgrade or CONNECT on a connection, to the conversation that reads it."""

from inventory.decode import recognition
from inventory.decode.backlog import rebased
from inventory.decode.conversing import Talk
from inventory.decode.recognition import Conversation, Found, Setting
from inventory.model.exchanges import Exchange
from inventory.model.streams import Connection, Run

WAIT_LIMIT = 1_048_576  # bytes kept until it is known what follows


class Tunnel:
    """Two streams inside of a connection, each from where the first protocol ended."""

    __slots__ = ("_bases", "_client", "_connection", "_inner", "_setting", "_waiting", "_weight")

    def __init__(self, connection: Connection, client: int, setting: Setting) -> None:
        self._connection, self._client, self._setting = connection, client, setting
        self._inner: Conversation | None = None
        self._waiting: list[Run] = []
        self._weight = 0  # bytes that wait
        self._bases = [-1, -1]  # by side: where it begins in the stream; -1 while unknown

    @property
    def held(self) -> int:
        """Memory that it takes while it waits for more, roughly, in bytes."""
        return self._weight + (self._inner.held if self._inner is not None else 0)

    @property
    def host(self) -> str:
        """The host name that it shows although it may be encrypted."""
        return self._inner.host if self._inner is not None else ""

    @property
    def protocols(self) -> tuple[str, ...]:
        """The application protocols that it shows although it may be encrypted."""
        return self._inner.protocols if self._inner is not None else ()

    @property
    def hopes(self) -> int:
        """How many bytes wait for keys that a key log may still learn."""
        return self._inner.hopes if self._inner is not None else 0

    def despair(self) -> None:
        """Wait for keys no longer."""
        if self._inner is not None:
            self._inner.despair()

    @property
    def waits(self) -> bool:
        """Tell whether something is there to read."""
        return bool(self._waiting)

    def open(self, exchange: Exchange) -> bool:
        """Begin to read what an exchange switched to; tell whether that yields the exchange."""
        upgrade = exchange.response_fields.get("upgrade") or exchange.request_fields.get("upgrade")
        protocol = recognition.upgraded(upgrade) if exchange.status == 101 else None
        if protocol is None or self._inner is not None:
            return False
        setting = self._inside(exchange)
        self._inner = protocol.Conversation(self._connection, self._client, setting)
        return True

    def add(self, run: Run) -> None:
        """Take what comes next on either side."""
        if self._bases[run.side] < 0:
            self._bases[run.side] = run.position - run.gap
        self._waiting.append(run.detached())
        self._weight += run.length

    def work(self, *, known: bool) -> list[Found]:
        """Read what is there; `known` says that whatever switched the protocols has been seen, or never will be."""
        if not self._waiting and self._inner is not None and self.hopes:
            return self._inner.feed([])
        if not self._waiting or not (known or self._inner is not None or self._weight > WAIT_LIMIT):
            return []
        if self._inner is None:
            self._inner = Talk(self._inside(None))
        runs = [rebased(run, (self._bases[0], self._bases[1])) for run in self._waiting]
        self._waiting, self._weight = [], 0
        return self._inner.feed(runs)

    def finish(self) -> list[Found]:
        """Read what is left when nothing more comes."""
        found = self.work(known=True)
        return found + self._inner.finish() if self._inner is not None else found

    def _inside(self, exchange: Exchange | None) -> Setting:
        around = self._setting
        return Setting(around.secrets, around.scheme, around.depth + 1, tunnel=True, upgraded=exchange)
