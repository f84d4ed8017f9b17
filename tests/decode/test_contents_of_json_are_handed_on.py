"""JSON is handed on whole, however it was sent, for as long as it is read; what was cut says so."""

import gzip

import pytest
from decode_talk import Talk, get, hear_all_ways, request, response

from inventory.decode.content import open_content
from inventory.model.contents import KEPT_LIMIT
from inventory.model.exchanges import Fields

BODY = b'{"id": 1}'
CODED = gzip.compress(BODY)
TYPE = "Content-Type: application/json; charset=utf-8"


def chunked(content: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (content[:4], content[4:])) + b"0\r\n\r\n"


def answered(*fields: str, content: bytes = b"", media_type: str = TYPE) -> bytes:
    return response(200, media_type, *fields, content=content)


WAYS = {
    "by length": answered("Content-Length: 9", content=BODY),
    "by chunks": answered("Transfer-Encoding: chunked", content=chunked(BODY)),
    "coded": answered(
        "Content-Encoding: gzip", f"Content-Length: {len(gzip.compress(BODY))}", content=gzip.compress(BODY)
    ),
    "coded in chunks": answered("Content-Encoding: gzip", "Transfer-Encoding: chunked", content=chunked(CODED)),
    "of a problem": answered("Content-Length: 9", content=BODY, media_type="Content-Type: application/problem+json"),
}


@pytest.mark.parametrize("way", WAYS)
def test_of_responses(way: str) -> None:
    heard = hear_all_ways(Talk().client(get("/1")).server(WAYS[way]).client(get("/2")).server(WAYS[way]))
    assert [one.response_content for one in heard.exchanges] == [BODY, BODY]
    assert not any(one.response_cut for one in heard.exchanges)


def test_of_requests() -> None:
    post = request("POST", "/1", TYPE, "Content-Length: 9", content=BODY)
    heard = hear_all_ways(Talk().client(post, post).server(answered("Content-Length: 0") * 2))
    assert [(one.request_content, one.response_content) for one in heard.exchanges] == [(BODY, b""), (BODY, b"")]


@pytest.mark.parametrize(
    "media_type", ["text/html", "application/octet-stream", "application/x-ndjson", "application/grpc+json"]
)
def test_others_are_not(media_type: str) -> None:
    sent = answered("Content-Length: 9", content=BODY, media_type=f"Content-Type: {media_type}")
    assert [one.response_content for one in hear_all_ways(Talk().client(get("/1")).server(sent)).exchanges] == [b""]


def test_responses_that_have_none() -> None:
    talk = Talk().client(request("HEAD", "/1")).server(answered("Content-Length: 9"))
    talk = talk.client(get("/2")).server(response(304, TYPE, "Content-Length: 9"))
    heard = hear_all_ways(talk.client(get("/3")).server(answered("Content-Length: 9", content=BODY)))
    assert [one.response_content for one in heard.exchanges] == [b"", b"", BODY]


def test_more_than_the_limit_is_cut() -> None:
    for size in (KEPT_LIMIT, KEPT_LIMIT + 1):
        body = b'"' + b"a" * (size - 2) + b'"'
        talk = Talk().client(get("/1")).server(answered(f"Content-Length: {size}", content=body))
        (found,) = hear_all_ways(talk).exchanges
        assert (found.response_content, found.response_cut) == (body[:KEPT_LIMIT], size > KEPT_LIMIT)
        assert found.response_size == size


def test_a_gap_cuts() -> None:
    talk = Talk().client(get("/1")).server(answered("Content-Length: 9", content=BODY[:3])).server_lost(3)
    (found,) = hear_all_ways(talk.server(BODY[6:])).exchanges
    assert (found.response_content, found.response_cut) == (BODY[:3], True)


def test_an_early_end_cuts() -> None:
    (found,) = hear_all_ways(Talk().client(get("/1")).server(answered("Content-Length: 9", content=BODY[:3]))).exchanges
    assert found.response_cut


def test_damaged_coding_cuts() -> None:
    fields = Fields((("content-type", "application/json"), ("content-encoding", "gzip")))
    content = open_content(fields, request=False)
    assert content is not None
    content.feed(gzip.compress(BODY)[:-9] + b"\xff" * 9)
    assert content.finish().cut
