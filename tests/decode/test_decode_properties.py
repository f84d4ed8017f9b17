import itertools

import pytest
from decode_messages import conversations, talk_of
from decode_talk import CLIENT, OK, SERVER, Segment, Talk, get, hear, join, request, response
from hypothesis import given
from hypothesis import strategies as st

from inventory.decode import decode, whole
from inventory.decode.conversing import Talk as Talking
from inventory.model.streams import Run


def facts(said):
    return [(one.method, one.target, one.status, one.sizes, one.request_fields, one.response_fields) for one in said]


def heard_facts(heard):
    return [
        (
            exchange.method,
            exchange.target,
            exchange.status,
            (exchange.request_size, exchange.response_size),
            exchange.request_fields.lines,
            exchange.response_fields.lines,
        )
        for exchange in heard.exchanges
    ]


@st.composite
def resegmented(draw: st.DrawFn, talk: Talk) -> Talk:
    """The same bytes in other segments."""
    segments: list[Segment] = []
    for segment in talk.segments:
        places = draw(st.lists(st.integers(0, len(segment.data)), max_size=8))
        cuts = sorted({0, len(segment.data), *places})
        for start, end in itertools.pairwise(cuts):
            position, frame = segment.position + start, len(segments) + 1
            gap = 0 if start else segment.gap
            segments.append(Segment(segment.side, position, segment.data[start:end], frame, segment.ack, gap))
    return Talk(talk.number, talk.acknowledging, segments, talk.said, talk.missing)


@st.composite
def ordered(draw: st.DrawFn, talk: Talk) -> list[Run]:
    """The runs of a talk, joined at random; those of one side in order, however the two sides are mixed."""
    sides: tuple[list[Run], list[Run]] = ([], [])
    for side in (CLIENT, SERVER):
        for run in [run for run in talk.runs() if run.side == side]:
            before = sides[side]
            if before and not run.gap and draw(st.booleans()):
                before[-1] = before[-1].joined(run)
            else:
                before.append(run)
    mixed: list[Run] = []
    while sides[CLIENT] and sides[SERVER]:
        mixed.append(sides[draw(st.sampled_from((CLIENT, SERVER)))].pop(0))
    return [*mixed, *sides[CLIENT], *sides[SERVER]]


@given(st.data(), conversations(), st.booleans())
def test_valid_conversations_are_read_however_they_arrive(data, said, pipelined):
    talk = data.draw(resegmented(talk_of(said, pipelined=pipelined)))
    heard = hear(data.draw(ordered(talk)))
    assert heard_facts(heard) == facts(said)
    assert not heard.anomalies
    assert all(exchange.caveats == () for exchange in heard.exchanges)


PARTS = st.sampled_from(
    [
        get("/a"), get("/b", "Upgrade: h2c"), request("POST", "/c", "Content-Length: 5"), request("HEAD", "/d"),
        request("PUT", "/e", "Transfer-Encoding: chunked"), b"5\r\nhello\r\n0\r\n\r\n", b"hello", b"\r\n",
        b"CONNECT h:1 HTTP/1.1\r\n\r\n", b"Content-Length: 1, 2\r\n\r\n", b"GET /f HTTP/1.1\r\n", b"zz\r\n", b"GE",
        b"GET /old\r\n", b"\n",
    ]
)  # fmt: skip
ANSWERS = st.sampled_from(
    [
        OK, response(204), response(200, "Transfer-Encoding: chunked"), b"5\r\nhello\r\n0\r\n\r\n", response(200),
        b"hello", response(101, "Upgrade: h2c"), response(100), response(304, "Content-Length: 7"), b"HTTP/1.1 2",
        b"HTT", b"\r", response(200, "Content-Length: 50"), b"HTTP/1.1 700 No\r\n\r\n", b"zz\r\n",
    ]
)  # fmt: skip


@st.composite
def odd_talks(draw: st.DrawFn) -> Talk:
    """Messages, parts of messages, bytes and gaps in any order."""
    talk = Talk(acknowledging=draw(st.booleans()))
    for _ in range(draw(st.integers(1, 12))):
        what = draw(st.integers(0, 7))
        if what in (0, 1, 2):
            talk.client(draw(PARTS))
        elif what in (3, 4, 5):
            talk.server(draw(ANSWERS))
        elif what == 6:
            talk.client_lost(draw(st.integers(1, 60)))
        else:
            talk.server_lost(draw(st.integers(1, 60)))
    return talk


