"""Check sequences at the end of frames change nothing, and Wi-Fi is told apart by whether it is encrypted."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from program import SAMPLES, Invoke

from inventory import pipeline

SHOP = SAMPLES / "shop" / "capture.pcap"
FCS = b"\x12\x34\x56\x78"
FCS_BITS = 4 << 28 | 1 << 26  # their length in 16-bit words, and that it is told (draft-ietf-opsawg-pcap section 4)


def rewritten(path: Path, linktype: int, change: Callable[[bytes], bytes]) -> Path:
    """Write the shop's capture with other frames."""
    data = SHOP.read_bytes()
    assert struct.unpack_from("<I", data, 20)[0] == 1
    out, at = [data[:20], struct.pack("<I", linktype)], 24
    while at < len(data):
        seconds, fraction, captured, original = struct.unpack_from("<IIII", data, at)
        frame = change(data[at + 16 : at + 16 + captured])
        more = len(frame) - captured
        out += [struct.pack("<IIII", seconds, fraction, len(frame), original + more), frame]
        at += 16 + captured
    path.write_bytes(b"".join(out))
    return path


def wifi(frame: bytes, flags: int = 1) -> bytes:
    """Return a radiotap header and a data frame of IEEE 802.11 around what an Ethernet frame holds."""
    header = b"\x08" + bytes([flags]) + bytes(2) + frame[:6] + frame[6:12] + bytes(8)
    return struct.pack("<BBHIB", 0, 0, 9, 2, 0x10) + header + b"\xaa\xaa\x03\0\0\0" + frame[12:] + FCS


@pytest.mark.parametrize(
    ("linktype", "change"),
    [(1 | FCS_BITS, lambda frame: frame + FCS), (127, wifi), (127 | FCS_BITS, wifi)],
    ids=["Ethernet", "Wi-Fi", "Wi-Fi with bits that tell of it"],
)
def test_nothing_changes(tmp_path: Path, linktype: int, change: Callable[[bytes], bytes]) -> None:
    alone, changed = pipeline.scan(SHOP), pipeline.scan(rewritten(tmp_path / SHOP.name, linktype, change))
    assert changed.sightings == alone.sightings
    assert changed.summary.anomalies == alone.summary.anomalies
    assert [one for one in changed.summary.coverage if one.host] == [one for one in alone.summary.coverage if one.host]
    assert changed.summary.captured == sum(one.size for one in changed.summary.coverage)


def test_encrypted_wifi_is_a_blind_spot(tmp_path: Path, invoke: Invoke) -> None:
    path = rewritten(tmp_path / "wifi.pcap", 127, lambda frame: wifi(b"\0" * 14 + b"\x55" * len(frame[14:]), 0x41))
    data = path.read_bytes().replace(b"\xaa\xaa\x03\0\0\0", bytes(range(6)))
    path.write_bytes(data)
    (told,) = invoke("scan", path, "--format", "json").document["captures"]
    (fate,) = told["coverage"]
    assert (fate["host"], fate["fate"], fate["size"]) == (None, "encrypted", told["captured"])
    (anomaly,) = told["anomalies"]
    assert (anomaly["kind"], anomaly["count"], anomaly["size"]) == (
        "protected-frame",
        told["packets"],
        told["captured"],
    )
