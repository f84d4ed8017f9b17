"""Record positions in a piece of a capture to packet batches."""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from inventory.model.packets import PacketBatch

CHUNK_SIZE = 8 * 1024 * 1024  # bytes read at once: one batch
RECORD_LIMIT = 262_144  # bytes of one packet, as in libpcap, unless the capture's own limit is higher …
SNAPLEN_LIMIT = 4 * 1024 * 1024  # … which it may be up to this
EARLIEST = 631_152_000 * 10**9  # 1990 in nanoseconds: what is before it is no time of a capture
LATEST = 4_102_444_800 * 10**9  # 2100


class Pieces:
    """A stream in pieces, each with what the one before it left over."""

    def __init__(self, stream: BinaryIO, size: int = CHUNK_SIZE) -> None:
        self._stream, self._size = stream, size
        self.offset = 0  # of the current piece in the stream
        self.ended = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield pieces; call `keep` to have the end of one again at the head of the next."""
        self._rest = b""
        while not self.ended:
            data = self._read()
            self.ended = len(data) < self._size
            piece, self._rest = self._rest + data if self._rest else data, b""
            before = len(piece)
            yield piece
            self.offset += before - len(self._rest)

    def keep(self, rest: bytes) -> None:
        """Have these last bytes of the current piece again at the head of the next one."""
        self._rest = rest

    def _read(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while size < self._size and (part := self._stream.read(self._size - size)):
            parts.append(part)
            size += len(part)
        return b"".join(parts)


def batch(piece: bytes, first: int, rows: list[tuple[int, int, int, int, int]]) -> PacketBatch:
    """Make a batch of rows (offset, captured, original, nanoseconds, linktype); `first` numbers the first of them."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5)
    offset, captured, original, time, linktype = columns.T
    return PacketBatch(
        data=np.frombuffer(piece, np.uint8),
        frame=np.arange(first, first + len(rows), dtype=np.int64),
        offset=offset.copy(),
        captured=captured.copy(),
        original=np.maximum(original, captured),
        time=np.where((time >= EARLIEST) & (time < LATEST), time, 0),
        linktype=linktype.copy(),
    )
