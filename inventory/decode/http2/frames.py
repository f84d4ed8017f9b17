"""The bytes of one side of an HTTP/2 connection to frames (RFC 9113 section 4), over gaps and strange bytes."""

import enum
import struct
from collections.abc import Iterator

import msgspec

from inventory.decode.backlog import NOWHERE, Backlog
from inventory.model.exchanges import Place
from inventory.model.streams import Run

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"  # RFC 9113 section 3.4
HEAD_SIZE = 9
BLOCK_LIMIT = 262_144  # bytes of one frame with a part of a header block; what is longer is passed over
PLAUSIBLE_SIZE = 1_048_576  # bytes of a frame where it is not certain that a frame is there
CHAIN = 2  # frames whose heads stand where they should by chance in one of some 10^9 places

_HEAD = struct.Struct(">BHBBI")


class Type(enum.IntEnum):
    """Types of frames (RFC 9113 section 6)."""

    DATA = 0
    HEADERS = 1
    PRIORITY = 2
    RST_STREAM = 3
    SETTINGS = 4
    PUSH_PROMISE = 5
    PING = 6
    GOAWAY = 7
    WINDOW_UPDATE = 8
    CONTINUATION = 9


END_STREAM, END_HEADERS, PADDED, PRIORITY = 0x1, 0x4, 0x8, 0x20
_BLOCKS = frozenset({Type.HEADERS, Type.PUSH_PROMISE, Type.CONTINUATION})
_OF_THE_CONNECTION = frozenset({Type.SETTINGS, Type.PING, Type.GOAWAY})
_OF_A_STREAM = frozenset({*_BLOCKS, Type.DATA, Type.PRIORITY, Type.RST_STREAM})
_SIZES = {Type.PRIORITY: 5, Type.RST_STREAM: 4, Type.PING: 8, Type.WINDOW_UPDATE: 4}
_FLAGS = {
    Type.DATA: END_STREAM | PADDED,
    Type.HEADERS: END_STREAM | END_HEADERS | PADDED | PRIORITY,
    Type.SETTINGS: 0x1,
    Type.PING: 0x1,
    Type.PUSH_PROMISE: END_HEADERS | PADDED,
    Type.CONTINUATION: END_HEADERS,
}


class Frame(msgspec.Struct, frozen=True, gc=False):
    """A frame, or a part of a DATA frame: its content comes as it was captured."""

    type: int
    flags: int  # END_STREAM of DATA stands with the last part
    stream: int
    payload: bytes  # without padding and priority; of DATA the content at hand
    size: int  # bytes on the wire
    place: Place
    gap: int = 0  # bytes of content just before the payload that were not captured
    last: Place = NOWHERE  # of its last byte


class Lost(msgspec.Struct, frozen=True, gc=False):
    """Bytes that belong to no frame that could be told apart; frames may be missing here."""

    size: int  # of the bytes that are there
    place: Place


