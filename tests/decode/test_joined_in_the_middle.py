from decode_talk import OK, Talk, get, hear, hear_all_ways, request, response


def test_in_the_middle_of_a_response():
    heard = hear_all_ways(
        Talk().server(b"rest of some content").client(get("/1")).server(OK).client(get("/2")).server(OK)
    )
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200)]
    assert heard.sizes == {"unframed-bytes": 20}


def test_in_the_middle_of_a_request():
    heard = hear_all_ways(Talk().client(b"name=value&more").server(OK).client(get("/1")).server(response(204)))
    assert heard.lines == [("GET", "/1", 204)]
    assert heard.sizes == {"unframed-bytes": 15, "response-without-request": len(OK)}


def test_after_the_request_and_before_the_response():
    heard = hear_all_ways(Talk().server(OK).client(get("/2")).server(response(404, "Content-Length: 0")))
    assert heard.lines == [("GET", "/2", 404)]


def test_the_first_message_is_a_response_that_no_later_request_can_have_caused():
    talk = Talk().server(response(500, "Content-Length: 0")).client(get("/2"))
    assert hear_all_ways(talk).lines == [("GET", "/2", None)]


def test_in_the_middle_of_a_head():
    heard = hear_all_ways(Talk().client(b"pt: text/html\r\n\r\n").server(OK).client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/2", 204)]


def test_client_side_alone():
    assert hear_all_ways(Talk().client(b"rest;", get("/1"), get("/2"))).lines == [
        ("GET", "/1", None),
        ("GET", "/2", None),
    ]


def test_start_line_split_over_segments():
    talk = (
        Talk()
        .server(b"rest")
        .client(b"GE", b"T /1 HT", b"TP/1.1\r\nHost: a.te", b"st\r\n\r", b"\n")
        .server(b"HT", OK[2:])
    )
    assert hear_all_ways(talk).lines == [("GET", "/1", 200)]


def test_what_only_looks_like_a_request_is_none():
    for line in (
        b"T /x HTTP/1.1",
        b"GET /x HTTP/1.1 and more",
        b"not /x http/1.1",
        b"see GET /x",
        b"\x00GET /x HTTP/1.1",
    ):
        heard = hear_all_ways(Talk().client(b"\x01\x02", line + b"\r\nHost: a\r\n\r\n"))
        assert not heard.exchanges, line
        assert set(heard.sizes) == {"not-http"}


def test_requests_that_begin_inside_a_segment_are_not_looked_for():
    assert not hear(Talk().client(b"\x01" + get("/1"))).exchanges


def test_message_behind_more_than_is_looked_at():
    heard = hear(Talk().client(b"\x01" * 1_100_000, get("/late")))
    assert not heard.exchanges
    assert hear(Talk().client(b"\x01" * 1_000_000, get("/soon"))).lines == [("GET", "/soon", None)]


def test_long_start_line_in_the_middle():
    path = "/" + "p" * 20_000
    heard = hear_all_ways(Talk().server(b"\x00rest").client(request("GET", path)).cut(1_400))
    assert heard.lines == [("GET", path, None)]
