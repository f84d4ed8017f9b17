"""Gzip captures: whole, in several members, cut anywhere, damaged, and much too large."""

import gzip
import hashlib
import io
import random
import zlib

import pytest
from capture_examples import SECOND, START, Packet, expected, pcap, read

from inventory import capture
from inventory.capture import opening
from inventory.errors import CaptureError

NOISE = random.Random(7)
CONTENT = [Packet(NOISE.randbytes(700), 700, (START + number) * SECOND) for number in range(400)]
WHOLE = pcap(CONTENT)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "capture"


def test_gzip_is_known_by_its_content_alone(file):
    file.write_bytes(gzip.compress(WHOLE))
    packets, anomalies, reading = read(file)
    assert (packets, anomalies, reading.format) == (len(expected(CONTENT)), [], "pcap")
    assert reading.digest() == capture.digest(file) == hashlib.sha256(WHOLE).hexdigest()
    assert reading.done == file.stat().st_size


def test_several_members_with_padding(file):
    half = len(WHOLE) // 2
    file.write_bytes(gzip.compress(WHOLE[:half]) + gzip.compress(WHOLE[half:]) + bytes(512))
    assert read(file)[:2] == (len(CONTENT), [])


@pytest.mark.parametrize("lost", [1, 8, 9, 1000, 100_000, 250_000])
def test_cut_gives_all_that_can_be_opened_and_one_anomaly(file, lost):
    cut = gzip.compress(WHOLE)[:-lost]
    file.write_bytes(cut)
    openable = len(zlib.decompressobj(31).decompress(cut))
    packets, (anomaly,), reading = read(file)
    assert packets == min((openable - 24) // 716, len(CONTENT))
    assert anomaly.kind == "truncated-file"
    assert reading.digest() == capture.digest(file)


@pytest.mark.parametrize("at", [60_000, 150_000, 280_000])
def test_damage_keeps_what_came_before(file, at):
    data = bytearray(gzip.compress(WHOLE, 0))
    data[at : at + 8] = bytes(8)
    file.write_bytes(data)
    packets, anomalies, reading = read(file)
    assert packets > 0
    assert anomalies[-1].kind in {"truncated-file", "damaged-file"}
    assert reading.digest() == capture.digest(file)


def test_wrong_check_sum_is_told(file):
    data = bytearray(gzip.compress(WHOLE))
    data[-8] ^= 1
    file.write_bytes(data)
    packets, (anomaly,), _ = read(file)
    assert (packets, anomaly.kind) == (len(CONTENT), "damaged-file")


@pytest.mark.parametrize("size", [2, 5, 12])
def test_nothing_can_be_opened(file, size):
    file.write_bytes(gzip.compress(WHOLE)[:size])
    with pytest.raises(CaptureError, match="capture: is a damaged gzip file"):
        read(file)


def test_bomb_is_refused_at_the_limit(file, monkeypatch):
    monkeypatch.setattr(opening, "RATIO_ALLOWANCE", 1 << 20)
    file.write_bytes(gzip.compress(bytes(4 << 20)))
    with pytest.raises(CaptureError, match="more than 250 times its size"):
        capture.digest(file)
    source = opening.Opened(io.BytesIO(file.read_bytes()))
    pieces = []
    with pytest.raises(CaptureError, match="more than 250 times"):
        pieces.extend(iter(lambda: source.read(1 << 16), b""))
    assert sum(map(len, pieces)) <= 1 << 20
    file.write_bytes(gzip.compress(WHOLE * 8))
    assert len(capture.digest(file)) == 64
