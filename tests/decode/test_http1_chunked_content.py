import pytest
from decode_talk import Talk, get, hear, hear_all_ways, request, response

CHUNKED = "Transfer-Encoding: chunked"


def after(content: bytes) -> Talk:
    """A chunked response, and an exchange behind it."""
    talk = Talk().client(get("/1")).server(response(200, CHUNKED, content=content))
    return talk.client(get("/2")).server(response(204))


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", 5),
        (b"0\r\n\r\n", 0),
        (b"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", 13),
        (b'5;name;other="a;b"\r\nhello\r\n0;last\r\n\r\n', 5),
        (b"5\r\nhello\r\n0\r\nExpires: never\r\nDigest: x\r\n\r\n", 5),
        (b"0005\r\nhello\r\n000\r\n\r\n", 5),
        (b"5 \r\nhello\r\n0 \r\n\r\n", 5),
        (b"5\nhello\n0\n\n", 5),
    ],
    ids=["one", "none", "two", "extensions", "trailers", "leading-zeros", "spaces-behind", "bare-lf"],
)
def test_content_is_counted_without_its_framing(content, size):
    heard = hear_all_ways(after(content))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
    assert heard.contents == [(0, size), (0, 0)]
    assert not heard.anomalies


def test_chunked_request():
    post = request("POST", "/", CHUNKED, content=b"2\r\nab\r\n0\r\n\r\n")
    heard = hear_all_ways(Talk().client(post + get("/2")).server(response(204) + response(204)))
    assert heard.lines == [("POST", "/", 204), ("GET", "/2", 204)]
    assert heard.contents == [(2, 0), (0, 0)]


def test_other_codings_before_chunked_are_left_as_they_are():
    talk = (
        Talk()
        .client(get("/"))
        .server(response(200, "Transfer-Encoding: gzip, chunked", content=b"1\r\nz\r\n0\r\n\r\n"))
    )
    heard = hear(talk)
    assert heard.contents == [(0, 1)]
    assert not heard.anomalies


@pytest.mark.parametrize(
    "size",
    [
        b"F" * 16,
        b"-1",
        b"0x5",
        b"1_0",
        b"+5",
        b"9" * 5_000,
        b"",
        b"5;x=" + b"e" * 100_000,
        b"\xef\xbc\x95",
        b"5\0",
        b"5 5",
    ],
    ids=lambda size: repr(size[:8]),
)
def test_chunk_size_that_is_none_ends_the_message(size):
    heard = hear_all_ways(after(size + b"\r\nhello\r\n0\r\n\r\n"))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
    assert heard.exchanges[0].caveats == ("malformed-chunk",)
    assert heard.kinds["malformed-chunk"] == 1
    assert heard.contents == [(0, 0), (0, 0)]


def test_chunk_longer_than_its_size():
    heard = hear_all_ways(after(b"3\r\nhello\r\n0\r\n\r\n"))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
    assert heard.exchanges[0].caveats == ("malformed-chunk",)


def test_trailer_line_that_never_ends():
    heard = hear_all_ways(after(b"0\r\n" + b"t" * 70_000))
    assert heard.exchanges[0].caveats == ("oversized-trailers",)
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]


def test_stream_that_ends_inside_a_chunk():
    heard = hear_all_ways(Talk().client(get("/")).server(response(200, CHUNKED, content=b"A\r\nhello")))
    assert heard.lines == [("GET", "/", 200)]
    assert heard.contents == [(0, 5)]
