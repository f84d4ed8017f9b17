"""Classic pcap files (draft-ietf-opsawg-pcap) to packets: both byte orders, micro- and nanoseconds, old layouts."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
import numpy as np

from inventory.capture.columns import (
    BATCH_LIMIT,
    CHUNK_SIZE,
    RECORD_LIMIT,
    SNAPLEN_LIMIT,
    Memory,
    Piece,
    Pieces,
    batch,
    words,
)
from inventory.capture.layouts import PLAIN, PROBE_SIZE, Layout, layout
from inventory.capture.opening import first_bytes
from inventory.errors import CaptureError
from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch

HEADER_SIZE = 24
# Magic number to byte order, nanoseconds for each unit of the fraction, and whether it stands for larger records.
_MAGICS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000, False), b"\xa1\xb2\xc3\xd4": (">", 1_000, False),
    b"\x4d\x3c\xb2\xa1": ("<", 1, False), b"\xa1\xb2\x3c\x4d": (">", 1, False),
    b"\x34\xcd\xb2\xa1": ("<", 1_000, True), b"\xa1\xb2\xcd\x34": (">", 1_000, True),  # Kuznetzov's patch
}  # fmt: skip


class _Header(msgspec.Struct, frozen=True):
    order: str
    unit: int  # nanoseconds for each unit of the fraction
    record: Layout  # of a record header
    limit: int  # bytes of one packet
    linktype: int


def recognises(head: bytes) -> bool:
    """Tell a pcap file by its magic number."""
    return head[:4] in _MAGICS


def read(stream: BinaryIO, chunk: int = CHUNK_SIZE, memory: Memory | None = None) -> Iterator[PacketBatch | Anomaly]:
    """Yield all whole packets; a file that ends early or is damaged gives what came before and an anomaly.

    A record is taken for damaged when it claims more than the file's own limit allows; a limit that is missing or
    smaller than 256 KiB stands for that, and no limit for more than 4 MiB. Raises CaptureError when not even the file
    header is whole.
    """
    head = stream.read(HEADER_SIZE)
    first = first_bytes(stream, PROBE_SIZE)
    header = _header(head, first)
    pieces = Pieces(stream, chunk, first, memory)
    frame = 1
    for piece in pieces:
        starts, at, sane = _walk(piece, header)
        if starts:
            yield from _batch(piece, starts, frame, header).parts(BATCH_LIMIT)
        frame += len(starts)
        if not sane:
            where = HEADER_SIZE + pieces.offset + at
            message = f"record at byte {where} has an impossible length: the rest was left"
            yield Anomaly("damaged-record", message, frame=frame)
            return
        pieces.keep(bytes(piece[at:]))
        if pieces.ended and at < len(piece):
            yield Anomaly("truncated-file", "the file ends inside a packet", size=len(piece) - at, frame=frame)


def _header(data: bytes, records: bytes) -> _Header:
    if len(data) < HEADER_SIZE:
        raise CaptureError("the file header is cut short", hint="copy the capture again")
    order, unit, modified = _MAGICS[data[:4]]
    snaplen, network = struct.unpack(order + "II", data[16:24])
    limit = max(RECORD_LIMIT, min(snaplen, SNAPLEN_LIMIT))
    record = PLAIN if unit == 1 else layout(data, records, order, modified=modified, limit=limit)
    # The upper bits hold the length of the frame check sequence; link types have 16 bits.
    return _Header(order, unit, record, limit, network & 0xFFFF)


def _walk(piece: Piece, header: _Header) -> tuple[list[int], int, bool]:
    """Return where each whole record begins, where the last one ends, and whether the next one is sane."""
    size, limit = header.record.size, header.limit
    length = struct.Struct(f"{header.order}{header.record.captured}xI{size - header.record.captured - 4}x").unpack_from
    starts: list[int] = []
    append = starts.append  # this loop is all that looks at packets one by one
    at = 0
    try:
        while True:
            (captured,) = length(piece, at)
            if captured > limit:
                return starts, at, False
            append(at)
            at += size + captured
    except struct.error:  # no whole header is left
        pass
    if at > len(piece):
        at = starts.pop()
    return starts, at, True


def _batch(piece: Piece, starts: list[int], first: int, header: _Header) -> PacketBatch:
    table = words(piece, starts, 4)
    seconds, fraction, captured, original = (table.byteswap() if header.order == ">" else table).astype(np.int64).T
    if header.record.captured == 12:
        captured, original = original, captured
    fraction = fraction * header.unit
    return batch(
        piece,
        frame=np.arange(first, first + len(starts), dtype=np.int64),
        offset=np.array(starts, np.int64) + header.record.size,
        captured=captured.copy(),
        original=original,
        # A fraction of a second or more is no fraction: the second alone counts.
        time=seconds * 10**9 + np.where(fraction < 10**9, fraction, 0),
        linktype=np.full(len(starts), header.linktype, np.int64),
    )
