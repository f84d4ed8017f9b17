"""Raw files to their opened (uncompressed) bytes, in pieces and within bounds."""

import gzip
import io
import zlib
from typing import BinaryIO

from inventory.errors import CaptureError

HEAD_SIZE = 4_096  # bytes that a format is recognised by
STEP = 256 * 1024  # opened bytes asked for at once; always the same, so that a damaged file always gives the same bytes
RATIO_LIMIT = 250  # opened bytes for each byte of a gzip file, once past the allowance
RATIO_ALLOWANCE = 64 * 1024 * 1024

_GZIP = b"\x1f\x8b"
_OTHERS = {
    b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip",
    b"\x04\x22\x4d\x18": "lz4", b"7z\xbc\xaf\x27\x1c": "7-Zip",
}  # fmt: skip


class Opened(io.RawIOBase):
    """The opened bytes of a file, plain or gzip with any number of members (RFC 1952), told by the first bytes.

    `trouble` is set to the kind of anomaly when a gzip file ends before its data does or is damaged: all bytes up to
    there are given. Raises CaptureError for other compression, for a file that is damaged from the start, and for one
    that opens to more than a sane multiple of its size.
    """

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._counted = _Counting(raw)
        buffered = io.BufferedReader(self._counted, 1 << 20)
        head = buffered.peek(8)[:8]
        for magic, name in _OTHERS.items():
            if head.startswith(magic):
                raise CaptureError(f"is compressed with {name}, which is not read", hint="open it first, or use gzip")
        self._plain = None if head.startswith(_GZIP) else buffered
        self._gzip = gzip.GzipFile(fileobj=buffered, mode="rb")
        self._ready = memoryview(b"")
        self._given = 0
        self.trouble = ""

    @property
    def done(self) -> int:
        """Bytes of the file itself that have been read."""
        return self._counted.done

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next opened bytes; 0 at the end."""
        if self._plain is not None:
            return self._plain.readinto(buffer)
        if not self._ready:
            self._ready = memoryview(self._open())
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _open(self) -> bytes:
        """Return the next opened bytes of a gzip file."""
        if self.trouble:
            return b""
        try:
            data = self._gzip.read1(STEP)
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            if not self._given:
                raise CaptureError("is a damaged gzip file", hint="copy it again") from problem
            self.trouble = "truncated-file" if isinstance(problem, EOFError) else "damaged-file"
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
        self._raw = raw
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self.done += len(data)
        return len(data)
