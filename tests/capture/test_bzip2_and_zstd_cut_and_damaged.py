"""Captures in bzip2 and zstd: whole, in several frames, cut anywhere, damaged, and much too large."""

import bz2
import hashlib
import io
import random
import subprocess
import sys
import textwrap

import pytest
from capture_examples import SECOND, START, Packet, Slow, pcap, read
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory import capture
from inventory.capture import compression, opening
from inventory.errors import CaptureError

zstd = compression.zstd

NOISE = random.Random(11)
CONTENT = [Packet(NOISE.randbytes(350) * 2, 700, (START + number) * SECOND) for number in range(2_000)]
WHOLE = pcap(CONTENT)
SKIPPABLE = b"\x53\x2a\x4d\x18\x05\x00\x00\x00notes"
COMPRESS = {"bzip2": bz2.compress, "zstd": zstd.compress}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "capture"


@pytest.fixture(params=COMPRESS)
def compress(request):
    return COMPRESS[request.param]


def test_told_by_content_alone_and_known_by_what_it_opens_to(file, compress):
    file.write_bytes(compress(WHOLE))
    packets, anomalies, reading = read(file)
    assert (packets, anomalies, reading.format) == (len(CONTENT), [], "pcap")
    assert reading.digest() == capture.digest(file) == hashlib.sha256(WHOLE).hexdigest()
    assert reading.done == file.stat().st_size


def test_many_frames_even_empty_ones(file, compress):
    parts = [WHOLE[at : at + 30_011] for at in range(0, len(WHOLE), 30_011)]
    file.write_bytes(compress(b"") + b"".join(compress(part) + compress(b"") for part in parts))
    assert read(file)[:2] == (len(CONTENT), [])


def test_skippable_frames_at_the_start_between_and_at_the_end(file):
    half = len(WHOLE) // 2
    frames = (SKIPPABLE, zstd.compress(WHOLE[:half]), SKIPPABLE, SKIPPABLE, zstd.compress(WHOLE[half:]), SKIPPABLE)
    file.write_bytes(b"".join(frames))
    assert read(file)[:2] == (len(CONTENT), [])


@pytest.mark.parametrize("lost", [1, 4, 11, 5_000, 200_000])
def test_cut_gives_all_that_can_be_opened_and_one_anomaly(file, compress, lost):
    parts = [compress(WHOLE[at : at + 100_000]) for at in range(0, len(WHOLE), 100_000)]
    cut = b"".join(parts)[:-lost]
    file.write_bytes(cut)
    packets, (anomaly,), reading = read(file)
    assert anomaly.kind == "truncated-file"
    frames = 0
    while sum(map(len, parts[: frames + 1])) <= len(cut):
        frames += 1
    assert (frames * 100_000 - 24) // 716 <= packets <= len(CONTENT)
    assert reading.digest() == capture.digest(file)


def test_damage_in_a_later_frame_keeps_the_frames_before_it(file, compress):
    """Damage at the head of a second frame is not taken for garbage that may be left."""
    half = 24 + 716 * 1_000
    first, second = compress(WHOLE[:half]), bytearray(compress(WHOLE[half:]))
    for at in (0, 5):
        damaged = second.copy()
        damaged[at : at + 12] = b"\x99" * 12
        file.write_bytes(first + damaged)
        packets, (anomaly,), reading = read(file)
        assert packets == 1_000
        assert anomaly.kind == "damaged-file"
        assert reading.digest() == capture.digest(file)


def test_damage_costs_no_more_than_a_step():
    """The blocks before the one that is damaged are given, but for the last few bytes."""
    frame = zstd.compress(WHOLE)
    at, openable = len(frame) - len(_blocks(frame)), 0
    sizes = []
    while at < len(frame):
        data = frame[:at] + b"\x06\x00\x00" + frame[at + 3 :]  # a reserved block type
        source = opening.Opened(io.BytesIO(data))
        if openable:
            opened = b"".join(iter(lambda source=source: source.read(1 << 16), b""))
            assert source.trouble == "damaged-file"
            assert openable - 16_384 <= len(opened) <= openable
            assert opened == WHOLE[: len(opened)]
        at += 3 + (int.from_bytes(frame[at : at + 3], "little") >> 3)
        before, openable = openable, len(zstd.ZstdDecompressor().decompress(frame[:at]))
        sizes.append(openable - before)
    assert max(sizes) > 65_536, "no block is large enough to show anything"


