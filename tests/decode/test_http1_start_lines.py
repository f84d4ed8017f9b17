import pytest
from decode_talk import OK, Talk, get, hear_all_ways, request, response


@pytest.mark.parametrize(
    "line", [b"GET  /x HTTP/1.1", b"GET\t/x\tHTTP/1.1", b"GET /x HTTP/1.1 ", b"get /x HTTP/1.0", b"A!B /x HTTP/1.1"]
)
def test_request_lines_that_are_read(line):
    heard = hear_all_ways(Talk().client(line + b"\r\n\r\n").server(OK))
    assert [exchange.target for exchange in heard.exchanges] == ["/x"]


@pytest.mark.parametrize(
    "line",
    [
        b"G\0T /x HTTP/1.1",
        b"\x1b[31mGET /x HTTP/1.1",
        b"M" * 10_000 + b" /x HTTP/1.1",
        b"M" * 65 + b" /x HTTP/1.1",
        b"GET /x HTTP/99.99",
        b" GET /x HTTP/1.1",
        b"GET /x HTTP/1.1 x",
        b"GET HTTP/1.1",
        b"GET  HTTP/1.1",
        b"GET /x\rHTTP/1.1",
        b"GET /x\0 HTTP/1.1",
        b"G(T /x HTTP/1.1",
        b"A" + b" " * 60_000,
        b"GET /" + b"\t" * 60_000 + b" x",
    ],
    ids=lambda line: ascii(line[:12]),
)
def test_request_lines_that_are_none(line):
    heard = hear_all_ways(Talk().client(line + b"\r\nHost: a\r\n\r\n").server(OK).client(get("/2")).server(OK))
    assert heard.lines == [("GET", "/2", 200)]
    assert heard.sizes["response-without-request"] == len(OK)


@pytest.mark.parametrize(
    ("line", "status"),
    [(b"HTTP/1.1 200", 200), (b"HTTP/1.0 404 ", 404), (b"HTTP/1.1  599 x", 599), (b"HTTP/1.1 204 \xff\x1b", 204)],
)
def test_status_lines_that_are_read(line, status):
    heard = hear_all_ways(Talk().client(get("/")).server(line + b"\r\nContent-Length: 0\r\n\r\n"))
    assert heard.lines == [("GET", "/", status)]


@pytest.mark.parametrize("status", [b"0", b"099", b"600", b"99999", b"abc", b"-1", b"", b"200" * 2_000, b"2\xc2\xb200"])
def test_status_lines_that_are_none(status):
    odd = b"HTTP/1.1 " + status + b" X\r\nContent-Length: 0\r\n\r\n"
    heard = hear_all_ways(Talk().client(get("/1")).server(odd).client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/1", None), ("GET", "/2", 204)]
    assert heard.sizes == {"unframed-bytes": len(odd)}


def test_one_byte_in_each_segment():
    post = request("POST", "/1", "Transfer-Encoding: chunked", content=b"3\r\nabc\r\n0\r\n\r\n")
    talk = Talk().client(post).server(OK).client(get("/2")).server(response(204))
    heard = hear_all_ways(talk.cut(1))
    assert heard.lines == [("POST", "/1", 200), ("GET", "/2", 204)]
    assert not heard.anomalies
