"""Classic pcap files (draft-ietf-opsawg-pcap) to packets: both byte orders, micro- and nanoseconds."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from inventory.capture.columns import RECORD_LIMIT, SNAPLEN_LIMIT, Pieces, batch
from inventory.errors import CaptureError
from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch

HEADER_SIZE = 24
# Magic number to byte order, nanoseconds for each unit of the fraction, and size of a record header.
_MAGICS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000, 16), b"\xa1\xb2\xc3\xd4": (">", 1_000, 16),
    b"\x4d\x3c\xb2\xa1": ("<", 1, 16), b"\xa1\xb2\x3c\x4d": (">", 1, 16),
    b"\x34\xcd\xb2\xa1": ("<", 1_000, 24), b"\xa1\xb2\xcd\x34": (">", 1_000, 24),  # Kuznetzov's patch
}  # fmt: skip


class _Header(msgspec.Struct, frozen=True):
    order: str
    unit: int
    record_size: int
    limit: int
    linktype: int


def recognises(head: bytes) -> bool:
    """Tell a pcap file by its magic number."""
    return head[:4] in _MAGICS


def read(stream: BinaryIO, chunk: int = 0) -> Iterator[PacketBatch | Anomaly]:
    """Yield all whole packets; a file that ends early or is damaged gives what came before and an anomaly.

    Raises CaptureError when not even the file header is whole.
    """
    header = _header(stream.read(HEADER_SIZE))
    pieces = Pieces(stream, chunk) if chunk else Pieces(stream)
    frame = 1
    for piece in pieces:
        rows, at, sane = _walk(piece, header)
        if rows:
            yield batch(piece, frame, rows)
        frame += len(rows)
        if not sane:
            where = HEADER_SIZE + pieces.offset + at
            yield Anomaly(
                "damaged-record", f"record at byte {where} has an impossible length: the rest was left", frame=frame
            )
            return
        pieces.keep(piece[at:])
        if pieces.ended and at < len(piece):
            yield Anomaly("truncated-file", "the file ends inside a packet", size=len(piece) - at, frame=frame)


def _header(data: bytes) -> _Header:
    if len(data) < HEADER_SIZE:
        raise CaptureError("the file header is cut short", hint="copy the capture again")
    order, unit, record_size = _MAGICS[data[:4]]
    snaplen, network = struct.unpack(order + "II", data[16:24])
    # The upper bits hold the length of the frame check sequence; link types have 16 bits.
    return _Header(order, unit, record_size, max(RECORD_LIMIT, min(snaplen, SNAPLEN_LIMIT)), network & 0xFFFF)


def _walk(piece: bytes, header: _Header) -> tuple[list[tuple[int, int, int, int, int]], int, bool]:
    """Return the rows of all whole records, where they end, and whether the next one is sane."""
    unpack = struct.Struct(header.order + "IIII").unpack_from
    size, limit, unit, linktype = header.record_size, header.limit, header.unit, header.linktype
    second = 10**9
    rows: list[tuple[int, int, int, int, int]] = []
    at, end = 0, len(piece)
    while at + size <= end:
        seconds, fraction, captured, original = unpack(piece, at)
        if captured > limit:
            return rows, at, False
        start = at + size
        if start + captured > end:
            break
        fraction *= unit
        rows.append(
            (
                start,
                captured,
                original,
                seconds * second + fraction if fraction < second else seconds * second,
                linktype,
            )
        )
        at = start + captured
    return rows, at, True
