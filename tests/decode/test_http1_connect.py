from decode_talk import OK, Talk, get, hear, hear_all_ways, response

CONNECT = b"CONNECT b.test:443 HTTP/1.1\r\nHost: proxy.test\r\n\r\n"
GHOST = get("/ghost")


def test_accepted_connect_opens_a_tunnel():
    heard = hear_all_ways(
        Talk().client(CONNECT).server(response(200)).client(b"\x16\x03\x01" + GHOST, GHOST).server(OK)
    )
    assert heard.lines == [("CONNECT", "b.test:443", 200)]
    assert heard.exchanges[0].authority == "b.test:443"
    assert heard.sizes == {"encrypted": 3 + 2 * len(GHOST) + len(OK)}  # its first bytes are those of TLS


def test_length_of_an_accepted_connect_is_ignored():
    heard = hear_all_ways(Talk().client(CONNECT).server(response(200, "Content-Length: 5"), b"bytes of the tunnel"))
    assert heard.contents == [(0, 0)]


def test_refused_connect_goes_on_with_http():
    denied = response(407, "Content-Length: 0")
    heard = hear_all_ways(Talk().client(CONNECT).server(denied).client(CONNECT).server(response(200)).client(GHOST))
    assert heard.lines == [("CONNECT", "b.test:443", 407), ("CONNECT", "b.test:443", 200)]


def test_client_side_alone_is_taken_for_a_tunnel():
    heard = hear_all_ways(Talk().client(CONNECT, GHOST))
    assert heard.lines == [("CONNECT", "b.test:443", None)]
    assert heard.sizes == {"tunnelled-bytes": len(GHOST)}


def test_tunnel_longer_than_what_is_waited_for():
    heard = hear(Talk().client(CONNECT, *[GHOST * 1_000] * 100))
    assert heard.lines == [("CONNECT", "b.test:443", None)]


def test_connect_without_an_authority():
    heard = hear(
        Talk().client(b"CONNECT / HTTP/1.1\r\nHost: a.test\r\n\r\n").server(response(400, "Content-Length: 0"))
    )
    assert [(exchange.target, exchange.authority) for exchange in heard.exchanges] == [("/", "a.test")]
