import gzip
from base64 import b64encode

import pytest
from content_pieces import cuts, pieces, read
from hypothesis import given
from hypothesis import strategies as st

from inventory.decode.content import Summary, open_content
from inventory.model.contents import KEPT_LIMIT
from inventory.model.exchanges import Fields

GRPC, WEB, TEXT = "application/grpc+proto", "application/grpc-web+proto", "application/grpc-web-text"
EVENTS, FORM = "text/event-stream; charset=utf-8", "application/x-www-form-urlencoded"
TRAILERS = b"grpc-status: 5\r\ngrpc-message: not found\r\n"
LOST = Summary(protocol="grpc", odd=frozenset({"malformed-grpc-message"}))


def message(payload, flags=0):
    return bytes([flags]) + len(payload).to_bytes(4, "big") + payload


MESSAGES = st.lists(st.builds(message, st.binary(max_size=300), st.sampled_from([0, 1])), max_size=8)


@pytest.mark.parametrize(
    ("fields", "request_"),
    [
        ((), True),
        ((("content-type", "application/xml"),), True),
        ((("content-type", FORM),), False),
        ((("content-type", EVENTS),), True),
        ((("content-encoding", "identity, "), ("content-type", "text/html")), False),
        ((("content-type", "application/grpcx"),), False),
    ],
)
def test_nothing_to_know(fields, request_):
    assert open_content(Fields(fields), request=request_) is None


@given(MESSAGES, cuts())
def test_grpc_messages(messages, places):
    summary = read(pieces(b"".join(messages), places), media_type=GRPC)
    assert summary == Summary(messages=len(messages), protocol="grpc")


@given(MESSAGES, cuts())
def test_grpc_web_messages_and_trailers(messages, places):
    content = b"".join(messages) + message(TRAILERS, 0x80)
    summary = read(pieces(content, places), media_type=WEB)
    assert summary.messages == len(messages)
    assert summary.trailers.lines == (("grpc-status", "5"), ("grpc-message", "not found"))
    assert (summary.protocol, summary.odd) == ("grpc-web", frozenset())


@given(MESSAGES, cuts(), cuts())
def test_grpc_web_text_in_padded_pieces(messages, padded, places):
    content = b"".join(messages) + message(TRAILERS, 0x80)
    text = b"".join(b64encode(piece) for piece in pieces(content, padded))
    summary = read(pieces(text, places), media_type=TEXT)
    assert (summary.messages, summary.trailers.get("grpc-status")) == (len(messages), "5")
    assert (summary.protocol, summary.odd) == ("grpc-web", frozenset())


@given(st.binary(max_size=60), cuts(), st.sampled_from([GRPC, WEB, TEXT, EVENTS]), st.sampled_from(["", "gzip"]))
def test_any_bytes_give_the_same_however_cut(content, places, media_type, coding):
    assert read(pieces(content, places), coding, media_type) == read([content], coding, media_type)


@given(st.lists(st.sampled_from([b"QUJD", b"AAAA", b"QQ==", b"QUI=", b"Q=", b"=", b"-", b"\n", b"AAAAAAA"])), cuts())
def test_any_base64_gives_the_same_however_cut(parts, places):
    text = b"".join(parts)
    assert read(pieces(text, places), media_type=TEXT) == read([text], media_type=TEXT)


@pytest.mark.parametrize("content", [b"\x02" + bytes(4), b"\x80" + bytes(4), b"\0\0\0", message(b"abc")[:-1], b"{}"])
def test_grpc_content_that_is_no_message(content):
    assert read([content], media_type=GRPC).odd == {"malformed-grpc-message"}


def test_messages_before_a_malformed_one_count():
    assert read([message(b"a") * 3 + b"\xff" * 50 + message(b"a")], media_type=GRPC).messages == 3


@pytest.mark.parametrize("text", [b"AAAA*AAA", b"AAAAAA", b"=AAA", b"AAAA==AA"])
def test_text_that_is_no_base64(text):
    assert read([text], media_type=TEXT).odd == {"malformed-grpc-message"}


def test_trailers_larger_than_the_limit():
    content = message(b"a: b\r\n" * 20_000, 0x80)
    assert read([content], media_type=WEB) == Summary(protocol="grpc-web", odd=frozenset({"oversized-trailers"}))


