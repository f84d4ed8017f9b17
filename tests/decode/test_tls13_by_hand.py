import itertools

import pytest
from decode_talk import OK, get, response
from tls_forge import (
    APPLICATION,
    CCS,
    CLIENT_RANDOM,
    EARLY_DATA,
    HANDSHAKE,
    PRE_SHARED_KEY,
    RETRY,
    SUITES,
    Forge,
    client_hello,
    message,
    record,
    server_hello,
)
from tls_peers import HeardInside, hear_inside

from inventory.decode.keylog import KeyLog
from inventory.decode.protocols.tls import Conversation
from inventory.decode.recognition import Setting
from inventory.model.exchanges import Exchange

LONG = response(200, "Content-Length: 50000", content=b"x" * 50_000)


def hear_forged(forge: Forge, secrets: KeyLog | None = None) -> HeardInside:
    """Decode in several cuts: it must not matter."""
    secrets = secrets or forge.secrets()
    whole = hear_inside(forge.talk.runs(), secrets)
    for runs in (forge.talk.runs(joined=True), forge.talk.cut(1_400).runs(), forge.talk.cut(61).runs()):
        for singly in (False, True):
            other = hear_inside(runs, secrets, singly=singly)
            assert (other.lines, other.contents) == (whole.lines, whole.contents)
            assert (other.sizes, other.overhead) == (whole.sizes, whole.overhead)
    return whole


@pytest.mark.parametrize("suite", SUITES)
def test_suites_of_tls13(suite: int):
    heard = hear_forged(Forge(suite).open().ask(get("/1")).reply(LONG))
    assert heard.lines == [("GET", "/1", 200)]
    assert heard.contents == [(0, 50_000)]
    assert not heard.anomalies


def test_padding_and_empty_records():
    forge = Forge().open().ask(b"").ask(get("/1"), padding=999).reply(b"", padding=7).reply(OK, size=3, padding=1)
    heard = hear_forged(forge)
    assert heard.lines == [("GET", "/1", 200)]
    assert not heard.anomalies


def test_key_updates_of_both_sides():
    forge = Forge().open().ask(get("/1")).reply(OK)
    for number in (2, 3):
        forge.talk.client(forge.client.seal(message(24, b"\x01"), 22))
        forge.client.update()
        forge.talk.server(forge.server.seal(message(24, b"\x00"), 22))
        forge.server.update()
        forge.ask(get(f"/{number}")).reply(OK)
    heard = hear_forged(forge)
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200), ("GET", "/3", 200)]
    assert not heard.anomalies


def test_tickets_and_close_notify():
    forge = Forge().open()
    ticket = message(4, bytes(20_000))
    for at in range(0, len(ticket), 16_000):
        forge.talk.server(forge.server.seal(ticket[at : at + 16_000], 22))
    forge.ask(get("/1")).reply(response(200, content=b"until the end"))
    forge.talk.server(forge.server.seal(b"\x01\x00", 21)).client(forge.client.seal(b"\x01\x00", 21))
    forge.reply(b"not said any more")
    heard = hear_forged(forge)
    assert heard.lines == [("GET", "/1", 200)]
    assert heard.contents == [(0, 13)]
    assert not heard.anomalies


def early(*answers: bool) -> Forge:
    """Early data, and whether the server takes it up."""
    forge = Forge()
    forge.client.turn("EARLY")
    forge.talk.client(record(22, client_hello((EARLY_DATA, b""), (PRE_SHARED_KEY, b""))) + CCS)
    forge.ask(get("/early/1")).ask(get("/early/2"))
    (taken,) = answers
    forge.answer((PRE_SHARED_KEY, b"\x00\x00"), encrypted=((EARLY_DATA, b""),) if taken else ())
    return forge.finish(early=taken)


def test_early_data_that_the_server_takes():
    heard = hear_forged(early(True).reply(OK).ask(get("/late")).reply(OK).reply(OK))
    assert heard.lines == [("GET", "/early/1", 200), ("GET", "/early/2", 200), ("GET", "/late", 200)]
    assert not heard.anomalies


def test_early_data_that_the_server_refuses():
    heard = hear_forged(early(False).ask(get("/early/1")).reply(OK).ask(get("/early/2")).reply(OK))
    assert heard.lines == [("GET", "/early/1", 200), ("GET", "/early/2", 200)]
    assert set(heard.sizes) == {"refused-early-data"}


def test_early_data_before_another_hello_is_asked_for():
    forge = Forge()
    forge.client.turn("EARLY")
    forge.talk.client(record(22, client_hello((EARLY_DATA, b""), (PRE_SHARED_KEY, b""))) + CCS)
    forge.ask(get("/early"))
    forge.talk.server(record(22, server_hello(forge.suite, random=RETRY)) + CCS)
    forge.talk.client(record(22, client_hello((PRE_SHARED_KEY, b""))))
    forge.answer((PRE_SHARED_KEY, b"\x00\x00")).finish().ask(get("/early")).reply(OK)
    heard = hear_forged(forge)
    assert heard.lines == [("GET", "/early", 200)]
    assert set(heard.sizes) == {"refused-early-data"}


