import pytest
from decode_talk import OK, Talk, get, hear, hear_all_ways, request, response


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("HEAD", response(200, "Content-Length: 1000")),
        ("HEAD", response(200, "Transfer-Encoding: chunked")),
        ("HEAD", response(200)),
        ("GET", response(204)),
        ("GET", response(204, "Content-Length: 7")),
        ("GET", response(304, "Content-Length: 1000")),
        ("GET", response(200, "Content-Length: 0")),
    ],
)
def test_next_response_follows_at_once(method, answer):
    status = int(answer[9:12])
    heard = hear_all_ways(Talk().client(request(method, "/1") + get("/2")).server(answer + OK))
    assert heard.lines == [(method, "/1", status), ("GET", "/2", 200)]
    assert heard.contents == [(0, 0), (0, 2)]


def test_content_where_none_is_allowed_is_no_message():
    heard = hear_all_ways(Talk().client(get("/1")).server(response(204) + b"but still").client(get("/2")).server(OK))
    assert heard.lines == [("GET", "/1", 204), ("GET", "/2", 200)]
    assert heard.sizes == {"unframed-bytes": 9}


def test_response_without_length_goes_on_until_the_end():
    heard = hear_all_ways(Talk().client(get("/")).server(response(200), b"one, ", OK))
    assert heard.lines == [("GET", "/", 200)]
    assert heard.contents == [(0, 5 + len(OK))]


def test_request_without_length_has_no_content():
    heard = hear(Talk().client(request("POST", "/1") + get("/2")).server(OK + OK))
    assert heard.lines == [("POST", "/1", 200), ("GET", "/2", 200)]


def test_stream_that_ends_inside_content():
    heard = hear_all_ways(Talk().client(get("/")).server(response(200, "Content-Length: 100", content=b"half")))
    assert heard.lines == [("GET", "/", 200)]
    assert heard.contents == [(0, 4)]
