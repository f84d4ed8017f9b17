"""Coded content to what it was before it was coded (RFC 9110 section 8.4), within limits."""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS_LIMIT = 3  # codings of one content, applied on each other
OPENED_LIMIT = 1_048_576  # bytes that one content opens to, after each of its codings
OPENED_FREELY = 16_384  # bytes that it may open to however short it is …
RATIO_LIMIT = 1_024  # … and bytes more for each of its own
BLOCK = 4_096  # bytes that are opened together
STEP = 65_536  # bytes that a decompressor is asked for at once
PARTS_LIMIT = 256  # members of a gzip content, frames of a zstd content
WINDOW_LOG = 23  # base 2 logarithm of the window that zstd may ask for in bytes (RFC 9659 section 3)

OVERSIZED, DAMAGED, UNKNOWN = "oversized-content", "damaged-content", "unknown-coding"

_GZIP, _ZLIB, _DEFLATE = 31, 15, -15  # formats as zlib numbers them
_DAMAGE = (zlib.error, brotli.error, zstd.ZstdError, EOFError)


class _OversizedError(Exception):
    """Content opens to more than a limit."""


class _DamagedError(Exception):
    """Content is not what its coding says."""


class _Layer(Protocol):
    """One coding while it is undone."""

    COST: int  # bytes of memory, beside what it has opened

    def open(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next bytes open to, in pieces of about `STEP` bytes."""

    @property
    def whole(self) -> bool:
        """Tell whether the content may end here."""


class _Gzip:
    """The gzip format: members one after the other (RFC 1952)."""

    COST = 49_152

    def __init__(self) -> None:
        self._member: zlib._Decompress | None = None
        self._members = 0

    @property
    def whole(self) -> bool:
        return self._member is None or self._member.eof

    def open(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member is None or self._member.eof:
                self._members = _one_more(self._members)
                self._member = zlib.decompressobj(_GZIP)
            yield from _inflated(self._member, data)
            data = self._member.unused_data


class _Deflate:
    """The zlib format (RFC 1950), or what it holds alone (RFC 1951), as some servers send it."""

    COST = 49_152

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._head = b""  # less than it takes to tell the formats apart

    @property
    def whole(self) -> bool:
        return self._stream.eof if self._stream is not None else not self._head

    def open(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._head += data
            if len(self._head) < 2:
                return
            data, self._head = self._head, b""
            wrapped = data[0] & 0x0F == 8 and not int.from_bytes(data[:2], "big") % 31  # RFC 1950 section 2.2
            self._stream = zlib.decompressobj(_ZLIB if wrapped else _DEFLATE)
        if self._stream.eof:
            raise _DamagedError
        yield from _inflated(self._stream, data)
        if self._stream.unused_data:
            raise _DamagedError


class _Brotli:
    """Brotli (RFC 7932)."""

    COST = 65_536

    def __init__(self) -> None:
        self._stream: brotli.Decompressor | None = None

    @property
    def whole(self) -> bool:
        return self._stream is None or bool(self._stream.is_finished())

    def open(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._stream = brotli.Decompressor()
        piece = self._stream.process(data, output_buffer_limit=STEP)
        yield piece
        # It says that it accepts more when all input is taken, though output may be left: a full piece tells.
        while not self._stream.is_finished() and (len(piece) >= STEP or not self._stream.can_accept_more_data()):
            piece = self._stream.process(b"", output_buffer_limit=STEP)
            yield piece


class _Zstandard:
    """Zstandard: frames one after the other (RFC 8878)."""

    COST = 262_144

    def __init__(self) -> None:
        self._frame: zstd.ZstdDecompressor | None = None
        self._frames = 0

    @property
    def whole(self) -> bool:
        return self._frame is None or self._frame.eof

    def open(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._frame is None or self._frame.eof:
                self._frames = _one_more(self._frames)
                self._frame = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW_LOG})
            yield self._frame.decompress(data, STEP)
            while not (self._frame.eof or self._frame.needs_input):
                yield self._frame.decompress(b"", STEP)
            data = self._frame.unused_data


_CODINGS: dict[str, Callable[[], _Layer]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstandard,
}


class Codings:
    """The codings of one content while they are undone; `feed` it the content in order, then `finish`.

    What is fed is opened in blocks at fixed places, so cutting makes no difference, not even for what damage
    leaves. Nothing more is opened after a limit, after damage, or if a coding is not known.
    """

    __slots__ = ("_block", "_fed", "_layers", "_opened", "odd")

    def __init__(self, names: tuple[str, ...]) -> None:
        """Take names in lower case as a Content-Encoding field has them: the one that was applied last stands last."""
        known = [_CODINGS[name] for name in reversed(names) if name in _CODINGS]
        unknown = len(known) < len(names) or len(known) > CODINGS_LIMIT
        self.odd = UNKNOWN if unknown else ""  # the kind of anomaly that the content is; "" while it is none
        self._layers: list[_Layer] = [] if unknown else [make() for make in known]
        self._opened = [0] * len(self._layers)  # bytes, by layer
        self._fed = 0
        self._block = b""  # what came of the next block

    @property
    def held(self) -> int:
        """Memory that it takes while it waits for more, roughly, in bytes."""
        costs = sum(layer.COST for layer in self._layers) if self._fed else 0
        return len(self._block) + costs + sum(self._opened)

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes; return what is opened now, at most `OPENED_LIMIT` bytes for one content."""
        if not self._layers:
            return b""
        data = self._block + data
        end = len(data) - len(data) % BLOCK
        pieces: list[bytes] = []
        for at in range(0, end, BLOCK):
            self._open(data[at : at + BLOCK], pieces)
            if not self._layers:
                break
        self._block = data[end:] if self._layers else b""
        return b"".join(pieces)

    def finish(self, *, whole: bool = True) -> bytes:
        """Return what is opened of the last bytes; unless `whole`, more of the content was sent but not captured."""
        pieces: list[bytes] = []
        if self._block:
            self._open(self._block, pieces)
        if whole and not all(layer.whole for layer in self._layers):
            self.odd = DAMAGED
        self._stop()
        return b"".join(pieces)

    def _open(self, block: bytes, pieces: list[bytes]) -> None:
        self._fed += len(block)
        limit = min(OPENED_LIMIT, OPENED_FREELY + RATIO_LIMIT * self._fed)
        try:
            for piece in self._through(block, 0, limit):
                pieces.append(piece)  # noqa: PERF402 - what was opened before an exception stays
        except _OversizedError:
            self._stop(OVERSIZED)
        except (_DamagedError, *_DAMAGE):
            self._stop(DAMAGED)

    def _through(self, data: bytes, depth: int, limit: int) -> Iterator[bytes]:
        """Undo the codings from a depth on; each layer may open to the same limit."""
        if depth == len(self._layers):
            yield data
            return
        for begin in range(0, len(data), BLOCK):
            for piece in self._layers[depth].open(data[begin : begin + BLOCK]):
                room = limit - self._opened[depth]
                self._opened[depth] += min(len(piece), room)
                yield from self._through(piece[:room], depth + 1, limit)
                if len(piece) > room:
                    raise _OversizedError

    def _stop(self, odd: str = "") -> None:
        self.odd = odd or self.odd
        self._layers, self._opened, self._block = [], [], b""


def _one_more(count: int) -> int:
    if count >= PARTS_LIMIT:
        raise _OversizedError
    return count + 1


def _inflated(stream: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Yield what the next bytes open to; what stands after the end is left in `unused_data`."""
    piece = stream.decompress(data, STEP)
    yield piece
    while not stream.eof and (stream.unconsumed_tail or len(piece) == STEP):
        piece = stream.decompress(stream.unconsumed_tail, STEP)
        yield piece
