"""The bytes behind one HTTP/1 head to its content (RFC 9112 sections 6 and 7): by length, by chunks, or to the end."""

import enum

from inventory.decode import framing
from inventory.decode.content import NOTHING_KNOWN, Content, Summary
from inventory.decode.framing import Ends, Framing

TRAILER_LIMIT = 65_536  # bytes of one trailer line


class _State(enum.Enum):
    LENGTH = enum.auto()
    CHUNK_LINE = enum.auto()
    CHUNK_DATA = enum.auto()
    CHUNK_END = enum.auto()
    TRAILERS = enum.auto()
    CLOSE = enum.auto()
    ENDED = enum.auto()


_BEGINS = {Ends.BY_LENGTH: _State.LENGTH, Ends.BY_CHUNKS: _State.CHUNK_LINE, Ends.BY_CLOSE: _State.CLOSE}


class Body:
    """One body while it is read, in order; `how` says how it ends, which is by length, by chunks or by close.

    `content` is fed what stands in it, None where nobody wants to know.
    """

    __slots__ = ("_content", "_remaining", "_state", "fault", "size", "taken")

    def __init__(self, how: Framing, content: Content | None) -> None:
        self._state, self._remaining = _BEGINS[how.ends], how.length
        self._content = content
        self.taken = 0  # bytes that belong to it, chunk framing included
        self.size = 0  # bytes of content among them
        self.fault = ""  # kind of what is wrong with its framing: what follows can't be read

    @property
    def ended(self) -> bool:
        """Tell whether all of it was read."""
        return self._state is _State.ENDED

    @property
    def to_the_end(self) -> bool:
        """Tell whether it ends where the stream does."""
        return self._state is _State.CLOSE

    @property
    def expected(self) -> int:
        """Bytes of content that are known to follow; 0 where that is not known."""
        return self._remaining if self._state is _State.LENGTH else 0

    @property
    def held(self) -> int:
        """Memory that it takes while it waits for more, roughly, in bytes."""
        return self._content.held if self._content is not None else 0

    def read(self, data: bytes, at: int) -> int | None:
        """Read one step from an index on, where there is something; return where it ends, None when it needs more.

        Nothing is read any more once it has ended, or has a fault.
        """
        return _STEPS[self._state](self, data, at)

    def skip(self, gap: int) -> bool:
        """Pass over bytes that were not captured; tell whether it is still clear what follows them."""
        if self._content is not None:
            self._content.skip(gap)
        if self._state is _State.CLOSE:
            return True
        if self._state not in (_State.LENGTH, _State.CHUNK_DATA) or gap > self._remaining:
            return False
        self._remaining -= gap
        self._go_on()
        return True

    def finish(self, *, whole: bool) -> Summary:
        """Tell what is known of the content; unless `whole`, it was cut off before its end. To be called once."""
        return self._content.finish(whole=whole) if self._content is not None else NOTHING_KNOWN

    def _take(self, data: bytes, at: int, size: int) -> int:
        """Take content."""
        self.taken += size
        self.size += size
        if self._content is not None:
            self._content.feed(data[at : at + size])
        return at + size

    def _known(self, data: bytes, at: int) -> int:
        size = min(self._remaining, len(data) - at)
        self._remaining -= size
        end = self._take(data, at, size)
        self._go_on()
        return end

    def _go_on(self) -> None:
        """Leave content whose size was known, once it is complete."""
        if not self._remaining:
            self._state = _State.ENDED if self._state is _State.LENGTH else _State.CHUNK_END

    def _chunk_line(self, data: bytes, at: int) -> int | None:
        end = data.find(b"\n", at, at + framing.CHUNK_LINE_LIMIT)
        if end < 0:
            return None if len(data) - at < framing.CHUNK_LINE_LIMIT else self._fail("malformed-chunk", at)
        size = framing.chunk_size(data[at:end])
        if size is None:
            return self._fail("malformed-chunk", at)
        self.taken += end + 1 - at
        self._remaining, self._state = size, _State.CHUNK_DATA if size else _State.TRAILERS
        return end + 1

    def _chunk_end(self, data: bytes, at: int) -> int | None:
        end = data[at : at + 2]
        size = 2 if end == b"\r\n" else 1 if end[:1] == b"\n" else 0
        if not size:
            return None if end == b"\r" else self._fail("malformed-chunk", at)
        self.taken += size
        self._state = _State.CHUNK_LINE
        return at + size

    def _trailers(self, data: bytes, at: int) -> int | None:
        end = data.find(b"\n", at, at + TRAILER_LIMIT)
        if end < 0:
            return None if len(data) - at < TRAILER_LIMIT else self._fail("oversized-trailers", at)
        self.taken += end + 1 - at
        if data[at:end] in (b"", b"\r"):
            self._state = _State.ENDED
        return end + 1

    def _close(self, data: bytes, at: int) -> int:
        return self._take(data, at, len(data) - at)

    def _fail(self, kind: str, at: int) -> int:
        self.fault = kind
        return at


_STEPS = {
    _State.LENGTH: Body._known,
    _State.CHUNK_LINE: Body._chunk_line,
    _State.CHUNK_DATA: Body._known,
    _State.CHUNK_END: Body._chunk_end,
    _State.TRAILERS: Body._trailers,
    _State.CLOSE: Body._close,
}
