"""HTTP/2 (RFC 9113): the two streams of a connection to exchanges."""

import heapq
from collections.abc import Iterable, Iterator

from inventory.decode import recognition
from inventory.decode.http2.frames import (
    END_HEADERS,
    END_STREAM,
    HEAD_SIZE,
    PREFACE,
    Frame,
    FrameReader,
    Lost,
    Type,
    begins_frames,
    head,
)
from inventory.decode.http2.header_blocks import HeaderBlocks
from inventory.decode.http2.streams import Head, Streams
from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Found, Sender, Setting
from inventory.model.exchanges import Place
from inventory.model.overhead import Overhead
from inventory.model.streams import Connection, Run, joined

UPGRADES = frozenset({"h2c"})
UNMISTAKABLE = True
HEADERS_LIMIT = 262_144  # bytes of a header block over all its frames
SETTINGS_SIZE = 240  # bytes of a first SETTINGS frame


def recognise(data: bytes, *, first: bool) -> Sender:
    """Tell who sent bytes that stand at the start of a segment; `first` if that is where the stream begins.

    Without the preface it takes frames up to the end of the bytes, and a header block that shows who sent it.
    """
    if data.startswith(PREFACE):
        return Sender.CLIENT
    if PREFACE.startswith(data):
        return Sender.UNDECIDED
    if len(data) < HEAD_SIZE:
        return Sender.NOBODY
    size, kind, flags, stream = head(data, 0)
    if first and (kind, flags, stream) == (Type.SETTINGS, 0, 0) and size <= SETTINGS_SIZE and size % 6 == 0:
        return Sender.SERVER
    return _sender_of_headers(data) if kind in (Type.HEADERS, *_BESIDE) and begins_frames(data, 0) else Sender.NOBODY


_BESIDE = (Type.WINDOW_UPDATE, Type.PING, Type.SETTINGS, Type.RST_STREAM)  # what often stands before HEADERS


def _sender_of_headers(data: bytes) -> Sender:
    """Tell who sent the first whole header block of a chain of frames."""
    at = 0
    while at + HEAD_SIZE <= len(data):
        size, kind, flags, _ = head(data, at)
        end = at + HEAD_SIZE + size
        if kind == Type.HEADERS and flags & END_HEADERS and end <= len(data) and not flags & 0x28:
            lines = HeaderBlocks(whole=False).decode(data[at + HEAD_SIZE : end]) or []
            names = {name for name, _ in lines}
            if b":method" in names or b":path" in names:
                return Sender.CLIENT
            return Sender.SERVER if b":status" in names else Sender.NOBODY
        at = end
    return Sender.NOBODY


class _Side:
    """What one side sends."""

    def __init__(self, *, client: bool) -> None:
        self.client = client
        self.frames = FrameReader(client=client)
        self.blocks: HeaderBlocks | None = None  # none until the first one comes
        self.begun: Frame | None = None  # HEADERS or PUSH_PROMISE whose block goes on
        self.parts: list[bytes] = []
        self.size = 0  # bytes of the frames of the block

    @property
    def held(self) -> int:
        return self.frames.held + self.size + (self.blocks.held if self.blocks is not None else 0)

    def block(self, frame: Frame) -> list[tuple[bytes, bytes]] | None:
        """Decode the block that ends with a frame; its place in the table is that of its side."""
        if self.blocks is None:
            self.blocks = HeaderBlocks(whole=self.frames.from_start)
        data = b"".join(self.parts)
        return self.blocks.decode(data[4:] if frame.type == Type.PUSH_PROMISE else data)

    def miss(self) -> int:
        """Forget what blocks may have said that were not captured; return the bytes of one that had begun."""
        self.blocks = self.blocks if self.blocks is not None else HeaderBlocks(whole=False)
        self.blocks.miss()
        size, self.begun, self.parts, self.size = self.size, None, [], 0
        return size


