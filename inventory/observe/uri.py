"""Request targets to normal forms (RFC 3986 section 6).

The stated rule for paths: percent-encoding is upper case and undone where it is needless, dot segments are resolved,
and empty segments go, so `/a//b/` is `/a/b`. Letter case and everything else stays.
"""

import re
from urllib.parse import unquote_to_bytes

import msgspec

PATH_LIMIT = 8_192  # bytes of a path that are looked at
SEGMENT_COUNT_LIMIT = 32  # segments kept; the rest becomes one
QUERY_NAME_LIMIT = 64  # names kept of one query
QUERY_LIMIT = 65_536  # bytes of a query that are looked at
HOST_LIMIT = 253  # RFC 1035 section 2.3.4

DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443"}

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# RFC 3986 section 3.3: a path segment may hold pchar as it is, without pct-encoded.
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})|([^A-Za-z0-9\-._~!$&'()*+,;=:@])", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@]*\Z")
_PLAIN_PATH = re.compile(r"(?:/(?!\.)[A-Za-z0-9\-._~!$&'()*+,;=:@]+)*/?\Z")  # nothing empty, no dot segments
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::([0-9]{1,5}))?\Z")


class Target(msgspec.Struct, frozen=True, gc=False):
    """A request target, taken apart; the parts are as sent."""

    scheme: str
    authority: str
    path: str
    query: str


def split_target(method: str, target: str, scheme: str, authority: str) -> Target:
    """Take a request target apart (RFC 9112 section 3.2); an absolute target decides over the Host field."""
    if method == "CONNECT":
        return Target(scheme, target, "", "")
    if target.startswith("/") and "#" not in target:  # nearly always
        path, _, query = target.partition("?")
        return Target(scheme, authority, path, query)
    head, found, rest = target.partition("://")
    if found and head.isalpha() and "/" not in head:
        scheme = head.lower()
        cut = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
        authority, target = rest[:cut], rest[cut:]
    path, _, query = target.partition("#")[0].partition("?")
    return Target(scheme, authority, path, query)


def normal_authority(authority: str, scheme: str) -> str:
    """Return host and port in normal form, the default port of the scheme left out; "" where it is no authority.

    User information is dropped (RFC 9110 section 4.2.4), a trailing dot of the host too.
    """
    found = _AUTHORITY.match(authority.rpartition("@")[2].strip().lower().replace(".:", ":").rstrip("."))
    if not found or len(found[1]) > HOST_LIMIT:
        return ""
    host, port = found[1], found[2]
    if port is None or port == DEFAULT_PORTS.get(scheme):
        return host
    return f"{host}:{int(port)}" if 0 < int(port) < 65_536 else ""


def normal_segments(path: str) -> list[str]:
    """Return the segments of a path in normal form, without empty ones and dot segments."""
    if _PLAIN_PATH.match(path) and len(path) <= PATH_LIMIT:
        return path[1:].removesuffix("/").split("/") if len(path) > 1 else []
    segments: list[str] = []
    for raw in path[:PATH_LIMIT].split("/"):
        segment = normal_text(raw)
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return segments


def normal_text(text: str) -> str:
    """Return text with normal percent-encoding (RFC 3986 section 6.2.2); a stray percent sign is encoded too."""
    if _PLAIN.match(text):
        return text
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "replace")
    return _ENCODED.sub(_encode, data).decode("ascii")


def plain_text(segment: str) -> str:
    """Undo the percent-encoding of a segment in normal form, as UTF-8."""
    return unquote_to_bytes(segment).decode("utf-8", "replace") if "%" in segment else segment


def query_names(query: str) -> list[str]:
    """Return the names in a query, percent-encoding undone, each once, in order; no values."""
    names: dict[str, None] = {}
    for pair in query[:QUERY_LIMIT].replace(";", "&").split("&"):
        if pair and len(names) < QUERY_NAME_LIMIT:
            names[plain_text(pair.partition("=")[0].replace("+", " "))] = None
    return list(names)


def _encode(found: re.Match[bytes]) -> bytes:
    value = int(found[1], 16) if found[1] else found[2][0]
    return bytes((value,)) if value in _UNRESERVED else b"%%%02X" % value
