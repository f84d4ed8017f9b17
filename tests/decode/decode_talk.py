"""What two sides say to runs, as a capture would show it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from inventory.decode import decode
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange
from inventory.model.overhead import Overhead
from inventory.model.streams import Connection, Run

CLIENT, SERVER = 0, 1
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def get(path: str, *fields: str) -> bytes:
    """A request without content."""
    return request("GET", path, *fields)


def request(method: str, target: str, *fields: str, content: bytes = b"") -> bytes:
    return "\r\n".join((f"{method} {target} HTTP/1.1", "Host: a.test", *fields, "", "")).encode("latin-1") + content


def response(status: int, *fields: str, content: bytes = b"") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status} Said", *fields, "", "")).encode("latin-1") + content


@dataclass(frozen=True)
class Segment:
    side: int
    position: int
    data: bytes
    frame: int
    ack: int
    gap: int = 0


@dataclass
class Talk:
    """Segments of one connection; each acknowledges all that was said before it."""

    number: int = 0
    acknowledging: bool = True
    segments: list[Segment] = field(default_factory=list)
    said: list[int] = field(default_factory=lambda: [0, 0])
    missing: list[int] = field(default_factory=lambda: [0, 0])

    def client(self, *data: bytes) -> "Talk":
        return self._say(CLIENT, data)

    def server(self, *data: bytes) -> "Talk":
        return self._say(SERVER, data)

    def client_lost(self, size: int) -> "Talk":
        return self._lose(CLIENT, size)

    def server_lost(self, size: int) -> "Talk":
        return self._lose(SERVER, size)

    def cut(self, size: int) -> "Talk":
        """The same talk in segments of at most a size."""
        pieces = [
            replace(
                segment,
                position=segment.position + start,
                data=segment.data[start : start + size],
                gap=0 if start else segment.gap,
            )
            for segment in self.segments
            for start in range(0, len(segment.data), size)
        ]
        return replace(self, segments=[replace(piece, frame=number) for number, piece in enumerate(pieces, 1)])

    def runs(self, *, joined: bool = False, closed: bool = False) -> list[Run]:
        """One run for each segment in order; or one run for each side and stretch without a gap, client first.

        `closed` has the last run of each side say that nothing more comes, where that is possible.
        """
        runs = [self.run(segment) for segment in self.segments]
        if joined:
            runs = [run for side in (CLIENT, SERVER) for run in join([run for run in runs if run.side == side])]
        if not closed:
            return [*runs, *self.ends()]
        last = {run.side: number for number, run in enumerate(runs) if not self.missing[run.side]}
        runs = [msgspec.structs.replace(run, final=number == last.get(run.side)) for number, run in enumerate(runs)]
        return [*runs, *(end for end in self.ends() if end.side not in last)]

    def ends(self) -> list[Run]:
        connection = self.connection
        return [Run(connection, side, self.said[side], 0, self.missing[side], final=True) for side in (CLIENT, SERVER)]

    @property
    def connection(self) -> Connection:
        return Connection(self.number, ("192.0.2.1:49152", "192.0.2.2:80"))

    def run(self, segment: Segment) -> Run:
        ack = segment.ack if self.acknowledging else -1
        columns = (segment.position, segment.frame, segment.frame * 1_000, ack)
        starts, frames, times, acks = ([value] for value in columns)
        size = len(segment.data)
        return Run(
            self.connection, segment.side, segment.position, size, segment.gap, False, (segment.data,),
            starts, frames, times, acks,
        )  # fmt: skip

    def _say(self, side: int, parts: Sequence[bytes]) -> "Talk":
        for data in parts:
            frame, ack = len(self.segments) + 1, self.said[1 - side]
            self.segments.append(Segment(side, self.said[side], data, frame, ack, self.missing[side]))
            self.said[side] += len(data)
            self.missing[side] = 0
        return self

    def _lose(self, side: int, size: int) -> "Talk":
        self.said[side] += size
        self.missing[side] += size
        return self


def join(runs: Iterable[Run]) -> Iterator[Run]:
    """Join the runs of one side where nothing is missing between them."""
    whole: Run | None = None
    for run in runs:
        if whole is not None and not run.gap:
            whole = whole.joined(run)
        else:
            if whole is not None:
                yield whole
            whole = run
    if whole is not None:
        yield whole


@dataclass(frozen=True)
class Heard:
    exchanges: list[Exchange]
    anomalies: list[Anomaly]

    @property
    def lines(self) -> list[tuple[str, str, int | None]]:
        return [(exchange.method, exchange.target, exchange.status) for exchange in self.exchanges]

    @property
    def contents(self) -> list[tuple[int, int]]:
        return [(exchange.request_size, exchange.response_size) for exchange in self.exchanges]

    @property
    def kinds(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for anomaly in self.anomalies:
            counts[anomaly.kind] += anomaly.count
        return counts

    @property
    def sizes(self) -> Counter[str]:
        sizes: Counter[str] = Counter()
        for anomaly in self.anomalies:
            sizes[anomaly.kind] += anomaly.size
        return +sizes


def hear(talk: Talk | Iterable[Run]) -> Heard:
    """Decode; every byte must be accounted for, whatever is said."""
    runs = list(talk.runs() if isinstance(talk, Talk) else talk)
    runs = [run for run in runs if not isinstance(run, Overhead)]
    found = list(decode(runs))
    heard = Heard(
        [item for item in found if isinstance(item, Exchange)], [item for item in found if isinstance(item, Anomaly)]
    )
    fed = sum(run.length for run in runs)
    overhead = sum(item.size for item in found if isinstance(item, Overhead))
    assert fed == sum(exchange.wire_size for exchange in heard.exchanges) + heard.sizes.total() + overhead
    return heard


def hear_all_ways(talk: Talk) -> Heard:
    """Decode in one run for each segment, and with all segments of a side joined, closed or not: it must not matter."""
    one = hear(talk.runs())
    for runs in (talk.runs(joined=True), talk.runs(joined=True, closed=True)):
        other = hear(runs)
        assert one.exchanges == other.exchanges
        assert (one.kinds, one.sizes) == (other.kinds, other.sizes)
    return one
