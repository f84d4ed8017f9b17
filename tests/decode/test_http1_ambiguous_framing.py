import pytest
from decode_talk import OK, Talk, get, hear, hear_all_ways, request, response

HIDDEN = get("/hidden")
MARK = ("ambiguous-framing",)


def smuggled(*fields: str) -> bytes:
    return request("POST", "/front", *fields, content=b"0\r\n\r\n" + HIDDEN)


@pytest.mark.parametrize(
    "coding",
    [
        "chunked",
        "Chunked",
        " chunked",
        "chunked, chunked",
        "gzip,chunked",
        "xchunked",
        "\x0bchunked",
        "chunked, identity",
    ],
)
def test_length_beside_transfer_encoding_marks_all_that_follows(coding):
    fields = (f"Content-Length: {5 + len(HIDDEN)}", f"Transfer-Encoding: {coding}")
    heard = hear_all_ways(Talk().client(smuggled(*fields)).server(OK, OK).client(get("/later")).server(OK))
    assert heard.lines[0] == ("POST", "/front", 200)
    assert {exchange.caveats for exchange in heard.exchanges} == {MARK}


@pytest.mark.parametrize(
    "coding",
    [
        "xchunked",
        "chunked, identity",
        "identity, chunked, chunked",
        "gzip",
        "chunked;q=1",
        "chunked\r\nTransfer-Encoding: x",
    ],
)
def test_transfer_encoding_that_readers_differ_on(coding):
    heard = hear_all_ways(Talk().client(smuggled(f"Transfer-Encoding: {coding}")).server(OK))
    assert heard.exchanges[0].caveats == MARK
    assert all(exchange.caveats == MARK for exchange in heard.exchanges)


def test_chunked_from_a_client_too_old_for_it():
    old = b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert hear_all_ways(Talk().client(old).server(OK)).exchanges[0].caveats == MARK


@pytest.mark.parametrize(
    "values",
    [
        ["5", "50"],
        ["+5"],
        ["5,6"],
        ["5,"],
        ["1e3"],
        ["0x5"],
        ["5_0"],
        ["9" * 5_000],
        ["-5"],
        ["\xef\xbc\x95"],
        [""],
        ["5 5"],
    ],
    ids=lambda values: ascii(values[0][:6]),
)
def test_length_that_is_none_or_several(values):
    odd = response(200, *(f"Content-Length: {value}" for value in values), content=b"hello")
    heard = hear_all_ways(Talk().client(get("/1")).server(odd).client(get("/2")).server(response(204)))
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 204)]
    assert heard.exchanges[0].caveats == MARK
    assert heard.sizes == {"unframed-bytes": 5}


@pytest.mark.parametrize("values", [["5"], [" 5 "], ["5", "5"], ["5, 5"], ["005"]])
def test_length_that_is_clear(values):
    clear = response(200, *(f"Content-Length: {value}" for value in values), content=b"hello")
    heard = hear_all_ways(Talk().client(get("/1")).server(clear + OK))
    assert heard.contents == [(0, 5)]
    assert heard.exchanges[0].caveats == ()


def test_space_before_the_colon():
    odd = b"POST / HTTP/1.1\r\nContent-Length : 5\r\n\r\nhello"
    heard = hear_all_ways(Talk().client(odd).server(OK))
    assert heard.contents == [(5, 2)]
    assert heard.exchanges[0].caveats == MARK


def test_length_beyond_what_is_sent_does_not_end():
    huge = response(200, "Content-Length: 999999999999999999", content=b"some")
    heard = hear(Talk().client(get("/1")).server(huge, OK))
    assert heard.lines == [("GET", "/1", 200)]
    assert heard.contents == [(0, 4 + len(OK))]


def test_coding_identity_is_none():
    heard = hear_all_ways(
        Talk().client(request("POST", "/", "Transfer-Encoding: identity", "Content-Length: 2", content=b"ab"))
    )
    assert heard.contents == [(2, 0)]
    assert heard.exchanges[0].caveats == ()


def test_mark_stays_on_its_connection():
    fields = (f"Content-Length: {5 + len(HIDDEN)}", "Transfer-Encoding: chunked")
    one, other = Talk(0).client(smuggled(*fields)).server(OK), Talk(1).client(get("/other")).server(OK)
    assert hear([*one.runs(), *other.runs()]).exchanges[-1].caveats == ()
