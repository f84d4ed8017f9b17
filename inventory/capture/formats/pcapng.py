"""pcapng files (draft-ietf-opsawg-pcapng) to packets: sections, interfaces and byte orders as they come."""

import struct
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from inventory.capture.columns import RECORD_LIMIT, SNAPLEN_LIMIT, Pieces, batch
from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch

SECTION_MAGIC = b"\x0a\x0d\x0d\x0a"
BLOCK_LIMIT = 64 * 1024 * 1024  # bytes of one block; nothing sane is larger
INTERFACE_LIMIT = 65_536  # interfaces of one section
_ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_SECTION, _INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _ENHANCED_PACKET = 0x0A0D0D0A, 1, 2, 3, 6
_TIME_RESOLUTION, _TIME_OFFSET = 9, 14

Row = tuple[int, int, int, int, int]


class _Interface(msgspec.Struct, frozen=True):
    """One Interface Description Block (section 4.2)."""

    linktype: int
    snaplen: int
    numerator: int = 1_000  # nanoseconds for each unit of time …
    denominator: int = 1
    offset: int = 0  # … from this time on, in nanoseconds


class _DamageError(Exception):
    """A block whose length cannot be right."""


def recognises(head: bytes) -> bool:
    """Tell a pcapng file by its first Section Header Block (section 4.1)."""
    return head[:4] == SECTION_MAGIC and head[8:12] in _ORDERS


def read(stream: BinaryIO, chunk: int = 0) -> Iterator[PacketBatch | Anomaly]:
    """Yield all whole packets; a file that ends early or is damaged gives what came before and an anomaly."""
    walk = _Walk()
    pieces = Pieces(stream, chunk) if chunk else Pieces(stream)
    frame = 1
    for piece in pieces:
        damage = ""
        try:
            rows, at = walk.rows(piece)
        except _DamageError as problem:
            rows, at, damage = walk.found, walk.at, str(problem)
        if rows:
            yield batch(piece, frame, rows)
        frame += len(rows)
        if damage:
            yield Anomaly(
                "damaged-record", f"block at byte {pieces.offset + at} {damage}: the rest was left", frame=frame
            )
            break
        pieces.keep(piece[at:])
        if pieces.ended and at < len(piece):
            yield Anomaly("truncated-file", "the file ends inside a block", size=len(piece) - at, frame=frame)
    for kind, count in sorted(walk.odd.items()):
        yield Anomaly(kind, "packets of an interface that the file does not describe: left", count)


class _Walk:
    """Goes from block to block; keeps the section's byte order and interfaces."""

    def __init__(self) -> None:
        self._order = "<"
        self._interfaces: list[_Interface] = []
        self.odd: Counter[str] = Counter()
        self.found: list[Row] = []
        self.at = 0

    def rows(self, piece: bytes) -> tuple[list[Row], int]:
        """Return the rows of all whole blocks and where they end.

        Raises _DamageError; `found` and `at` then tell how far it came.
        """
        self.found, self.at = [], 0
        end = len(piece)
        while self.at + 12 <= end:
            at = self.at
            if piece[at : at + 4] == SECTION_MAGIC:
                self._begin_section(piece[at + 8 : at + 12])
            kind, length = struct.unpack_from(self._order + "II", piece, at)
            if length < 12 or length % 4 or length > BLOCK_LIMIT:
                raise _DamageError("has an impossible length")
            if at + length > end:
                break
            if piece[at + length - 4 : at + length] != piece[at + 4 : at + 8]:
                raise _DamageError("ends with another length than it begins with")
            self._block(kind, piece, at, length)
            self.at = at + length
        return self.found, self.at

    def _begin_section(self, magic: bytes) -> None:
        if magic not in _ORDERS:
            raise _DamageError("begins a section in no known byte order")
        self._order, self._interfaces = _ORDERS[magic], []

    def _block(self, kind: int, piece: bytes, at: int, length: int) -> None:
        body, size = at + 8, length - 12
        if kind == _ENHANCED_PACKET and size >= 20:
            interface, high, low, captured, original = struct.unpack_from(self._order + "IIIII", piece, body)
            self._packet(interface, high << 32 | low, captured, original, (body + 20, size - 20))
        elif kind == _INTERFACE and size >= 8:
            if len(self._interfaces) < INTERFACE_LIMIT:
                self._interfaces.append(_interface(piece[body : body + size], self._order))
        elif kind == _SIMPLE_PACKET and size >= 4:
            (original,) = struct.unpack_from(self._order + "I", piece, body)
            snaplen = self._interfaces[0].snaplen if self._interfaces else 0
            captured = min(original, size - 4, snaplen or size - 4)
            self._packet(0, None, captured, original, (body + 4, size - 4))
        elif kind == _OLD_PACKET and size >= 20:
            interface, _, high, low, captured, original = struct.unpack_from(self._order + "HHIIII", piece, body)
            self._packet(interface, high << 32 | low, captured, original, (body + 20, size - 20))

    def _packet(self, number: int, units: int | None, captured: int, original: int, where: tuple[int, int]) -> None:
        start, room = where
        if number >= len(self._interfaces):
            self.odd["unknown-interface"] += 1
            captured, linktype, time = 0, -1, 0
        else:
            interface = self._interfaces[number]
            linktype = interface.linktype
            time = 0 if units is None else units * interface.numerator // interface.denominator + interface.offset
        if captured > room or captured > max(RECORD_LIMIT, SNAPLEN_LIMIT):
            raise _DamageError("holds less than the packet that it announces")
        self.found.append((start, captured, original, time if 0 <= time < 1 << 63 else 0, linktype))


def _interface(body: bytes, order: str) -> _Interface:
    linktype, _, snaplen = struct.unpack_from(order + "HHI", body)
    resolution, offset = 6, 0
    for code, value in _options(body[8:], order):
        if code == _TIME_RESOLUTION and value:
            resolution = value[0]
        elif code == _TIME_OFFSET and len(value) == 8:
            (offset,) = struct.unpack(order + "q", value)
    if not -(1 << 33) < offset < 1 << 33:
        offset = 0
    base, exponent = (2, resolution & 0x7F) if resolution & 0x80 else (10, resolution)
    if exponent > 63:  # finer than any clock; the times are of no use
        return _Interface(linktype, snaplen, 0, 1, 0)
    return _Interface(linktype, snaplen, 10**9, int(base**exponent), offset * 10**9)


def _options(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == 0 or at + 4 + length > len(data):
            return
        yield code, data[at + 4 : at + 4 + length]
        at += 4 + length + -length % 4
