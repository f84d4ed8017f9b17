import pytest
from decode_talk import OK, Talk, get, hear_all_ways, request, response

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = response(103, "Link: </style.css>; rel=preload")


def test_continue_is_not_the_answer():
    post = request("POST", "/", "Expect: 100-continue", "Content-Length: 3")
    heard = hear_all_ways(
        Talk().client(post).server(CONTINUE).client(b"abc").server(response(201, "Content-Length: 0"))
    )
    assert heard.lines == [("POST", "/", 201)]
    assert heard.contents == [(3, 0)]
    assert not heard.anomalies


@pytest.mark.parametrize("interim", [CONTINUE, HINTS, HINTS + HINTS, response(102)])
def test_interim_responses_come_in_any_number(interim):
    heard = hear_all_ways(Talk().client(get("/1") + get("/2")).server(interim + OK + interim, OK))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200)]


def test_continue_without_a_final_response():
    heard = hear_all_ways(Talk().client(get("/")).server(CONTINUE))
    assert heard.lines == [("GET", "/", None)]
    assert heard.exchanges[0].wire_size == len(get("/")) + len(CONTINUE)


def test_continue_to_nobody():
    heard = hear_all_ways(Talk().server(CONTINUE + OK).client(get("/")).server(OK))
    assert heard.lines == [("GET", "/", 200)]
    assert heard.sizes == {"response-without-request": len(CONTINUE + OK)}