@pytest.mark.parametrize("compatible", [False, True])
def test_another_hello_is_asked_for(compatible: bool):
    forge = Forge()
    forge.talk.client(record(22, client_hello()))
    forge.talk.server(record(22, server_hello(forge.suite, random=RETRY)) + CCS * compatible)
    forge.talk.client(CCS * compatible + record(22, client_hello()))
    heard = hear_forged(forge.answer().finish().ask(get("/1")).reply(OK))
    assert heard.lines == [("GET", "/1", 200)]
    assert not heard.anomalies


def test_log_without_the_secrets_of_the_handshake():
    forge = Forge().open().ask(get("/1")).reply(OK).ask(get("/2")).reply(OK)
    heard = hear_forged(forge, forge.secrets("CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200)]
    assert set(heard.sizes) == {"encrypted"}


def test_log_with_the_secrets_of_one_side():
    forge = Forge().open().ask(get("/1")).reply(OK)
    heard = hear_forged(forge, forge.secrets("CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0"))
    assert heard.lines == [("GET", "/1", None)]
    assert set(heard.sizes) == {"encrypted"}


def test_secrets_of_another_session():
    forge = Forge().open().ask(get("/1")).reply(LONG)
    forge.labels = {label: bytes(len(secret)) for label, secret in forge.labels.items()}
    heard = hear_forged(forge)
    assert not heard.exchanges
    assert set(heard.sizes) == {"encrypted"}


@pytest.mark.parametrize("late", range(9))
def test_secrets_that_come_late(late: int):
    forge = Forge().open().ask(get("/1")).reply(OK).ask(get("/2")).reply(OK).ask(get("/3")).reply(OK)
    runs = forge.talk.runs()
    log = KeyLog()
    conversation = Conversation(runs[0].connection, 0, Setting(log))
    assert not [item for run in runs[:late] for item in conversation.feed([run])]
    for label, secret in forge.labels.items():
        log.add(f"{label} {CLIENT_RANDOM.hex()} {secret.hex()}".encode())
    found = [item for run in runs[late:] for item in conversation.feed([run])] + conversation.finish()
    said = [item.target for item in found if isinstance(item, Exchange) and item.target]
    first = 1 if late <= 4 else (late - 1) // 2  # the fifth run asks for the first one
    assert said == [f"/{number}" for number in range(first, 4)]


def test_server_comes_first_in_the_capture():
    forge = Forge().open().ask(get("/1")).reply(OK)
    runs = forge.talk.runs(joined=True)
    heard = hear_inside(sorted(runs, key=lambda run: (run.final, -run.side)), forge.secrets())
    assert heard.lines == [("GET", "/1", 200)]
    assert not heard.anomalies


def test_only_one_side_was_captured():
    forge = Forge().open().ask(get("/1")).reply(OK)
    for side in (0, 1):
        heard = hear_inside([run for run in forge.talk.runs() if run.side == side or run.final], forge.secrets())
        assert not heard.exchanges
        assert set(heard.sizes) == {"encrypted"}


def test_hello_spread_over_many_records():
    forge = Forge()
    hello = client_hello((0, bytes(5_000)))
    forge.talk.client(b"".join(record(22, hello[at : at + 10]) for at in range(0, len(hello), 10)))
    heard = hear_forged(forge.answer().finish().ask(get("/1")).reply(OK))
    assert heard.lines == [("GET", "/1", 200)]


def test_record_that_was_changed_on_the_way():
    forge = Forge().open().ask(get("/1")).reply(OK)
    sealed = bytearray(forge.client.seal(get("/2")))
    sealed[20] ^= 1
    forge.talk.client(bytes(sealed))
    heard = hear_forged(forge.ask(get("/3")).reply(OK))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/3", 200)]
    assert heard.sizes == {"damaged-record": len(sealed)}


def test_record_that_somebody_else_sent():
    forge = Forge().open().ask(get("/1")).reply(OK)
    forge.talk.client(record(23, bytes(60)))
    heard = hear_forged(forge.ask(get("/3")).reply(OK))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/3", 200)]
    assert heard.sizes == {"damaged-record": 65}


@pytest.mark.parametrize(("stage", "number"), [*itertools.product((HANDSHAKE, APPLICATION), range(3))])
def test_bytes_that_are_no_records(stage: str, number: int):
    forge = Forge().open()
    if stage == APPLICATION:
        forge.ask(get("/1")).reply(OK)
    junk = [b"junk" * 20, record(23, b"")[:3] + b"\xff" * 60, record(99, b"x" * 60)][number]
    forge.talk.client(junk)
    heard = hear_forged(forge.ask(get("/2")).reply(OK))
    assert heard.lines[-1:] == [("GET", "/2", 200)]
    assert heard.sizes.total() == len(junk)
