"""Whatever hyper-h2 says is heard, however it is cut; and nothing else is, whatever is lost of it."""

from collections import Counter
from dataclasses import replace

from decode_talk import CLIENT, Heard, Talk, get, hear, hear_all_ways
from h2.settings import SettingCodes
from http2_talk import Peers, late, without
from hypothesis import example, given, settings
from hypothesis import strategies as st

SEEDS = st.integers(0, 10_000)


def lines(heard: Heard) -> list[tuple[str, str, int | None, int, int]]:
    found = [(one.method, one.target, one.status, one.request_size, one.response_size) for one in heard.exchanges]
    return sorted(found, key=str)


@settings(max_examples=25)
@given(SEEDS, st.integers(0, 25), st.sampled_from([3, 100, 1_400, 100_000]))
def test_every_exchange_is_heard_however_it_is_cut(seed: int, count: int, size: int) -> None:
    peers = Peers(seed).run(count)
    heard = hear_all_ways(peers.talk.cut(size))
    assert lines(heard) == peers.lines
    assert not heard.sizes
    assert {one.http_version for one in heard.exchanges} <= {"2"}
    assert {one.authority for one in heard.exchanges} <= {"api.test"}


@settings(max_examples=60)
@given(SEEDS, st.data())
def test_a_late_capture_tells_nothing_wrong(seed: int, data: st.DataObject) -> None:
    peers = Peers(seed).run(15)
    heard = hear(late(peers.talk, data.draw(st.integers(1, len(peers.talk.segments) - 1))))
    sent = {(said.method, said.target) for said in peers.said.values()}
    assert {(one.method, one.target) for one in heard.exchanges} <= sent
    assert len(heard.exchanges) <= 15


@settings(max_examples=80)
@given(SEEDS, st.data())
def test_loss_tells_nothing_wrong_and_every_byte_is_accounted_for(seed: int, data: st.DataObject) -> None:
    peers = Peers(seed).run(15)
    talk = peers.talk.cut(data.draw(st.sampled_from([50, 500, 5_000])))
    lost = data.draw(st.sets(st.integers(1, len(talk.segments) - 1), max_size=4))
    heard = hear(without(talk, lost))
    allowed = Counter((said.method, said.target) for said in peers.said.values())
    assert not Counter((one.method, one.target) for one in heard.exchanges) - allowed
    statuses = {said.target: said.status for said in peers.said.values()}
    assert all(one.status in (None, statuses[one.target]) for one in heard.exchanges)


def test_most_is_heard_although_a_segment_is_lost() -> None:
    peers = Peers(3).run(40)
    least = 40
    for lost in range(1, len(peers.talk.segments)):
        heard = hear(without(peers.talk, {lost}))
        least = min(least, len(heard.exchanges))
    assert least > 10


