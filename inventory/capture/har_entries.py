"""One HAR entry to one exchange."""

import math
import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from inventory.model.exchanges import Exchange, Fields, Place

URL_LIMIT = 65_536  # characters of a URL
TEXT_LIMIT = 8_192  # characters of a field value
FIELD_LIMIT = 1_024  # field lines of one message
METHOD_LIMIT = 64
LATEST = 4_102_444_800  # 2100 in seconds

_SCHEMES = {"http": "http", "https": "https", "ws": "ws", "wss": "wss"}
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//)?([^/?#]*)([^#]*)", re.DOTALL)
_VERSION = re.compile(r"(?:https?/|h|spdy/|quic/?)?(\d)(?:\.(\d))?", re.IGNORECASE)
_FRACTION = re.compile(r"\.(\d{6})\d+")


class SkippedError(Exception):
    """An entry that makes no exchange."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Content(msgspec.Struct):
    """The content object of a response; its text is never looked at."""

    mimeType: Any = None  # noqa: N815 - HAR's name
    size: Any = None


class PostData(msgspec.Struct):
    """The postData object of a request."""

    mimeType: Any = None  # noqa: N815


class Request(msgspec.Struct):
    """The request object, as far as it is used."""

    method: str
    url: str
    httpVersion: Any = None  # noqa: N815
    headers: Any = None
    bodySize: Any = None  # noqa: N815
    postData: PostData | None = None  # noqa: N815


class Response(msgspec.Struct):
    """The response object, as far as it is used."""

    status: Any = None
    httpVersion: Any = None  # noqa: N815
    headers: Any = None
    content: Content | None = None
    bodySize: Any = None  # noqa: N815


class Entry(msgspec.Struct):
    """One entry of a HAR, as far as it is used (HAR 1.2, "entries")."""

    request: Request
    response: Response | None = None
    startedDateTime: Any = None  # noqa: N815
    serverIPAddress: Any = None  # noqa: N815


def exchange(entry: Entry, number: int) -> Exchange:
    """Turn an entry into an exchange; `number` counts from 1. Raises SkippedError."""
    request, response = entry.request, entry.response or Response()
    sent = _fields(request.headers, _of(request.postData, "mimeType"))
    scheme, authority, target = _url(request.url, sent)
    status = _status(response.status)
    received = _fields(response.headers, _of(response.content, "mimeType")) if status else Fields()
    method = _text(request.method)
    if not method or len(method) > METHOD_LIMIT:
        raise SkippedError("unreadable-entry", "HAR entry that is not as HAR 1.2 says: left")
    return Exchange(
        method=method,
        scheme=scheme,
        authority=authority,
        target=target,
        http_version=_version(request.httpVersion) or _version(response.httpVersion) or "1.1",
        status=status,
        place=Place(number, -1, _time(entry.startedDateTime)),
        request_fields=sent,
        response_fields=received,
        server=_server(entry.serverIPAddress, authority, scheme),
        request_size=_size(request.bodySize),
        response_size=_size(_of(response.content, "size")) or _size(response.bodySize),
    )


def _url(url: str, fields: Fields) -> tuple[str, str, str]:
    """Take a URL apart into scheme, authority and origin form; a relative one belongs to the Host field."""
    if len(url) > URL_LIMIT:
        raise SkippedError("oversized-url", f"HAR entry with a URL longer than {URL_LIMIT} characters: left")
    url = _text(url.strip())
    found = _URL.match(url)
    if found and (found[2] or not url.startswith("/")):
        scheme = _SCHEMES.get(found[1].lower())
        if scheme is None or not found[2] or not found[3]:
            raise SkippedError("not-http-url", "HAR entry whose URL is not of HTTP or WebSocket: left")
        rest = found[4]
        return scheme, found[3].rpartition("@")[2], rest if rest.startswith("/") else "/" + rest
    host = fields.get("host") or fields.get(":authority")
    if not url.startswith("/") or not host:
        raise SkippedError("relative-url", "HAR entry with a relative URL and no Host field: left")
    return "http", host, url.partition("#")[0]


def _fields(headers: Any, media_type: Any) -> Fields:
    """Read headers as a list of name and value, or as the object that some converters write."""
    rows = [{"name": name, "value": value} for name, value in headers.items()] if isinstance(headers, dict) else headers
    lines: list[tuple[str, str]] = []
    for row in rows[:FIELD_LIMIT] if isinstance(rows, list) else ():
        name, value = _of(row, "name"), _of(row, "value")
        if isinstance(name, str) and isinstance(value, str) and len(name) <= TEXT_LIMIT:
            lines.append((_text(name.lower()), _text(value[:TEXT_LIMIT])))
    if isinstance(media_type, str) and media_type and not any(name == "content-type" for name, _ in lines):
        lines.append(("content-type", _text(media_type[:TEXT_LIMIT])))
    return Fields(tuple(lines))


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else getattr(value, key, None)


def _text(value: str) -> str:
    """Keep line ends and NUL out, which no start line or field can hold."""
    return value if value.isprintable() else "".join(max(sign, " ") for sign in value)


def _status(value: Any) -> int | None:
    try:
        status = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return status if 100 <= status <= 599 else None


def _size(value: Any) -> int:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return min(max(int(value), 0), 1 << 62) if usable else 0


def _version(value: Any) -> str:
    """Read the spellings of a version: HTTP/1.1, http/2.0, h2, HTTP/3, h3, spdy/3."""
    if not isinstance(value, str):
        return ""
    text = value.strip().lower()
    if text.startswith("spdy"):
        return "2"
    found = _VERSION.match(text)
    if not found:
        return ""
    return f"{found[1]}.{found[2] or '1'}" if found[1] in "01" else found[1]


def _time(value: Any) -> int:
    """Read an ISO 8601 time to nanoseconds since 1970 (UTC); 0 where it is none."""
    if not isinstance(value, str):
        return 0
    try:
        time = datetime.fromisoformat(_FRACTION.sub(r".\1", value.strip()))
        seconds = time.replace(tzinfo=time.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return 0
    return round(seconds * 1_000_000) * 1_000 if 0 < seconds < LATEST else 0


def _server(address: Any, authority: str, scheme: str) -> str:
    if not isinstance(address, str) or not re.fullmatch(r"\[?[0-9A-Fa-f.:]{2,45}\]?", address):
        return ""
    host = f"[{address}]" if ":" in address and not address.startswith("[") else address
    port = authority.rpartition(":")[2] if ":" in authority else ""
    return f"{host}:{port if port.isdigit() else '443' if scheme in ('https', 'wss') else '80'}"
