from decode_talk import OK, Talk, hear_all_ways


def test_request_without_a_version():
    heard = hear_all_ways(Talk().client(b"GET /old\r\n").server(b"<html>", b"hello"))
    assert heard.lines == [("GET", "/old", None)]
    assert (heard.exchanges[0].http_version, heard.exchanges[0].authority) == ("0.9", "")
    assert heard.sizes == {"unframed-bytes": 11}


def test_request_without_a_version_split_over_segments():
    assert hear_all_ways(Talk().client(b"GE", b"T /o", b"ld\r", b"\n").server(b"<html>")).lines == [
        ("GET", "/old", None)
    ]


def test_request_without_a_version_that_is_answered_with_one():
    heard = hear_all_ways(Talk().client(b"GET /old\r\n").server(OK))
    assert heard.lines == [("GET", "/old", 200)]


def test_what_follows_a_request_without_a_version_is_not_its_head():
    heard = hear_all_ways(Talk().client(b"GET /old\r\nHost: a.test\r\n\r\n").server(OK))
    assert heard.lines == [("GET", "/old", 200)]
    assert heard.sizes == {"unframed-bytes": 16}


def test_text_that_only_begins_like_it():
    for text in (b"GET /old", b"GET old\r\n", b"PUT /old\r\n", b"get /old\r\n"):
        heard = hear_all_ways(Talk().client(text).server(b"what?\r\n"))
        assert not heard.exchanges
        assert heard.sizes == {"not-http": len(text) + 7}


def test_request_without_a_version_later_in_a_stream():
    heard = hear_all_ways(Talk().client(b"HELO\r\n", b"GET /old\r\n").server(b"what?\r\n"))
    assert not heard.exchanges
