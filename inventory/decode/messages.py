"""The bytes of one stream to HTTP/1 messages (RFC 9112), over gaps and strange bytes."""

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from inventory.decode import framing, grammar
from inventory.decode.framing import Ends, Framing
from inventory.model.exchanges import Fields, Place
from inventory.model.streams import Run

TRAILER_LIMIT = 65_536  # bytes of one trailer section
START_LINE_VIEW = 8_192  # bytes of a segment that are looked at to tell whether it begins a message


@dataclass(slots=True, eq=False)
class Message:
    """A request or a response while it is read."""

    line: grammar.RequestLine | grammar.StatusLine
    fields: Fields
    place: Place
    position: int  # of its first byte in the stream
    ack: int  # what its sender had acknowledged of the other stream; -1 where unknown
    odd: set[str] = field(default_factory=set)
    size: int = 0  # bytes of content, chunk framing not counted
    extent: int = 0  # bytes on the wire, head and framing included
    lost_at: int = -1  # where in the stream framing was lost before this message; -1 where it was not


class Owner(Protocol):
    """What a reader asks of the conversation that it belongs to."""

    def frame(self, message: Message) -> Framing | None:
        """Say how the message's content ends; None to have the reader wait with everything from its head on."""

    def complete(self, message: Message) -> None:
        """Take a message that has ended, or that the stream ended before its content did."""

    def unread(self, kind: str, size: int, place: Place) -> None:
        """Take note of bytes that are no part of a message."""


class _State(enum.Enum):
    HEAD = enum.auto()
    SEEK = enum.auto()  # the next message begins at the start of some segment
    LENGTH = enum.auto()
    CHUNK_LINE = enum.auto()
    CHUNK_DATA = enum.auto()
    CHUNK_END = enum.auto()
    TRAILERS = enum.auto()
    CLOSE = enum.auto()
    TUNNEL = enum.auto()


