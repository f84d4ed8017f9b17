"""Header blocks, content and resets of HTTP/2 streams to exchanges (RFC 9113 section 8)."""

from collections import OrderedDict

import msgspec

from inventory.decode.backlog import NOWHERE
from inventory.decode.content import NOTHING_KNOWN, Content, Summary, open_content
from inventory.decode.http2.header_blocks import UNKNOWN as UNKNOWN_ENTRY
from inventory.decode.http2.header_blocks import Line
from inventory.decode.latency import latency, later
from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Found, Setting
from inventory.decode.websocket import FrameCounter
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.traffic import UNKNOWN

OPEN_LIMIT = 1_000  # streams of one connection that are open at a time; the oldest is given up for a new one
CLOSED_LIMIT = 4_096  # latest streams that are known to be over
FIELD_LIMIT = 1_024  # field lines of one message
STREAM_COST = 2_048  # bytes that an open stream counts for


class Head:
    """What a header block says."""

    __slots__ = ("fields", "odd", "pseudo")

    def __init__(self, lines: list[Line]) -> None:
        self.pseudo: dict[str, str] = {}
        kept: list[tuple[str, str]] = []
        self.odd = {"oversized-head"} if len(lines) > FIELD_LIMIT else set[str]()
        for name, value in lines[:FIELD_LIMIT]:
            text = name.decode("latin-1").lower()
            if name == UNKNOWN_ENTRY:
                self.odd.add("incomplete-header-block")
            elif text.startswith(":"):
                self.pseudo.setdefault(text, value.decode("latin-1"))
            else:
                kept.append((text, value.decode("latin-1")))
        self.fields = Fields(tuple(kept))

    @property
    def status(self) -> int:
        """The status of a response; 0 where there is none."""
        text = self.pseudo.get(":status", "")
        return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and 100 <= int(text) <= 599 else 0


class Stream:
    """One request and its response while they are read."""

    __slots__ = (
        "answered",
        "asked",
        "contents",
        "counters",
        "ended",
        "latest",
        "odd",
        "place",
        "request",
        "reset",
        "response",
        "sizes",
        "status",
        "trailers",
        "wire_size",
    )

    def __init__(self, place: Place) -> None:
        self.place = place
        self.request: Head | None = None
        self.response: Head | None = None
        self.status = 0
        self.trailers = Fields()
        self.latest = NOWHERE  # packet of the request so far
        self.asked, self.answered = NOWHERE, NOWHERE  # its latest packet once it has ended; the first of the response
        self.ended = [False, False]  # by client and server
        self.reset = False
        self.sizes = [0, 0]  # bytes of content of the client and of the server
        self.contents: list[Content | None] = [None, None]  # where there is something to know of them
        self.counters: tuple[FrameCounter, FrameCounter] | None = None  # of WebSocket
        self.wire_size = 0
        self.odd: set[str] = set()

    @property
    def complete(self) -> bool:
        """Tell whether nothing more comes that matters."""
        return self.request is not None and self.ended[1] and (self.ended[0] or self.reset)

    def summaries(self) -> tuple[Summary, Summary]:
        """Return what is known of both contents; to be called once."""
        sent, received = (
            content.finish(whole=ended and not self.reset) if content is not None else NOTHING_KNOWN
            for content, ended in zip(self.contents, self.ended, strict=True)
        )
        return sent, received


