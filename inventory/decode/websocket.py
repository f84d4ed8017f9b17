"""The bytes of one side of a WebSocket connection to the number of its messages (RFC 6455 section 5)."""

CONTROL_LIMIT = 125  # bytes of payload of a control frame (section 5.5)
HEADER_LIMIT = 14  # bytes: flags and opcode, length, extended length, masking key

_FINAL, _COMPRESSED, _RESERVED, _OPCODE = 0x80, 0x40, 0x30, 0x0F
_MASKED, _LENGTH = 0x80, 0x7F
_CONTINUATION, _CLOSE = 0x0, 0x8
_DATA = frozenset({0x1, 0x2})  # text, binary
_CONTROL = frozenset({_CLOSE, 0x9, 0xA})  # close, ping, pong
_EXTENDED = {126: 2, 127: 8}  # bytes of the extended length
_MINIMUM = {126: 126, 127: 1 << 16}  # what is shorter has to be said with fewer bytes (section 5.2)
_MAXIMUM = 1 << 63


class FrameCounter:
    """Counts the messages of one side; `feed` it bytes in order, `skip` those that are missing.

    A compressed message (RFC 7692) counts like any other. Nothing is read after a malformed frame or once nobody
    knows where the next frame begins; what follows the close frame is malformed.
    """

    __slots__ = (
        "_closing", "_fragmented", "_header", "_remaining", "closed", "lost", "malformed", "messages", "sound",
    )  # fmt: skip

    def __init__(self) -> None:
        self._header = b""  # of the next frame, as far as it has come
        self._remaining = 0  # bytes of the frame that are still to come
        self._fragmented = False  # a message has begun whose last frame has not
        self._closing = False  # the frame is a close frame
        self.messages = 0  # data messages that began
        self.malformed = False  # what follows the sound bytes is no frame
        self.closed = False  # a whole close frame has come
        self.lost = False  # a gap hides where the next frame begins
        self.sound = 0  # bytes fed that belong to frames whose whole header was read

    def feed(self, data: bytes) -> None:
        """Read the next bytes."""
        at = 0
        while at < len(data) and not (self.malformed or self.lost):
            if self._remaining:
                size = min(self._remaining, len(data) - at)
                self.sound += size
                self._pass(size)
            else:
                size = self._read_header(data, at)
            at += size

    def skip(self, gap: int) -> bool:
        """Pass over bytes that were not captured; tell whether it is still known where frames begin."""
        if not self.malformed and gap:
            self.lost |= gap > self._remaining
            if not self.lost:
                self._pass(gap)
        return not self.lost

    def _read_header(self, data: bytes, at: int) -> int:
        """Read what is there of a header; return how many of the bytes belong to it."""
        before = len(self._header)
        header = self._header + data[at : at + HEADER_LIMIT - before]
        if self.closed or (len(header) >= 2 and not self._may_begin(header[0], header[1])):
            self.malformed = True
            return 0
        extended = _EXTENDED.get(header[1] & _LENGTH, 0) if len(header) >= 2 else 0
        size = 2 + extended + (4 if len(header) >= 2 and header[1] & _MASKED else 0)
        if len(header) < size:
            self._header = header
            return len(header) - before
        length = header[1] & _LENGTH
        if extended:
            minimum, length = _MINIMUM[length], int.from_bytes(header[2 : 2 + extended], "big")
            if not minimum <= length < _MAXIMUM:
                self.malformed = True
                return 0
        self._begin(header[0], length)
        self.sound += size
        return size - before

    def _may_begin(self, first: int, second: int) -> bool:
        """Tell whether a frame may begin with two bytes here (sections 5.2, 5.4 and 5.5)."""
        opcode = first & _OPCODE
        if first & _RESERVED:
            return False
        if opcode in _DATA:
            return not self._fragmented
        if first & _COMPRESSED:  # RFC 7692 section 6: the first frame of a message alone has it
            return False
        if opcode in _CONTROL:
            return bool(first & _FINAL) and second & _LENGTH <= CONTROL_LIMIT
        return opcode == _CONTINUATION and self._fragmented

    def _begin(self, first: int, length: int) -> None:
        opcode = first & _OPCODE
        if opcode not in _CONTROL:
            self.messages += opcode in _DATA
            self._fragmented = not first & _FINAL
        self._header, self._remaining, self._closing = b"", length, opcode == _CLOSE
        self._pass(0)

    def _pass(self, size: int) -> None:
        self._remaining -= size
        self.closed |= self._closing and not self._remaining
