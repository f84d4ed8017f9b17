"""Field blocks of plain HTTP/1 heads to fields and framing, each distinct block and line read once."""

import re

import msgspec

from inventory.decode import framing, grammar
from inventory.decode.content import open_content
from inventory.decode.framing import Ends
from inventory.model.exchanges import Fields

BLOCK_LIMIT = 4_096  # bytes of a block that is remembered
BLOCKS_LIMIT = 2_048  # blocks that are remembered
LINE_LIMIT = 256  # bytes of a line that is remembered
LINES_LIMIT = 16_384  # lines that are remembered

NO_LENGTH, CHUNKED = -1, -2

_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_METHODS = (
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "QUERY",
    "SEARCH",
    "PROPFIND",
    "REPORT",
    "TRACE",
)
METHODS = {method.encode("ascii"): method for method in _METHODS}
VERSIONS = {b"HTTP/1.1": "1.1", b"HTTP/1.0": "1.0"}


class Block(msgspec.Struct, frozen=True):
    """The field lines of a head in which nothing is odd."""

    fields: Fields
    host: str
    length: int  # of the content, in bytes; NO_LENGTH or CHUNKED where it is not said
    interesting: bool  # there may be something to know of the content


class PlainHeads:
    """Reads blocks and status lines, and remembers some of them: most are repeated many times."""

    def __init__(self) -> None:
        self._blocks: dict[bytes, Block | None] = {}
        self._lines: dict[bytes, tuple[str, str] | None] = {}
        self._status_lines: dict[bytes, tuple[int, str]] = {}

    def block(self, block: bytes) -> Block | None:
        """Read the lines of a head, without the start line and the empty line; None where anything is odd.

        Odd is what needs a closer look: another line end than CR LF, a field name that is none, too many fields,
        framing that is not plain, an offer to upgrade.
        """
        try:
            return self._blocks[block]
        except KeyError:
            found = self._read(block)
            if len(block) <= BLOCK_LIMIT:
                if len(self._blocks) >= BLOCKS_LIMIT:
                    self._blocks.clear()
                self._blocks[block] = found
            return found

    def status(self, line: bytes) -> tuple[int, str]:
        """Read a status line without its line end; return status and version, 0 where it is no plain final response."""
        try:
            return self._status_lines[line]
        except KeyError:
            read = grammar.status_line(line) if b"\r" not in line and b"\n" not in line else None
            found = (read.status, read.version) if read is not None and read.status >= 200 else (0, "")
            if len(line) <= LINE_LIMIT and len(self._status_lines) < BLOCKS_LIMIT:
                self._status_lines[line] = found
            return found

    def _read(self, block: bytes) -> Block | None:
        lines = block.split(b"\r\n") if block else []
        if len(lines) > grammar.FIELD_LIMIT:
            return None
        read = [self._line(line) for line in lines]
        if None in read:
            return None
        fields = Fields(tuple(line for line in read if line is not None))
        values = dict(fields.lines)
        if "upgrade" in values:
            return None
        host = values.get("host", "")
        if len(values) < len(read):  # a field that is repeated
            host = fields.get("host")
        elif "transfer-encoding" not in values:
            length = values.get("content-length")
            if length is None:
                return Block(fields, host, NO_LENGTH, interesting=_interesting(fields))
            if length.isascii() and length.isdigit() and len(length) <= 18:
                return Block(fields, host, int(length), interesting=_interesting(fields))
        return self._framed(fields, host)

    def _framed(self, fields: Fields, host: str) -> Block | None:
        """Ask about framing that is not quite common."""
        how = framing.of_response(fields, "1.1", 200, "GET")
        lengths = {Ends.AT_ONCE: 0, Ends.BY_LENGTH: how.length, Ends.BY_CHUNKS: CHUNKED, Ends.BY_CLOSE: NO_LENGTH}
        plain = (
            not how.odd and how.ends in lengths and not (how.ends is Ends.BY_CLOSE and fields.get("transfer-encoding"))
        )
        return Block(fields, host, lengths[how.ends], interesting=_interesting(fields)) if plain else None

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


def _interesting(fields: Fields) -> bool:
    return any(open_content(fields, request=request) is not None for request in (False, True))


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