class Streams:
    """All streams of one connection."""

    def __init__(self, setting: Setting, ends: tuple[str, str]) -> None:
        self._setting, self._ends = setting, ends
        self._open: OrderedDict[int, Stream] = OrderedDict()
        self._closed: OrderedDict[int, None] = OrderedDict()
        self._found: list[Found] = []
        self.overhead = 0  # bytes of frames of streams that are over
        self._stray: tuple[int, Place] = (0, Place(0))  # bytes of streams whose beginning was not captured
        if setting.upgraded is not None:
            self._open[1] = Stream(setting.upgraded.place)
            self._open[1].ended[0] = True

    @property
    def held(self) -> int:
        """Memory that open streams take, roughly, in bytes."""
        contents = sum(one.held for stream in self._open.values() for one in stream.contents if one is not None)
        return STREAM_COST * len(self._open) + 64 * len(self._closed) + contents

    def head(self, number: int, head: Head, place: Place, size: int, *, client: bool, end: Place | None) -> None:
        """Take the fields of a message or its trailers; `end` is where the message ends, if it does here."""
        stream = self._stream(number, place)
        if stream is None:
            self.overhead += size
            return
        stream.wire_size += size
        stream.odd |= head.odd
        if client:
            stream.latest = later(stream.latest, place)
            if stream.request is None:
                stream.request, stream.place = head, place
                stream.contents[0] = open_content(head.fields, request=True)
                if head.pseudo.get(":protocol") == "websocket":  # RFC 8441 section 4
                    stream.counters = FrameCounter(), FrameCounter()
        elif head.status >= 200 and stream.response is None:
            stream.response, stream.status, stream.answered = head, head.status, place
            stream.contents[1] = open_content(head.fields, request=False)
        elif stream.response is not None and not head.pseudo:
            stream.trailers = head.fields
        self._end(number, stream, client=client, end=end)

    def promise(self, number: int, promised: int, head: Head, place: Place, size: int) -> None:
        """Take the request of a response that the server sends unasked (RFC 9113 section 8.4)."""
        if promised in self._open or promised in self._closed or promised == number:
            self.overhead += size
            return
        stream = self._stream(promised, place)
        assert stream is not None
        stream.request, stream.ended[0], stream.wire_size = head, True, size
        stream.odd |= head.odd

    def content(
        self, number: int, content: bytes, gap: int, place: Place, size: int, *, client: bool, end: Place | None
    ) -> None:
        """Take a part of the content of a message; `end` is where the message ends, if it does here."""
        stream = self._open.get(number)
        if stream is None:
            self._leave(number, size, place)
            return
        stream.wire_size += size
        stream.sizes[not client] += len(content)
        stream.latest = later(stream.latest, place) if client else stream.latest
        if stream.counters is not None:
            stream.counters[not client].skip(gap)
            stream.counters[not client].feed(content)
        known = stream.contents[not client]
        if known is not None:
            known.skip(gap)
            known.feed(content)
        if gap:
            stream.odd.add("gap-in-content")
        self._end(number, stream, client=client, end=end)

    def reset(self, number: int, place: Place, size: int, *, client: bool) -> None:
        """Take an early end (RFC 9113 section 6.4); what the server had sent before may be read after it."""
        stream = self._open.get(number)
        if stream is None:
            self._leave(number, size, place)
            return
        stream.wire_size += size
        stream.reset = True
        stream.ended[1] |= not client
        self._end(number, stream, client=client, end=NOWHERE)

    def finish(self) -> None:
        """End all streams."""
        while self._open:
            self._close(next(iter(self._open)))

    def take(self) -> list[Found]:
        """Return what is complete."""
        found, self._found = self._found, []
        size, place = self._stray
        if size:
            found.append(anomaly("unframed-bytes", place, size))
            self._stray = (0, Place(0))
        return found

    def _stream(self, number: int, place: Place) -> Stream | None:
        """Return an open stream, made if need be; None for one that is over."""
        if number in self._closed:
            return None
        stream = self._open.get(number)
        if stream is None:
            while len(self._open) >= OPEN_LIMIT:
                self._close(next(iter(self._open)))
            stream = self._open[number] = Stream(place)
        return stream

    def _leave(self, number: int, size: int, place: Place) -> None:
        if number in self._closed:
            self.overhead += size
        else:
            self._stray = (self._stray[0] + size, self._stray[1] if self._stray[0] else place)

    def _end(self, number: int, stream: Stream, *, client: bool, end: Place | None) -> None:
        if end is not None:
            stream.ended[not client] = True
            if client and end is not NOWHERE:
                stream.asked = later(stream.latest, end)
        if stream.complete or (number == 1 and self._setting.upgraded is not None and stream.ended[1]):
            self._close(number)

    def _close(self, number: int) -> None:
        stream = self._open.pop(number)
        self._closed[number] = None
        if len(self._closed) > CLOSED_LIMIT:
            self._closed.popitem(last=False)
        if number == 1 and self._setting.upgraded is not None and stream.request is None:
            self._found.append(_answered(self._setting.upgraded, stream))
        else:
            self._found += self._exchange(stream)

    def _exchange(self, stream: Stream) -> list[Exchange | Anomaly]:
        request, response = stream.request, stream.response
        if request is None:
            return [anomaly("response-without-request", stream.place, stream.wire_size)]
        method = request.pseudo.get(":method", "")
        authority = request.pseudo.get(":authority") or request.fields.get("host")
        target = request.pseudo.get(":path") or (authority if method == "CONNECT" else "")
        if not method or not target:
            return [anomaly("incomplete-header-block", stream.place, stream.wire_size)]
        sent, received = stream.summaries()
        stream.odd |= sent.odd | received.odd
        asked, answered = (one.messages for one in stream.counters) if stream.counters is not None else (0, 0)
        exchange = Exchange(
            method=method,
            scheme=self._scheme(request),
            authority=authority,
            target=target,
            http_version="2",
            status=stream.status or None,
            place=stream.place,
            request_fields=request.fields,
            response_fields=response.fields if response is not None else Fields(),
            client=self._ends[0],
            server=self._ends[1],
            request_size=stream.sizes[0],
            response_size=stream.sizes[1],
            wire_size=stream.wire_size,
            caveats=tuple(sorted(stream.odd)),
            response_trailers=stream.trailers if stream.trailers.lines else received.trailers,
            protocol="websocket" if stream.counters is not None else received.protocol or sent.protocol,
            request_messages=asked or sent.messages,
            response_messages=answered or received.messages,
            request_content=sent.kept,
            response_content=received.kept,
            request_cut=sent.cut,
            response_cut=received.cut,
            latency=latency(stream.asked, stream.answered),
        )
        return [exchange, *(anomaly(kind, stream.place) for kind in sorted(stream.odd))]

    def _scheme(self, request: Head) -> str:
        said = request.pseudo.get(":scheme", "")
        return said if said in ("http", "https") and self._setting.scheme == "http" else self._setting.scheme


def _answered(upgraded: Exchange, stream: Stream) -> Exchange:
    """Return the exchange that switched to HTTP/2 with the response that came there (RFC 7540 section 3.2)."""
    response, (_, received) = stream.response, stream.summaries()
    return msgspec.structs.replace(
        upgraded,
        status=stream.status or upgraded.status,
        response_fields=response.fields if response is not None else upgraded.response_fields,
        response_size=stream.sizes[1],
        wire_size=upgraded.wire_size + stream.wire_size,
        caveats=tuple(sorted({*upgraded.caveats, *received.odd})),
        response_trailers=stream.trailers if stream.trailers.lines else received.trailers,
        protocol=received.protocol or upgraded.protocol,
        response_messages=received.messages,
        response_content=received.kept,
        response_cut=received.cut,
        latency=UNKNOWN,  # what is known of it is of the response that switched
    )
