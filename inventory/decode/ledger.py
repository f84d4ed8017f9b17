"""What is found on one connection to what became of its bytes."""

from collections.abc import Iterable

from inventory.decode.conversing import Talk
from inventory.decode.oddities import FATES
from inventory.decode.recognition import Found
from inventory.model.anomalies import Anomaly
from inventory.model.coverage import Coverage
from inventory.model.exchanges import Exchange, PlainExchanges
from inventory.model.overhead import Overhead
from inventory.model.streams import Connection, Run


def plain(runs: list[Run], found: list[PlainExchanges | Exchange]) -> Coverage:
    """Sum up a connection whose bytes are all those of exchanges."""
    size = sum(run.length for run in runs)
    authority = next((item.authority for item in found if item.authority), "")
    return Coverage("", authority, found[0].server, (("exchange", size),))


class Ledger:
    """Adds up what came in and what came out."""

    __slots__ = ("_authority", "_came", "_cut", "_gone", "_lost", "_server")

    def __init__(self) -> None:
        self._came, self._lost, self._cut = 0, 0, 0
        self._gone: dict[str, int] = {}  # bytes that became no exchange, by fate
        self._authority, self._server = "", ""

    def put_in(self, runs: Iterable[Run]) -> None:
        """Count what is to be read."""
        for run in runs:
            self._came += run.length
            self._lost += run.gap - run.cut
            self._cut += run.cut

    def take_out(self, found: Iterable[Found]) -> None:
        """Count what was read, and what was not."""
        for item in found:
            if isinstance(item, Exchange | PlainExchanges):
                self._server = self._server or item.server
                self._authority = self._authority or item.authority
            elif isinstance(item, Anomaly):
                if item.size:
                    fate = FATES.get(item.kind, "undecodable")
                    self._gone[fate] = self._gone.get(fate, 0) + item.size
            elif isinstance(item, Overhead):
                self._gone["framing"] = self._gone.get("framing", 0) + item.size

    def close(self, connection: Connection, talk: Talk) -> Coverage:
        """Return the sum, with what the talk shows of itself; every byte that came is in it once."""
        # Compressed records say more than they have bytes: what they say takes what there is.
        gone = {fate: size for fate, size in self._gone.items() if size > 0}
        sizes = {"exchange": self._came - sum(gone.values()), **gone}
        sizes |= {"lost": self._lost, "truncated": self._cut}
        server = self._server or connection.sides[talk.server]
        told = tuple(sorted(pair for pair in sizes.items() if pair[1]))
        return Coverage(talk.host, self._authority, server, told, talk.protocols)
