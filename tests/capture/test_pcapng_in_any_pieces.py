"""However a pcapng is laid out and however its bytes arrive, the packets are the same."""

import io
import struct

import pytest
from capture_examples import (
    SECOND,
    START,
    Packet,
    block,
    enhanced,
    expected,
    interface,
    old_packet,
    option,
    packets,
    pcap,
    rows,
    section,
    simple,
)
from hypothesis import given
from hypothesis import strategies as st
from scapy.utils import RawPcapNgReader

from inventory.capture.formats import pcap as classic
from inventory.capture.formats import pcapng as form
from inventory.capture.interfaces import INTERFACE_LIMIT
from inventory.errors import CaptureError

ONE = Packet(b"abcde", 9, START * SECOND + 123_456_000)
UNKNOWN_BLOCKS = st.sampled_from([b"", block(0x7777, b"whatever"), block(4, bytes(12)), block(0xA, b"CLIENT_RANDOM")])


@st.composite
def captures(draw: st.DrawFn):
    """Draw a file of several sections, and the rows that it should become."""
    parts, content = [], []
    for _ in range(draw(st.integers(1, 3))):
        order = draw(st.sampled_from("<>"))
        linktypes = draw(st.lists(st.integers(0, 300), min_size=1, max_size=3))
        parts.append(section(order))
        parts += [interface(linktype, order) for linktype in linktypes]
        for packet in draw(packets(unit=1000)):
            number = draw(st.integers(0, len(linktypes) - 1))
            kind = draw(st.sampled_from(["enhanced", "old", "simple"]))
            if kind == "simple":
                whole = packet._replace(original=len(packet.data), time=0)
                parts.append(simple(whole, order))
                content.append((whole, linktypes[0]))
            else:
                write = enhanced if kind == "enhanced" else old_packet
                parts.append(write(packet, number=number, order=order))
                content.append((packet, linktypes[number]))
            parts.append(draw(UNKNOWN_BLOCKS) if order == "<" else b"")
    found = [(frame, *packet, linktype) for frame, (packet, linktype) in enumerate(content, start=1)]
    return b"".join(parts), found


@given(captures(), st.integers(1, 400))
def test_any_chunk_and_any_layout(capture, chunk):
    data, content = capture
    assert rows(form, data, chunk) == (content, [])


@given(captures(), st.data())
def test_cut_anywhere_gives_what_came_before_and_one_anomaly(capture, data):
    whole, content = capture
    cut = data.draw(st.integers(28, len(whole)))
    found, anomalies = rows(form, whole[:cut], data.draw(st.integers(1, 200)))
    assert found == content[: len(found)]
    assert [anomaly.kind for anomaly in anomalies] in ([], ["truncated-file"])
    assert bool(anomalies) == (rows(form, whole[:cut] + section())[1] != [])


@given(packets(unit=1000), st.sampled_from("<>"))
def test_same_as_the_classic_format(content, order):
    data = section(order) + interface(order=order) + b"".join(enhanced(packet, order=order) for packet in content)
    assert rows(form, data) == rows(classic, pcap(content))


@given(packets())
def test_scapy_reads_the_same(content):
    head = section() + interface(options=option(9, b"\x09") + option(0, b""))
    data = head + b"".join(enhanced(packet, units=SECOND) for packet in content)
    found = [
        (packet, meta.wirelen, meta.tshigh << 32 | meta.tslow) for packet, meta in RawPcapNgReader(io.BytesIO(data))
    ]
    assert [(row.data, row.original, row.time) for row in rows(form, data)[0]] == found