def test_message_that_claims_four_gigabytes_is_not_waited_for_in_memory():
    content = open_content(Fields((("content-type", GRPC),)), request=True)
    content.feed(b"\0\xff\xff\xff\xff")
    content.feed(bytes(1_000_000))
    assert content.held < 4_096
    assert content.finish(whole=False) == Summary(messages=1, protocol="grpc")


@pytest.mark.parametrize(("gap", "messages"), [(1, 2), (4, 2), (5, 1), (100, 1)])
def test_grpc_goes_on_after_a_gap_inside_of_a_message(gap, messages):
    content = open_content(Fields((("content-type", GRPC),)), request=True)
    content.feed(message(b"abcd")[:5])
    content.skip(gap)
    content.feed(b"abcd"[gap:] + message(b""))
    assert content.finish() == Summary(messages=messages, protocol="grpc")


def test_gap_in_coded_content_ends_it():
    coded = gzip.compress(b"a=1&b=2")
    content = open_content(Fields((("content-encoding", "gzip"), ("content-type", FORM))), request=True)
    content.feed(coded[:-8])
    content.skip(4)
    content.feed(coded[-4:])
    assert content.finish() == Summary(kept=b"a=1&b=2", cut=True)


def count_events(text):
    """Events as the WHATWG's rules have them, line by line."""
    events, data = 0, False
    for line in text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]:
        if not line:
            events, data = events + data, False
        elif line.partition(":")[0] == "data":
            data = True
    return events


PARTS = ["\r", "\n", "\r\n", "data", "data: x", "data:", ":", "event: a", "id", "\ufeff", "dat", "a", " ", "é" * 300]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join), cuts())
def test_events(text, places):
    summary = read(pieces(text.encode(), places), media_type=EVENTS)
    assert summary == Summary(messages=count_events(text), protocol="event-stream")


def test_events_as_servers_send_them():
    stream = (
        b"\xef\xbb\xbfdata: 1\n\n: keep-alive\n\nevent: x\rdata\r\rid: 3\r\n\r\ndata: a\r\ndata: b\r\n\r\ndata: open"
    )
    assert read([stream], media_type=EVENTS).messages == 3
    assert read([gzip.compress(stream)], "gzip", EVENTS).messages == 3


def test_line_end_of_two_bytes_in_two_pieces():
    stream = b"data: 1\r\nid: 2\r\n\r\ndata: 3\r\n"
    assert read([bytes([byte]) for byte in stream], media_type=EVENTS).messages == 1


def test_line_with_a_gap_is_no_data():
    content = open_content(Fields((("content-type", EVENTS),)), request=False)
    content.feed(b"data: a\n\nda")
    content.skip(10)
    content.feed(b"data: b\n\ndata: c\n\n")
    assert content.finish().messages == 2


@pytest.mark.parametrize("media_type", [FORM, "Multipart/Form-Data; boundary=x"])
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_forms_are_kept_up_to_the_limit(media_type, coding):
    form = b"".join(b"name%d=value&" % number for number in range(40_000))
    sent = gzip.compress(form) if coding else form
    summary = read(pieces(sent, [5, 5_000]), coding, media_type, request=True)
    assert summary == Summary(kept=form[:KEPT_LIMIT], cut=True)


def test_nothing_after_a_gap_is_kept():
    content = open_content(Fields((("content-type", FORM),)), request=True)
    content.feed(b"a=1&b")
    content.skip(2)
    content.feed(b"&c=3")
    assert content.finish().kept == b"a=1&b"


def test_coded_content_that_nobody_reads_is_opened_all_the_same():
    assert read([b"no gzip"], "GZIP", "image/png").odd == {"damaged-content"}
    assert read([gzip.compress(bytes(1 << 25))], "gzip", "text/html").odd == {"oversized-content"}
    assert read([gzip.compress(b"a")], "identity, Gzip ,", "text/html") == Summary()
    assert read([b"a"], ", ".join(f"c{number}" for number in range(1_000))).odd == {"unknown-coding"}


def test_damaged_coding_is_not_also_a_malformed_message():
    assert read([b"no gzip"], "gzip", GRPC).odd == {"damaged-content"}
