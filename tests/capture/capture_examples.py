"""Captures as the formats' specifications lay them out, packet by packet."""

import io
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from inventory import capture
from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch

SECOND = 10**9
START = 1_700_000_000


class Packet(NamedTuple):
    """One packet; the time is in nanoseconds."""

    data: bytes
    original: int
    time: int


class Row(NamedTuple):
    """One packet as it was read."""

    frame: int
    data: bytes
    original: int
    time: int
    linktype: int


@st.composite
def packets(draw: st.DrawFn, unit: int = 1) -> list[Packet]:
    """Draw packets whose times are whole multiples of a unit of nanoseconds."""
    found = []
    for data in draw(st.lists(st.binary(max_size=40), max_size=12)):
        lost = draw(st.integers(0, 2000))
        time = START * SECOND + draw(st.integers(0, 10**12)) // unit * unit
        found.append(Packet(data, len(data) + lost, time))
    return found


def pcap(
    content: Iterable[Packet],
    *,
    order: str = "<",
    nano: bool = False,
    modified: bool = False,
    linktype: int = 1,
    snaplen: int = 65_535,
) -> bytes:
    """Write a pcap file."""
    magic = 0xA1B2CD34 if modified else 0xA1B23C4D if nano else 0xA1B2C3D4
    parts = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, linktype)]
    for packet in content:
        seconds, fraction = divmod(packet.time, SECOND)
        fraction //= 1 if nano else 1000
        parts.append(struct.pack(order + "IIII", seconds, fraction, len(packet.data), packet.original))
        parts.append(struct.pack(order + "IHBB", 2, 8, 0, 0) if modified else b"")
        parts.append(packet.data)
    return b"".join(parts)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    """Write a pcapng block."""
    body += bytes(-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + length + body + length


def section(order: str = "<") -> bytes:
    """Write a Section Header Block."""
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def option(code: int, value: bytes, order: str = "<") -> bytes:
    """Write an option."""
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def interface(linktype: int = 1, order: str = "<", snaplen: int = 0, options: bytes = b"") -> bytes:
    """Write an Interface Description Block."""
    return block(1, struct.pack(order + "HHI", linktype, 0, snaplen) + options, order)


def enhanced(packet: Packet, *, number: int = 0, order: str = "<", units: int = 10**6) -> bytes:
    """Write an Enhanced Packet Block with so many units of time in a second."""
    time = packet.time * units // SECOND
    head = struct.pack(
        order + "IIIII", number, time >> 32 & 0xFFFFFFFF, time & 0xFFFFFFFF, len(packet.data), packet.original
    )
    return block(6, head + packet.data, order)


def old_packet(packet: Packet, *, number: int = 0, order: str = "<") -> bytes:
    """Write the Packet Block that came before the Enhanced one."""
    time = packet.time // 1000
    head = struct.pack(order + "HHIIII", number, 7, time >> 32, time & 0xFFFFFFFF, len(packet.data), packet.original)
    return block(2, head + packet.data, order)


def simple(packet: Packet, order: str = "<") -> bytes:
    """Write a Simple Packet Block."""
    return block(3, struct.pack(order + "I", packet.original) + packet.data, order)


def rows(form: ModuleType, data: bytes, chunk: int = 1 << 20) -> tuple[list[Row], list[Anomaly]]:
    """Read a capture in chunks of so many bytes."""
    found: list[Row] = []
    anomalies: list[Anomaly] = []
    for item in form.read(io.BytesIO(data), chunk):
        if isinstance(item, Anomaly):
            anomalies.append(item)
        else:
            columns = (item.offset, item.captured, item.frame, item.original, item.time, item.linktype)
            assert {column.dtype for column in columns} == {np.dtype(np.int64)}
            for at, size, frame, *rest in zip(*(column.tolist() for column in columns), strict=True):
                found.append(Row(frame, item.data[at : at + size].tobytes(), *rest))
    return found, anomalies


def expected(content: Iterable[Packet], linktype: int = 1) -> list[Row]:
    """Return the rows that packets should become."""
    return [Row(frame, *packet, linktype) for frame, packet in enumerate(content, start=1)]


class Slow(io.RawIOBase):
    """A stream that gives only some bytes at a time."""

    def __init__(self, data: bytes, sizes: Iterator[int]) -> None:
        super().__init__()
        self._rest, self._sizes = data, sizes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = min(next(self._sizes), len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def read(path: Path) -> tuple[int, list[Anomaly], capture.Reading]:
    """Read a capture to its end: how many packets there are, what is wrong, and how it was read."""
    with capture.read(path) as reading:
        items = list(reading)
    packets = sum(len(item) for item in items if isinstance(item, PacketBatch))
    return packets, [item for item in items if isinstance(item, Anomaly)], reading
