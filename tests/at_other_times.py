"""The same packets at other times."""

import struct
from pathlib import Path

_ORDERS = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">", b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\x3c\x4d": ">"}


def shifted(source: Path, target: Path, seconds: int) -> Path:
    """Write a pcap file whose packets are so many seconds later than in another one."""
    data = bytearray(source.read_bytes())
    order = _ORDERS[bytes(data[:4])]
    at = 24
    while at < len(data):
        time, _, length, _ = struct.unpack_from(f"{order}IIII", data, at)
        struct.pack_into(f"{order}I", data, at, time + seconds)
        at += 16 + length
    target.write_bytes(data)
    return target
