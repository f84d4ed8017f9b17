"""Datagrams of QUIC connections to what they show of themselves, and what became of their bytes."""

from inventory.decode.quic import QuicFlow, begins_flow
from inventory.model.coverage import Coverage
from inventory.model.datagrams import Datagram, Datagrams
from inventory.model.load import Load
from inventory.model.overhead import Overhead

HELLOS_LIMIT = 8_388_608  # bytes that are kept of how connections begin; what was silent for longest is given up


class _Seen:
    """What is known of a connection."""

    __slots__ = ("client", "flow", "host", "protocols")

    def __init__(self) -> None:
        self.client = -1  # side; -1 while it only looks like QUIC
        self.flow: QuicFlow | None = None  # while the hello is not complete
        self.host = ""
        self.protocols: tuple[str, ...] = ()

    @property
    def held(self) -> int:
        return self.flow.held if self.flow is not None else 0

    def read(self, datagram: Datagram) -> None:
        """Look for a hello, or more of it."""
        side, payload = datagram.side, datagram.payload
        if self.client < 0:
            flow = QuicFlow()
            flow.add(payload, from_client=True)
            if flow.opened or (len(payload) < datagram.size and begins_flow(payload, size=datagram.size)):
                self.client, self.flow = side, flow
        elif self.flow is not None:
            self.flow.add(payload, from_client=side == self.client)
        if self.flow is not None:
            self.host, self.protocols = self.flow.host, self.flow.protocols
            self.flow = None if self.flow.done else self.flow


class Sealed:
    """QUIC connections: the hello is read, and nothing else can be."""

    __slots__ = ("_held", "_limit", "_load", "_seen")

    def __init__(self, load: Load) -> None:
        self._load, self._limit = load, int(HELLOS_LIMIT * load.room)
        self._seen: dict[int, _Seen] = {}  # the one whose beginning was silent for longest first
        self._held = 0  # bytes kept of beginnings

    def take(self, found: Datagrams) -> list[Coverage | Overhead]:
        """Read more about a connection; return what became of its bytes, where their sizes are told."""
        seen = self._seen.pop(found.number, None) or _Seen()
        self._held -= seen.held
        for datagram in found.firsts:
            seen.read(datagram)
        if not found.final:
            self._seen[found.number] = seen
            self._held += seen.held
            self._load.hellos = max(self._load.hellos, self._held)
            self._make_room()
        if seen.client < 0:  # it only looked like QUIC, or was joined in its middle
            return [Overhead("other-protocols", found.captured)] if found.captured else []
        sizes = tuple(pair for pair in (("encrypted", found.captured), ("truncated", found.cut)) if pair[1])
        server = found.sides[1 - seen.client]
        return [Coverage(seen.host, "", server, sizes, seen.protocols)] if sizes else []

    def _make_room(self) -> None:
        """Give up beginnings that are not complete."""
        if self._held > self._limit:
            for seen in self._seen.values():
                self._held -= seen.held
                seen.flow = None
                if self._held <= self._limit // 2:
                    return
