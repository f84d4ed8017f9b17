"""Event streams to the number of their events (WHATWG HTML section 9.2.6)."""

STEP = 65_536  # bytes that are read together
_VIEW = 5  # bytes of a line that tell whether it holds data
_BOM = b"\xef\xbb\xbf"


class Events:
    """Counts events; `feed` it bytes in order.

    Lines end with CR, LF or both; an empty line ends an event, which counts if any of its lines holds data.
    """

    __slots__ = ("_after_cr", "_data", "_first", "_line", "messages")

    held = _VIEW

    def __init__(self) -> None:
        self._line = b""  # how the line begins that has not ended
        self._after_cr = False  # an LF that comes next ends no line
        self._first = True  # the line is the first one
        self._data = False  # some line of the event holds data
        self.messages = 0  # events

    def feed(self, data: bytes) -> None:
        """Read the next bytes."""
        for begin in range(0, len(data), STEP):
            self._read(data[begin : begin + STEP])

    def skip(self, gap: int) -> None:  # noqa: ARG002 - how much is missing makes no difference
        """Pass over bytes that were not captured: the line they stand in holds no data that is known of."""
        self._line, self._after_cr, self._first = b"\0", False, False

    def _read(self, data: bytes) -> None:
        ended = data[-1:] == b"\r"
        if self._after_cr:
            data = data.removeprefix(b"\n")
        self._after_cr = ended
        *lines, rest = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            self._end(self._line + line[: len(_BOM) + _VIEW])
            self._line, self._first = b"", False
        self._line = (self._line + rest)[: len(_BOM) + _VIEW + 1]

    def _end(self, line: bytes) -> None:
        if self._first:
            line = line.removeprefix(_BOM)
        if not line:
            self.messages += self._data
            self._data = False
        elif line == b"data" or line[:_VIEW] == b"data:":
            self._data = True
