"""From the last byte of a request to the first one of its final response, where both are sure; else nothing is said."""

import msgspec
import pytest
from decode_talk import Talk, get, hear, hear_all_ways
from hpack import Encoder

from inventory.decode.http2.frames import PREFACE
from inventory.decode.latency import latencies, latency
from inventory.model.exchanges import Place
from inventory.model.streams import Connection, Run
from inventory.model.traffic import UNKNOWN

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
POST = b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n"
STEP = 1_000  # nanoseconds between two segments of a talk


def of(talk: Talk) -> list[int]:
    return [exchange.latency for exchange in hear_all_ways(talk).exchanges]


def test_a_response_right_after_its_request() -> None:
    assert of(Talk().client(get("/a")).server(OK)) == [STEP]


def test_the_content_of_a_request_belongs_to_it_and_that_of_a_response_comes_later() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"
    assert of(Talk().client(POST, b"ab", b"cd").server(answer, b"abc", b"def")) == [STEP]
    assert of(Talk().client(POST + b"ab", b"cd").server(answer[:20], answer[20:] + b"abc", b"def")) == [STEP]


def test_a_chunked_request_ends_with_its_trailers() -> None:
    head = b"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert of(Talk().client(head, b"2\r\nab\r\n", b"0\r\n", b"A: b\r\n\r\n").server(OK)) == [STEP]


def test_pipelined_requests_each_wait_for_their_own_answer() -> None:
    assert of(Talk().client(get("/a") + get("/b"), get("/c")).server(OK, OK + OK)) == [2 * STEP, 3 * STEP, 2 * STEP]


def test_segments_that_hold_several_messages() -> None:
    talk = Talk().client(get("/a")).server(OK).client(get("/b") + get("/c")[:9], get("/c")[9:]).server(OK + OK)
    assert of(talk) == [STEP, 2 * STEP, STEP]


def test_interim_responses_are_not_the_answer() -> None:
    talk = Talk().client(POST.replace(b"Host", b"Expect: 100-continue\r\nHost"))
    talk.server(b"HTTP/1.1 100 Continue\r\n\r\n").client(b"abcd").server(b"HTTP/1.1 102 Processing\r\n\r\n", OK)
    assert of(talk) == [2 * STEP]


def test_an_answer_before_the_request_has_ended_tells_nothing() -> None:
    assert of(Talk().client(POST, b"ab").server(OK).client(b"cd")) == [UNKNOWN]
    assert of(Talk().client(POST, b"ab").server(OK)) == [UNKNOWN], "the rest of the request was never sent"


def test_no_answer_takes_no_time() -> None:
    assert of(Talk().client(get("/a"))) == [UNKNOWN]


def test_the_end_of_a_request_that_was_not_captured() -> None:
    assert [one.latency for one in hear(Talk().client(POST, b"ab").client_lost(2).server(OK)).exchanges] == [UNKNOWN]


def test_a_gap_inside_of_contents_does_no_harm() -> None:
    talk = Talk().client(POST, b"a").client_lost(2).client(b"d").server(OK[:-1])
    assert [one.latency for one in hear(talk).exchanges] == [STEP]


def test_ambiguous_framing_is_no_ground_for_a_guess() -> None:
    head = b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert of(Talk().client(head + b"0\r\n\r\n").server(OK)) == [UNKNOWN]


@pytest.mark.parametrize(
    ("asked", "answered", "wanted"),
    [
        (Place(1, 0, 100), Place(2, 0, 130), 30),
        (Place(2, 0, 100), Place(1, 0, 130), 30),  # packets of several queues may stand in any order
        (Place(1, 0, 100), Place(2, 0, 100), 0),
        (Place(2, 0, 100), Place(1, 0, 100), UNKNOWN),
        (Place(1, 0, 100), Place(2, 0, 99), UNKNOWN),
        (Place(1, 0, 0), Place(2, 0, 99), UNKNOWN),
        (Place(1, 0, 99), Place(2, 0, 0), UNKNOWN),
        (Place(1, 0, 0), Place(2, 0, 0), UNKNOWN),
    ],
)
def test_clocks(asked: Place, answered: Place, wanted: int) -> None:
    assert latency(asked, answered) == wanted
    sides = [
        Run(Connection(0, ("a", "b")), side, 0, 1, 0, True, (b"x",), [0], [one.frame], [one.time], [0])
        for side, one in enumerate((asked, answered))
    ]
    for first in ([0], range(1)):
        assert latencies(sides[0], first, sides[1], first) == [wanted]


