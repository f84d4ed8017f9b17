"""Fields to the way in which a message's content ends (RFC 9112 section 6.3)."""

import enum
import re

import msgspec

from inventory.model.exchanges import Fields

_CODINGS = frozenset({"chunked", "compress", "deflate", "gzip", "identity", "x-compress", "x-gzip"})
_DIGITS = re.compile(r"[0-9]{1,18}\Z")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\Z")
CHUNK_LINE_LIMIT = 16_384  # bytes of one chunk-size line with its extensions


class Ends(enum.Enum):
    """What ends a message's content."""

    AT_ONCE = "at once"
    BY_LENGTH = "by length"
    BY_CHUNKS = "by chunks"
    BY_CLOSE = "by close"
    NEVER = "never"  # the connection speaks another protocol from here on
    UNKNOWN = "unknown"  # the message contradicts itself: look for the next start line


class Framing(msgspec.Struct, frozen=True):
    """How content ends, how long it is if that is said, and what is odd about it."""

    ends: Ends
    length: int = 0
    odd: frozenset[str] = frozenset()


NO_CONTENT = Framing(Ends.AT_ONCE)


def of_request(fields: Fields) -> Framing:
    """Frame a request's content; without any framing field there is none."""
    return _by_fields(fields, NO_CONTENT)


def of_response(fields: Fields, status: int, method: str) -> Framing:
    """Frame a response's content; `method` is that of its request, "" where that is not known."""
    if (method == "CONNECT" and 200 <= status < 300) or status == 101:
        return Framing(Ends.NEVER)
    if method == "HEAD" or status < 200 or status in (204, 304):
        return NO_CONTENT
    return _by_fields(fields, Framing(Ends.BY_CLOSE))


def chunk_size(line: bytes) -> int | None:
    """Read a chunk-size line without its LF (RFC 9112 section 7.1); None where it is none."""
    found = _CHUNK_SIZE.match(line)
    return int(found[1], 16) if found else None


def _by_fields(fields: Fields, otherwise: Framing) -> Framing:
    coding, length = fields.get("transfer-encoding"), fields.get("content-length")
    if coding.lower() == "identity":  # RFC 2616 section 3.6 had it for "no coding"
        coding = ""
    if coding:
        # Both fields together, or a coding that readers spell out differently, is how requests are
        # smuggled (RFC 9112 sections 6.1 and 11.2): chunked wins, and the message is marked.
        codings = [name.strip(" \t") for name in coding.lower().split(",")]
        odd = frozenset({"ambiguous-framing"}) if length or not _CODINGS.issuperset(codings) else frozenset[str]()
        if codings[-1] == "chunked":
            return Framing(Ends.BY_CHUNKS, odd=odd)
        return Framing(otherwise.ends if otherwise.ends is Ends.BY_CLOSE else Ends.UNKNOWN, odd=odd)
    if not length:
        return otherwise
    values = {value.strip() for value in length.split(",")}
    value = values.pop()
    if values or not _DIGITS.match(value):
        return Framing(Ends.UNKNOWN, odd=frozenset({"ambiguous-framing"}))
    return Framing(Ends.BY_LENGTH, int(value)) if int(value) else NO_CONTENT
