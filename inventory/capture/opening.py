"""Raw files to their opened (uncompressed) bytes, in pieces and within bounds."""

import gzip
import io
import zlib
from typing import BinaryIO

from inventory.errors import CaptureError

HEAD_SIZE = 4_096  # bytes that a format is recognised by
RATIO_LIMIT = 250  # opened bytes for each byte of a gzip file, once past the allowance
RATIO_ALLOWANCE = 64 * 1024 * 1024
OTHER_COMPRESSIONS = {b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip"}


class Opened(io.RawIOBase):
    """The opened bytes of a file, plain or gzip (RFC 1952), told by the first bytes.

    `cut` is set when a gzip file ends before its data does: all bytes up to there are given.
    """

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._counted = _Counting(raw)
        self._buffered = io.BufferedReader(self._counted, 1 << 20)
        head = self._buffered.peek(8)[:8]
        for magic, name in OTHER_COMPRESSIONS.items():
            if head.startswith(magic):
                raise CaptureError(
                    f"is compressed with {name}, which is not read yet", hint="open it first, or use gzip"
                )
        self._gzip = head[:2] == b"\x1f\x8b"
        self._source: BinaryIO | io.BufferedReader = (
            gzip.GzipFile(fileobj=self._buffered, mode="rb") if self._gzip else self._buffered  # type: ignore[assignment]
        )
        self._given = 0
        self.cut = False

    @property
    def done(self) -> int:
        """Bytes of the file itself that have been read."""
        return self._counted.done

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next opened bytes; 0 at the end."""
        if self.cut:
            return 0
        try:
            data = self._source.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            if not self._given:
                raise CaptureError("is a damaged gzip file", hint="copy it again") from problem
            self.cut = True
            return 0
        self._given += len(data)
        if self._gzip and self._given > RATIO_ALLOWANCE and self._given > RATIO_LIMIT * self.done:
            raise CaptureError("opens to more than 250 times its size", hint="open it by hand if it can be trusted")
        buffer[: len(data)] = data
        return len(data)


class _Counting(io.RawIOBase):
    """A raw file that counts what is read of it."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = raw
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self.done += len(data)
        return len(data)


def opened(raw: BinaryIO) -> io.BufferedReader:
    """Open a raw file; close the result when done. Raises CaptureError for compression that is not read."""
    return io.BufferedReader(Opened(raw), 1 << 20)
