"""Contents of gRPC and gRPC-Web calls to the number of their messages, and trailers."""

import binascii
import re

from inventory.decode import grammar
from inventory.model.exchanges import Fields

PREFIX = 5  # bytes before each message: flags, then the length
TRAILERS_LIMIT = 65_536  # bytes of one block of trailers
STEP = 65_536  # characters of base64 that are read together

MALFORMED, OVERSIZED = "malformed-grpc-message", "oversized-trailers"

_COMPRESSED, _TRAILERS = 0x01, 0x80
# Whole groups of four characters, up to and with one that is padded.
_PIECE = re.compile(rb"(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Messages:
    """Counts messages, each of which has its length before it; `feed` it bytes in order, then `finish`.

    See the gRPC documentation, "gRPC over HTTP2" and "gRPC Web": on the web the last message may hold trailers.
    """

    __slots__ = ("_block", "_lost", "_prefix", "_remaining", "_web", "messages", "odd", "trailers")

    def __init__(self, *, web: bool) -> None:
        self._web = web
        self._prefix = b""  # what came of it
        self._remaining = 0  # bytes of the message that are still to come
        self._block: bytearray | None = None  # the trailers, as far as they have come
        self._lost = False  # nobody knows where the next message begins
        self.messages = 0  # that began
        self.trailers = Fields()
        self.odd = ""  # the kind of anomaly that the content is

    @property
    def held(self) -> int:
        """Bytes held back."""
        return len(self._prefix) + len(self._block or b"")

    def feed(self, data: bytes) -> None:
        """Read the next bytes."""
        at = 0
        while at < len(data) and not self._lost:
            if self._remaining:
                size = min(self._remaining, len(data) - at)
                if self._block is not None:
                    self._block += data[at : at + size]
                self._remaining -= size
            else:
                size = PREFIX - len(self._prefix)
                self._prefix += data[at : at + size]
                if len(self._prefix) == PREFIX:
                    self._begin(self._prefix[0], int.from_bytes(self._prefix[1:], "big"))
            at += size
            if self._block is not None and not self._remaining:
                self._end_trailers()

    def skip(self, gap: int) -> None:
        """Pass over bytes that were not captured."""
        if gap > self._remaining or self._block is not None:
            self._give_up()
        else:
            self._remaining -= gap

    def finish(self, *, whole: bool) -> None:
        """Take note of the end; unless `whole`, more was sent but not captured."""
        if whole and not self._lost and (self._prefix or self._remaining):
            self._give_up(MALFORMED)

    def spoil(self) -> None:
        """Take note that what follows can't be read."""
        if not self._lost:
            self._give_up(MALFORMED)

    def _begin(self, flags: int, length: int) -> None:
        self._prefix, self._remaining = b"", length
        if not flags & ~_COMPRESSED:
            self.messages += 1
        elif not self._web or flags & ~(_COMPRESSED | _TRAILERS):
            self._give_up(MALFORMED)
        elif length > TRAILERS_LIMIT:
            self._give_up(OVERSIZED)
        elif flags == _TRAILERS:
            self._block = bytearray()

    def _end_trailers(self) -> None:
        self.trailers, _ = grammar.fields(bytes(self._block or b""))
        self._block = None

    def _give_up(self, odd: str = "") -> None:
        self._lost, self._prefix, self._remaining, self._block = True, b"", 0, None
        self.odd = odd or self.odd


class TextMessages:
    """Messages in base64, in one piece or in several padded ones: gRPC-Web's text format."""

    __slots__ = ("_group", "_lost", "_messages")

    def __init__(self) -> None:
        self._messages = Messages(web=True)
        self._group = b""  # characters of the next group of four
        self._lost = False

    @property
    def messages(self) -> int:
        """Messages that began."""
        return self._messages.messages

    @property
    def trailers(self) -> Fields:
        """The trailers that stand at the end."""
        return self._messages.trailers

    @property
    def odd(self) -> str:
        """The kind of anomaly that the content is; "" while it is none."""
        return self._messages.odd

    @property
    def held(self) -> int:
        """Bytes held back."""
        return self._messages.held

    def feed(self, data: bytes) -> None:
        """Read the next bytes."""
        data = self._group + data.translate(None, b"\r\n")
        end = len(data) - len(data) % 4
        self._group = data[end:]
        for begin in range(0, end, STEP):
            if self._lost:
                return
            self._read(data[begin : min(begin + STEP, end)])

    def skip(self, gap: int) -> None:  # noqa: ARG002 - how much is missing makes no difference
        """Pass over bytes that were not captured: padding among them would change what follows."""
        self._lost = True

    def finish(self, *, whole: bool) -> None:
        """Take note of the end; unless `whole`, more was sent but not captured."""
        if not self._lost:
            if whole and self._group:
                self._messages.spoil()
            self._messages.finish(whole=whole)

    def _read(self, groups: bytes) -> None:
        at = 0
        while at < len(groups):
            piece = _PIECE.match(groups, at)
            if piece is None or not piece[0]:
                self._lost = True
                self._messages.spoil()
                return
            self._messages.feed(binascii.a2b_base64(piece[0]))
            at = piece.end()