def test_clocks_that_run_backwards_spoil_single_exchanges_only() -> None:
    talk = Talk().client(get("/a")).server(OK).client(get("/b")).server(OK).client(get("/c")).server(OK)
    times = {1: 1_000, 2: 2_000, 3: 5_000, 4: 4_000, 5: 6_000, 6: 6_000}
    for joined in (False, True):
        runs = [
            msgspec.structs.replace(run, times=[times[frame] for frame in run.frames])
            for run in talk.runs(joined=joined)
        ]
        assert [one.latency for one in hear(runs).exchanges] == [1_000, UNKNOWN, 0]


def test_a_request_has_ended_when_all_of_its_packets_came() -> None:
    """What was sent again came later than the end of the request, which was captured before it."""
    talk = Talk().client(POST, b"ab", b"cd").server(OK).client(get("/b")).server(OK)
    times = {1: 9_000, 2: 8_000, 3: 3_000, 4: 10_000, 5: 11_000, 6: 13_000}
    for joined in (False, True):
        runs = [
            msgspec.structs.replace(run, times=[times[frame] for frame in run.frames])
            for run in talk.runs(joined=joined)
        ]
        assert [one.latency for one in hear(runs).exchanges] == [1_000, 2_000]


def test_a_request_that_is_read_step_by_step_ends_with_the_last_of_its_packets_too() -> None:
    talk = Talk().client(POST).server(b"HTTP/1.1 100 Continue\r\n\r\n").client(b"ab", b"c", b"d").server(OK)
    times = {1: 9_000, 2: 9_500, 3: 7_000, 4: 8_000, 5: 3_000, 6: 10_000}
    for joined in (False, True):
        runs = [
            msgspec.structs.replace(run, times=[times[frame] for frame in run.frames])
            for run in talk.runs(joined=joined)
        ]
        assert [one.latency for one in hear(runs).exchanges] == [1_000]


HEADERS, DATA, END_STREAM, END_HEADERS = 1, 0, 1, 4


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


def block(*lines: tuple[str, str]) -> bytes:
    return Encoder().encode(lines)


ASKED = block((":method", "POST"), (":scheme", "https"), (":path", "/x"), (":authority", "h"))
EARLY, FINAL = block((":status", "103")), block((":status", "200"))
BEGIN = PREFACE + frame(4, 0, 0)


def test_http2_counts_from_the_end_of_the_stream_to_the_final_head() -> None:
    talk = Talk().client(BEGIN + frame(HEADERS, END_HEADERS, 1, ASKED)).server(frame(4, 0, 0))
    data = frame(DATA, END_STREAM, 1, b"abcd")
    talk.client(data[:11], data[11:]).server(frame(HEADERS, END_HEADERS, 1, EARLY))
    talk.server(frame(HEADERS, END_HEADERS, 1, FINAL), frame(DATA, END_STREAM, 1, b"ok"))
    assert of(talk) == [2 * STEP]


def test_http2_streams_are_told_apart() -> None:
    asked = [frame(HEADERS, END_HEADERS | END_STREAM, number, ASKED) for number in (1, 3)]
    answered = [frame(HEADERS, END_HEADERS | END_STREAM, number, FINAL) for number in (3, 1)]
    assert sorted(of(Talk().client(BEGIN + asked[0], asked[1]).server(*answered))) == [STEP, 3 * STEP]


def test_http2_that_answers_while_it_is_asked_tells_nothing() -> None:
    """As calls of gRPC do that stream in both directions."""
    talk = Talk().client(BEGIN + frame(HEADERS, END_HEADERS, 1, ASKED)).server(frame(HEADERS, END_HEADERS, 1, FINAL))
    talk.client(frame(DATA, END_STREAM, 1, b"ab")).server(frame(DATA, END_STREAM, 1, b"ok"))
    assert of(talk) == [UNKNOWN]


def test_http2_requests_that_never_end_tell_nothing() -> None:
    talk = (
        Talk()
        .client(BEGIN + frame(HEADERS, END_HEADERS, 1, ASKED))
        .server(frame(HEADERS, END_HEADERS | END_STREAM, 1, FINAL))
    )
    assert of(talk) == [UNKNOWN]
