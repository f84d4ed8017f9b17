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
_AMBIGUOUS = frozenset({"ambiguous-framing"})


def of_request(fields: Fields, version: str) -> Framing:
    """Frame a request's content; without any framing field there is none."""
    return _by_fields(fields, version, NO_CONTENT)


def of_response(fields: Fields, version: str, status: int, method: str) -> Framing:
    """Frame a response's content; `method` is that of its request, "" where that is not known."""
    if switches(status, method):
        return Framing(Ends.NEVER)
    if method == "HEAD" or status < 200 or status in (204, 304):
        return NO_CONTENT
    return _by_fields(fields, version, Framing(Ends.BY_CLOSE))


def switches(status: int, method: str) -> bool:
    """Tell whether another protocol follows a response (RFC 9110 sections 7.8 and 9.3.6)."""
    return status == 101 or (method == "CONNECT" and 200 <= status < 300)


def chunk_size(line: bytes) -> int | None:
    """Read a chunk-size line without its LF (RFC 9112 section 7.1); None where it is none."""
    found = _CHUNK_SIZE.match(line)
    return int(found[1], 16) if found else None


def _by_fields(fields: Fields, version: str, otherwise: Framing) -> Framing:
    coding, length = fields.get("transfer-encoding"), fields.get("content-length")
    if coding.lower() == "identity":  # RFC 2616 section 3.6 had it for "no coding"
        coding = ""
    if coding:
        codings = [name.strip(" \t") for name in coding.lower().split(",")]
        return _by_coding(codings, version, otherwise.ends, beside_length=bool(length))
    if not length and "content-length" not in fields:
        return otherwise
    values = {value.strip(" \t") for value in length.split(",")}
    value = values.pop()
    if values or not _DIGITS.match(value):
        return Framing(Ends.UNKNOWN, odd=_AMBIGUOUS)
    return Framing(Ends.BY_LENGTH, int(value)) if int(value) else NO_CONTENT


def _by_coding(codings: list[str], version: str, otherwise: Ends, *, beside_length: bool) -> Framing:
    """Frame by Transfer-Encoding.

    A length beside it, a coding that readers spell out differently, chunked anywhere but at the end, or a sender too
    old for it is how requests are smuggled (RFC 9112 sections 6.1, 6.3 and 11.2): chunked wins, and the message is
    marked.
    """
    chunked = codings[-1] == "chunked"
    ends = Ends.BY_CHUNKS if chunked else Ends.BY_CLOSE if otherwise is Ends.BY_CLOSE else Ends.UNKNOWN
    known = _CODINGS.issuperset(codings) and "chunked" not in codings[:-1]
    clear = known and ends is not Ends.UNKNOWN and version != "1.0" and not beside_length
    return Framing(ends, odd=frozenset() if clear else _AMBIGUOUS)
