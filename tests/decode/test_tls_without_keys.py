import ssl

import pytest
from decode_talk import OK, Talk, get, hear, request
from hypothesis import given, settings
from hypothesis import strategies as st
from tls_forge import CLIENT_RANDOM, Forge, client_hello, extensions, message, record, server_hello, server_name
from tls_peers import Session, hear_inside, speak

from inventory.decode import conversing
from inventory.decode.keylog import KeyLog
from inventory.decode.protocols import tls
from inventory.decode.recognition import Sender, Setting

LINES = [("client", get("/1")), ("server", OK)]


@pytest.fixture(scope="module")
def session() -> Session:
    return speak(LINES, "TLSv1.2", host="API.a.test")[0]


def test_bytes_are_counted_and_the_host_is_known(session: Session):
    for talk in (session.talk(), session.talk().cut(1), session.talk().cut(100)):
        for runs in (talk.runs(), talk.runs(joined=True)):
            heard = hear_inside(runs)
            assert not heard.exchanges
            assert heard.kinds == {"encrypted": 1}
            talking = conversing.Talk(Setting(KeyLog()))
            talking.feed(runs)
            assert talking.host == "api.a.test"


def test_nothing_encrypted_is_kept():
    forge = Forge().open(server_name(b"a.test"))
    for _ in range(50):
        forge.reply(bytes(100_000))
    talk = conversing.Talk(Setting(KeyLog()))
    for run in forge.talk.cut(1_400).runs():
        talk.feed([run])
        assert talk.held < 20_000


def test_what_waits_for_the_other_side_has_a_limit():
    forge = Forge().open()
    for _ in range(100):
        forge.reply(bytes(16_000))
    conversation = tls.Conversation(forge.talk.connection, 0, Setting(forge.secrets()))
    for run in forge.talk.runs():
        if run.side == 1 and run.length:
            conversation.feed([run])
            assert conversation.held < 1_200_000
    assert conversation.held < 20_000


@pytest.mark.parametrize(
    ("name", "host"),
    [
        (b"Shop.Example", "shop.example"),
        (b"xn--bcher-kva.example", "xn--bcher-kva.example"),
        (b"a_b.example", "a_b.example"),
        (b"\x1b[31m.example", ""),
        (b"a..b", ""),
        (b"a" * 64 + b".example", ""),
        (b"a." * 127 + b"aa", ""),
        (b"", ""),
        (b"a.test\n", ""),
    ],
)
def test_names_of_servers(name: bytes, host: str):
    talk = conversing.Talk(Setting(KeyLog()))
    talk.feed(Talk().client(record(22, client_hello(server_name(name)))).runs())
    assert talk.host == host


def test_application_protocols_that_were_offered():
    names = b"\x02h2\x08http/1.1\x01\xff"
    hello = client_hello((16, len(names).to_bytes(2, "big") + names))
    conversation = tls.Conversation(Talk().connection, 0, Setting(KeyLog()))
    conversation.feed(Talk().client(record(22, hello)).runs())
    assert conversation.protocols == ("h2", "http/1.1")


def test_joined_in_the_middle_it_is_encrypted():
    said = record(23, bytes(500))
    heard = hear(Talk().client(said).server(said).client(get("/ghost")))
    assert not heard.exchanges
    assert set(heard.sizes) == {"encrypted"}


def test_hello_of_the_server_alone(session: Session):
    talk = Talk().server(*(data for who, data in session.flights if who == "server"))
    for secrets in (None, session.secrets):
        assert set(hear_inside(talk, secrets).sizes) == {"encrypted"}