class FrameReader:
    """Reads the frames of one side: `add` a run, then take what `read` yields before the next one.

    Of frames that tell of no exchange only the bytes are counted, in `overhead`. At most one frame with a header block
    is held back.
    """

    def __init__(self, *, client: bool) -> None:
        self._backlog = Backlog()
        self._preface = client
        self._seeking = False
        self._left = 0  # bytes of a frame that is being passed over, or of DATA content
        self._padding = 0  # that follows the content
        self._data: Frame | None = None  # the head of the DATA frame that is being read
        self._taken = 0  # bytes of it that are not in any part yet
        self._begun = False
        self.overhead = 0
        self.from_start = False  # the beginning of the connection was seen

    @property
    def held(self) -> int:
        """Bytes held back."""
        return len(self._backlog)

    def add(self, run: Run) -> Iterator[Frame | Lost]:
        """Take the next run and yield what it completes."""
        if run.gap:
            yield from self._skip(run.gap)
        if run.length:
            if not self._begun:
                self._begin(run)
            self._backlog.add(run)
            yield from self._read()
            self._backlog.trim()

    def finish(self) -> Iterator[Frame | Lost]:
        """Yield what is left when nothing more comes."""
        if self._taken:  # the head of a DATA frame of which nothing else came
            yield self._part()
        yield from self._lose(len(self._backlog))

    def _begin(self, run: Run) -> None:
        self._begun = True
        self._seeking = bool(run.position)
        self._preface &= not self._seeking

    def _read(self) -> Iterator[Frame | Lost]:
        backlog = self._backlog
        while len(backlog):
            if self._data is not None:
                yield self._part()
            elif self._left:
                self._pass_over()
            elif self._preface:
                if len(backlog) < len(PREFACE) and PREFACE.startswith(backlog.data[backlog.at :]):
                    return
                self._preface = False
                if backlog.data.startswith(PREFACE, backlog.at):
                    self.from_start = True
                    backlog.at += len(PREFACE)
                    self.overhead += len(PREFACE)
            elif self._seeking:
                yield from self._seek()
                if self._seeking:
                    return
            else:
                before = backlog.at
                yield from self._frame()
                if backlog.at == before and not self._seeking:
                    return

    def _frame(self) -> Iterator[Frame | Lost]:
        """Read a frame, or the head of one whose payload need not be at hand."""
        backlog = self._backlog
        data, at = backlog.data, backlog.at
        if len(data) - at < HEAD_SIZE:
            return
        size, kind, flags, stream = head(data, at)
        if kind in _BLOCKS and size <= BLOCK_LIMIT:
            if len(data) - at >= HEAD_SIZE + size:
                backlog.at = at + HEAD_SIZE + size
                payload = _block(kind, flags, data[at + HEAD_SIZE : backlog.at])
                place, last = backlog.locate(at)[0], backlog.locate(backlog.at - 1)[0]
                yield Frame(kind, flags, stream, payload, HEAD_SIZE + size, place, last=last)
        elif kind == Type.DATA:
            yield from self._begin_data(size, flags, stream)
        elif kind == Type.RST_STREAM and size == 4:
            if len(data) - at >= HEAD_SIZE + size:
                backlog.at = at + HEAD_SIZE + size
                yield Frame(kind, flags, stream, b"", HEAD_SIZE + size, backlog.locate(at)[0])
        elif not plausible_head(size, kind, flags, stream, known=False):
            self._seeking = True
        else:
            self.from_start |= kind == Type.SETTINGS and backlog.origin + at == 0
            if kind in _BLOCKS:  # too large
                yield Lost(0, backlog.locate(at)[0])
            backlog.at = at + HEAD_SIZE
            self._left = size
            self.overhead += HEAD_SIZE

    # -- DATA and what is passed over --------------------------------------------------------------------------------

    def _begin_data(self, size: int, flags: int, stream: int) -> Iterator[Frame | Lost]:
        backlog = self._backlog
        at, extra = backlog.at, 1 if flags & PADDED and size else 0
        if len(backlog) < HEAD_SIZE + extra:
            return
        padding = backlog.data[at + HEAD_SIZE] if extra else 0
        self._padding = min(padding, size - extra)
        self._left = size - extra - self._padding
        self._taken = HEAD_SIZE + extra
        self._data = Frame(Type.DATA, flags & END_STREAM, stream, b"", 0, backlog.locate(at)[0])
        backlog.at = at + HEAD_SIZE + extra
        if not self._left + self._padding:
            yield self._part()

    def _part(self, gap: int = 0) -> Frame:
        """Return what is at hand of a DATA frame; the padding counts with it."""
        assert self._data is not None
        backlog = self._backlog
        content = backlog.data[backlog.at : backlog.at + self._left]
        self._left -= len(content)
        padding = min(self._padding, len(backlog) - len(content)) if not self._left else 0
        self._padding -= padding
        backlog.at += len(content) + padding
        size, self._taken = self._taken + len(content) + padding, 0
        head, last = self._data, not self._left + self._padding
        if last:
            self._data = None
        end = backlog.locate(backlog.at - 1)[0] if last and not gap else NOWHERE
        return Frame(head.type, head.flags if last else 0, head.stream, content, size, head.place, gap, end)

    def _pass_over(self) -> None:
        taken = min(self._left, len(self._backlog))
        self._backlog.at += taken
        self._left -= taken
        self.overhead += taken

    # -- trouble -----------------------------------------------------------------------------------------------------

    def _skip(self, gap: int) -> Iterator[Frame | Lost]:
        """Go on after bytes that were not captured."""
        if self._data is not None and gap <= self._left + self._padding:
            content = min(gap, self._left)
            self._left -= content
            self._padding -= gap - content
            yield self._part(content)
        elif self._data is None and 0 < gap <= self._left:
            self._left -= gap
        else:
            self._seeking, self._preface, self._left, self._padding = True, False, 0, 0
            if self._data is not None:
                self._data = msgspec.structs.replace(self._data, flags=0)
                yield self._part(gap)
            yield from self._lose(len(self._backlog), always=True)

    def _lose(self, size: int, *, always: bool = False) -> Iterator[Lost]:
        if size or always:
            place = self._backlog.locate(self._backlog.at)[0] if size else Place(0)
            self._backlog.at += size
            yield Lost(size, place)

    def _seek(self) -> Iterator[Lost]:
        """Skip to the next segment that begins with frames."""
        backlog = self._backlog
        for index in backlog.segments(backlog.at):
            if index >= backlog.at and index < len(backlog.data) and begins_frames(backlog.data, index):
                yield Lost(index - backlog.at, backlog.locate(backlog.at)[0])
                backlog.at = index
                self._seeking = False
                return
        yield from self._lose(len(backlog))


