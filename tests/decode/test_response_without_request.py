from decode_talk import CLIENT, OK, SERVER, Talk, get, hear, hear_all_ways, response


def test_no_exchange_is_invented():
    heard = hear_all_ways(Talk().server(OK, OK + OK))
    assert not heard.exchanges
    assert heard.kinds == {"response-without-request": 3}
    assert heard.sizes == {"response-without-request": 3 * len(OK)}


def test_server_side_alone_with_more_than_is_waited_for():
    heard = hear(Talk(acknowledging=False).server(*[response(200, "Content-Length: 9000", content=bytes(9_000))] * 300))
    assert heard.kinds == {"response-without-request": 300}


def test_response_that_the_server_sends_unasked():
    timeout = response(408, "Content-Length: 0")
    heard = hear_all_ways(Talk().client(get("/")).server(OK).server(timeout))
    assert heard.lines == [("GET", "/", 200)]
    assert heard.sizes == {"response-without-request": len(timeout)}


def test_responses_captured_before_their_requests():
    runs = Talk().client(get("/1")).server(OK).client(get("/2")).server(response(404, "Content-Length: 0")).runs()
    late = sorted(runs, key=lambda run: (run.final, run.side == CLIENT))
    assert late[0].side == SERVER
    assert hear(late).lines == [("GET", "/1", 200), ("GET", "/2", 404)]


def test_acknowledgements_that_contradict_the_order():
    talk = Talk().client(get("/1")).server(OK).client(get("/2")).server(response(404, "Content-Length: 0"))
    for number, segment in enumerate(talk.segments):
        talk.segments[number] = type(segment)(segment.side, segment.position, segment.data, segment.frame, 0)
    assert hear_all_ways(talk).lines == [("GET", "/1", 200), ("GET", "/2", 404)]


def test_capture_without_acknowledgements():
    talk = Talk(acknowledging=False).client(get("/1")).server(OK).client(get("/2")).server(OK)
    assert hear_all_ways(talk).lines == [("GET", "/1", 200), ("GET", "/2", 200)]
