"""HTTP exchanges: one request and its final response, or its absence (RFC 9110)."""

import msgspec


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

    def get(self, name: str) -> str:
        """Return the combined value of a field, given by its lower-case name; "" where it is absent."""
        if self._values is None:
            values = dict(self.lines)
            if len(values) < len(self.lines):
                values = {}
                for field, value in self.lines:
                    values[field] = f"{values[field]}, {value}" if field in values else value
            self._values = values
        return self._values.get(name, "")

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
