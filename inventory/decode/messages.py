"""The bytes of one stream to HTTP/1 messages (RFC 9112), over gaps and strange bytes."""

import enum
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from inventory.decode import grammar
from inventory.decode.backlog import NOWHERE, Backlog
from inventory.decode.bodies import Body
from inventory.decode.content import NOTHING_KNOWN, Summary, open_content
from inventory.decode.framing import Ends, Framing
from inventory.decode.latency import later
from inventory.model.exchanges import Fields, Place
from inventory.model.streams import Run


@dataclass(slots=True, eq=False)
class Message:
    """A request or a response while it is read."""

    line: grammar.RequestLine | grammar.StatusLine
    fields: Fields
    place: Place
    position: int  # of its first byte in the stream
    ack: int  # what its sender had acknowledged of the other stream; -1 where unknown
    odd: frozenset[str]
    extent: int  # bytes on the wire: head, framing, and empty lines before it included; of the body once it has ended
    lost_at: int  # where in the stream framing was lost before this message; -1 where it was not
    size: int = 0  # bytes of content, chunk framing not counted; known once it has ended
    ended: bool = False
    summary: Summary = NOTHING_KNOWN
    latest: Place = NOWHERE  # of the packets of a request: the one that came last
    whole: bool = False  # a request whose last byte was read

    @property
    def cut(self) -> bool:
        """Tell whether not all of the head was read, so that nobody knows how the content ends."""
        return not self.odd.isdisjoint({"oversized-head", "truncated-head"})


class Owner(Protocol):
    """What a reader asks of the conversation that it belongs to."""

    def begin(self, message: Message) -> Framing | None:
        """Say how the message's content ends; None to have the reader wait with everything from its head on."""

    def end(self, message: Message) -> None:
        """Take a message that has ended, or that the stream ended before its content did."""

    def unread(self, kind: str, size: int, place: Place) -> None:
        """Take note of bytes that are no part of a message."""

    def passed(self, run: Run) -> None:
        """Take what follows once another protocol is spoken, with gaps and all."""


class _State(enum.Enum):
    HEAD = enum.auto()
    SEEK = enum.auto()  # the next message begins at the start of some segment
    BODY = enum.auto()
    TUNNEL = enum.auto()


