"""UDP datagrams by hand, in IPv4 or IPv6 over Ethernet, as frames and as pcap files."""

import struct
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path

End = tuple[str, int]  # address and port


def ip_udp(source: End, target: End, payload: bytes, *, length: int | None = None) -> bytes:
    """Return an IP packet; `length` is what its UDP header claims."""
    size = 8 + len(payload)
    body = struct.pack(">HHHH", source[1], target[1], size if length is None else length, 0) + payload
    addresses = ip_address(source[0]).packed + ip_address(target[0]).packed
    if len(addresses) == 8:
        return struct.pack(">BBHHHBBH", 0x45, 0, 20 + size, 0, 0, 64, 17, 0) + addresses + body
    return struct.pack(">IHBB", 6 << 28, size, 17, 64) + addresses + body


def ether(packet: bytes) -> bytes:
    return bytes(12) + (b"\x86\xdd" if packet[0] >> 4 == 6 else b"\x08\x00") + packet


def pcap(path: Path, frames: Iterable[tuple[int, bytes, int]], linktype: int = 1) -> Path:
    """Write frames with a time in microseconds and the bytes they had on the wire."""
    records = (struct.pack("<IIII", *divmod(time, 10**6), len(data), size) + data for time, data, size in frames)
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, linktype) + b"".join(records))
    return path