def test_upgrade_from_http1() -> None:
    peers = Peers(1, upgraded=True)
    peers.server.send_headers(1, [(":status", "207"), ("content-type", "application/json")])
    peers.server.send_data(1, b"{}", end_stream=True)
    peers.flush()
    talk = Talk().client(get("/up", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"))
    talk.server(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
    for segment in peers.talk.segments:
        (talk.client if segment.side == CLIENT else talk.server)(segment.data)
    heard = hear_all_ways(talk)
    assert heard.lines == [("GET", "/up", 207)]
    (exchange,) = heard.exchanges
    assert exchange.http_version == "1.1"
    assert (exchange.response_content, exchange.response_cut) == (b"{}", False)
    assert not heard.sizes


def test_upgrade_without_an_answer_keeps_101() -> None:
    talk = Talk().client(get("/up", "Upgrade: h2c")).server(b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n")
    assert hear_all_ways(talk).lines == [("GET", "/up", 101)]


def test_trailers_are_told_apart() -> None:
    peers = Peers(1)
    stream = peers.request()
    peers.flush()
    peers.server.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc")])
    peers.server.send_headers(stream, [("grpc-status", "5")], end_stream=True)
    peers.flush()
    (exchange,) = hear_all_ways(peers.talk).exchanges
    assert exchange.response_fields.lines == (("content-type", "application/grpc"),)
    assert exchange.response_trailers.lines == (("grpc-status", "5"),)


def test_pushed_responses_are_exchanges() -> None:
    peers = Peers(1)
    stream = peers.client.get_next_available_stream_id()
    peers.client.send_headers(
        stream, [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a")], end_stream=True
    )
    peers.flush()
    pushed = [(":method", "GET"), (":scheme", "http"), (":path", "/style.css"), (":authority", "a")]
    peers.server.push_stream(stream, 2, pushed)
    for number in (stream, 2):
        peers.server.send_headers(number, [(":status", "200")], end_stream=True)
    peers.flush()
    assert sorted(hear_all_ways(peers.talk).lines) == [("GET", "/", 200), ("GET", "/style.css", 200)]


def test_more_streams_than_are_kept_at_a_time_in_one_run() -> None:
    peers = Peers(1)
    for _ in range(1_500):
        stream = peers.request()
        peers.flush()
        peers.answer(stream)
        peers.flush()
    assert lines(hear(peers.talk.runs(joined=True))) == peers.lines


def test_content_in_a_gap_is_a_caveat() -> None:
    peers = Peers(1)
    stream = peers.request()
    peers.flush()
    peers.server.send_headers(stream, [(":status", "200")])
    peers.flush()
    before = len(peers.talk.segments)
    peers.server.send_data(stream, bytes(5_000), end_stream=True)
    peers.flush()
    talk = peers.talk.cut(1_000)
    assert before < len(talk.segments)
    heard = hear(without(talk, {len(talk.segments) - 3}))
    assert [one.status for one in heard.exchanges] == [200]
    assert heard.exchanges[0].caveats == ("gap-in-content",)


@given(st.binary(max_size=300), st.binary(max_size=300))
@example(b"", b"\0\0\1\0\0\0\0\0\1")  # the head of a DATA frame whose content was not captured
def test_random_frames_end_and_are_accounted_for(asked: bytes, answered: bytes) -> None:
    hear_all_ways(Talk().client(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + asked).server(answered))


@settings(max_examples=60)
@given(SEEDS, st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 255)), max_size=5))
def test_damaged_frames_end_and_are_accounted_for(seed: int, damage: list[tuple[int, int]]) -> None:
    talk = Peers(seed).run(6).talk
    for place, value in damage:
        segment = talk.segments[place % len(talk.segments)]
        at = place % len(segment.data)
        data = segment.data[:at] + bytes([value]) + segment.data[at + 1 :]
        talk.segments[talk.segments.index(segment)] = replace(segment, data=data)
    hear(talk)
    hear(talk.runs(joined=True))


def test_messages_of_grpc_and_websocket_are_counted() -> None:
    peers = Peers(1)
    peers.server.update_settings({SettingCodes.ENABLE_CONNECT_PROTOCOL: 1})
    peers.flush()
    call, socket = 1, 3
    about = [(":scheme", "http"), (":authority", "api.test")]
    grpc = [(":method", "POST"), *about, (":path", "/shop.Orders/List"), ("content-type", "application/grpc")]
    peers.client.send_headers(call, grpc)
    peers.client.send_data(call, b"\0\0\0\0\x02hi", end_stream=True)
    chat = [(":method", "CONNECT"), (":protocol", "websocket"), *about, (":path", "/chat")]
    peers.client.send_headers(socket, chat)
    peers.flush()
    peers.server.send_headers(call, [(":status", "200"), ("content-type", "application/grpc+proto")])
    peers.server.send_data(call, b"\0\0\0\0\x01a\0\0\0\0\x01b")
    peers.server.send_headers(call, [("grpc-status", "0")], end_stream=True)
    peers.server.send_headers(socket, [(":status", "200")])
    peers.server.send_data(socket, b"\x81\x02hi")
    pinged = b"\x81\x82\0\0\0\0hi\x89\x80\0\0\0\0\x82\x80\0\0\0\0"
    peers.client.send_data(socket, pinged, end_stream=True)
    peers.server.send_data(socket, b"", end_stream=True)
    peers.flush()
    found = {one.target: one for one in hear_all_ways(peers.talk).exchanges}
    spoken = {target: (one.protocol, one.request_messages, one.response_messages) for target, one in found.items()}
    assert spoken == {"/shop.Orders/List": ("grpc", 1, 2), "/chat": ("websocket", 2, 1)}
    assert found["/shop.Orders/List"].response_trailers.get("grpc-status") == "0"


def test_response_that_was_lost_in_part_goes_on_at_the_next_segment() -> None:
    """The segment after the gap holds a whole frame and the beginning of a long one."""
    peers = Peers(1)
    fields = [(":method", "GET"), (":scheme", "http"), (":authority", "api.test"), (":path", "/long")]
    peers.client.send_headers(1, fields, end_stream=True)
    peers.flush()
    peers.flush()  # the server's answer to the client's settings
    peers.talk.server_lost(13)
    peers.server.send_headers(1, [(":status", "200")])
    peers.server.send_data(1, b"content " * 2_000)
    peers.flush()
    runs = peers.talk.cut(1_400).runs()
    for count in range(8, len(runs)):  # however much of the long frame was captured
        assert hear(runs[:count]).lines == [("GET", "/long", 200)]
