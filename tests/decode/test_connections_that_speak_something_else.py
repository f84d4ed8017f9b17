import pytest
from decode_talk import OK, Talk, get, hear, hear_all_ways

CLIENT_HELLO = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03"


def test_tls_is_counted_as_encrypted():
    heard = hear_all_ways(Talk().client(CLIENT_HELLO).server(b"\x16\x03\x03\x00\x02hi").client(get("/ghost")))
    assert not heard.exchanges
    assert set(heard.sizes) == {"encrypted"}
    assert heard.kinds == {"encrypted": 1}


def test_tls_in_tiny_segments():
    heard = hear_all_ways(Talk().client(CLIENT_HELLO).server(b"\x16\x03\x03\x00\x02hi").cut(1))
    assert set(heard.sizes) == {"encrypted"}


def test_http2_with_prior_knowledge():
    heard = hear_all_ways(Talk().client(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)).server(bytes(9)))
    assert not heard.exchanges
    assert heard.sizes == {"unframed-bytes": 18}  # content of no stream


def test_http_request_to_a_server_of_tls():
    heard = hear_all_ways(Talk().client(get("/")).server(b"\x15\x03\x01\x00\x02\x02\x46"))
    assert heard.lines == [("GET", "/", None)]


@pytest.mark.parametrize(
    "said", [b"\x00\x01\x02", b"EHLO a.test\r\n", b"* OK IMAP4rev1\r\n", b"x" * 100_000, b"SSH-2.0-x\r\n"]
)
def test_other_protocols_are_counted(said):
    heard = hear_all_ways(Talk().client(said).server(said))
    assert not heard.exchanges
    assert heard.sizes == {"not-http": 2 * len(said)}
    assert heard.kinds == {"not-http": 1}


def test_nothing_is_said():
    heard = hear(Talk())
    assert not heard.exchanges
    assert not heard.anomalies


def test_server_speaks_first_and_http_follows():
    heard = hear_all_ways(Talk().server(b"220 welcome\r\n").client(get("/")).server(OK))
    assert heard.lines == [("GET", "/", 200)]
    assert heard.sizes == {"unframed-bytes": 13}
