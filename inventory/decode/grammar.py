"""HTTP/1 heads to start lines and fields: lenient where real senders are, bounded everywhere."""

import re

import msgspec

from inventory.model.exchanges import Fields

HEAD_LIMIT = 65_536  # bytes of one head; what is longer is read up to here
FIELD_LIMIT = 1_024  # field lines of one head
METHOD_LIMIT = 64  # bytes; the longest registered method has 17
VERSIONS = {b"1.0": "1.0", b"1.1": "1.1"}

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
# RFC 9112 section 3: method SP request-target SP HTTP-version. The target may hold anything but a line end, for
# senders that forget to encode a space.
_REQUEST_LINE = re.compile(rb"(%s{1,%d})[ \t]+([^\r\n]*?)[ \t]+HTTP/(\d\.\d)[ \t]*\r?\Z" % (_TOKEN, METHOD_LIMIT))
# RFC 9112 section 4; the reason phrase is optional, and often its space too.
_STATUS_LINE = re.compile(rb"HTTP/(\d\.\d)[ \t]+(\d{3})(?:[ \t][^\r\n]*)?\r?\Z")
# RFC 1945 section 4.1 (HTTP/0.9): a request without a version, GET alone.
_SIMPLE_REQUEST = re.compile(rb"GET[ \t]+(/[^ \r\n]*)[ \t]*\r?\Z")
_REQUEST_START = re.compile(rb"%s{1,%d}[ \t]+[^\s]" % (_TOKEN, METHOD_LIMIT))
_PARTIAL_REQUEST = re.compile(rb"%s{0,%d}(?:[ \t][^\r\n]*\r?)?\Z" % (_TOKEN, METHOD_LIMIT))
_FOLD = re.compile(r"\r?\n[ \t]+")


class RequestLine(msgspec.Struct, frozen=True, gc=False):
    """The first line of a request."""

    method: str
    target: str
    version: str  # "0.9", "1.0", "1.1"


class StatusLine(msgspec.Struct, frozen=True, gc=False):
    """The first line of a response."""

    status: int  # 100 to 599
    version: str


def request_line(line: bytes) -> RequestLine | None:
    """Read a request line without its line end; None where it is none (RFC 9112 section 3)."""
    if found := _REQUEST_LINE.match(line):
        method, target, version = found.groups()
        return RequestLine(method.decode("latin-1"), target.decode("latin-1"), _version(version)) if target else None
    if found := _SIMPLE_REQUEST.match(line):
        return RequestLine("GET", found[1].decode("latin-1"), "0.9")
    return None


def status_line(line: bytes) -> StatusLine | None:
    """Read a status line without its line end; None where it is none (RFC 9112 section 4)."""
    found = _STATUS_LINE.match(line)
    if not found or not 100 <= int(found[2]) <= 599:
        return None
    return StatusLine(int(found[2]), _version(found[1]))


def begins_request(data: bytes, *, whole: bool = False) -> bool:
    """Tell whether the bytes at a segment's start begin a request with a version (so not HTTP/0.9).

    With `whole` the first line must be there to its end.
    """
    end = data.find(b"\n")
    if end < 0:
        return not whole and bool(_REQUEST_START.match(data)) and data[:1].isalpha() and b"\0" not in data
    return bool(_REQUEST_LINE.match(data[:end]))


def begins_response(data: bytes) -> bool:
    """Tell whether the bytes at a segment's start begin a response."""
    return data.startswith((b"HTTP/1.", b"HTTP/0.9"))


def is_simple_request(data: bytes) -> bool:
    """Tell whether all that a stream began with is one HTTP/0.9 request."""
    return data.endswith(b"\n") and bool(_SIMPLE_REQUEST.match(data[:-1]))


def may_become_request(data: bytes) -> bool:
    """Tell whether more bytes could still make this the first line of a request."""
    return len(data) < HEAD_LIMIT and bool(_PARTIAL_REQUEST.match(data))


def may_become_response(data: bytes) -> bool:
    """Tell whether more bytes could still make this the first line of a response."""
    return data.startswith(b"HTTP/") or b"HTTP/".startswith(data)


def may_become_start_line(data: bytes) -> bool:
    """Tell whether more bytes could still make this the first line of a message."""
    return b"\n" not in data and (may_become_request(data) or may_become_response(data))


def head_end(data: bytes, start: int) -> tuple[int, int]:
    """Find the empty line that ends a head: where it begins and where the content begins, or (-1, -1).

    A bare LF ends a line too (RFC 9112 section 2.2).
    """
    end, width = data.find(b"\n\r\n", start), 3
    bare = data.find(b"\n\n", start, end if end >= 0 else len(data))
    if bare >= 0:
        end, width = bare, 2
    if end < 0:
        return -1, -1
    return end - (end > start and data[end - 1] == 0x0D), end + width


def fields(head: bytes) -> tuple[Fields, frozenset[str]]:
    """Read the field lines of a head (RFC 9112 section 5) and say what is odd about them.

    A line without a colon is left out; an obsolete line fold becomes a space (section 5.2).
    """
    text, odd = head.decode("latin-1"), set[str]()
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
        odd.add("folded-field")
    rows = text.split("\n", FIELD_LIMIT)
    if len(rows) > FIELD_LIMIT:
        rows.pop()
        odd.add("oversized-head")
    lines: list[tuple[str, str]] = []
    for row in rows:
        name, colon, value = row.partition(":")
        if colon and name:
            if name[-1] in " \t":  # forbidden, since readers differ (RFC 9112 section 5.1)
                odd.add("ambiguous-framing")
            lines.append((name.strip(" \t").lower(), value.strip(" \t\r")))
        elif row.strip():
            odd.add("malformed-field")
    return Fields(tuple(lines)), frozenset(odd)


def _version(digits: bytes) -> str:
    return VERSIONS.get(digits) or digits.decode("ascii")