class MessageReader:
    """Reads the messages of one side; `feed` it runs in order, then `finish`.

    At most `grammar.HEAD_LIMIT` bytes and one run are held back, unless the owner has it wait. Time is linear in
    the bytes fed.
    """

    def __init__(self, owner: Owner, *, requests: bool) -> None:
        self._owner, self._requests = owner, requests
        # A step takes the data at hand and an index; it returns the index up to which it has read, or None
        # when it needs more bytes.
        self._steps: dict[_State, Callable[[bytes, int], int | None]] = {
            _State.HEAD: self._head,
            _State.SEEK: self._seek,
            _State.LENGTH: self._length,
            _State.CHUNK_LINE: self._chunk_line,
            _State.CHUNK_DATA: self._chunk_data,
            _State.CHUNK_END: self._chunk_end,
            _State.TRAILERS: self._trailers,
            _State.CLOSE: self._close,
        }
        self._state = _State.HEAD
        self._message: Message | None = None
        self._remaining = 0  # bytes of the content or chunk still to come
        self._held = b""  # bytes of an unfinished line or head
        self._scanned = 0  # how many of the held bytes are known to hold no end of a head
        self._mark = (Place(0), -1)  # place and acknowledgement of the first held byte
        self._origin = 0  # stream position of the first byte of the data at hand
        self._run: Run | None = None  # that the data at hand ends with
        self._queue: deque[Run] = deque()  # runs that came while waiting
        self._tried = -1  # stream position of the last thing that turned out to be no head
        self._lost_at = -1  # stream position where framing was lost since the last head; -1 when it was not
        self.waiting = False  # for the owner to frame a head that it has seen
        self.position = 0  # in the stream, up to which bytes have come

    def seek(self) -> None:
        """Expect the stream to begin in the middle of something."""
        self._state = _State.SEEK

    def tunnel(self) -> None:
        """Read nothing more: another protocol follows."""
        self._end_message()
        self._drop("tunnelled-bytes", len(self._held) + sum(run.length for run in self._queue))
        self._held, self.waiting = b"", False
        self._queue.clear()
        self._state = _State.TUNNEL

    @property
    def held(self) -> int:
        """Bytes held back."""
        return len(self._held) + sum(run.length for run in self._queue)

    def feed(self, run: Run) -> None:
        """Read the next bytes of the stream."""
        self.position = run.position + run.length
        if self.waiting:
            self._queue.append(run.detached())
            return
        if run.gap:
            self._skip(run.gap, run.position)
        if self._state is _State.TUNNEL:
            self._run, self._origin = run, run.position
            self._drop("tunnelled-bytes", run.length)
            return
        data = self._held + run.data if self._held else run.data
        self._run, self._origin = run, run.position - len(self._held)
        self._work(data)

    def resume(self) -> None:
        """Show the owner the head again that it had the reader wait with."""
        self.waiting = False
        self._work(self._held)
        while self._queue and not self.waiting:
            self.feed(self._queue.popleft())

    def finish(self) -> None:
        """Take the end of the stream: an open message ends here."""
        self._end_of_what_is_held()
        self._end_message()

    def _work(self, data: bytes) -> None:
        at: int | None = 0
        done = 0
        while done < len(data) and not self.waiting:
            at = self._steps[self._state](data, done) if self._state is not _State.TUNNEL else self._rest(data, done)
            if at is None:
                break
            done = at
        if done < len(data):
            if done or not self._held:
                self._mark = self._locate(done)
            self._held, self._origin = data[done:], self._origin + done
        else:
            self._held, self._scanned = b"", 0
        self._run = self._run.detached() if self.waiting and self._run is not None else None

    def _locate(self, at: int) -> tuple[Place, int]:
        """Find the packet that holds the byte at an index of the data at hand."""
        run, position = self._run, self._origin + at
        if run is None or position < run.position or not len(run.starts):
            return self._mark
        index = run.segment_at(position)
        place = Place(int(run.frames[index]), run.connection.number, int(run.times[index]))
        return place, int(run.acks[index])

    # -- heads ---------------------------------------------------------------------------------------------------

    def _head(self, data: bytes, at: int) -> int | None:
        if data[at] in b"\r\n":  # RFC 9112 section 2.2: ignore empty lines before a start line
            return at + 1
        stop, content = grammar.head_end(data, max(at, self._scanned - 3) if at == 0 else at)
        if 0 <= stop <= at + grammar.HEAD_LIMIT:
            return self._take_head(data, at, stop, content)
        return self._unfinished_head(data, at)

    def _unfinished_head(self, data: bytes, at: int) -> int | None:
        """Judge a head by its first line, or by what is there of it."""
        line_end = data.find(b"\n", at, at + grammar.HEAD_LIMIT)
        line = self._start_line(data[at:line_end]) if line_end >= 0 else None
        if line is None and (line_end >= 0 or not self._plausible(data[at : at + grammar.HEAD_LIMIT])):
            return self._no_head(at)
        if line is not None and line.version == "0.9":
            return self._take_head(data, at, line_end, line_end + 1)
        if len(data) - at >= grammar.HEAD_LIMIT:
            return self._take_head(data, at, at + grammar.HEAD_LIMIT, at + grammar.HEAD_LIMIT, cut="oversized-head")
        self._scanned = len(data) - at
        return None

    def _plausible(self, data: bytes) -> bool:
        return grammar.may_become_request(data) if self._requests else grammar.may_become_response(data)

    def _start_line(self, line: bytes) -> grammar.RequestLine | grammar.StatusLine | None:
        return grammar.request_line(line) if self._requests else grammar.status_line(line)

    def _take_head(self, data: bytes, at: int, stop: int, content: int, *, cut: str = "") -> int | None:
        """Read a head; `cut` says why its end is not there."""
        first, _, rest = data[at:stop].partition(b"\n")
        line = self._start_line(first)
        if line is None:
            return self._no_head(at)
        fields, odd = grammar.fields(rest)
        place, ack = self._locate(at)
        message = Message(line, fields, place, self._origin + at, ack, set(odd), 0, content - at, self._lost_at)
        how = self._owner.frame(message)
        if how is None:
            self.waiting = True
            return None
        self._message, self._lost_at, self._scanned = message, -1, 0
        if cut:
            message.odd.add(cut)
            self._lose(self._origin + content)
        else:
            self._begin_content(message, how, content)
        return content

    def _begin_content(self, message: Message, how: Framing, content: int) -> None:
        message.odd |= how.odd
        if how.ends is Ends.UNKNOWN:
            self._lose(self._origin + content)
        elif how.ends in (Ends.AT_ONCE, Ends.NEVER):
            self._end_message()
            if how.ends is Ends.NEVER:
                self._state = _State.TUNNEL
        else:
            self._remaining = how.length
            self._state = _AFTER_HEAD[how.ends]

    def _no_head(self, at: int) -> int:
        self._tried = self._origin + at
        self._lose(self._tried)
        return at

    def _end_of_what_is_held(self) -> None:
        """Take a head whose end was not captured, if its first line was; drop anything else that is held."""
        data, self._held = self._held, b""
        self._run = None
        if self._state is _State.HEAD and not self.waiting and b"\n" in data:
            self._take_head(data, 0, len(data), len(data), cut="truncated-head")
        elif data or self._queue:
            self._drop("unframed-bytes", len(data) + sum(run.length for run in self._queue))
        self.waiting = False
        self._queue.clear()

    def _end_message(self) -> None:
        message, self._message = self._message, None
        self._state = _State.HEAD
        if message is not None:
            self._owner.complete(message)

    # -- content -------------------------------------------------------------------------------------------------

    def _consume(self, taken: int, content: int = 0) -> None:
        assert self._message is not None
        self._message.extent += taken
        self._message.size += content

    def _length(self, data: bytes, at: int) -> int:
        taken = min(self._remaining, len(data) - at)
        self._remaining -= taken
        self._consume(taken, taken)
        if not self._remaining:
            self._end_message()
        return at + taken

    def _chunk_line(self, data: bytes, at: int) -> int | None:
        end = data.find(b"\n", at, at + framing.CHUNK_LINE_LIMIT)
        if end < 0:
            return None if len(data) - at < framing.CHUNK_LINE_LIMIT else self._malformed("malformed-chunk", at)
        size = framing.chunk_size(data[at:end])
        if size is None:
            return self._malformed("malformed-chunk", at)
        self._consume(end + 1 - at)
        self._remaining, self._state = size, _State.CHUNK_DATA if size else _State.TRAILERS
        return end + 1

    def _chunk_data(self, data: bytes, at: int) -> int:
        taken = min(self._remaining, len(data) - at)
        self._remaining -= taken
        self._consume(taken, taken)
        if not self._remaining:
            self._state = _State.CHUNK_END
        return at + taken

    def _chunk_end(self, data: bytes, at: int) -> int | None:
        taken = 2 if data[at : at + 2] == b"\r\n" else 1 if data[at : at + 1] == b"\n" else 0
        if not taken:
            return None if data[at:] == b"\r" else self._malformed("malformed-chunk", at)
        self._consume(taken)
        self._state = _State.CHUNK_LINE
        return at + taken

    def _trailers(self, data: bytes, at: int) -> int | None:
        end = data.find(b"\n", at, at + TRAILER_LIMIT)
        if end < 0:
            return None if len(data) - at < TRAILER_LIMIT else self._malformed("oversized-trailers", at)
        self._consume(end + 1 - at)
        if not data[at:end].strip(b"\r"):
            self._end_message()
        return end + 1

    def _close(self, data: bytes, at: int) -> int:
        self._consume(len(data) - at, len(data) - at)
        return len(data)

    def _rest(self, data: bytes, at: int) -> int:
        self._drop("tunnelled-bytes", len(data) - at, at)
        return len(data)

    # -- trouble -------------------------------------------------------------------------------------------------

    def _malformed(self, kind: str, at: int) -> int:
        assert self._message is not None
        self._message.odd.add(kind)
        self._lose(self._origin + at)
        return at

    def _lose(self, position: int) -> None:
        """End what is being read, and look for the next message from here on."""
        if self._lost_at < 0:
            self._lost_at = position
        self._end_message()
        self._scanned = 0
        self._state = _State.SEEK

    def _seek(self, data: bytes, at: int) -> int:
        """Skip to the next segment that begins a message."""
        begins = grammar.begins_request if self._requests else grammar.begins_response
        for start in self._run.starts if self._run is not None else ():
            index = int(start) - self._origin
            if index < at or int(start) <= self._tried or not begins(data[index : index + START_LINE_VIEW]):
                continue
            self._drop("unframed-bytes", index - at, at)
            self._state = _State.HEAD
            return index
        self._drop("unframed-bytes", len(data) - at, at)
        return len(data)

    def _drop(self, kind: str, size: int, at: int = 0) -> None:
        if size:
            self._owner.unread(kind, size, self._locate(at)[0])

    def _skip(self, gap: int, position: int) -> None:
        """Go on after bytes that were not captured, the last of them just before a position."""
        if self._message is not None:
            self._message.odd.add("gap-in-content")
        if self._state in (_State.CLOSE, _State.TUNNEL):
            return
        if self._state in (_State.LENGTH, _State.CHUNK_DATA) and gap <= self._remaining:
            self._remaining -= gap
            if not self._remaining and self._state is _State.LENGTH:
                self._end_message()
            elif not self._remaining:
                self._state = _State.CHUNK_END
            return
        self._end_of_what_is_held()
        self._lose(position - gap)


_AFTER_HEAD = {Ends.BY_LENGTH: _State.LENGTH, Ends.BY_CHUNKS: _State.CHUNK_LINE, Ends.BY_CLOSE: _State.CLOSE}
