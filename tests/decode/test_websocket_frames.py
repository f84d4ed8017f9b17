import pytest
from content_pieces import cuts, pieces
from decode_talk import Talk, get, hear, hear_all_ways, response
from hypothesis import given
from hypothesis import strategies as st
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import FrameProtocol, ParseFailed

from inventory.decode.websocket import FrameCounter

UPGRADE = get("/chat", "Connection: Upgrade", "Upgrade: websocket")
SWITCHING = response(101, "Connection: Upgrade", "Upgrade: websocket")
SIZES = st.sampled_from([0, 1, 125, 126, 127, 65_535, 65_536])


def frame(opcode, payload=b"", *, final=True, flags=0, masked=False):
    size = len(payload)
    length = (
        bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2) if size < 1 << 16 else b"\x7f" + size.to_bytes(8)
    )
    if masked:
        length = bytes([length[0] | 0x80]) + length[1:] + bytes(4)
    return bytes([opcode | flags | 0x80 * final]) + length + payload


TEXT, PING, CLOSE = frame(1, b"hello"), frame(9, b"?"), frame(8, b"\x03\xe8")


@st.composite
def conversations(draw):
    """Messages as wsproto writes them, and how many there are."""
    compressed = draw(st.booleans())
    extension = PerMessageDeflate()
    extension._enabled = compressed
    writer = FrameProtocol(client=draw(st.booleans()), extensions=[extension] if compressed else [])
    wire, count = b"", 0
    for _ in range(draw(st.integers(0, 5))):
        count += 1
        for number in reversed(range(draw(st.integers(1, 3)))):
            wire += bytes(writer.send_data(bytes(draw(SIZES)), fin=not number))
            if draw(st.booleans()):
                wire += bytes(writer.ping(bytes(draw(st.integers(0, 125)))))
    closes = draw(st.booleans())
    return wire + (bytes(writer.close(1000, "bye")) if closes else b""), count, closes


@given(conversations(), cuts())
def test_what_wsproto_writes_cut_anywhere(said, places):
    wire, messages, closes = said
    counter = FrameCounter()
    for piece in pieces(wire, places):
        counter.feed(piece)
    assert (counter.messages, counter.closed, counter.malformed) == (messages, closes, False)
    assert counter.sound == len(wire)


FRAMES = st.builds(
    frame, st.integers(0, 15), SIZES.map(bytes), final=st.booleans(), flags=st.sampled_from([0, 0, 0, 0x40, 0x20, 0x10])
)


def refused_by_wsproto(wire):
    reader = FrameProtocol(client=True, extensions=[PerMessageDeflate()])
    reader.receive_bytes(wire)
    try:
        return sum(1 for seen in reader.received_frames() if seen is None) > 0
    except ParseFailed:
        return True


@given(
    st.lists(
        st.builds(frame, st.sampled_from([0, 1, 2, 3, 7, 9, 10, 11]), SIZES.map(bytes), final=st.booleans()), max_size=6
    )
)
def test_wsproto_refuses_the_same_frames(frames):
    wire = b"".join(frames)
    counter = FrameCounter()
    counter.feed(wire)
    assert counter.malformed == refused_by_wsproto(wire)


@given(st.one_of(st.lists(FRAMES, max_size=5).map(b"".join), st.binary(max_size=100)), cuts())
def test_any_bytes_give_the_same_however_cut(wire, places):
    one, other = FrameCounter(), FrameCounter()
    one.feed(wire)
    for piece in pieces(wire, places):
        other.feed(piece)
    for name in ("messages", "malformed", "closed", "sound"):
        assert getattr(one, name) == getattr(other, name)


