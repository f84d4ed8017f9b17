import pytest
from decode_talk import OK, Talk, hear_all_ways, request


@pytest.mark.parametrize(
    ("method", "target", "authority"),
    [
        ("GET", "/path?query=http://c.test/", "a.test"),
        ("GET", "http://b.test/path", "b.test"),
        ("GET", "HTTP://B.test:8080?query", "B.test:8080"),
        ("GET", "http://user:word@b.test/", "user:word@b.test"),
        ("GET", "http:///path", ""),
        ("OPTIONS", "*", "a.test"),
        ("GET", "path", "a.test"),
        ("GET", "/a b c", "a.test"),
        ("GET", "/\xff\xfe", "a.test"),
        ("GET", "http://[/x", "["),
        ("CONNECT", "b.test:443", "b.test:443"),
        ("made-up!", "/", "a.test"),
    ],
)
def test_target_is_kept_as_sent(method, target, authority):
    talk = Talk().client(request("GET", "/before")).server(OK).client(request(method, target)).server(OK)
    exchange = hear_all_ways(talk).exchanges[1]
    assert (exchange.method, exchange.target, exchange.authority) == (method, target, authority)


def test_two_host_fields_are_both_kept():
    (exchange,) = hear_all_ways(Talk().client(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").server(OK)).exchanges
    assert exchange.authority == "a, b"
