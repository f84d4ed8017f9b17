import pytest
from decode_talk import OK, Talk, get, hear, hear_all_ways, request, response


def test_in_request_content():
    talk = Talk().client(request("POST", "/1", "Content-Length: 10", content=b"123")).client_lost(4).client(b"890")
    heard = hear_all_ways(talk.server(OK).client(get("/2")).server(response(204)))
    assert heard.lines == [("POST", "/1", 200), ("GET", "/2", 204)]
    assert heard.contents[0] == (6, 2)
    assert [exchange.caveats for exchange in heard.exchanges] == [("gap-in-content",), ()]


def test_up_to_the_end_of_response_content():
    talk = Talk().client(get("/1")).server(response(200, "Content-Length: 10", content=b"123")).server_lost(7)
    heard = hear_all_ways(talk.client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]


def test_over_the_end_of_response_content():
    talk = Talk().client(get("/1")).server(response(200, "Content-Length: 10", content=b"123")).server_lost(7 + 40)
    talk.client(get("/2")).client(get("/3")).server(response(204))
    talk.segments[3] = type(talk.segments[3])(0, talk.segments[3].position, talk.segments[3].data, 4, talk.said[1] - 22)
    heard = hear_all_ways(talk)
    assert heard.lines[0] == ("GET", "/1", 200)
    assert [line[1] for line in heard.lines] == ["/1", "/2", "/3"]


def test_in_chunk_data():
    head = response(200, "Transfer-Encoding: chunked", content=b"A\r\n012")
    talk = Talk().client(get("/1")).server(head).server_lost(4).server(b"789\r\n0\r\n\r\n").client(get("/2")).server(OK)
    heard = hear_all_ways(talk)
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200)]
    assert heard.contents == [(0, 6), (0, 2)]


def test_over_a_chunk_size():
    head = response(200, "Transfer-Encoding: chunked", content=b"3\r\n012")
    talk = Talk().client(get("/1")).server(head).server_lost(5).server(b"345\r\n0\r\n\r\n").client(get("/2")).server(OK)
    heard = hear_all_ways(talk)
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200)]
    assert heard.exchanges[0].caveats == ("gap-in-content",)


def test_in_content_until_the_end():
    talk = Talk().client(get("/1")).server(response(200), b"123").server_lost(1_000).server(b"456")
    heard = hear_all_ways(talk)
    assert heard.contents == [(0, 6)]
    assert heard.exchanges[0].caveats == ("gap-in-content",)


def test_in_a_request_head():
    talk = Talk().client(b"GET /1 HTTP/1.1\r\nHost: a.te").client_lost(20).client(b"more\r\n\r\n").server(OK)
    heard = hear_all_ways(talk.client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
    assert heard.exchanges[0].caveats == ("truncated-head",)


def test_in_a_response_head():
    talk = Talk().client(get("/1")).server(b"HTTP/1.1 302 Found\r\nLoc").server_lost(20).server(b"more\r\n\r\nabc")
    heard = hear_all_ways(talk.client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/1", 302), ("GET", "/2", 204)]


def test_behind_a_start_line_without_its_end():
    talk = Talk().client(b"GET /1 HTTP/1.1").client_lost(20).server(b"HTTP/1.1 302").server_lost(20)
    assert hear_all_ways(talk).lines == [("GET", "/1", 302)]


def test_in_a_start_line():
    heard = hear_all_ways(Talk().client(b"GET /secre").client_lost(20).server(OK))
    assert not heard.exchanges
    assert heard.sizes == {"unframed-bytes": 10, "response-without-request": len(OK)}


@pytest.mark.parametrize("lost", range(4))
def test_one_of_several_requests(lost):
    talk = Talk()
    for number in range(4):
        said = get(f"/{number}")
        (talk.client_lost(len(said)) if number == lost else talk.client(said)).server(OK)
    heard = hear_all_ways(talk)
    assert heard.lines == [("GET", f"/{number}", 200) for number in range(4) if number != lost]
    assert heard.kinds["response-without-request"] == 1


@pytest.mark.parametrize("lost", range(4))
def test_one_of_several_responses(lost):
    talk = Talk()
    for number in range(4):
        talk.client(get(f"/{number}"))
        said = response(200 + number, "Content-Length: 1", content=b".")
        talk.server_lost(len(said)) if number == lost else talk.server(said)
    heard = hear_all_ways(talk)
    assert heard.lines == [("GET", f"/{number}", None if number == lost else 200 + number) for number in range(4)]


def test_over_several_exchanges():
    talk = Talk().client(get("/1")).server(OK).client_lost(70).server_lost(len(OK) * 2).client(get("/4"))
    assert hear_all_ways(talk.server(response(204))).lines == [("GET", "/1", 200), ("GET", "/4", 204)]


def test_over_several_responses():
    talk = Talk().client(get("/1")).server_lost(len(OK)).client(get("/2")).server_lost(len(OK)).client(get("/3"))
    heard = hear_all_ways(talk.server(response(204)))
    assert heard.lines == [("GET", "/1", None), ("GET", "/2", None), ("GET", "/3", 204)]


def test_between_messages_and_nothing_behind():
    heard = hear(Talk().client(get("/1")).server(OK).client_lost(50).server_lost(60))
    assert heard.lines == [("GET", "/1", 200)]
    assert not heard.anomalies


def test_in_a_tunnel():
    switching = response(101, "Upgrade: x")
    talk = Talk().client(get("/1", "Upgrade: x")).server(switching).client_lost(9).client(get("/ghost"))
    assert hear_all_ways(talk).lines == [("GET", "/1", 101)]


def test_first_of_pipelined_requests():
    talk = Talk().client_lost(len(get("/1"))).client(get("/2")).server(OK, response(204))
    # The server had received the first request alone when it answered that.
    first = talk.segments[1]
    talk.segments[1] = type(first)(first.side, first.position, first.data, first.frame, len(get("/1")), first.gap)
    assert hear_all_ways(talk).lines == [("GET", "/2", 204)]
