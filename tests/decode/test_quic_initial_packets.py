"""However a client spreads its hello over Initial packets, the host is found; and nothing hostile does any harm."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quic_packets import CHOSEN, DRAFT_29, ONE, SALTS, TWO, Client, crypto, hello, integer

from inventory.decode import quic
from inventory.decode.quic import QuicFlow, begins_flow

HOST = "api.example.test"
OTHER = b"another-connection"


def read(*datagrams: bytes) -> QuicFlow:
    flow = QuicFlow()
    for datagram in datagrams:
        flow.add(datagram, from_client=True)
    return flow


def cut(data: bytes, places: list[int]) -> list[tuple[int, bytes]]:
    ends = sorted({place % len(data) for place in places} | {0, len(data)})
    return [(start, data[start:end]) for start, end in pairwise(ends)]


@pytest.mark.parametrize("version", SALTS)
@pytest.mark.parametrize("number_size", [1, 2, 3, 4])
def test_every_version_and_size_of_packet_number(version: int, number_size: int):
    datagram = Client(version).initial(crypto(0, hello()), number=200, number_size=number_size)
    assert begins_flow(datagram)
    assert read(datagram).host == HOST


@given(
    st.lists(st.integers(0, 5_000), max_size=30),
    st.randoms(use_true_random=False),
    st.integers(1, 8),
    st.sampled_from([ONE, TWO, DRAFT_29]),
    st.booleans(),
)
def test_hello_in_pieces_in_any_order(places, random, packets, version, coalesced):
    data = hello(padding=1_500, protocols=(b"h3", b"h3-29"))
    frames = [crypto(*piece) for piece in cut(data, places)]
    frames += random.choices(frames, k=3)  # repeated
    frames += [b"\x01", bytes(40), b"\x02\x07\x00\x01\x02\x03\x04", b"\x03\x07\x00\x00\x02\x01\x00\x4a\x00"]
    random.shuffle(frames)
    client = Client(version)
    least = 30 if coalesced else 1_200
    made = [client.initial(b"".join(frames[number::packets]), number=number, least=least) for number in range(packets)]
    random.shuffle(made)
    flow = read(*([b"".join(made)] if coalesced else made))
    assert (flow.host, flow.protocols, flow.held) == (HOST, ("h3", "h3-29"), 0)


def test_a_missing_piece_leaves_the_host_unknown():
    data = hello(padding=1_500)
    client = Client()
    first, middle, last = (crypto(at, data[at : at + 600]) for at in (0, 600, 1_200))
    flow = read(client.initial(first), client.initial(last, number=1))
    assert flow.host == ""
    assert 0 < flow.held < 10_000
    flow.add(client.initial(middle, number=2), from_client=True)
    assert (flow.host, flow.held) == (HOST, 0)


def test_the_server_gives_another_connection_id():
    data = hello()
    client = Client()
    assert (
        read(client.initial(crypto(0, data[:50])), client.initial(crypto(50, data[50:]), number=1, to=OTHER)).host
        == HOST
    )
    assert not begins_flow(client.initial(crypto(50, data[50:]), to=OTHER))


def test_keys_derive_from_the_new_connection_id_after_retry():
    data = hello()
    again = Client(origin=b"")
    after = again.initial(crypto(0, data[:70]), number=1, token=b"proof")
    rest = again.initial(crypto(70, data[70:]), number=2, token=b"proof")
    assert begins_flow(after)
    assert read(Client().initial(crypto(0, data[:50])), after, rest).host == HOST
    assert read(rest, after).host == HOST


def test_pieces_under_different_keys_are_not_mixed():
    data = hello()
    flow = read(Client().initial(crypto(0, data[:70])), Client(origin=OTHER).initial(crypto(70, data[70:])))
    assert flow.host == ""


def test_change_of_version_keeps_the_first_connection_id():
    data = hello()
    later = Client(TWO, CHOSEN).initial(crypto(70, data[70:]), number=1, to=OTHER)
    assert read(Client(ONE, CHOSEN).initial(crypto(0, data[:70])), later).host == HOST


def test_early_data_may_stand_before_and_behind():
    early = b"\xd0" + (1).to_bytes(4, "big") + b"\x08" + CHOSEN + b"\0" + integer(300) + bytes(300)
    datagram = early + Client().initial(crypto(0, hello()), least=900) + early
    assert begins_flow(datagram)
    assert read(datagram).host == HOST


def test_packet_numbers_go_on_past_what_their_bytes_can_say():
    data = hello(padding=500)
    client = Client()
    numbers = (254, 258, 253, 385)
    pieces = cut(data, [100, 200, 300])
    made = [client.initial(crypto(*piece), number=number) for piece, number in zip(pieces, numbers, strict=True)]
    assert read(*made).host == HOST


def test_the_fixed_bit_may_be_cleared():  # RFC 9287
    datagram = Client().initial(crypto(0, hello()), first=0x80)
    assert begins_flow(datagram)
    assert read(datagram).host == HOST


def test_first_copy_of_a_byte_wins():
    data = hello()
    wrong = hello(host=b"www.example.test")
    frames = crypto(20, data[20:]) + crypto(0, wrong)
    assert read(Client().initial(frames)).host == HOST


@pytest.mark.parametrize("host", [b"", b"a b", b"x" * 64, b"\xff.test", b"192.0.2.1", b"a.test\n"])
def test_a_name_that_is_no_host_is_not_shown(host: bytes):
    flow = read(Client().initial(crypto(0, hello(host=host))))
    assert flow.host == ("" if host != b"192.0.2.1" else "192.0.2.1")
    assert flow.protocols == ("h3",)


def test_host_is_lower_case():
    assert read(Client().initial(crypto(0, hello(host=b"API.Example.TEST")))).host == HOST


def test_a_small_datagram_begins_no_flow():
    assert not begins_flow(Client().initial(crypto(0, hello()), least=1_000))
    assert not begins_flow(b"")


def test_a_datagram_that_the_capture_cut_begins_a_flow_by_its_header():
    datagram = Client().initial(crypto(0, hello()))
    assert begins_flow(datagram[:100], size=len(datagram))
    assert not begins_flow(datagram[:100])
    assert not begins_flow(datagram[:10], size=len(datagram))
    short = Client(origin=b"seven77").initial(crypto(0, hello()))
    assert not begins_flow(short[:100], size=len(short))
    assert read(datagram[:100]).host == ""
    after_retry = Client(origin=b"seven77").initial(crypto(0, hello()), token=b"proof")
    assert begins_flow(after_retry[:100], size=len(after_retry))


def test_nothing_is_tried_past_the_limit():
    client = Client()
    flow = read(*(client.initial(b"\x01", number=number) for number in range(quic.TRIED_LIMIT)))
    flow.add(client.initial(crypto(0, hello()), number=99), from_client=True)
    assert (flow.host, flow.held) == ("", 0)
    early = read(*(client.initial(b"\x01", number=number) for number in range(quic.TRIED_LIMIT - 1)))
    early.add(client.initial(crypto(0, hello()), number=99), from_client=True)
    assert early.host == HOST


def test_a_hello_past_the_limit_is_not_kept():
    data = hello(padding=quic.CRYPTO_LIMIT)
    client = Client()
    made = [client.initial(crypto(at, data[at : at + 1_500]), number=at // 1_500) for at in range(0, len(data), 1_500)]
    assert len(made) < quic.TRIED_LIMIT
    flow = read(*made)
    assert flow.host == ""
    assert flow.held <= 2 * quic.CRYPTO_LIMIT + quic.ORIGIN_COST
    fits = hello(padding=quic.CRYPTO_LIMIT - 200)
    assert read(
        *(client.initial(crypto(at, fits[at : at + 1_500]), number=at // 1_500) for at in range(0, len(fits), 1_500))
    ).host


def test_a_piece_far_out_costs_nothing():
    flow = read(Client().initial(crypto(2**62 - 1, b"x") + crypto(quic.CRYPTO_LIMIT, b"y")))
    assert flow.held == quic.ORIGIN_COST


def test_connection_ids_are_limited():
    origins = [b"origin%02d" % number for number in range(quic.ORIGINS_LIMIT + 3)]
    flow = read(*(Client(origin=origin).initial(crypto(1, b"x")) for origin in origins))
    assert flow.held <= quic.ORIGINS_LIMIT * (quic.ORIGIN_COST + 4)


def test_packets_of_a_datagram_are_limited():
    client = Client()
    small = [client.initial(b"\x01", number=number, least=20) for number in range(quic.COALESCED_LIMIT)]
    last = client.initial(crypto(0, hello()), number=50)
    assert read(b"".join(small) + last).host == ""
    assert read(b"".join(small[1:]) + last).host == HOST


def test_frames_of_a_packet_are_limited():
    fill = crypto(0, b"\x01") * quic.FRAMES_LIMIT
    assert read(Client().initial(fill + crypto(0, hello()))).host == ""
    assert read(Client().initial(fill[4:] + crypto(0, hello()))).host == HOST


def test_an_acknowledgement_of_more_than_there_is():
    assert read(Client().initial(b"\x02\x07\x00" + integer(2**61) + bytes(20) + crypto(0, hello()))).host == ""


@pytest.mark.parametrize(("more", "host"), [(0, HOST), (1, "")])
def test_ranges_of_an_acknowledgement_are_limited(more: int, host: str):
    ranges = quic.FRAMES_LIMIT + more
    acknowledgement = b"\x02\x07\x00" + integer(ranges) + bytes(1 + 2 * ranges)
    assert read(Client().initial(acknowledgement + crypto(0, hello()))).host == host


@pytest.mark.parametrize("length", range(20))
def test_a_packet_too_short_for_its_protection(length: int):
    packet = b"\xc0" + (1).to_bytes(4, "big") + b"\x08" + CHOSEN + b"\0\0" + integer(length) + bytes(length)
    assert not begins_flow(packet, size=1_200)
    assert not begins_flow(packet + bytes(1_200))
    assert read(packet, packet + Client().initial(crypto(0, hello()))).host == HOST


@pytest.mark.parametrize(("size", "host"), [(0, HOST), (1, HOST), (20, HOST), (21, "")])
def test_a_connection_id_may_have_up_to_20_bytes(size: int, host: str):
    datagram = Client(origin=bytes(size)).initial(crypto(0, hello()))
    assert begins_flow(datagram) == bool(host)
    assert read(datagram).host == host


def test_a_short_header_is_no_initial_packet():
    datagram = Client().initial(crypto(0, hello()), first=0x40)
    assert not begins_flow(datagram)
    assert read(datagram).host == ""


def test_other_frames_end_a_packet():
    assert read(Client().initial(b"\x1c\x00\x00\x00" + crypto(0, hello()))).host == ""


def test_a_server_hello_is_no_hello_of_a_client():
    assert read(Client().initial(crypto(0, b"\x02" + hello()[1:]))).host == ""


@given(st.binary(max_size=1_400))
def test_frames_of_any_bytes(content: bytes):
    flow = read(Client().initial(content))
    assert flow.held <= 2 * quic.CRYPTO_LIMIT + quic.ORIGIN_COST


@given(st.lists(st.tuples(st.integers(0, 70_000), st.binary(max_size=50)), max_size=20))
def test_pieces_of_any_offset(pieces):
    flow = read(Client().initial(b"".join(crypto(*piece) for piece in pieces)))
    assert flow.held <= 2 * quic.CRYPTO_LIMIT + quic.ORIGIN_COST


@given(st.binary(max_size=64), st.sampled_from([ONE, TWO, DRAFT_29, 0, 0x1A1A1A1A]), st.integers(0, 255))
def test_any_bytes_behind_a_version(data: bytes, version: int, first: int):
    payload = bytes([first]) + version.to_bytes(4, "big") + data
    assert not begins_flow(payload.ljust(1_200, b"\0"))
    begins_flow(payload, size=1_200)
    assert read(payload, payload.ljust(1_200, b"\xff")).host == ""


@given(st.binary(max_size=1_500))
def test_any_bytes(data: bytes):
    assert not begins_flow(data)
    assert read(data).host == ""


@given(st.integers(0, 1_211))
def test_a_cut_datagram(end: int):
    datagram = Client().initial(crypto(0, hello()))
    assert end < len(datagram)
    assert read(datagram[:end]).held == 0
    begins_flow(datagram[:end], size=len(datagram))
