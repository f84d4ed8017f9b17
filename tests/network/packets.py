"""Packets by hand: Ethernet, IP and TCP headers around payloads, as batches."""

import struct
from collections.abc import Iterable

import numpy as np

from inventory.model.packets import PacketBatch

FIN, SYN, RST, ACK = 1, 2, 4, 16
CLIENT, SERVER = (b"\x0a\x00\x00\x01", 40_000), (b"\x0a\x00\x00\x02", 80)


def tcp(
    side: int, sequence: int, payload: bytes = b"", *, ack: int | None = None, flags: int = 0, port: int = CLIENT[1]
) -> bytes:
    """Return an IPv4 packet of one side; `port` is the client's. The checksum is left out, as nobody looks at it."""
    client = (CLIENT[0], port)
    ends = (client, SERVER) if side == 0 else (SERVER, client)
    flags |= ACK if ack is not None else 0
    header = struct.pack(
        ">HHIIBBHHH", ends[0][1], ends[1][1], sequence & 0xFFFFFFFF, (ack or 0) & 0xFFFFFFFF, 0x50, flags, 9_000, 0, 0
    )
    return ipv4(header + payload, ends[0][0], ends[1][0])


def ipv4(
    payload: bytes, source: bytes, target: bytes, *, protocol: int = 6, ident: int = 0, fragment: int = 0
) -> bytes:
    """Return an IPv4 packet around a payload."""
    total = 20 + len(payload)
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, total, ident, fragment, 64, protocol, 0, source, target) + payload


def ethernet(packet: bytes, *tags: int) -> bytes:
    """Return a frame around an IP packet, behind VLAN tags."""
    kind = 0x86DD if packet[0] >> 4 == 6 else 0x0800
    return bytes(12) + b"".join(struct.pack(">HH", tag, 1) for tag in tags) + struct.pack(">H", kind) + packet


def batch(frames: Iterable[bytes], *, first: int = 1, linktype: int = 1, missing: int = 0) -> PacketBatch:
    """Return frames as one batch; `missing` bytes of each were cut by the capture's snap length."""
    frames = list(frames)
    captured = np.array([len(frame) for frame in frames], np.int64)
    return PacketBatch(
        data=np.frombuffer(b"".join(frames), np.uint8),
        frame=np.arange(first, first + len(frames), dtype=np.int64),
        offset=np.cumsum(captured) - captured,
        captured=captured,
        original=captured + missing,
        time=np.arange(first, first + len(frames), dtype=np.int64) * 1_000,
        linktype=np.full(len(frames), linktype, np.int64),
    )


def batches(frames: list[bytes], size: int) -> list[PacketBatch]:
    """Return frames as batches of at most `size` packets."""
    return [batch(frames[at : at + size], first=at + 1) for at in range(0, len(frames), size)]
