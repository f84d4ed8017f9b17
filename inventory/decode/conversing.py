"""The runs of one connection, or of what stands inside of another protocol, to exchanges."""

from collections.abc import Iterable

from inventory.decode import opaque
from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Beginning, Conversation, Found, Setting
from inventory.model.streams import Run

CONNECTION_COST = 3_584  # bytes that each connection counts for


class Talk(Conversation):
    """Two streams: unread until it is clear what they speak, then a conversation."""

    __slots__ = ("_beginning", "_conversation", "_ended", "_setting", "weight")

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._beginning = Beginning()
        self._conversation: Conversation | None = None
        self._ended = [False, False]
        self.weight = 0  # what was last measured

    @property
    def ended(self) -> bool:
        """Tell whether nothing more comes from either side."""
        return all(self._ended)

    @property
    def held(self) -> int:
        """Memory that it takes while it waits for more, roughly, in bytes."""
        return (self._conversation if self._conversation is not None else self._beginning).held

    @property
    def host(self) -> str:
        """The host name that the connection shows although it may be encrypted; "" where it shows none."""
        return self._conversation.host if self._conversation is not None else ""

    @property
    def protocols(self) -> tuple[str, ...]:
        """The application protocols that the connection shows although it may be encrypted; () where it shows none."""
        return self._conversation.protocols if self._conversation is not None else ()

    @property
    def server(self) -> int:
        """The side (0 or 1) that answers, or is taken for the one that does."""
        return self._beginning.server

    @property
    def hopes(self) -> int:
        """How many bytes wait for keys that a key log may still learn."""
        return self._conversation.hopes if self._conversation is not None else 0

    def weigh(self) -> int:
        """Measure roughly how much memory the connection takes, in bytes."""
        self.weight = CONNECTION_COST + self.held
        return self.weight

    def feed(self, runs: Iterable[Run]) -> list[Found]:
        """Read the next runs."""
        runs = list(runs)
        for run in runs:
            self._ended[run.side] |= run.final
        if self._conversation is not None:
            return self._conversation.feed(runs)
        found = self._beginning.look(runs, self._setting)
        if found is None:
            return []
        self._conversation, runs = found
        return self._conversation.feed(runs)

    def despair(self) -> None:
        """Wait for keys no longer: what there is can be read, or is given up, as soon as it goes on."""
        if self._conversation is not None:
            self._conversation.despair()

    def finish(self) -> list[Found]:
        """Read what is left when nothing more comes."""
        self._beginning.finish()
        found = self._conversation.finish() if self._conversation is not None else []
        kind = "unframed-bytes" if self._conversation is not None else self._kind()
        if self._beginning.unread:
            found.append(anomaly(kind, self._beginning.place, self._beginning.unread))
        return found

    def _kind(self) -> str:
        """Name the anomaly that a connection is of which nothing could be read."""
        kind = self._beginning.kind
        return "tunnelled-bytes" if kind == opaque.UNKNOWN and self._setting.tunnel else kind
