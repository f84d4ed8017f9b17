"""However a pcap is written and however its bytes arrive, the packets are the same."""

import io
import itertools
import struct

import pytest
from capture_examples import SECOND, START, Packet, Slow, expected, packets, pcap, rows
from hypothesis import given
from hypothesis import strategies as st
from scapy.utils import RawPcapReader

from inventory.capture.columns import RECORD_LIMIT, SNAPLEN_LIMIT
from inventory.capture.formats import pcap as form
from inventory.errors import CaptureError
from inventory.model.packets import PacketBatch


@given(
    packets(unit=1000),
    st.integers(1, 200),
    st.sampled_from("<>"),
    st.sampled_from([{}, {"nano": True}, {"modified": True}]),
)
def test_any_chunk_and_any_way_of_writing(content, chunk, order, kind):
    data = pcap(content, order=order, **kind)
    assert rows(form, data, chunk) == (expected(content), [])


@given(packets(), st.sampled_from("<>"))
def test_scapy_reads_the_same(content, order):
    data = pcap(content, order=order, nano=True)
    found = [(packet, meta.wirelen, meta.sec * SECOND + meta.usec) for packet, meta in RawPcapReader(io.BytesIO(data))]
    assert [(row.data, row.original, row.time) for row in rows(form, data)[0]] == found


@given(packets(unit=1000), st.data())
def test_cut_anywhere_gives_what_came_before_and_one_anomaly(content, data):
    whole = pcap(content)
    ends = set(itertools.accumulate((16 + len(packet.data) for packet in content), initial=24))
    cut = data.draw(st.integers(24, len(whole)))
    found, anomalies = rows(form, whole[:cut], data.draw(st.integers(1, 100)))
    assert found == expected(content)[: len(found)]
    assert [anomaly.kind for anomaly in anomalies] == ([] if cut in ends else ["truncated-file"])
    assert 24 + sum(16 + len(row.data) for row in found) + sum(anomaly.size for anomaly in anomalies) == cut


@given(packets(unit=1000), st.lists(st.integers(1, 30), min_size=1))
def test_stream_that_gives_a_few_bytes_at_a_time(content, sizes):
    data = pcap(content)
    stream = io.BufferedReader(Slow(data, itertools.cycle(sizes)), 64)
    batches = [item for item in form.read(stream) if isinstance(item, PacketBatch)]
    assert sum(map(len, batches)) == len(content)


@pytest.mark.parametrize("size", range(4, 24))
def test_header_cut_short(size):
    with pytest.raises(CaptureError, match="header is cut short"):
        list(form.read(io.BytesIO(pcap([])[:size])))


@pytest.mark.parametrize("snaplen", [0, 96, RECORD_LIMIT, 1 << 20, 0xFFFFFFFF])
@pytest.mark.parametrize("order", "<>")
def test_record_that_claims_more_than_is_sane(snaplen, order):
    good = Packet(b"abc", 3, START * SECOND)
    limit = max(RECORD_LIMIT, min(snaplen, SNAPLEN_LIMIT))
    data = pcap([good], order=order, snaplen=snaplen)
    bad = data + struct.pack(order + "IIII", START, 0, limit + 1, limit + 1) + bytes(100)
    found, (anomaly,) = rows(form, bad)
    assert found == expected([good])
    assert anomaly.kind == "damaged-record"
    assert f"byte {len(data)} " in anomaly.message
    sane = pcap([good, Packet(bytes(limit), limit, START * SECOND)], order=order, snaplen=snaplen)
    assert len(rows(form, sane)[0]) == 2


def test_check_sequence_bits_above_the_link_type():
    (row,), _ = rows(form, pcap([Packet(b"x", 1, START * SECOND)], linktype=0x5400_0000 | 113))
    assert row.linktype == 113


@pytest.mark.parametrize(
    ("seconds", "fraction", "time"),
    [
        (0, 0, 0),
        (2**31, 5, (2**31) * SECOND + 5000),
        (2**32 - 1, 0, 0),
        (START, 999_999, START * SECOND + 999_999_000),
        (START, 1_000_000, START * SECOND),
        (START, 4_000_000_000, START * SECOND),
        (600_000_000, 0, 0),
    ],
)
def test_times_that_cannot_be(seconds, fraction, time):
    data = pcap([]) + struct.pack("<IIII", seconds, fraction, 1, 1) + b"x"
    assert [row.time for row in rows(form, data)[0]] == [time]


def test_original_shorter_than_captured():
    data = pcap([Packet(b"abcdef", 2, START * SECOND)])
    assert [row.original for row in rows(form, data)[0]] == [6]


def test_packets_are_not_copied():
    data = pcap([Packet(b"abc", 3, START * SECOND)] * 3)
    (batch,) = form.read(io.BytesIO(data))
    assert batch.data.tobytes() == data[24:]
