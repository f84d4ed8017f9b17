import pytest
from decode_talk import CLIENT, OK, SERVER, Talk, get, hear, hear_all_ways, response

UPGRADE = get("/up", "Connection: Upgrade", "Upgrade: custom")
SWITCHING = response(101, "Connection: Upgrade", "Upgrade: custom")
GHOST = get("/ghost")


def test_accepted_upgrade_ends_http_on_both_sides():
    heard = hear_all_ways(Talk().client(UPGRADE).server(SWITCHING).client(GHOST).server(OK))
    assert heard.lines == [("GET", "/up", 101)]
    assert heard.sizes == {"tunnelled-bytes": len(GHOST) + len(OK)}
    assert heard.kinds == {"tunnelled-bytes": 1}


def test_bytes_in_the_same_segment_as_the_upgrade_belong_to_it():
    heard = hear_all_ways(Talk().client(UPGRADE + GHOST).server(SWITCHING + OK))
    assert heard.lines == [("GET", "/up", 101)]


def test_refused_upgrade_goes_on_with_http():
    heard = hear_all_ways(Talk().client(UPGRADE + get("/2")).server(OK + response(404, "Content-Length: 0")))
    assert heard.lines == [("GET", "/up", 200), ("GET", "/2", 404)]


def test_upgrade_offered_with_each_of_many_requests():
    talk = Talk()
    for _ in range(3):
        talk.client(UPGRADE).server(OK)
    assert hear_all_ways(talk).lines == [("GET", "/up", 200)] * 3


@pytest.mark.parametrize("joined", [False, True])
def test_switching_that_nobody_asked_for(joined):
    heard = hear(Talk().client(get("/")).server(SWITCHING).client(GHOST).runs(joined=joined))
    assert heard.lines == [("GET", "/", 101)]
    assert heard.sizes == {"tunnelled-bytes": len(GHOST)}


def test_continue_before_switching():
    heard = hear_all_ways(Talk().client(UPGRADE).server(b"HTTP/1.1 100 Continue\r\n\r\n" + SWITCHING).client(GHOST))
    assert heard.lines == [("GET", "/up", 101)]


def test_client_side_alone_is_taken_for_http():
    assert hear_all_ways(Talk().client(UPGRADE, get("/2"))).lines == [("GET", "/up", None), ("GET", "/2", None)]


def test_client_side_alone_with_more_than_is_waited_for():
    talk = Talk().client(UPGRADE, *[get("/2", "X: " + "x" * 60_000)] * 20)
    runs = talk.runs()
    assert len(hear(runs).exchanges) == 21


def test_answer_that_was_lost_but_http_goes_on():
    talk = Talk().client(UPGRADE).server_lost(len(OK)).client(get("/2")).server(response(404, "Content-Length: 0"))
    assert hear_all_ways(talk).lines == [("GET", "/up", None), ("GET", "/2", 404)]


def test_server_side_joined_while_switching():
    heard = hear_all_ways(Talk().server(SWITCHING).client(GHOST))
    assert not heard.exchanges
    assert heard.sizes == {"response-without-request": len(SWITCHING), "tunnelled-bytes": len(GHOST)}


@pytest.mark.parametrize("protocol", ["h2c", "TLS/1.0", "anything"])
def test_any_protocol_may_follow(protocol):
    talk = Talk().client(get("/", f"Upgrade: {protocol}")).server(response(101, f"Upgrade: {protocol}"))
    assert hear_all_ways(talk.client(b"\x81\x85" + GHOST)).lines == [("GET", "/", 101)]


@pytest.mark.parametrize("rest", [b"5\r\nhello\r\n0\r\n\r\n", b"\r\n", b"\r\n\r\n5\r\n"])
def test_what_follows_requests_that_were_none_is_none_either(rest):
    """The client spoke another protocol before its switch was seen; what looked like requests is taken back."""
    talk = Talk().server(b"HTTP/1.1 101 Said\r\nUpgrade: other\r\n\r\n").client_lost(1)
    talk = talk.client(b"hello", get("/a"), get("/b"), rest)
    runs = [run for run in talk.runs() if run.side == CLIENT] + [run for run in talk.runs() if run.side == SERVER]
    assert set(hear(runs).sizes) == set(hear(talk.runs(joined=True)).sizes)
    assert "unframed-bytes" not in hear(talk.runs(joined=True)).sizes
