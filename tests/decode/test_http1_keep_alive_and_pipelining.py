from decode_talk import OK, Talk, get, hear, hear_all_ways, request, response


def test_several_exchanges_on_one_connection():
    talk = Talk().client(get("/1")).server(OK).client(get("/2")).server(response(404, "Content-Length: 0"))
    assert hear_all_ways(talk).lines == [("GET", "/1", 200), ("GET", "/2", 404)]


def test_pipelined_requests_are_answered_in_order():
    talk = Talk().client(get("/1") + get("/2"), get("/3")).server(OK + response(201, "Content-Length: 0"), OK)
    assert hear_all_ways(talk).lines == [("GET", "/1", 200), ("GET", "/2", 201), ("GET", "/3", 200)]


def test_place_is_the_packet_where_the_request_begins():
    post = request("POST", "/2", "Content-Length: 4", content=b"four")
    heard = hear_all_ways(Talk(7).client(get("/1")).server(OK).client(post[:-4] + b"fo", b"ur" + get("/3")))
    assert [(exchange.place.frame, exchange.place.stream, exchange.place.time) for exchange in heard.exchanges] == [
        (1, 7, 1_000),
        (3, 7, 3_000),
        (4, 7, 4_000),
    ]


def test_addresses_version_and_fields_are_kept():
    (exchange,) = hear(Talk().client(get("/", "Accept: a", "ACCEPT:b ")).server(OK)).exchanges
    assert (exchange.client, exchange.server) == ("192.0.2.1:49152", "192.0.2.2:80")
    assert (exchange.scheme, exchange.authority, exchange.http_version) == ("http", "a.test", "1.1")
    assert exchange.request_fields.get("accept") == "a, b"
    assert exchange.response_fields.lines == (("content-length", "2"),)


def test_empty_lines_before_a_request_are_ignored_but_counted():
    heard = hear_all_ways(Talk().client(get("/1") + b"\r\n\r\n", b"\r\n" + get("/2")).server(OK + OK))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200)]
    assert not heard.anomalies


def test_trailing_empty_lines_belong_to_nothing():
    assert hear_all_ways(Talk().client(get("/1") + b"\r\n").server(OK)).sizes == {"unframed-bytes": 2}


def test_response_that_comes_before_the_request_has_ended():
    post = request("POST", "/early", "Content-Length: 10")
    talk = Talk().client(post + b"12345").server(response(413, "Content-Length: 0")).client(b"67890" + get("/2"))
    heard = hear_all_ways(talk.server(OK))
    assert heard.lines == [("POST", "/early", 413), ("GET", "/2", 200)]
    assert heard.contents == [(10, 0), (0, 2)]


def test_connections_do_not_mix():
    one, other = Talk(0).client(get("/a")).server(OK), Talk(1).client(get("/b")).server(response(204))
    runs = [run for pair in zip(one.runs(), other.runs(), strict=True) for run in pair]
    assert {(line, number) for number, line in enumerate(hear(runs).lines)} == {
        (("GET", "/a", 200), 0),
        (("GET", "/b", 204), 1),
    }


def test_version_1_0_closes_after_each_exchange():
    heard = hear_all_ways(Talk().client(b"GET / HTTP/1.0\r\n\r\n").server(b"HTTP/1.0 200 OK\r\n\r\n", b"<html>", b"!"))
    assert [(exchange.http_version, exchange.authority) for exchange in heard.exchanges] == [("1.0", "")]
    assert heard.contents == [(0, 7)]


def test_stream_that_begins_with_empty_lines():
    for lines in (b"\r\n", b"\n\n", b"\r\n" * 2_000):
        heard = hear_all_ways(Talk().client(lines, b"\r\n" + get("/1")).server(OK))
        assert heard.lines == [("GET", "/1", 200)]


def test_stream_of_empty_lines_is_not_held():
    heard = hear_all_ways(Talk().client(*[b"\r\n" * 700] * 100).client(get("/1")))
    assert heard.lines == [("GET", "/1", None)]
    assert heard.sizes == {"unframed-bytes": 140_000}


def test_long_start_line_behind_empty_lines_is_not_held():
    heard = hear_all_ways(Talk().client(b"\r\n" + get("/" + "p" * 20_000)).server(OK).cut(1_400))
    assert [(exchange.method, exchange.status) for exchange in heard.exchanges] == [("GET", 200)]
