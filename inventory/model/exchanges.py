"""HTTP exchanges: one request and its final response, or its absence (RFC 9110)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

import msgspec

from inventory.model.traffic import UNKNOWN


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where in a capture something stands."""

    frame: int  # packet number or HAR entry number, from 1
    stream: int = -1  # connection number; -1 in a HAR
    time: int = 0  # nanoseconds since 1970 (UTC); 0 where unknown


class Fields:
    """The field lines of one message, in order, names in lower case (RFC 9110 section 5)."""

    __slots__ = ("_values", "lines")

    def __init__(self, lines: tuple[tuple[str, str], ...] = ()) -> None:
        self.lines = lines
        self._values: dict[str, str] | None = None  # combined, made when one is asked for

    @property
    def combined(self) -> dict[str, str]:
        """The value of each field, those of repeated ones put together (RFC 9110 section 5.3); not to be changed."""
        if self._values is None:
            values = dict(self.lines)
            if len(values) < len(self.lines):
                values = {}
                for field, value in self.lines:
                    values[field] = f"{values[field]}, {value}" if field in values else value
            self._values = values
        return self._values

    def get(self, name: str) -> str:
        """Return the combined value of a field, given by its lower-case name; "" where it is absent."""
        return (self._values if self._values is not None else self.combined).get(name, "")

    def __contains__(self, name: str) -> bool:
        return any(field == name for field, _ in self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fields) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(self.lines)

    def __repr__(self) -> str:
        return f"Fields({self.lines!r})"


class Exchange(msgspec.Struct, frozen=True):
    """What was sent and answered; text is Latin-1 as on the wire, of bodies only what someone reads."""

    method: str  # as sent
    scheme: str  # "http" or "https", "ws" or "wss" where a HAR says so
    authority: str  # of an absolute target, else the Host field; "" where there is neither
    target: str  # as sent: origin, absolute, authority or asterisk form (RFC 9112 section 3.2)
    http_version: str  # "1.0", "1.1", "2", "3"
    status: int | None  # of the final response; None when no response was seen
    place: Place  # of the request, or of the response where no request was seen
    request_fields: Fields = Fields()
    response_fields: Fields = Fields()
    client: str = ""  # "192.0.2.1:49152"; "" where unknown
    server: str = ""
    request_size: int = 0  # bytes of content seen
    response_size: int = 0
    wire_size: int = 0  # bytes of both messages as they were sent, heads and framing included; 0 in a HAR
    caveats: tuple[str, ...] = ()  # kinds of anomaly that touch this exchange
    response_trailers: Fields = Fields()
    protocol: str = ""  # "grpc", "grpc-web", "websocket" or "event-stream"; "" for plain HTTP
    request_messages: int = 0  # of that protocol, sent by the client
    response_messages: int = 0  # … and by the server
    request_content: bytes = b""  # opened and cut at a limit; only of media types that someone reads
    response_content: bytes = b""
    request_cut: bool = False  # not all of such content is there
    response_cut: bool = False
    # Nanoseconds from the last byte of the request (its packet, or TLS record) to the first one of the final response;
    # UNKNOWN where either was not seen, where the response came first, and where it would be a guess.
    latency: int = UNKNOWN


# Method, authority, media type of the request, status, media type of the response.
Said = tuple[str, str, str, int, str]


class Heads(msgspec.Struct, frozen=True, eq=False):
    """What the heads of one or more exchanges say, but for the target; it is equal to nothing but itself."""

    said: Said
    http_version: str
    request_fields: Fields
    response_fields: Fields


class PlainExchanges(msgspec.Struct, frozen=True):
    """Exchanges of one connection in which nothing is odd, and whose contents are plain: many at once.

    All targets are in origin form (RFC 9112 section 3.2.1), short and printable, and no method is CONNECT or OPTIONS.
    Media types are as sent. All columns are equally long, but for `asked` and `answered`, which have one element more.
    """

    scheme: str
    client: str
    server: str
    stream: int
    heads: list[Heads]
    targets: list[str]
    sent: list[int]  # bytes of the requests' contents
    received: list[int]  # … and of the responses'
    frames: Sequence[int]  # of the requests
    times: Sequence[int]  # of the requests, in nanoseconds since 1970
    asking: list[bytes]  # contents of the requests, whole; b"" where nobody reads them
    answering: list[bytes]  # … and of the responses
    asked: list[int]  # where in some bytes the requests begin, and where the last one ends
    answered: list[int]  # where in other bytes the responses do
    latencies: Sequence[int] = ()  # see `Exchange`; () where all are unknown

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def authority(self) -> str:
        """The first authority that is named; "" where none is."""
        return next((heads.said[1] for heads in self.heads if heads.said[1]), "")

    @property
    def wire_size(self) -> int:
        """Bytes of all messages as they were sent, heads and framing included."""
        return self.asked[-1] - self.asked[0] + self.answered[-1] - self.answered[0]

    def part(self, begin: int, end: int) -> "PlainExchanges":
        """Return some that follow each other."""
        own, ends = slice(begin, end), slice(begin, end + 1)
        return PlainExchanges(
            self.scheme, self.client, self.server, self.stream,
            self.heads[own], self.targets[own], self.sent[own], self.received[own], self.frames[own], self.times[own],
            self.asking[own], self.answering[own], self.asked[ends], self.answered[ends], self.latencies[own],
        )  # fmt: skip

    def some(self, numbers: Sequence[int]) -> "PlainExchanges":
        """Return some by their numbers, without where in some bytes they stand."""
        return PlainExchanges(
            self.scheme, self.client, self.server, self.stream,
            _some(self.heads, numbers), _some(self.targets, numbers),
            _some(self.sent, numbers), _some(self.received, numbers),
            _some(self.frames, numbers), _some(self.times, numbers),
            _some(self.asking, numbers), _some(self.answering, numbers), [], [],
            _some(self.latencies, numbers) if self.latencies else (),
        )  # fmt: skip

    def __iter__(self) -> Iterator[Exchange]:
        sizes = [sum(ends) - sum(begins) for begins, ends in pairwise(zip(self.asked, self.answered, strict=True))]
        contents = self.targets, self.sent, self.received, sizes
        latencies = self.latencies or [UNKNOWN] * len(self)
        columns = zip(
            self.heads, *contents, self.frames, self.times, self.asking, self.answering, latencies, strict=True
        )
        for heads, target, sent, received, wire_size, frame, time, asking, answering, latency in columns:
            method, authority, _, status, _ = heads.said
            yield Exchange(
                method, self.scheme, authority, target, heads.http_version, status, Place(frame, self.stream, time),
                heads.request_fields, heads.response_fields, self.client, self.server, sent, received, wire_size,
                request_content=asking, response_content=answering, latency=latency,
            )  # fmt: skip


_Other = TypeVar("_Other")


def _some(column: Sequence[_Other], numbers: Sequence[int]) -> list[_Other]:
    return [column[number] for number in numbers]


def each(found: Iterable[_Other | PlainExchanges]) -> Iterator[_Other | Exchange]:
    """Yield exchanges that stand in columns one at a time, and everything else as it is."""
    for item in found:
        if isinstance(item, PlainExchanges):
            yield from item
        else:
            yield item
