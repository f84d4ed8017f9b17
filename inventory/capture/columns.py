"""A capture in pieces, and record headers in a piece to packet batches."""

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from inventory.model.packets import Column, PacketBatch

CHUNK_SIZE = 24 * 1024 * 1024  # bytes read at once …
LEAST_CHUNK = 4 * 1024 * 1024  # … and with little memory
BATCH_LIMIT = 65_536  # packets of one batch
KEPT_PIECES = 2  # whose memory may be used again
RECORD_LIMIT = 262_144  # bytes of one packet, as in libpcap, unless the capture's own limit is higher …
SNAPLEN_LIMIT = 4 * 1024 * 1024  # … which it may be up to this
EARLIEST = 631_152_000 * 10**9  # 1990 in nanoseconds: what is before it is no time of a capture
LATEST = 4_102_444_800 * 10**9  # 2100


Piece = bytes | bytearray | memoryview


class Memory(Protocol):
    """Where pieces are read to."""

    def take(self, size: int) -> bytearray | memoryview:
        """Return so many bytes that nobody looks at, to be written to."""


class Pieces:
    """A stream in pieces, each with what the one before it left over; `ahead` has been read of it already."""

    def __init__(
        self, stream: BinaryIO, size: int = CHUNK_SIZE, ahead: bytes = b"", memory: Memory | None = None
    ) -> None:
        self._stream, self._size, self._ahead = cast("io.BufferedIOBase", stream), size, ahead
        self._memory = memory if memory is not None else _Own()
        self._rest = b""
        self.offset = 0  # of the current piece in the stream
        self.ended = False

    def __iter__(self) -> Iterator[Piece]:
        """Yield pieces; call `keep` to have the end of one again at the head of the next."""
        while not self.ended:
            piece = self._read()
            self.ended = len(piece) < len(self._rest) + self._size
            self._rest = b""
            yield piece
            self.offset += len(piece) - len(self._rest)

    def keep(self, rest: bytes) -> None:
        """Have these last bytes of the current piece again at the head of the next one."""
        self._rest = rest

    def _read(self) -> bytearray | memoryview:
        """Read behind what was kept, without a copy."""
        ahead, self._ahead = self._ahead[: self._size], self._ahead[self._size :]
        at = len(self._rest) + len(ahead)
        data = self._memory.take(len(self._rest) + self._size)
        data[:at] = self._rest + ahead
        with memoryview(data) as view:
            while at < len(data) and (count := self._stream.readinto(view[at:])):
                at += count
        if isinstance(data, memoryview):
            return data[:at]
        del data[at:]
        return data


class _Own:
    """Memory of this process alone."""

    def __init__(self) -> None:
        self._used: list[bytearray] = []  # pieces that were given out, the latest last

    def take(self, size: int) -> bytearray:
        """Return the memory of a piece that nobody looks at any more, or new memory, which takes the system longer."""
        data = self._free(size)
        self._used = [*self._used[-KEPT_PIECES + 1 :], data]
        return data

    def _free(self, size: int) -> bytearray:
        for number, data in enumerate(self._used):
            with suppress(BufferError):  # a part of it is still looked at
                data.extend(b" ")  # refused while there are views
                del self._used[number]
                if len(data) < size:
                    data.extend(bytes(size - len(data)))
                del data[size:]
                return data
        return bytearray(size)


def words(piece: Piece, starts: list[int], count: int) -> NDArray[np.uint32]:
    """Return `count` little-endian 32-bit numbers from each of these places of a piece, one row for each place."""
    size = 4 * count
    # Record headers stand at any byte, so they are taken as opaque values from a window that moves by one byte.
    window = np.ndarray((len(piece) - size + 1,), np.dtype((np.void, size)), piece, strides=(1,))
    return window[np.array(starts, np.int64)].view("<u4").reshape(-1, count)


def batch(
    piece: Piece, *, frame: Column, offset: Column, captured: Column, original: Column, time: Column, linktype: Column
) -> PacketBatch:
    """Make a batch whose values are sane: no time that cannot be, no packet shorter than what was captured of it."""
    return PacketBatch(
        data=np.frombuffer(piece, np.uint8),
        frame=frame,
        offset=offset,
        captured=captured,
        original=np.maximum(original, captured),
        time=np.where((time >= EARLIEST) & (time < LATEST), time, 0),
        linktype=linktype,
    )