@given(st.one_of(st.integers(0, 10), st.integers(0, 33).map(lambda power: power | 0x80)), packets())
def test_time_in_units_of_any_size(resolution, content):
    units = 2 ** (resolution & 0x7F) if resolution & 0x80 else 10**resolution
    options = option(9, bytes((resolution,)))
    data = section() + interface(options=options) + b"".join(enhanced(packet, units=units) for packet in content)
    times = [packet.time * units // SECOND * SECOND // units for packet in content]
    assert [row.time for row in rows(form, data)[0]] == times


@pytest.mark.parametrize("resolution", [0, 6, 9, 20, 63, 64, 127, 128, 160, 191, 192, 255])
@pytest.mark.parametrize("offset", [0, 2**62, -(2**63), START])
def test_absurd_resolutions_and_offsets_give_a_sane_time_or_none(resolution, offset):
    options = option(9, bytes((resolution,))) + option(14, struct.pack("<q", offset))
    data = section() + interface(options=options)
    for high in (0, 1, 2**31, 2**32 - 1):
        data += block(6, struct.pack("<IIIII", 0, high, 2**32 - 1, 1, 1) + b"x")
    found, anomalies = rows(form, data)
    assert len(found) == 4
    assert anomalies == []
    assert all(row.time == 0 or 631_152_000 * SECOND <= row.time < 4_102_444_800 * SECOND for row in found)


def test_time_beyond_all_sense_is_not_brought_back_by_the_offset():
    data = section() + interface(options=option(9, b"\x00") + option(14, struct.pack("<q", START + 100)))
    data += block(6, struct.pack("<IIIII", 0, 2**32 - 1, 2**32 - 100, 0, 0))
    assert [row.time for row in rows(form, data)[0]] == [0]


def test_time_offset_is_added():
    data = section() + interface(options=option(14, struct.pack("<q", START)))
    data += enhanced(Packet(b"", 0, 5 * SECOND))
    assert [row.time for row in rows(form, data)[0]] == [(START + 5) * SECOND]


@pytest.mark.parametrize(
    "options",
    [
        struct.pack("<HH", 9, 60_000) + b"\x09",
        struct.pack("<HH", 9, 0) * 3,
        b"\x09",
        struct.pack("<HH", 14, 3) + b"abc\x00",
    ],
)
def test_options_that_lie_leave_the_packets(options):
    data = section() + interface(options=options) + enhanced(ONE)
    assert rows(form, data) == (expected([ONE]), [])


@pytest.mark.parametrize("write", [enhanced, old_packet, simple])
def test_packet_of_no_known_interface_is_counted_and_left(write):
    lost = write(ONE) * 3
    data = section() + lost + interface() + enhanced(ONE)
    (row,), (anomaly,) = rows(form, data)
    assert row == (4, *ONE, 1)
    assert (anomaly.kind, anomaly.count, anomaly.size, anomaly.frame) == ("unknown-interface", 3, len(lost), 1)


def test_interfaces_end_with_their_section():
    data = section() + interface() + section() + enhanced(ONE)
    found, (anomaly,) = rows(form, data)
    assert found == []
    assert anomaly.kind == "unknown-interface"


def test_packet_larger_than_its_block_is_counted_and_left():
    liar = block(6, struct.pack("<IIIII", 0, 0, 0, 6, 6) + b"abcd")
    data = section() + interface() + enhanced(ONE) + liar + block(6, b"short") + block(3, b"") + enhanced(ONE)
    found, (anomaly,) = rows(form, data)
    assert [row.frame for row in found] == [1, 5]
    assert (anomaly.kind, anomaly.count, anomaly.frame) == ("damaged-record", 3, 2)


def test_simple_packet_is_as_long_as_the_interface_allows():
    data = section() + interface(snaplen=5) + simple(Packet(b"abcde", 90, 0))
    assert rows(form, data)[0] == [(1, b"abcde", 90, 0, 1)]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (struct.pack("<III", 6, 0, 0), "impossible length"),
        (struct.pack("<III", 6, 8, 8), "impossible length"),
        (struct.pack("<III", 6, 0xFFFFFFFC, 0), "impossible length"),
        (struct.pack("<III", 6, 16, 0) + struct.pack("<I", 20), "another length"),
        (struct.pack("<IIII", 0x0A0D0D0A, 28, 0x11223344, 1), "no known byte order"),
    ],
)
@pytest.mark.parametrize("chunk", [16, 1000])
def test_block_that_cannot_be_ends_the_reading(bad, why, chunk):
    good = section() + interface() + enhanced(ONE)
    found, (anomaly,) = rows(form, good + bad + enhanced(ONE) * 3, chunk)
    assert found == expected([ONE])
    assert anomaly.kind == "damaged-record"
    assert f"block at byte {len(good)} " in anomaly.message
    assert why in anomaly.message


def test_blocks_whose_length_leaves_the_padding_out():
    body = struct.pack("<IIIII", 0, 0, 0, 3, 3) + b"abc"
    odd = struct.pack("<II", 6, len(body) + 12) + body + b"\x00" + struct.pack("<I", len(body) + 12)
    found, anomalies = rows(form, section() + interface() + odd + odd)
    assert [row.data for row in found] == [b"abc", b"abc"]
    assert anomalies == []


def test_blocks_that_wireshark_numbers_too():
    data = section() + interface() + block(0xBAD, bytes(4)) + block(9, b"log") + enhanced(ONE) + block(5, bytes(12))
    assert [row.frame for row in rows(form, data + enhanced(ONE))[0]] == [3, 4]


def test_memory_does_not_grow_with_sections_and_interfaces():
    walk = form.Walk()
    for _ in range(200):
        walk.go((section() + interface()) * 50)
    assert len(walk._table) <= 51
    walk.go(section())
    for _ in range(20):
        walk.go(interface() * 5_000)
    assert len(walk._table) <= INTERFACE_LIMIT + 50


@pytest.mark.parametrize("size", range(4, 28))
def test_header_cut_short(size):
    assert form.recognises(section()[:size])
    with pytest.raises(CaptureError, match="header is cut short"):
        list(form.read(io.BytesIO(section()[:size])))


def test_names_keys_and_comments_are_in_no_anomaly():
    secret = b"CLIENT_RANDOM s3cret"
    noisy = option(2, secret) + option(1, secret)
    data = section() + interface(options=noisy) + block(0xA, secret) + block(4, secret) + enhanced(ONE)[:-3]
    _, anomalies = rows(form, data)
    assert len(anomalies) == 1
    assert "s3cret" not in str(anomalies)