def head(data: bytes, at: int) -> tuple[int, int, int, int]:
    """Return size, type, flags and stream of a frame head that stands at an index."""
    high, low, kind, flags, stream = _HEAD.unpack_from(data, at)
    return high << 16 | low, kind, flags, stream & 0x7FFFFFFF


def plausible_head(size: int, kind: int, flags: int, stream: int, *, known: bool = True) -> bool:
    """Tell whether a frame head may be one; types that are not `known` may be extensions (RFC 9113 section 5.5)."""
    if kind > Type.CONTINUATION:
        return not known and size <= PLAUSIBLE_SIZE
    right = size == _SIZES.get(Type(kind), size) and (kind != Type.SETTINGS or size % 6 == 0)
    belongs = (stream == 0) if kind in _OF_THE_CONNECTION else bool(stream) or kind not in _OF_A_STREAM
    return right and belongs and (not known or (size <= PLAUSIBLE_SIZE and not flags & ~_FLAGS.get(Type(kind), 0)))


def begins_frames(data: bytes, at: int) -> bool:
    """Tell whether frames follow each other from an index on: some, or fewer up to the very end of the data."""
    count = 0
    while at + HEAD_SIZE <= len(data) and count < CHAIN:
        if data[at + 5] & 0x80 or not plausible_head(*head(data, at)):
            return False
        at += HEAD_SIZE + head(data, at)[0]
        count += 1
    return count >= CHAIN or (count > 0 and at == len(data))


def _block(kind: int, flags: int, payload: bytes) -> bytes:
    """Return the part of a header block that a frame carries (RFC 9113 sections 6.2, 6.6 and 6.10).

    That of a PUSH_PROMISE stays behind the number of the promised stream.
    """
    if kind == Type.CONTINUATION:
        return payload
    begin, end = 0, len(payload)
    if flags & PADDED:
        begin, end = 1, len(payload) - (payload[0] if payload else 0)
    if kind == Type.HEADERS and flags & PRIORITY:
        begin += 5
    return payload[begin : max(begin, end)]
