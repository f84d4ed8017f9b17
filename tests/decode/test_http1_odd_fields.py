import pytest
from decode_talk import OK, Talk, get, hear_all_ways


@pytest.mark.parametrize(
    ("lines", "fields", "caveats"),
    [
        (b"X: a\r\n b\r\n\tc", (("x", "a b c"),), ("folded-field",)),
        (b"X: a\nY: b", (("x", "a"), ("y", "b")), ()),
        (b"X: a\rY: b", (("x", "a\rY: b"),), ()),
        (b"X: a\0b", (("x", "a\0b"),), ()),
        (b"NoColon\r\nX: a", (("x", "a"),), ("malformed-field",)),
        (b": a", (), ("malformed-field",)),
        (b" X: a\r\nY: b", (("y", "b"),), ("malformed-field",)),
        (b"X : a", (("x", "a"),), ("ambiguous-framing",)),
        (b"X: \xff\xfe", (("x", "\xff\xfe"),), ()),
        (b"X:", (("x", ""),), ()),
        (b"X:a:b", (("x", "a:b"),), ()),
    ],
)
def test_odd_field_lines(lines, fields, caveats):
    odd = b"GET / HTTP/1.1\r\n" + lines + b"\r\n\r\n"
    heard = hear_all_ways(Talk().client(odd + get("/2")).server(OK + OK))
    assert heard.lines == [("GET", "/", 200), ("GET", "/2", 200)]
    assert heard.exchanges[0].request_fields.lines == fields
    assert heard.exchanges[0].caveats == caveats


def test_bare_line_feeds_throughout():
    talk = Talk().client(b"GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\n\n")
    heard = hear_all_ways(talk.server(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nokHTTP/1.1 204\n\n"))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
    assert heard.contents == [(0, 2), (0, 0)]