class MessageReader:
    """Reads the messages of one side; `feed` it runs in order, then `finish`.

    Every byte fed becomes part of the extent of a message or is handed to `Owner.unread`. At most one head or line is
    held back, unless the owner has it wait. Time is linear in the bytes fed.
    """

    __slots__ = (
        "_backlog", "_blank", "_body", "_dropped", "_lost_at", "_message", "_owner", "_queue", "_queued", "_requests",
        "_scanned", "_shown", "_state", "_tried", "position", "waiting",
    )  # fmt: skip

    def __init__(self, owner: Owner, *, requests: bool) -> None:
        self._owner, self._requests = owner, requests
        self._state = _State.HEAD
        self._message: Message | None = None
        self._body: Body | None = None  # of the message
        self._backlog = Backlog()
        self._scanned = 0  # stream position before which no head that is held ends
        self._blank = 0  # bytes of empty lines before the next message
        self._shown: tuple[Message, int] | None = None  # a head that waits to be framed, and its length
        self._queue: deque[Run] | None = None  # runs that came while waiting; rare, so made only then
        self._queued = 0  # their bytes
        self._tried = -1  # stream position of the last thing that turned out to be no head
        self._lost_at = -1  # stream position where framing was lost since the last head; -1 when it was not
        self._dropped = ("", 0, NOWHERE)  # kind, size and place of bytes that are no part of a message
        self.waiting = False  # for the owner to let it go on
        self.position = 0  # in the stream, up to which bytes have come

    @property
    def held(self) -> int:
        """Bytes held back."""
        return len(self._backlog) + self._queued + (self._body.held if self._body is not None else 0)

    @property
    def between(self) -> bool:
        """Tell whether it stands between two messages, or waits to be let on."""
        return self.waiting or (self._state is _State.HEAD and not len(self._backlog))

    @property
    def idle(self) -> bool:
        """Tell whether it stands between two messages, and nothing of what came before matters any more."""
        return self.between and not (self.waiting or self._blank or self._dropped[1] or self.lost)

    @property
    def expected(self) -> int:
        """Bytes of content that are known to follow; 0 where that is not known."""
        return self._body.expected if self._body is not None else 0

    @property
    def lost(self) -> bool:
        """Tell whether framing was lost since the last head."""
        return self._lost_at >= 0

    def feed(self, run: Run) -> None:
        """Read the next bytes of the stream."""
        self.position = run.position + run.length
        if self.waiting:
            self._queue = self._queue if self._queue is not None else deque()
            self._queue.append(run.detached())
            self._queued += run.length
            return
        if self._state is _State.TUNNEL:
            self._owner.passed(run)
            return
        if run.gap:
            self._skip(run.gap, run.position)
        if run.length:
            self._backlog.add(run)
            self._work()
            self._backlog.trim()

    def resume(self) -> None:
        """Go on after waiting; a head that the owner did not frame is shown to it again."""
        self.waiting = False
        if self._shown is not None:
            self._backlog.at = self._show(*self._shown) or self._backlog.at
        self._work()
        if not self.waiting:
            self._backlog.trim()
        while self._queue and not self.waiting:
            run = self._queue.popleft()
            self._queued -= run.length
            self.feed(run)

    def tunnel(self) -> None:
        """Read nothing more: another protocol follows."""
        self._end_message()
        self._state = _State.TUNNEL
        self.resume()

    def retract(self) -> None:
        """Take what stands behind the last message for bytes of another protocol, as that message was."""
        _, size, place = self._dropped
        self._dropped = ("tunnelled-bytes", size, place) if size else self._dropped
        self._drop("tunnelled-bytes", self._blank)
        self._blank = 0

    def finish(self) -> None:
        """Take the end of the stream: an open message ends here."""
        self._end_of_what_is_held()
        self._end_message(whole=self._body is not None and self._body.to_the_end)
        self._drop("unframed-bytes", self._blank + self._queued)
        self._blank, self._queued, self._queue, self._shown, self.waiting = 0, 0, None, None, False
        self._report()

    def _work(self) -> None:
        backlog = self._backlog
        data = backlog.data
        while backlog.at < len(data) and not self.waiting:
            # A step takes the data at hand and an index; it returns the index up to which it has read, or None
            # when it needs more bytes.
            at = _STEPS[self._state](self, data, backlog.at)
            if at is None:
                return
            backlog.at = at

    # -- heads ---------------------------------------------------------------------------------------------------

    def _head(self, data: bytes, at: int) -> int | None:
        if data[at] in b"\r\n":  # RFC 9112 section 2.2: ignore empty lines before a start line
            end = grammar.empty_lines_end(data, at)
            self._blank += end - at
            return end
        scanned = max(at, self._scanned - self._backlog.origin - 2)
        found = grammar.head_end(data, scanned, at + grammar.HEAD_LIMIT)
        if found is None:
            return self._unfinished_head(data, at)
        first = data.find(b"\n", at)
        line = self._start_line(data[at:first])
        if isinstance(line, grammar.RequestLine) and line.simple:
            return self._take_head(data, at, first, first + 1)
        return self._take_head(data, at, *found)

    def _unfinished_head(self, data: bytes, at: int) -> int | None:
        """Judge a head by its first line, or by what is there of it."""
        line_end = data.find(b"\n", at, at + grammar.HEAD_LIMIT)
        line = self._start_line(data[at:line_end]) if line_end >= 0 else None
        if line is None and (line_end >= 0 or not self._plausible(data[at : at + grammar.HEAD_LIMIT])):
            return self._no_head(at)
        if isinstance(line, grammar.RequestLine) and line.simple:
            return self._take_head(data, at, line_end, line_end + 1)
        if len(data) - at >= grammar.HEAD_LIMIT:
            return self._take_head(data, at, at + grammar.HEAD_LIMIT, at + grammar.HEAD_LIMIT, cut="oversized-head")
        self._scanned = self._backlog.origin + len(data)
        return None

    def _plausible(self, data: bytes) -> bool:
        return grammar.may_become_request(data) if self._requests else grammar.may_become_response(data)

    def _start_line(self, line: bytes) -> grammar.RequestLine | grammar.StatusLine | None:
        return grammar.request_line(line) if self._requests else grammar.status_line(line)

    def _take_head(self, data: bytes, at: int, stop: int, content: int, *, cut: str = "") -> int | None:
        """Read a head; `cut` says why its end is not there."""
        first, _, rest = data[at:stop].partition(b"\n")
        line = self._start_line(first)
        if line is None or (cut and isinstance(line, grammar.RequestLine) and line.simple):
            return self._no_head(at)
        fields, odd = grammar.fields(rest[: rest.rfind(b"\n") + 1] if cut else rest)
        place, ack = self._backlog.locate(at)
        odd |= {cut} if cut else set()
        extent, position = content - at + self._blank, self._backlog.origin + at
        return self._show(Message(line, fields, place, position, ack, odd, extent, self._lost_at), content - at)

    def _show(self, message: Message, length: int) -> int | None:
        """Have the owner frame a message whose head has a length, and go on with its content."""
        how = self._owner.begin(message)
        if how is None:
            self._shown, self.waiting = (message, length), True
            return None
        content = self._backlog.at + length
        self._report()
        self._shown, self._message, self._lost_at, self._blank = None, message, -1, 0
        if message.cut:
            self._lose(self._backlog.origin + content)
        else:
            self._begin_content(message, how, content)
        return content

    def _begin_content(self, message: Message, how: Framing, content: int) -> None:
        message.odd |= how.odd
        self._date(message, self._backlog.at, content)
        if how.ends is Ends.UNKNOWN:
            self._lose(self._backlog.origin + content)
        elif how.ends in (Ends.AT_ONCE, Ends.NEVER):
            message.whole = True
            self._end_message()
            if how.ends is Ends.NEVER:
                self._state = _State.TUNNEL
        else:
            self._body = Body(how, open_content(message.fields, request=self._requests))
            self._state = _State.BODY

    def _no_head(self, at: int) -> int:
        self._tried = self._backlog.origin + at
        self._lose(self._tried)
        return at

    def _end_of_what_is_held(self) -> None:
        """Take a head whose end was not captured, if its first line was; drop anything else that is held."""
        data, at = self._backlog.data, self._backlog.at
        if self._state is _State.HEAD and at < len(data) and not self.waiting:
            self._backlog.at = self._take_head(data, at, len(data), len(data), cut="truncated-head") or at
        self._drop("unframed-bytes", len(self._backlog), self._backlog.at)
        self._backlog.clear()

    def _end_message(self, *, whole: bool = True) -> None:
        message, self._message = self._message, None
        body, self._body = self._body, None
        self._state = _State.HEAD
        if message is None:
            return
        if body is not None:
            message.extent += body.taken
            message.size = body.size
            message.summary = body.finish(whole=whole)
            message.odd |= message.summary.odd
        message.ended = True
        self._owner.end(message)

    # -- what follows them -----------------------------------------------------------------------------------------

    def _read_body(self, data: bytes, at: int) -> int | None:
        message, body = self._message, self._body
        assert message is not None
        assert body is not None
        end = body.read(data, at)
        if end is not None and end > at:
            self._date(message, at, end)
        if body.fault:
            message.odd |= {body.fault}
            self._lose(self._backlog.origin + at)
        elif body.ended:
            message.whole = True
            self._end_message()
        return end

    def _date(self, message: Message, begin: int, end: int) -> None:
        """Take note of when bytes of a request came."""
        if self._requests:
            message.latest = later(message.latest, self._backlog.latest(begin, end))

    def _tunnelled(self, _: bytes, at: int) -> None:
        self._report()
        self._backlog.at = at
        self._owner.passed(self._backlog.rest())

    # -- trouble -------------------------------------------------------------------------------------------------

    def _lose(self, position: int) -> None:
        """End what is being read, and look for the next message from here on."""
        if self._lost_at < 0:
            self._lost_at = position
        self._end_message(whole=False)
        self._state = _State.SEEK

    def _seek(self, data: bytes, at: int) -> int | None:
        """Skip to the next segment that begins a message, or that may turn out to."""
        begins = grammar.begins_request if self._requests else grammar.begins_response
        for index in self._backlog.segments(at):
            if self._backlog.origin + index <= self._tried:
                continue
            verdict = begins(data[index : index + grammar.START_LINE_VIEW])
            if verdict is not False:
                self._drop("unframed-bytes", index - at, at)
                if verdict:
                    self._state = _State.HEAD
                return index if verdict or index > at else None
        self._drop("unframed-bytes", len(data) - at, at)
        return len(data)

    def _drop(self, kind: str, size: int, at: int = 0) -> None:
        """Count bytes that are no part of a message; what lies between two messages counts as one."""
        if not size:
            return
        if kind != self._dropped[0]:
            self._report()
            self._dropped = (kind, 0, self._backlog.locate(at)[0])
        self._dropped = (kind, self._dropped[1] + size, self._dropped[2])

    def _report(self) -> None:
        kind, size, place = self._dropped
        if size:
            self._owner.unread(kind, size, place)
        self._dropped = ("", 0, NOWHERE)

    def _skip(self, gap: int, position: int) -> None:
        """Go on after bytes that were not captured, the last of them just before a position."""
        if self._message is not None:
            self._message.odd |= {"gap-in-content"}
        if self._state is _State.TUNNEL:
            return
        if self._body is not None and self._body.skip(gap):
            if self._body.ended:
                self._end_message()
            return
        self._end_of_what_is_held()
        self._lose(position - gap)


_STEPS = {
    _State.HEAD: MessageReader._head,
    _State.SEEK: MessageReader._seek,
    _State.BODY: MessageReader._read_body,
    _State.TUNNEL: MessageReader._tunnelled,
}