@given(st.data(), odd_talks())
def test_how_runs_are_cut_makes_no_difference(data, talk):
    one = hear([run for side in (CLIENT, SERVER) for run in join(run for run in talk.runs() if run.side == side)])
    cut = [run for run in talk.runs() if run.side == CLIENT] + [run for run in talk.runs() if run.side == SERVER]
    other = hear(cut)
    assert one.exchanges == other.exchanges
    assert one.sizes == other.sizes
    # What follows a switch counts once, but each request that turns out to be part of it counts too.
    kinds = [
        {kind: count for kind, count in heard.kinds.items() if kind != "tunnelled-bytes"} for heard in (one, other)
    ]
    assert kinds[0] == kinds[1]


@given(st.data(), odd_talks())
def test_every_byte_is_accounted_for_whatever_is_said(data, talk):
    hear(data.draw(ordered(data.draw(resegmented(talk)))))


@given(st.lists(st.tuples(st.booleans(), st.binary(min_size=1, max_size=200), st.integers(0, 3)), max_size=20))
def test_random_bytes_end_and_are_accounted_for(segments):
    talk = Talk()
    for by_client, data, gap in segments:
        (talk.client_lost if by_client else talk.server_lost)(gap)
        (talk.client if by_client else talk.server)(data)
    hear(talk)
    hear(talk.runs(joined=True))


@given(st.data(), conversations(), st.integers(1, 5))
def test_damaged_conversations_end_and_are_accounted_for(data, said, count):
    talk = talk_of(said, pipelined=False)
    for _ in range(count):
        index = data.draw(st.integers(0, len(talk.segments) - 1))
        segment = talk.segments[index]
        place = data.draw(st.integers(0, len(segment.data) - 1))
        damaged = segment.data[:place] + data.draw(st.binary(min_size=1, max_size=1)) + segment.data[place + 1 :]
        talk.segments[index] = Segment(segment.side, segment.position, damaged, segment.frame, segment.ack)
    heard = hear(talk)
    assert len(heard.exchanges) <= sum(one.request.count(b"HTTP/") for one in said) + count


@given(odd_talks() | st.builds(talk_of, conversations(), pipelined=st.booleans()), st.booleans())
def test_many_exchanges_together_or_step_by_step_gives_the_same(talk, closed):
    together = hear(talk.runs(joined=True, closed=closed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "exchanges", lambda *_: [])
        steps = hear(talk.runs(joined=True, closed=closed))
    assert (steps.exchanges, steps.sizes) == (together.exchanges, together.sizes)


def test_an_upgrade_that_nobody_answered_is_judged_by_all_that_the_server_said():
    """That an exchange before it was read together with its response makes no difference."""
    talk = Talk(acknowledging=False)
    for message in (get("/a"), get("/b", "Upgrade: h2c"), get("/c")):
        talk.client(message)
    talk.server(OK)
    together = hear(talk.runs(joined=True, closed=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "exchanges", lambda *_: [])
        steps = hear(talk.runs(joined=True, closed=True))
    assert (steps.exchanges, steps.sizes) == (together.exchanges, together.sizes)


@given(conversations(), st.booleans())
def test_a_whole_connection_at_once_or_step_by_step_ends_alike(said, pipelined):
    """Also what became of its bytes, which is summed up at its end."""
    runs = talk_of(said, pipelined=pipelined).runs(joined=True, closed=True)
    together = list(decode(runs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "connection", lambda *_: None)
        assert list(decode(runs)) == together


def test_a_plain_connection_is_read_at_once(monkeypatch):
    monkeypatch.setattr(Talking, "feed", None)  # what is called for a closer look
    talk = Talk()
    for number in range(3):
        talk.client(get(f"/{number}")).server(OK)
    assert [line[1] for line in hear(talk.runs(joined=True, closed=True)).lines] == ["/0", "/1", "/2"]
