"""Raw files to their opened (uncompressed) bytes, in pieces and within bounds."""

import io
from typing import BinaryIO, Protocol, cast

from inventory.capture.compression import COMPRESSIONS, CutError, DamageError
from inventory.errors import CaptureError

HEAD_SIZE = 4_096  # bytes that a format is recognised by
RATIO_LIMIT = 250  # opened bytes for each byte of a compressed file, once past the allowance
RATIO_ALLOWANCE = 64 * 1024 * 1024

_OTHERS = {
    b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip", b"\x04\x22\x4d\x18": "lz4", b"7z\xbc\xaf\x27\x1c": "7-Zip",
}  # fmt: skip


class Readable(Protocol):
    """What gives some of the bytes that it is asked for, none at its end."""

    def read(self, size: int, /) -> bytes | None:
        """Return so many bytes at most."""


def first_bytes(stream: Readable, size: int) -> bytes:
    """Read so many bytes, fewer only at the end: a pipe may give one at a time."""
    data = b""
    while len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return data


class Beginning(io.RawIOBase):
    """The first bytes of a raw file, as if it ended behind them."""

    def __init__(self, raw: BinaryIO, size: int) -> None:
        super().__init__()
        self._raw, self._left = cast("io.BufferedIOBase", raw), size

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes; 0 at the end."""
        count = self._raw.readinto(memoryview(buffer)[: self._left])
        self._left -= count
        return count


class Opened(io.RawIOBase):
    """The opened bytes of a file, plain or compressed in one of the ways of `compression`, told by the first bytes.

    `trouble` is set to the kind of anomaly when a compressed file ends before its data does or is damaged: all bytes
    up to there are given, but for the few that the step into the damage opened. Raises CaptureError for other
    compression, for a file that is damaged from the start, and for one that opens to more than a sane multiple of its
    size.
    """

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._counted = _Counting(raw)
        head = self._counted.head(8)
        for magic, name in _OTHERS.items():
            if head.startswith(magic):
                hint = "open it first, or use gzip, bzip2 or zstd"
                raise CaptureError(f"is compressed with {name}, which is not read", hint=hint)
        self._compression = next((one for one in COMPRESSIONS if head.startswith(one.magics)), None)
        if self._compression is not None:
            self._decompressor = self._compression.open(io.BufferedReader(self._counted, 1 << 20))
        self._ready = memoryview(b"")
        self._given = 0
        self.trouble = ""

    @property
    def compression(self) -> str:
        """The name of the way it is compressed; "" for a plain file."""
        return self._compression.name if self._compression is not None else ""

    @property
    def done(self) -> int:
        """Bytes of the file itself that have been read."""
        return self._counted.done

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next opened bytes; 0 at the end."""
        if self._compression is None:
            return self._counted.readinto(buffer)
        if not self._ready:
            self._ready = memoryview(self._open())
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _open(self) -> bytes:
        """Return the next opened bytes of a compressed file."""
        assert self._compression is not None
        if self.trouble:
            return b""
        try:
            data = self._decompressor.read()
        except (CutError, DamageError) as problem:
            if not self._given:
                message = f"is a damaged {self._compression.name} file"
                raise CaptureError(message, hint=self._compression.hint) from problem
            self.trouble = "truncated-file" if isinstance(problem, CutError) else "damaged-file"
            return b""
        self._given += len(data)
        if self._given > RATIO_ALLOWANCE and self._given > RATIO_LIMIT * self.done:
            message = f"opens to more than {RATIO_LIMIT} times its size"
            raise CaptureError(message, hint="open it by hand if it can be trusted")
        return data


class _Counting(io.RawIOBase):
    """A raw file that counts what is read of it."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = cast("io.BufferedIOBase", raw)
        self._head = b""
        self.done = 0

    def head(self, size: int) -> bytes:
        """Return the first bytes, before anything is read; they are read again."""
        self._head = first_bytes(self._raw, size)
        return self._head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        head = self._head[: len(buffer)]
        buffer[: len(head)], self._head = head, self._head[len(head) :]
        count = len(head) + self._raw.readinto(memoryview(buffer)[len(head) :])
        self.done += count
        return count
