"""Plain exchanges of one connection in columns, while they are read."""

from collections.abc import Sequence

from inventory.decode.content import Summary
from inventory.model.exchanges import Heads, PlainExchanges


class Columns:
    """What becomes PlainExchanges, which says what the columns hold; `asked` and `answered` end with the next ones."""

    __slots__ = ("answered", "answering", "asked", "asking", "heads", "known", "received", "sent", "targets")

    def __init__(self, asked: int, answered: int) -> None:
        self.heads: list[Heads] = []
        self.targets: list[str] = []
        self.sent: list[int] = []
        self.received: list[int] = []
        self.asking: list[bytes] = []
        self.answering: list[bytes] = []
        self.asked, self.answered = [asked], [answered]
        self.known: dict[int, tuple[Summary, Summary]] = {}  # of the contents of some exchanges, by their numbers

    def exchanges(
        self,
        scheme: str,
        ends: tuple[str, str],
        stream: int,
        packets: tuple[Sequence[int], Sequence[int]],
        taken: list[int],
    ) -> PlainExchanges:
        """Return the exchanges.

        `ends` are the addresses of client and server, `packets` the frames and times of the requests, and `taken` is
        how long the answers took.
        """
        frames, times = packets
        return PlainExchanges(
            scheme, *ends, stream,
            self.heads, self.targets, self.sent, self.received, frames, times, self.asking, self.answering,
            self.asked, self.answered, taken,
        )  # fmt: skip