class Conversation(recognition.Conversation):
    """Sorts the frames of one connection into streams; both sides are read in the order of their packets."""

    def __init__(self, connection: Connection, client: int, setting: Setting) -> None:
        self._client = client
        self._sides = [_Side(client=side == client) for side in (0, 1)]
        ends = connection.sides[client], connection.sides[1 - client]
        self._streams = Streams(setting, ends)
        self._found: list[Found] = []

    @property
    def held(self) -> int:
        """Memory that the connection takes while it waits for more, roughly, in bytes."""
        return self._streams.held + sum(side.held for side in self._sides)

    def feed(self, runs: Iterable[Run]) -> list[Found]:
        """Read the next runs of both sides; return what is complete."""
        runs = list(runs)
        own = [joined(run for run in runs if run.side == side) for side in (0, 1)]
        sides = [_events(side, some) for side, some in zip(self._sides, own, strict=True)]
        for _, _, side, item in heapq.merge(*sides, key=_order):
            self._take(side, item)
        return self._result()

    def finish(self) -> list[Found]:
        """Read what is left when the connection has ended or was lost."""
        for side in self._sides:
            for item in side.frames.finish():
                self._take(side, item)
            self._lose(side)
        self._streams.finish()
        return self._result()

    def _take(self, side: _Side, item: Frame | Lost) -> None:
        if isinstance(item, Lost):
            self._lose(side)
            self._unread(item.size, item.place)
        elif item.type == Type.DATA:
            end = item.last if item.flags & END_STREAM else None
            self._streams.content(
                item.stream, item.payload, item.gap, item.place, item.size, client=side.client, end=end
            )
        elif item.type == Type.RST_STREAM:
            self._streams.reset(item.stream, item.place, item.size, client=side.client)
        else:
            self._part_of_block(side, item)

    def _part_of_block(self, side: _Side, frame: Frame) -> None:
        """Take HEADERS, PUSH_PROMISE or CONTINUATION; the frames of a block stand beside each other."""
        goes_on = frame.type == Type.CONTINUATION
        if goes_on != (side.begun is not None) or (side.begun is not None and side.begun.stream != frame.stream):
            self._lose(side)
            if goes_on:
                self._unread(frame.size, frame.place)
                return
        side.begun = side.begun or frame
        side.parts.append(frame.payload)
        side.size += frame.size
        if side.size > HEADERS_LIMIT:
            self._found.append(anomaly("oversized-head", frame.place))
            self._lose(side)
        elif frame.flags & END_HEADERS:
            self._end_block(side, side.begun, frame.last)

    def _end_block(self, side: _Side, begun: Frame, last: Place) -> None:
        lines = side.block(begun)
        promised = int.from_bytes(side.parts[0][:4], "big") & 0x7FFFFFFF if begun.type == Type.PUSH_PROMISE else 0
        size, side.begun, side.parts, side.size = side.size, None, [], 0
        if lines is None:
            self._found.append(anomaly("malformed-header-block", begun.place, size))
        elif begun.type == Type.PUSH_PROMISE:
            self._streams.promise(begun.stream, promised, Head(lines), begun.place, size)
        else:
            end = last if begun.flags & END_STREAM else None
            self._streams.head(begun.stream, Head(lines), begun.place, size, client=side.client, end=end)

    def _lose(self, side: _Side) -> None:
        """Take note that frames may be missing."""
        begun = side.begun
        size = side.miss()
        if begun is not None:
            self._unread(size, begun.place)

    def _unread(self, size: int, place: Place) -> None:
        if size:
            self._found.append(anomaly("unframed-bytes", place, size))

    def _result(self) -> list[Found]:
        found, self._found = self._found + self._streams.take(), []
        overhead = self._streams.overhead + sum(side.frames.overhead for side in self._sides)
        self._streams.overhead = 0
        for side in self._sides:
            side.frames.overhead = 0
        return [*found, Overhead("http2-framing", overhead)] if overhead else found


def _events(side: _Side, runs: list[Run]) -> Iterator[tuple[int, int, _Side, Frame | Lost]]:
    """Yield what runs of one side hold, with the packets in which it begins."""
    latest = 0
    for run in runs:
        for item in side.frames.add(run):
            latest = max(latest, item.place.frame)
            yield latest, not side.client, side, item


def _order(event: tuple[int, int, _Side, Frame | Lost]) -> tuple[int, int]:
    return event[:2]
