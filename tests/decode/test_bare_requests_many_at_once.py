"""Requests without content, which are read many at once, give what they give one by one."""

from unittest import mock

import pytest
from decode_talk import Talk, get, hear, request, response
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.decode import bare, whole
from inventory.decode.backlog import Cursor
from inventory.decode.columns import Columns
from inventory.model.exchanges import Exchange

GHOST = get("/ghost")
PLAIN = st.integers(0, 3).map(lambda number: get(f"/orders/{number}?page={number}", f"X-Number: {number}"))
REQUESTS = st.one_of(
    PLAIN,
    PLAIN,
    st.sampled_from(
        [
            request("DELETE", "/orders/1", "Content-Length: 0"),
            request("POST", "/orders", f"Content-Length: {len(GHOST)}", content=GHOST),
            request("POST", "/orders", "Content-Length: 4", content=b"\r\n\r\n"),
            request("PUT", "/orders", "Transfer-Encoding: chunked", content=b"1\r\na\r\n0\r\n\r\n"),
            request("HEAD", "/orders/1"),
            request("OPTIONS", "/orders"),
            request("GET", "http://b.test/orders"),
            request("GET", "/a#b"),
            request("GET", "/\xa0"),
            request("GET", "/" + "a" * 5_000),
            request("BREW", "/pot"),
            get("/old", "Connection: close"),
            b"GET /two words HTTP/1.1\r\nHost: a.test\r\n\r\n",
            b"GET /bare\r\n\r\n",
            b"GET /fields HTTP/1.1\r\nHost : a.test\r\n\r\n",
            b"\r\nGET /after-empty-line HTTP/1.1\r\nHost: a.test\r\n\r\n",
        ]
    ),
)
RESPONSES = st.sampled_from(
    [
        response(200, "Content-Length: 2", content=b"ok"),
        response(200, "Content-Length: 0"),
        response(404, "Content-Length: 4", content=b"\r\n\r\n"),
        response(204),
        response(304, "Content-Length: 9"),
        response(200, "Transfer-Encoding: chunked", content=b"2\r\nok\r\n0\r\n\r\n"),
        response(200, "Content-Length: 9", "Content-Encoding: gzip", content=b"\x1f\x8b damage"),
        response(200, "Content-Length: 30", "Content-Type: text/event-stream", content=b"data: 1\n\n" + b" " * 21),
        response(100) + response(200, "Content-Length: 2", content=b"ok"),
        response(500, "Content-Length: 99", content=b"cut short"),
    ]
)
TALKS = st.lists(st.tuples(REQUESTS, RESPONSES), min_size=1, max_size=8)


@settings(max_examples=300)
@given(TALKS, st.booleans(), st.booleans())
def test_many_at_once_as_one_by_one(said: list[tuple[bytes, bytes]], pipelined: bool, closed: bool) -> None:
    talk = Talk()
    if pipelined:
        talk.client(*(asked for asked, _ in said)).server(*(answered for _, answered in said))
    else:
        for asked, answered in said:
            talk.client(asked).server(answered)
    runs = talk.runs(joined=True, closed=closed)
    many = hear(runs)
    with mock.patch.object(bare, "read", lambda asked, answered: Columns(asked.at, answered.at)):
        assert hear(runs) == many
    nothing = {"exchanges": lambda *_: [], "connection": lambda *_: None}  # every message is read step by step
    with mock.patch.multiple(whole, **nothing):
        assert hear(runs) == many


@pytest.mark.parametrize("target", ["/a#b", "/" + "a" * 4_096, "/a\x7f", "/\x80", "*", "a", "http://b/", ""])
def test_targets_that_columns_do_not_hold(target: str) -> None:
    assert bare.are_plain(("/a", "/b?c=/d"))
    assert not bare.are_plain(("/a", target))


def test_only_what_stands_whole_on_both_sides_is_read() -> None:
    answer = response(200, "Content-Length: 2", content=b"ok")
    for count in range(4):
        requests, responses = Talk().client(get("/a") * 3 + b"GET /b"), Talk().server(answer * count + answer[:-1])
        cursors = [Cursor(talk.runs()[0]) for talk in (requests, responses)]
        found = bare.read(*cursors)
        size = min(count, 3)
        assert found.targets == ["/a"] * size
        assert found.asked == [number * len(get("/a")) for number in range(size + 1)]
        assert found.answered == [number * len(answer) for number in range(size + 1)]
        assert found.received == [2] * size


def test_more_requests_than_are_read_at_once() -> None:
    asked = [get(f"/orders/{number}") for number in range(4_000)]
    talk = Talk().client(*asked).server(response(200, "Content-Length: 2", content=b"ok") * len(asked))
    found = hear(talk.runs(joined=True, closed=True)).exchanges
    assert sum(map(len, asked)) > 2 * bare.BARE_LIMIT
    assert [exchange.target for exchange in found] == [f"/orders/{number}" for number in range(4_000)]
    assert all(isinstance(exchange, Exchange) and exchange.response_size == 2 for exchange in found)
