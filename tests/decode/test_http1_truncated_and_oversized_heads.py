from decode_talk import OK, Talk, get, hear_all_ways, response

LONG = "X: " + "x" * 70_000


def test_capture_ends_inside_the_heads():
    heard = hear_all_ways(
        Talk().client(b"GET /1 HTTP/1.1\r\nAccept: b\r\nHost: a.te").server(b"HTTP/1.1 200 OK\r\nServ")
    )
    assert heard.lines == [("GET", "/1", 200)]
    assert heard.exchanges[0].request_fields.lines == (("accept", "b"),)
    assert heard.exchanges[0].caveats == ("truncated-head",)
    assert heard.kinds == {"truncated-head": 2}


def test_head_longer_than_the_limit():
    heard = hear_all_ways(Talk().client(get("/1", LONG)).server(OK).client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
    assert [exchange.caveats for exchange in heard.exchanges] == [("oversized-head",), ()]
    assert heard.exchanges[0].authority == "a.test"


def test_head_as_long_as_the_limit():
    start = get("/1", "X: ")
    fits = get("/1", "X: " + "x" * (65_536 - len(start)))
    longer = get("/1", "X: " + "x" * (65_537 - len(start)))
    assert not hear_all_ways(Talk().client(fits, get("/2")).server(OK + OK)).anomalies
    assert hear_all_ways(Talk().client(longer, get("/2")).server(OK + OK)).kinds["oversized-head"] == 1


def test_head_limit_does_not_depend_on_segments():
    talk = Talk().client(get("/1", LONG)).server(OK).client(get("/2")).server(response(204))
    assert (
        hear_all_ways(talk).exchanges
        == hear_all_ways(talk.cut(65_536)).exchanges[:1] + hear_all_ways(talk).exchanges[1:]
    )


def test_more_fields_than_the_limit():
    heard = hear_all_ways(Talk().client(get("/1", *(f"X-{number}: 1" for number in range(2_000)))).server(OK))
    assert heard.lines == [("GET", "/1", 200)]
    assert heard.exchanges[0].caveats == ("oversized-head",)
    assert len(heard.exchanges[0].request_fields.lines) == 1_024


def test_head_that_never_ends():
    heard = hear_all_ways(Talk().client(b"GET /1 HTTP/1.1\r\nX: ", *[b"x" * 1_400] * 100))
    assert heard.lines == [("GET", "/1", None)]
    assert heard.sizes == {"unframed-bytes": 20 + 140_000 - 65_536}


def test_start_line_that_never_ends():
    heard = hear_all_ways(Talk().client(get("/1")).server(OK).client(b"GET /", *[b"x" * 1_400] * 100).client(get("/2")))
    assert [line[1] for line in heard.lines] == ["/1", "/2"]


def test_oversized_response_head():
    heard = hear_all_ways(Talk().client(get("/1")).server(response(200, LONG)).client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
