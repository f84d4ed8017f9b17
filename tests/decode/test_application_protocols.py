"""What is told of an encrypted connection: what the server chose in clear, else what the client offered."""

import pytest
from decode_talk import Talk, get, request
from hypothesis import given
from hypothesis import strategies as st
from tls_forge import CCS, RETRY, Forge, client_hello, record, server_hello, server_name

from inventory.decode import decode
from inventory.decode.tls.handshakes import client_hello as read_client_hello
from inventory.decode.tls.handshakes import server_hello as read_server_hello
from inventory.model.coverage import Coverage
from inventory.model.streams import Run

OFFER = (b"h2", b"http/1.1")
TLS12, TLS13 = 0x0303, 0x0304


def alpn(*names: bytes) -> tuple[int, bytes]:
    listed = b"".join(bytes([len(name)]) + name for name in names)
    return 16, len(listed).to_bytes(2, "big") + listed


def told(talk: Talk | list[Run]) -> Coverage:
    (coverage,) = [one for one in decode(talk.runs() if isinstance(talk, Talk) else talk) if isinstance(one, Coverage)]
    return coverage


def encrypted(
    *items: tuple[int, bytes], version: int = TLS12, offer: tuple[bytes, ...] = OFFER, hello: bool = True
) -> Talk:
    """A connection of which nothing but the hellos can be read; what the server's says besides its version is given."""
    talk = Talk()
    if hello:
        talk.client(record(22, client_hello(server_name(b"a.test"), alpn(*offer))))
    talk.server(record(22, server_hello(0x1301 if version == TLS13 else 0x009C, *items, version=version)) + CCS)
    return talk.client(CCS + record(23, bytes(50))).server(record(23, bytes(90)))


@pytest.mark.parametrize(
    ("talk", "protocols"),
    [
        pytest.param(encrypted(alpn(b"http/1.1")), ("http/1.1",), id="chosen in clear"),
        pytest.param(encrypted(), ("h2", "http/1.1"), id="the server says nothing"),
        pytest.param(encrypted(version=TLS13), ("h2", "http/1.1"), id="chosen behind the hello"),
        pytest.param(encrypted(alpn(b"imap"), version=TLS13), ("h2", "http/1.1"), id="said where TLS 1.3 has no room"),
        pytest.param(encrypted(alpn(b"h2"), hello=False), ("h2",), id="the server's side alone"),
        pytest.param(encrypted(hello=False), (), id="the server's side alone, without a word"),
        pytest.param(encrypted(alpn(b"\x1b[2J")), ("h2", "http/1.1"), id="chosen: controls"),
        pytest.param(encrypted(alpn(b"jj")), ("h2", "http/1.1"), id="chosen: nothing that means anything"),
        pytest.param(encrypted(alpn(b"h2", b"imap")), ("h2",), id="chosen: more than one"),
        pytest.param(encrypted((16, b"\x00")), ("h2", "http/1.1"), id="chosen: cut"),
        pytest.param(encrypted(offer=()), (), id="none offered"),
    ],
)
def test_chosen_or_offered(talk: Talk, protocols: tuple[str, ...]) -> None:
    for runs in (talk.runs(), talk.runs(joined=True), talk.cut(1).runs(), talk.cut(37).runs()):
        coverage = told(runs)
        assert coverage.protocols == protocols
        assert dict(coverage.sizes)["encrypted"] >= 95


def test_a_client_without_an_answer() -> None:
    hello = record(22, client_hello(server_name(b"a.test"), alpn(*OFFER)))
    assert told(Talk().client(hello, record(23, bytes(9)))).protocols == ("h2", "http/1.1")


def test_a_client_that_has_to_ask_again() -> None:
    hello = record(22, client_hello(alpn(b"h3")))
    again = record(22, client_hello(alpn(b"h2")))
    talk = Talk().client(hello).server(record(22, server_hello(0x1301, alpn(b"no"), random=RETRY)) + CCS)
    talk.client(CCS + again).server(record(22, server_hello(0x1301)) + record(23, bytes(90)))
    assert told(talk).protocols == ("h2",)


def test_what_can_be_read_has_them_too() -> None:
    forge = Forge().open(alpn(b"h2"))
    ends = [one for one in decode(forge.talk.runs(), forge.secrets()) if isinstance(one, Coverage)]
    assert [(one.protocols, "encrypted" in dict(one.sizes)) for one in ends] == [(("h2",), False)]