def _blocks(frame):
    """Return a frame without its header (RFC 8878 section 3.1.1.1)."""
    descriptor = frame[4]
    single, size = descriptor >> 5 & 1, descriptor >> 6
    return frame[5 + (not single) + ((1 << size) if size or single else 0) :]


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 5_000), st.sampled_from(sorted(COMPRESS)), st.data())
def test_the_same_damaged_file_gives_the_same_bytes_however_it_is_read(noise, at, name, data):
    packed = bytearray(COMPRESS[name](WHOLE[:60_000]) + COMPRESS[name](WHOLE[60_000:90_000]))
    packed[at : at + len(noise)] = noise
    sizes = data.draw(st.lists(st.integers(1, 50_000), min_size=1, max_size=4))

    def opened(raw, ask):
        try:
            source = opening.Opened(raw)
            return b"".join(iter(lambda: source.read(ask), b"")), source.trouble
        except CaptureError as problem:
            return problem.message, ""

    def slow():
        while True:
            yield from sizes

    assert opened(io.BytesIO(packed), 1 << 20) == opened(Slow(bytes(packed), slow()), sizes[0])


@pytest.mark.parametrize("size", [4, 9, 14])
def test_nothing_can_be_opened(file, compress, size):
    file.write_bytes(compress(WHOLE)[:size])
    with pytest.raises(CaptureError, match=r"capture: is a damaged (bzip2|zstd) file") as caught:
        read(file)
    assert "copy it again" in caught.value.hint


def test_garbage_after_the_last_frame_is_told(file, compress):
    file.write_bytes(compress(WHOLE) + b"garbage that is no frame")
    packets, (anomaly,), _ = read(file)
    assert (packets, anomaly.kind) == (len(CONTENT), "damaged-file")


def test_bomb_is_refused_at_the_limit(file, compress, monkeypatch):
    monkeypatch.setattr(opening, "RATIO_ALLOWANCE", 1 << 20)
    file.write_bytes(compress(bytes(4 << 20)))
    with pytest.raises(CaptureError, match="more than 250 times its size"):
        capture.digest(file)


def _stored_frame(window_log, content):
    """Write a zstd frame of one stored block, which claims to need a window (RFC 8878 section 3.1.1)."""
    block = (len(content) << 3 | 1).to_bytes(3, "little") + content
    return b"\x28\xb5\x2f\xfd\x00" + bytes([(window_log - 10) << 3]) + block


def test_a_window_beyond_the_limit_is_refused_with_what_to_do(file):
    content = pcap(CONTENT[:100])
    file.write_bytes(_stored_frame(27, content))
    assert read(file)[:2] == (100, [])
    for window_log in (28, 31, 41):
        file.write_bytes(_stored_frame(window_log, content))
        with pytest.raises(CaptureError, match="damaged zstd file") as caught:
            read(file)
        assert "--long=31" in caught.value.hint


def test_a_header_that_claims_much_costs_no_memory(tmp_path):
    """The largest window that is allowed, and a content size of 2**62 bytes, before a few bytes of data."""
    file = tmp_path / "capture"
    # Raw block of 3 bytes, last: header 24 bits little-endian = size << 3 | raw << 1 | last.
    file.write_bytes(b"\x28\xb5\x2f\xfd\xc0" + bytes([17 << 3]) + (1 << 62).to_bytes(8, "little") + b"\x19\x00\x00abc")
    code = textwrap.dedent("""
        import resource, sys
        from inventory.capture.opening import Opened
        from inventory.errors import CaptureError
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            source = Opened(open(sys.argv[1], "rb"))
            while source.read(1 << 16): pass
        except CaptureError: pass
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """)
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 20_000  # KiB
