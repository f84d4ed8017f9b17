"""Other HTTP/1 readers say the same about valid conversations."""

import h11
import httptools
from decode_messages import conversations, talk_of
from decode_talk import hear
from hypothesis import given
from hypothesis import strategies as st


class Heard:
    """What llhttp tells about the messages of one side; it can't tell that an answer to HEAD has no content."""

    def __init__(self) -> None:
        self.targets: list[str] = []
        self.sizes: list[int] = []
        self.fields: list[list[tuple[str, str]]] = []

    def on_message_begin(self) -> None:
        self.targets.append("")
        self.sizes.append(0)
        self.fields.append([])

    def on_url(self, part: bytes) -> None:
        self.targets[-1] += part.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields[-1].append((name.decode("latin-1").lower(), value.decode("latin-1").strip(" ")))

    def on_body(self, part: bytes) -> None:
        self.sizes[-1] += len(part)


@given(conversations(), st.booleans())
def test_llhttp_reads_the_same_requests(said, pipelined):
    heard = Heard()
    httptools.HttpRequestParser(heard).feed_data(b"".join(one.request for one in said))
    ours = hear(talk_of(said, pipelined=pipelined)).exchanges
    assert [exchange.target for exchange in ours] == heard.targets
    assert [exchange.request_size for exchange in ours] == heard.sizes
    for exchange, fields in zip(ours, heard.fields, strict=True):
        assert list(exchange.request_fields.lines) == fields[: len(exchange.request_fields.lines)]  # trailers behind


def h11_facts(said):
    """Method, target, content sizes, status and fields of each exchange, as h11's client and server read them."""
    server, client = h11.Connection(h11.SERVER), h11.Connection(h11.CLIENT)
    facts = []
    for one in said:
        server.receive_data(one.request)
        asked, asked_size = read(server)
        client.send(h11.Request(method=asked.method, target=asked.target, headers=[("Host", "a")]))
        client.send(h11.EndOfMessage())
        client.receive_data(one.responses)
        if one.response_fields[-1:] == (("connection", "close"),):
            client.receive_data(b"")
        answered, answered_size = read(client)
        facts.append((
            asked.method.decode(), asked.target.decode(), answered.status_code, (asked_size, answered_size),
            text(asked.headers), text(answered.headers),
        ))  # fmt: skip
        server.send(h11.Response(status_code=204, headers=[]))
        server.send(h11.EndOfMessage())
        if client.their_state is h11.DONE and server.their_state is h11.DONE:
            server.start_next_cycle()
            client.start_next_cycle()
    return facts


def read(connection):
    first, size = None, 0
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request | h11.Response):
            first = event
        elif isinstance(event, h11.Data):
            size += len(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return first, size
        else:
            assert isinstance(event, h11.InformationalResponse), event


def text(fields):
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields)


@given(conversations(), st.booleans())
def test_h11_reads_the_same_exchanges(said, pipelined):
    ours = [
        (
            exchange.method,
            exchange.target,
            exchange.status,
            (exchange.request_size, exchange.response_size),
            lower_coding(exchange.request_fields.lines),
            lower_coding(exchange.response_fields.lines),
        )
        for exchange in hear(talk_of(said, pipelined=pipelined)).exchanges
    ]
    assert ours == h11_facts(said)


def lower_coding(fields):
    """h11 writes the value of Transfer-Encoding in lower case."""
    return tuple((name, value.lower() if name == "transfer-encoding" else value) for name, value in fields)
