"""What cannot be read at all is refused in one line that names the file and the reason."""

import bz2
import io
import lzma
import sys

import pytest
from capture_examples import SECOND, START, Packet, pcap, section

from inventory import capture
from inventory.errors import CaptureError

CASES = {
    "empty": (b"", "the file is empty"),
    "magic-only": (b"\xd4\xc3\xb2\xa1", "header is cut short"),
    "pcapng-cut": (section()[:9], "header is cut short"),
    "text": (b"GET / HTTP/1.1\r\n\r\n", "no capture in a known format"),
    "random": (bytes(range(7, 256)) * 30, "no capture in a known format"),
    "wrong-order-mark": (
        b"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x11\x22\x33\x44" + bytes(16),
        "no capture in a known format",
    ),
    "network-monitor": (b"GMBU\x00\x02" + bytes(100), "Microsoft Network Monitor"),
    "snoop": (b"snoop\x00\x00\x00" + bytes(100), "snoop"),
    "netxray": (b"XCP\x00002.000\x00" + bytes(100), "NetXray"),
    "bzip2": (bz2.compress(b"x"), "no capture in a known format"),
    "xz": (lzma.compress(b"x"), "compressed with xz"),
    "lz4": (b"\x04\x22\x4d\x18" + bytes(20), "compressed with lz4"),
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(20), "damaged zstd file"),
    "list": (b"[1,2,3]", "no HAR"),
    "object": (b'{"swagger": "2.0"}', "no HAR"),
    "log-is-text": (b'{"log": "x"}', "no HAR"),
    "no-entries": (b'{"log": {"version": "1.2"}}', "no HAR"),
    "deep": (b'{"log":' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deep"),
    "cut-har": (b'{"log": {"entries": [{"request": {"method": "GET", "url": "http://a/"}}, {"req', "no whole JSON"),
    "spaces": (b" " * 10_000, "no whole JSON"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_with_name_and_reason(tmp_path, name):
    data, reason = CASES[name]
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(CaptureError) as caught, capture.read(file) as reading:
        list(reading)
    assert caught.value.message.startswith(f"{file}: ")
    assert reason in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_status == 3


def test_folder_and_missing_file(tmp_path):
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(CaptureError, match=str(path)), capture.read(path):
            pass
        with pytest.raises(CaptureError, match=str(path)):
            capture.digest(path)


def test_standard_input(monkeypatch, tmp_path):
    data = pcap([Packet(b"abc", 3, START * SECOND)])
    file = tmp_path / "same"
    file.write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with capture.read(capture.STDIN) as reading:
        (batch,) = reading
    assert len(batch) == 1
    assert reading.digest() == capture.digest(file)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CaptureError, match="standard input is closed"), capture.read(capture.STDIN):
        pass


def test_digest_covers_what_follows_the_damage(tmp_path):
    digests = set()
    for tail in (b"one", b"two"):
        file = tmp_path / "capture"
        file.write_bytes(pcap([]) + b"\xff" * (9 << 20) + tail)
        with capture.read(file) as reading:
            (anomaly,) = reading
        assert anomaly.kind == "damaged-record"
        assert reading.digest() == capture.digest(file)
        digests.add(reading.digest())
    assert len(digests) == 2
