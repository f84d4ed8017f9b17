"""Compressed bytes to opened ones, a step at a time: gzip, bzip2 and zstd."""

import bz2
import gzip
import sys
import zlib
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Opened bytes asked for at once. What is opened in the step that meets damage is lost with it, so steps are small;
# they are always the same, so that a damaged file always gives the same bytes.
STEP = 16 * 1024
PIECE = 8 * 1024  # bytes of the file that a decompressor is given at once
WINDOW_LIMIT = 27  # zstd looks back over at most 2**27 bytes (128 MiB), as its own tool does unless told otherwise


class CutError(Exception):
    """The file ends before its data does."""


class DamageError(Exception):
    """What comes next is no compressed data of this kind."""


class Decompressor(Protocol):
    """What opens one kind of compressed file."""

    def read(self) -> bytes:
        """Return the next opened bytes, at most `STEP`; b"" at the end of the file. Raises CutError and DamageError."""


class Compression(NamedTuple):
    """A kind of compression that is read."""

    name: str
    magics: tuple[bytes, ...]  # what its files begin with
    open: Callable[[BinaryIO], Decompressor]
    hint: str = "copy it again"  # what to do about a file that is damaged from its start


class _Gzip:
    """Any number of members, and zeros after the last one (RFC 1952)."""

    def __init__(self, source: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=source, mode="rb")

    def read(self) -> bytes:
        try:
            return self._file.read1(STEP)
        except EOFError as problem:
            raise CutError from problem
        except (zlib.error, gzip.BadGzipFile) as problem:
            raise DamageError from problem


class _Frame(Protocol):
    """A decompressor of the standard library, for one bzip2 stream or one zstd frame."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Frames:
    """Any number of frames, one after the other.

    The file classes of the standard library take a damaged second frame for garbage at the end and say nothing.
    """

    def __init__(self, source: BinaryIO, frame: Callable[[], _Frame]) -> None:
        self._source, self._begin = source, frame
        self._frame = frame()
        self._begun = False  # the current frame has been given its first bytes

    def read(self) -> bytes:
        while True:
            data = b""
            if self._frame.eof:
                data = self._frame.unused_data
                self._frame, self._begun = self._begin(), False
            if not data and self._frame.needs_input:
                data = self._source.read(PIECE)
                if not data and self._begun:
                    raise CutError
                if not data:
                    return b""
            self._begun = True
            if opened := self._open(data):
                return opened

    def _open(self, data: bytes) -> bytes:
        try:
            return self._frame.decompress(data, STEP)
        except (OSError, zstd.ZstdError) as problem:
            raise DamageError from problem


def _bzip2(source: BinaryIO) -> Decompressor:
    return _Frames(source, bz2.BZ2Decompressor)


def _zstd(source: BinaryIO) -> Decompressor:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: WINDOW_LIMIT}
    return _Frames(source, lambda: zstd.ZstdDecompressor(options=options))


_SKIPPABLE = tuple(bytes((low, 0x2A, 0x4D, 0x18)) for low in range(0x50, 0x60))  # RFC 8878 section 3.1.2

COMPRESSIONS = (
    Compression("gzip", (b"\x1f\x8b",), _Gzip),
    Compression("bzip2", (b"BZh",), _bzip2),
    Compression(
        "zstd",
        (b"\x28\xb5\x2f\xfd", *_SKIPPABLE),
        _zstd,
        "copy it again; if it was made with a window of more than 128 MiB, open it first: zstd -d --long=31",
    ),
)