def test_hello_is_recognised_byte_by_byte():
    for hello, sender in ((client_hello(), Sender.CLIENT), (server_hello(0x1301), Sender.SERVER)):
        data = record(22, hello)
        answers = [tls.recognise(data[:size], first=True) for size in range(1, 20)]
        assert answers == [Sender.UNDECIDED] * 10 + [sender] * 9
    for other in (b"GET / HTTP/1.1\r\n", b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03\x03", b"\x16\x03", b"\x17\x03\x03"):
        expected = Sender.UNDECIDED if len(other) == 2 else Sender.NOBODY
        assert tls.recognise(other, first=True) is expected


def test_hello_of_ssl2():
    body = b"\x01\x03\x01" + b"\x00\x06\x00\x00\x00\x10" + b"\x00\x00\x2f\x00\x00\x35" + bytes(range(16))
    hello = (0x8000 | len(body)).to_bytes(2, "big") + body
    assert tls.recognise(hello, first=True) is Sender.CLIENT
    assert tls.recognise(hello, first=False) is Sender.NOBODY
    heard = hear_inside(Talk().client(hello).server(record(22, server_hello(0x2F, version=0x0301))))
    assert set(heard.overhead) == {"tls-framing"}
    assert not heard.anomalies


def test_inside_of_a_tunnel():
    forge = Forge().open().ask(get("/1")).reply(OK)
    talk = Talk().client(request("CONNECT", "a.test:443")).server(b"HTTP/1.1 200 OK\r\n\r\n")
    for segment in forge.talk.segments:
        (talk.client if segment.side == 0 else talk.server)(segment.data)
    heard = hear_inside(talk, forge.secrets())
    assert [(exchange.method, exchange.scheme) for exchange in heard.exchanges] == [
        ("CONNECT", "http"),
        ("GET", "https"),
    ]


def test_upgrade_to_tls_inside_of_http():
    forge = Forge().open().ask(get("/2")).reply(OK)
    talk = Talk().client(request("GET", "/1", "Upgrade: TLS/1.0", "Connection: Upgrade"))
    talk.server(b"HTTP/1.1 101 Switching\r\nUpgrade: TLS/1.0, HTTP/1.1\r\nConnection: Upgrade\r\n\r\n")
    for segment in forge.talk.segments:
        (talk.client if segment.side == 0 else talk.server)(segment.data)
    heard = hear_inside(talk, forge.secrets())
    assert heard.lines == [("GET", "/1", 101), ("GET", "/2", 200)]


def test_messages_that_promise_too_much():
    talk = Talk().client(record(22, client_hello(server_name(b"a.test"))))
    talk.client(record(22, message(1, b"\x03\x03")), record(22, b"\x01\xff\xff\xff" + bytes(90)))
    talk.server(record(22, message(2, bytes(20))), record(22, b"\x02\x00\x00"), record(22, extensions((0, b"x"))))
    heard = hear_inside(talk, Forge().secrets())
    assert heard.overhead["tls-framing"] + heard.sizes.total() == sum(len(part.data) for part in talk.segments)


def test_many_handshakes_in_one_connection():
    talk = Talk()
    for number in range(3_000):
        talk.client(record(22, client_hello(random=number.to_bytes(32, "big"))))
        talk.server(record(22, server_hello(0x002F, version=0x0303)))
    conversation = tls.Conversation(talk.connection, 0, Setting(Forge().secrets()))
    for run in talk.runs():
        conversation.feed([run])
    assert conversation.held < 20_000


@given(data=st.data())
@settings(max_examples=150)
def test_whatever_comes_is_counted(data: st.DataObject):
    forge = Forge().open().ask(get("/1")).reply(OK).ask(get("/2")).reply(OK)
    talk = Talk()
    for segment in forge.talk.segments:
        said = bytearray(segment.data)
        for at in data.draw(st.lists(st.integers(0, len(said) - 1), max_size=2)):
            said[at] = data.draw(st.integers(0, 255))
        extra = data.draw(st.sampled_from([b"", b"", b"", record(20, b"\x01"), record(21, b"\x01\x00"), bytes(9)]))
        (talk.client if segment.side == 0 else talk.server)(bytes(said) + extra)
    size = data.draw(st.integers(1, 2_000))
    heard = hear_inside(talk.cut(size).runs(), forge.secrets())
    assert {exchange.target for exchange in heard.exchanges} <= {"/1", "/2", ""}


def test_sessions_by_their_id():
    session = speak(LINES, "TLSv1.2", "AES128-GCM-SHA256", options=ssl.OP_NO_TICKET)[0]
    master = session.log.split(b"CLIENT_RANDOM ")[1].split()[1]
    hello = next(data for who, data in session.flights if who == "server")
    identifier = hello[44 : 44 + hello[43]]
    log = KeyLog()
    log.add(b"RSA Session-ID:" + identifier.hex().encode() + b" Master-Key:" + master)
    assert identifier
    assert hear_inside(session.talk(), log).lines == [("GET", "/1", 200)]


def test_log_knows_which_connections_it_is_about():
    log = Forge().secrets()
    assert log.may_know(CLIENT_RANDOM)
    assert not log.may_know(bytes(32))
    assert log.above().may_know(CLIENT_RANDOM)
    log.add(b"RSA Session-ID:" + b"00" * 32 + b" Master-Key:" + b"00" * 48)
    assert log.may_know(bytes(32))
