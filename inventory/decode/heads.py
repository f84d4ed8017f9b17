"""Plain HTTP/1 heads to fields and framing, each distinct one and each distinct line read once."""

import re
from typing import TypeVar

import msgspec

from inventory.decode import framing, grammar
from inventory.decode.content import is_kept_as_it_is, worth_opening
from inventory.decode.framing import Ends
from inventory.model.exchanges import Fields, Heads

HEAD_LIMIT = 4_096  # bytes of a head that is remembered
HEADS_LIMIT = 2_048  # heads that are remembered
LINE_LIMIT = 256  # bytes of a line that is remembered
LINES_LIMIT = 16_384  # lines that are remembered

NO_LENGTH, CHUNKED = -1, -2

_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
METHODS = frozenset(
    {
        *("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
        *("QUERY", "SEARCH", "PROPFIND", "REPORT", "TRACE"),
    }
)
VERSIONS = {b"HTTP/1.1": "1.1", b"HTTP/1.0": "1.0"}


class Asked(msgspec.Struct, frozen=True, eq=False):
    """What stands behind the target of a request in which nothing is odd; it is equal to nothing but itself."""

    version: str
    fields: Fields
    host: str
    media_type: str  # of the content, as sent
    length: int  # of the content, in bytes; CHUNKED where it is not said
    interesting: bool  # there may be something to know of the content that takes a closer look
    kept: bool  # the content is handed on as it is


class Answer(msgspec.Struct, frozen=True, eq=False):
    """The head of a final response in which nothing is odd; it is equal to nothing but itself."""

    status: int
    fields: Fields
    media_type: str  # of the content, as sent
    length: int  # of the content, in bytes, if it does not answer HEAD; NO_LENGTH or CHUNKED where it is not said
    interesting: bool  # there may be something to know of the content that takes a closer look
    kept: bool  # the content is handed on as it is


_Remembered = TypeVar("_Remembered", Asked, Answer)
_Head = TypeVar("_Head", bytes, str)


class PlainHeads:
    """Reads heads, and remembers what most have in common with others.

    None stands for anything that needs a closer look: another line end than CR LF, a field name that is none, too many
    fields, framing that is not plain, an offer to upgrade, a method that is not common.
    """

    def __init__(self) -> None:
        self._asked: dict[str, Asked | None] = {}
        self._answers: dict[bytes, Answer | None] = {}
        self._together: dict[tuple[str, Asked, Answer], Heads] = {}
        self._lines: dict[bytes, tuple[str, str] | None] = {}
        self._status_lines: dict[bytes, tuple[int, str]] = {}

    def request(self, head: str) -> tuple[str, str, Asked] | None:
        """Read the head of a request without the empty line, as Latin-1: method, target, and what follows."""
        parts = head.split(" ", 2)
        if len(parts) < 3 or parts[0] not in METHODS:
            return None
        method, target, rest = parts
        known = self.asked(rest)
        return (method, target, known) if known is not None and target and target.isprintable() else None

    def asked(self, rest: str) -> Asked | None:
        """Read what stands behind the target of a request, as Latin-1."""
        try:
            return self._asked[rest]
        except KeyError:
            return self._read_asked(rest)

    def answer(self, head: bytes) -> Answer | None:
        """Read the head of a response without the empty line."""
        try:
            return self._answers[head]
        except KeyError:
            return self._read_answer(head)

    def heads(self, method: str, asked: Asked, answer: Answer) -> Heads:
        """Put together what a request says, but for its target, and what its response does."""
        key = method, asked, answer
        found = self._together.get(key)
        if found is None:
            said = method, asked.host, asked.media_type, answer.status, answer.media_type
            found = Heads(said, asked.version, asked.fields, answer.fields)
            if len(self._together) >= HEADS_LIMIT:
                self._together.clear()
            self._together[key] = found
        return found

    def _read_asked(self, rest: str) -> Asked | None:
        line, _, lines = rest.encode("latin-1").partition(b"\r\n")
        version, fields = VERSIONS.get(line, ""), self._read(lines)
        length = _length(fields) if version and fields is not None else None
        found = None
        if fields is not None and length is not None and not (length == CHUNKED and version != "1.1"):
            length = 0 if length == NO_LENGTH else length
            host, media_type = fields.get("host"), fields.get("content-type")
            kept = is_kept_as_it_is(fields)
            found = Asked(version, fields, host, media_type, length, not kept and worth_opening(fields), kept)
        return _remember(self._asked, rest, found)

    def _read_answer(self, head: bytes) -> Answer | None:
        line, _, lines = head.partition(b"\r\n")
        status, version = self._status(line)
        fields = self._read(lines) if status else None
        length = _length(fields) if fields is not None else None
        found = None
        if fields is not None and length is not None and not (length == CHUNKED and version != "1.1"):
            length, kept = 0 if status in (204, 304) else length, is_kept_as_it_is(fields)
            media_type = fields.get("content-type")
            found = Answer(status, fields, media_type, length, not kept and worth_opening(fields), kept)
        return _remember(self._answers, head, found)

    def _status(self, line: bytes) -> tuple[int, str]:
        """Read a status line without its line end; return status and version, 0 where it is no plain final response."""
        try:
            return self._status_lines[line]
        except KeyError:
            read = grammar.status_line(line) if b"\r" not in line and b"\n" not in line else None
            found = (read.status, read.version) if read is not None and read.status >= 200 else (0, "")
            if len(line) <= LINE_LIMIT and len(self._status_lines) < HEADS_LIMIT:
                self._status_lines[line] = found
            return found

    def _read(self, block: bytes) -> Fields | None:
        lines = block.split(b"\r\n") if block else []
        if len(lines) > grammar.FIELD_LIMIT:
            return None
        read = [self._line(line) for line in lines]
        if None in read:
            return None
        fields = Fields(tuple(line for line in read if line is not None))
        return fields if "upgrade" not in fields.combined else None

    def _line(self, line: bytes) -> tuple[str, str] | None:
        try:
            return self._lines[line]
        except KeyError:
            name, colon, value = line.partition(b":")
            plain = colon and _NAME.fullmatch(name) and b"\r" not in value and b"\n" not in value
            read = (name.decode("ascii").lower(), value.strip(b" \t").decode("latin-1")) if plain else None
            if len(line) <= LINE_LIMIT:
                if len(self._lines) >= LINES_LIMIT:
                    self._lines.clear()
                self._lines[line] = read
            return read


def _remember(known: dict[_Head, _Remembered | None], data: _Head, found: _Remembered | None) -> _Remembered | None:
    if len(data) <= HEAD_LIMIT:
        if len(known) >= HEADS_LIMIT:
            known.clear()
        known[data] = found
    return found


def _length(fields: Fields) -> int | None:
    """Return the length of the content as fields say it; None where that is odd."""
    values = fields.combined
    if "transfer-encoding" not in values:
        value = values.get("content-length")
        if value is None:
            return NO_LENGTH
        if value.isascii() and value.isdigit() and len(value) <= 18:
            return int(value)
    return _framed(fields)


def _framed(fields: Fields) -> int | None:
    """Ask about framing that is not quite common; None where it is odd."""
    how = framing.of_response(fields, "1.1", 200, "GET")
    if how.odd or (how.ends is Ends.BY_CLOSE and fields.get("transfer-encoding")):
        return None
    lengths = {Ends.AT_ONCE: 0, Ends.BY_LENGTH: how.length, Ends.BY_CHUNKS: CHUNKED, Ends.BY_CLOSE: NO_LENGTH}
    return lengths.get(how.ends)


PLAIN = PlainHeads()  # what it returns depends on the bytes alone


def chunks(data: bytes, at: int) -> tuple[int, list[tuple[int, int]]] | None:
    """Walk over chunked content (RFC 9112 section 7.1) that begins at an index.

    Returns where the message ends, and where each chunk's data begins and ends; None where it is not whole or not
    plain: without extensions and trailers.
    """
    found: list[tuple[int, int]] = []
    while True:
        end = data.find(b"\r\n", at, at + 18)
        if end < 0:
            return None
        size = framing.chunk_size(data[at:end])
        if size is None:
            return None
        begin, after = end + 2, end + 2 + size
        if data[after : after + 2] != b"\r\n":
            return None
        if not size:
            return after + 2, found
        found.append((begin, after))
        at = after + 2