def test_in_clear_there_are_none() -> None:
    assert told(Talk().client(get("/1")).server(b"HTTP/1.1 304 Same\r\n\r\n")).protocols == ()


def test_inside_of_a_tunnel() -> None:
    """The name and the protocols are those of what is encrypted, not those of the proxy."""
    talk = Talk().client(request("CONNECT", "192.0.2.9:443")).server(b"HTTP/1.1 200 OK\r\n\r\n")
    for segment in encrypted(alpn(b"h2")).segments:
        (talk.client if segment.side == 0 else talk.server)(segment.data)
    coverage = told(talk)
    assert (coverage.name, coverage.authority, coverage.protocols) == ("a.test", "192.0.2.9:443", ("h2",))


def test_inside_of_a_tunnel_to_an_encrypted_proxy() -> None:
    proxy = Forge().open(server_name(b"proxy.test"), alpn(b"http/1.1"))
    proxy.ask(request("CONNECT", "192.0.2.9:443")).reply(b"HTTP/1.1 200 OK\r\n\r\n")
    for segment in encrypted(alpn(b"h2")).segments:
        (proxy.ask if segment.side == 0 else proxy.reply)(segment.data)
    opened, sealed = (
        next(one for one in decode(proxy.talk.runs(), keys) if isinstance(one, Coverage))
        for keys in (proxy.secrets(), None)
    )
    assert (opened.name, opened.protocols) == ("a.test", ("h2",))
    assert (sealed.name, sealed.protocols) == ("proxy.test", ("http/1.1",))


@pytest.mark.parametrize(
    ("talk", "server"),
    [
        pytest.param(Talk().client(record(22, server_hello(0x1301))), 0, id="only the server was captured"),
        pytest.param(
            Talk().server(record(22, client_hello())), 0, id="the side that was opened sends the client's hello"
        ),
        pytest.param(Talk().client(record(22, client_hello())), 1, id="only the client was captured"),
        pytest.param(Talk().server(b"HTTP/1.1 200 OK\r\n\r\n"), 1, id="a response"),
        pytest.param(Talk().client(b"HTTP/1.1 200 OK\r\n\r\n"), 0, id="a response from the side that opened"),
        pytest.param(Talk().server(bytes(50)), 1, id="what nobody knows"),
    ],
)
def test_who_is_the_server(talk: Talk, server: int) -> None:
    assert told(talk).server == talk.connection.sides[server]


# -- hostile offers ----------------------------------------------------------------------------------------------------


def offered(extension: tuple[int, bytes]) -> tuple[str, ...]:
    hello = read_client_hello(client_hello(extension)[4:])
    assert hello is not None
    return hello.protocols


@pytest.mark.parametrize("high", range(16))
def test_names_that_mean_nothing(high: int) -> None:
    """RFC 8701: some of them are printable, such as `JJ`."""
    grease = bytes([high << 4 | 0x0A] * 2)
    assert offered(alpn(b"h2", grease, b"http/1.1")) == ("h2", "http/1.1")
    assert offered(alpn(grease + grease[:1], b"h2"))[-1:] == ("h2",)


def test_long_and_many_and_the_same() -> None:
    assert offered(alpn(*(b"p%d" % number for number in range(9_000)))) == tuple(f"p{number}" for number in range(16))
    assert offered(alpn(*[b"h2"] * 9_000, b"http/1.1")) == ("h2", "http/1.1")
    assert offered(alpn(b"a" * 32, b"a" * 33, b"a" * 255, b"", b"h2")) == ("a" * 32, "h2")
    assert offered(alpn(b"a b", b"\xe2\x80\xae", b"tab\t", b"line\n", b"\x7f", b"h2")) == ("h2",)


def test_cut_off_in_the_middle_of_a_name() -> None:
    kind, body = alpn(b"h2", b"http/1.1")
    assert [offered((kind, body[:size])) for size in (0, 1, 2, 4, 5, 13)] == [(), (), (), (), ("h2",), ("h2",)]
    assert offered((kind, body)) == ("h2", "http/1.1")


@given(body=st.binary(max_size=300), extra=st.binary(max_size=3))
def test_whatever_comes_is_short_and_printable(body: bytes, extra: bytes) -> None:
    names = offered((16, body)) + offered(alpn(body[:255], extra))
    answer = read_server_hello(server_hello(0x009C, (16, body), version=TLS12)[4:])
    assert answer is not None
    assert answer.protocol in ("", *offered((16, body)))
    for name in names:
        assert 0 < len(name) <= 32
        assert name.isascii()
        assert name.isprintable()
        assert " " not in name