@pytest.mark.parametrize(
    "wrong",
    [
        frame(3), frame(0xB), frame(0), frame(1, flags=0x20), frame(9, flags=0x40), frame(9, final=False),
        frame(8, bytes(126)), b"\x81\x7e\x00\x7d", b"\x81\x7f" + (65_535).to_bytes(8), b"\x81\x7f\x80" + bytes(7),
        CLOSE + TEXT, frame(1, final=False) + TEXT, frame(1, final=False) + frame(0, flags=0x40),
    ],
)  # fmt: skip
def test_malformed_frames(wrong):
    counter = FrameCounter()
    counter.feed(TEXT + wrong + TEXT)
    assert counter.malformed
    assert len(TEXT) <= counter.sound < len(TEXT + wrong)


def test_compressed_messages_count():
    counter = FrameCounter()
    counter.feed(frame(1, b"abc", flags=0x40) + frame(2, b"a", flags=0x40, final=False) + frame(0, b"b"))
    assert (counter.messages, counter.malformed) == (2, False)


@pytest.mark.parametrize(("gap", "known"), [(0, True), (4, True), (5, True), (6, False)])
def test_gap_inside_of_a_payload(gap, known):
    counter = FrameCounter()
    counter.feed(TEXT[:2])
    assert counter.skip(gap) is known
    counter.feed(TEXT[2 + gap :] + TEXT)
    assert counter.messages == (2 if known else 1)


def test_gap_inside_of_a_header():
    counter = FrameCounter()
    counter.feed(TEXT + TEXT[:1])
    assert counter.skip(1) is False
    assert counter.sound == len(TEXT)


def talk():
    return Talk().client(UPGRADE).server(SWITCHING)


def test_messages_of_both_sides_belong_to_the_exchange():
    ask = frame(1, b"hello", masked=True)
    heard = hear_all_ways(talk().client(ask, PING).server(TEXT + TEXT).client(ask).cut(3))
    (exchange,) = heard.exchanges
    assert (exchange.protocol, exchange.status) == ("websocket", 101)
    assert (exchange.request_messages, exchange.response_messages) == (2, 2)
    assert not heard.anomalies
    assert exchange.caveats == ()


def test_yielded_when_both_have_closed_and_what_follows_is_counted():
    heard = hear_all_ways(talk().client(TEXT + CLOSE).server(CLOSE).client(TEXT).server(b"\0"))
    (exchange,) = heard.exchanges
    assert exchange.request_messages == 1
    assert heard.sizes == {"malformed-websocket-frame": len(TEXT) + 1}
    assert exchange.caveats == ()


def test_bytes_after_a_malformed_frame():
    heard = hear_all_ways(talk().client(TEXT + b"\xff\xff").client(TEXT).server(TEXT))
    assert heard.sizes == {"malformed-websocket-frame": 2 + len(TEXT)}
    assert heard.exchanges[0].caveats == ("malformed-websocket-frame",)
    assert (heard.exchanges[0].request_messages, heard.exchanges[0].response_messages) == (1, 1)
    assert [anomaly.frame for anomaly in heard.anomalies] == [3]


def test_frame_of_the_first_malformed_byte_is_where_its_header_begins():
    heard = hear(talk().client(TEXT + b"\x81", b"\x7e", b"\0\0"))
    assert [(anomaly.frame, anomaly.size) for anomaly in heard.anomalies] == [(3, 4)]


def test_gap_after_which_no_frame_is_found():
    heard = hear_all_ways(talk().client(TEXT[:4]).client_lost(3).client(TEXT).client_lost(1).client(TEXT))
    assert heard.exchanges[0].request_messages == 2
    assert heard.sizes == {"malformed-websocket-frame": len(TEXT)}


SMALL = st.builds(frame, st.sampled_from([0, 1, 2, 8, 9, 11]), st.binary(max_size=140), final=st.booleans())


@given(st.lists(SMALL, max_size=4), st.lists(SMALL, max_size=4), st.integers(3, 200))
def test_talk_cut_anywhere(asked, answered, size):
    whole = talk().client(b"".join(asked) or PING).server(b"".join(answered) or PING)
    one, other = hear(whole), hear(whole.cut(size).runs(joined=True))
    assert one.exchanges == other.exchanges
    assert (one.kinds, one.sizes) == (other.kinds, other.sizes)
