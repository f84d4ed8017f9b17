from decode_talk import OK, Talk, get, hear, hear_all_ways, request


def test_nothing_comes_back():
    heard = hear_all_ways(Talk().client(get("/1"), get("/2")))
    assert heard.lines == [("GET", "/1", None), ("GET", "/2", None)]
    assert heard.exchanges[0].response_fields.lines == ()


def test_last_request_is_left_open():
    heard = hear_all_ways(Talk().client(get("/1")).server(OK).client(get("/2")))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", None)]


def test_request_that_ends_inside_its_content():
    heard = hear_all_ways(Talk().client(request("PUT", "/", "Content-Length: 10", content=b"12345")))
    assert heard.lines == [("PUT", "/", None)]
    assert heard.contents == [(5, 0)]


def test_something_else_comes_back():
    heard = hear_all_ways(Talk().client(get("/")).server(b"\x15\x03\x01\x00\x02\x02\x46"))
    assert heard.lines == [("GET", "/", None)]
    assert heard.sizes == {"unframed-bytes": 7}


def test_connection_without_an_end():
    runs = [run for run in Talk().client(get("/")).runs() if not run.final]
    assert hear(runs).lines == [("GET", "/", None)]
