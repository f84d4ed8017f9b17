"""HTTP/1 heads to start lines and fields: lenient where real senders are, bounded everywhere."""

import re

import msgspec

from inventory.model.exchanges import Fields

HEAD_LIMIT = 65_536  # bytes of one head; what is longer is read up to here
FIELD_LIMIT = 1_024  # field lines of one head
METHOD_LIMIT = 64  # bytes; the longest registered method has 17
START_LINE_VIEW = 8_192  # bytes from a segment's start that are looked at to tell whether it begins a message

_TOKEN = rb"[!#$%%&'*+\-.^_`|~0-9A-Za-z]{1,%d}" % METHOD_LIMIT
_METHOD = re.compile(_TOKEN + rb"(?=[ \t])")
_VERSION = re.compile(rb"\d\.\d")
# RFC 9112 section 4; the reason phrase is optional, and often its space too.
_STATUS_LINE = re.compile(rb"HTTP/(\d\.\d)[ \t]+(\d{3})(?:[ \t][^\r\n]*)?\r?\Z")
# RFC 1945 section 4.1 (HTTP/0.9): a request without a version, GET alone.
_SIMPLE_REQUEST = re.compile(rb"GET[ \t]+(/[^ \t\r\n\0]*)[ \t]*\r?\Z")
_PARTIAL_REQUEST = re.compile(_TOKEN + rb"(?:[ \t][^\r\n\0]*\r?)?\Z")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{2}")  # as all registered methods begin
_LONG_REQUEST = re.compile(rb"[A-Z]{3,32} (?:/|https?://)[!-~\x80-\xff]*\Z")
_HEAD_END = re.compile(rb"\n\r?\n")
_EMPTY_LINES = re.compile(rb"[\r\n]*")
_FOLD = re.compile(r"\r?\n[ \t]+")


class RequestLine(msgspec.Struct, frozen=True, gc=False):
    """The first line of a request."""

    method: str
    target: str
    version: str  # "1.1"
    simple: bool = False  # HTTP/0.9: the line is the whole request


class StatusLine(msgspec.Struct, frozen=True, gc=False):
    """The first line of a response."""

    status: int  # 100 to 599
    version: str


def request_line(line: bytes) -> RequestLine | None:
    """Read a request line without its LF; None where it is none (RFC 9112 section 3).

    The target may hold anything but a line end, for senders that forget to encode a space. Time is linear.
    """
    line = line.removesuffix(b"\r").rstrip(b" \t")
    before, found, version = line.rpartition(b"HTTP/")
    method = _METHOD.match(before)
    if found and method and before.endswith((b" ", b"\t")) and _VERSION.fullmatch(version):
        target = before[method.end() :].strip(b" \t")
        if (
            not target or b"\r" in target or b"\0" in target or (method[0], target) == (b"PRI", b"*")
        ):  # RFC 9113 section 3.4
            return None
        return RequestLine(method[0].decode("ascii"), target.decode("latin-1"), version.decode("ascii"))
    simple = _SIMPLE_REQUEST.match(line)
    return RequestLine("GET", simple[1].decode("latin-1"), "0.9", simple=True) if simple else None


def status_line(line: bytes) -> StatusLine | None:
    """Read a status line without its line end; None where it is none (RFC 9112 section 4)."""
    found = _STATUS_LINE.match(line)
    if not found or not 100 <= int(found[2]) <= 599:
        return None
    return StatusLine(int(found[2]), found[1].decode("ascii"))


def authority(method: str, target: str, host: str) -> str:
    """Return the authority that a request is for: of an absolute or authority target, else the Host field."""
    scheme, found, rest = target.partition("://")
    if found and scheme.isalpha():
        return rest.partition("/")[0].partition("?")[0]
    return target if method == "CONNECT" and "/" not in target else host


def begins_request(data: bytes, *, first: bool = False) -> bool | None:
    """Tell whether bytes begin a request; None when more bytes are needed to tell.

    At most `START_LINE_VIEW` bytes are looked at. Unless the bytes are the `first` of a stream, anything may stand
    there, so the method must look like a word and the version must be there. A stream may begin with empty lines
    (RFC 9112 section 2.2).
    """
    view = data[:START_LINE_VIEW].lstrip(b"\r\n") if first else data[:START_LINE_VIEW]
    end = view.find(b"\n")
    if end >= 0:
        line = request_line(view[:end])
        return line is not None and (first or (not line.simple and bool(_WORD.match(line.method))))
    if len(data) >= START_LINE_VIEW:
        return bool(_LONG_REQUEST.match(view))
    return None if not view or may_become_request(view) else False


def begins_response(data: bytes) -> bool | None:
    """Tell whether bytes begin a response; None when more bytes are needed to tell."""
    if data.startswith((b"HTTP/1.", b"HTTP/0.9")):
        return True
    return None if b"HTTP/1.".startswith(data) or b"HTTP/0.9".startswith(data) else False


def may_become_request(data: bytes) -> bool:
    """Tell whether more bytes could still make this the first line of a request."""
    return bool(_PARTIAL_REQUEST.match(data))


def may_become_response(data: bytes) -> bool:
    """Tell whether more bytes could still make this the first line of a response."""
    return data.startswith(b"HTTP/") or b"HTTP/".startswith(data)


def empty_lines_end(data: bytes, start: int) -> int:
    """Return the index of the first byte that is no line end."""
    found = _EMPTY_LINES.match(data, start)
    return found.end() if found else start


def head_end(data: bytes, start: int, limit: int) -> tuple[int, int] | None:
    """Find the empty line that ends a head before an index: where it begins and where the content begins.

    A bare LF ends a line too (RFC 9112 section 2.2).
    """
    found = _HEAD_END.search(data, start, limit)
    return (found.start(), found.end()) if found else None


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
        if (
            colon and name.strip(" \t") and name[0] not in " \t"
        ):  # RFC 9112 section 2.2: no space before the first field
            if name[-1] in " \t":  # forbidden, since readers differ (section 5.1)
                odd.add("ambiguous-framing")
            lines.append((name.rstrip(" \t").lower(), value.strip(" \t\r")))
        elif row.strip():
            odd.add("malformed-field")
    return Fields(tuple(lines)), frozenset(odd)
