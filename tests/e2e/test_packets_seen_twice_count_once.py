"""The same packet seen twice (mirror port, two interfaces, outside and inside of a tunnel) counts once."""

import itertools
import struct
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from program import SAMPLES

from inventory import pipeline
from inventory.model.exchanges import Exchange, Place

CAPTURES = [SAMPLES / name / "capture.pcap" for name in ("shop", "odd-http")]
OUTER = bytes.fromhex("4500 0000 0000 4000 4011 0000 c0000201 c0000202 c000 12b5 0000 0000 0800 0000 0000 2a00")

Packet = tuple[bytes, bytes]  # seconds and fraction as in the file, and a frame
Seen = Callable[[list[Packet]], list[Packet]]


def _in_vxlan(frame: bytes) -> bytes:
    """Return an Ethernet frame inside of VXLAN, UDP, IPv4 and Ethernet."""
    size = len(OUTER) + len(frame)
    lengths = OUTER[:2] + struct.pack(">H", size) + OUTER[4:24] + struct.pack(">H", size - 20) + OUTER[26:]
    return bytes(12) + b"\x08\x00" + lengths + frame


def _inside_first(packets: list[Packet]) -> list[Packet]:
    return [one for time, frame in packets for one in ((time, frame), (time, _in_vxlan(frame)))]


def _outside_first(packets: list[Packet]) -> list[Packet]:
    return [one for time, frame in packets for one in ((time, _in_vxlan(frame)), (time, frame))]


def _mirrored(packets: list[Packet]) -> list[Packet]:
    return [one for packet in packets for one in (packet, packet)]


def _ends(packet: Packet) -> bytes:
    """Return addresses and ports of a packet, IPv4 or IPv6."""
    return packet[1][26:38] if packet[1][12:14] == b"\x08\x00" else packet[1][22:58]


def _mirrored_in_bursts(packets: list[Packet]) -> list[Packet]:
    """Return all packets that one side sends in a row, then their copies: the copies come before any reply."""
    bursts = (list(burst) for _, burst in itertools.groupby(packets, key=_ends))
    return [packet for burst in bursts for packet in burst + burst]


def _only_inside(packets: list[Packet]) -> list[Packet]:
    return [(time, _in_vxlan(frame)) for time, frame in packets]


def _read(path: Path) -> tuple[bytes, list[Packet]]:
    data = path.read_bytes()
    found, at = [], 24
    while at < len(data):
        size = struct.unpack_from("<I", data, at + 8)[0]
        found.append((data[at : at + 8], data[at + 16 : at + 16 + size]))
        at += 16 + size
    return data[:24], found


def _exchanges(path: Path) -> list[Exchange]:
    """Return all exchanges, without where they stand."""
    found = [item for item in pipeline.exchanges(path) if isinstance(item, Exchange)]
    return sorted((msgspec.structs.replace(one, place=Place(0)) for one in found), key=repr)


@pytest.mark.parametrize("seen", [_inside_first, _outside_first, _mirrored, _mirrored_in_bursts, _only_inside])
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.parent.name)
def test_the_exchanges_are_the_same(path: Path, seen: Seen, tmp_path: Path) -> None:
    head, packets = _read(path)
    other = tmp_path / "seen.pcap"
    sizes = ((time, struct.pack("<II", len(frame), len(frame)), frame) for time, frame in seen(packets))
    other.write_bytes(head + b"".join(b"".join(parts) for parts in sizes))
    wanted = _exchanges(path)
    assert len(wanted) > 10
    assert _exchanges(other) == wanted
