"""One HAR entry to one exchange."""

import math
import re
from base64 import b64decode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from inventory.capture.columns import EARLIEST, LATEST
from inventory.model.contents import KEPT_LIMIT, URLENCODED, base_type, is_read
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.traffic import UNKNOWN

URL_LIMIT = 65_536  # characters of a URL
AUTHORITY_LIMIT = 1_024  # characters of host and port
METHOD_LIMIT = 64
FIELD_LIMIT = 1_024  # field lines of one message
NAME_LIMIT = 256  # characters of a field name
VALUE_LIMIT = 8_192  # characters of a field value
TIME_LIMIT = 64  # characters of a time
WAIT_LIMIT = 24 * 3_600 * 1_000  # milliseconds until a response

OVERSIZED_FIELD = "oversized-field"  # caveat of an exchange of which not every field was kept whole
MEANINGS = {
    "not-http-url": "HAR entry whose URL is not of HTTP or WebSocket: left",
    "oversized-method": f"HAR entry with a method longer than {METHOD_LIMIT} characters: left",
    "oversized-url": f"HAR entry with a URL longer than {URL_LIMIT} characters: left",
    "relative-url": "HAR entry with a relative URL and no Host field: left",
    "unreadable-entry": "HAR entry that is not as HAR 1.2 says: left",
    OVERSIZED_FIELD: "HAR entry with more or longer fields than are kept: cut",
}

_SCHEMES = frozenset({"http", "https", "ws", "wss"})
_WEBSOCKET = {"http": "ws", "https": "wss"}
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//)?([^/?#]*)([^#]*)", re.DOTALL)
_VERSION = re.compile(r"(?:https?/|h)?(\d)(?:\.(\d))?")
_FRACTION = re.compile(r"[.,](\d+)")
_ADDRESS = re.compile(r"\[?([0-9A-Fa-f.:]{2,45})\]?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SkippedError(Exception):
    """An entry that makes no exchange; `kind` is a key of MEANINGS."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Content(msgspec.Struct, rename="camel"):
    """The content object of a response."""

    mime_type: Any = None
    size: Any = None
    text: Any = None
    encoding: Any = None


class PostData(msgspec.Struct, rename="camel"):
    """The postData object of a request."""

    mime_type: Any = None
    text: Any = None
    params: Any = None
    encoding: Any = None


class Request(msgspec.Struct, rename="camel"):
    """The request object, as far as it is used."""

    method: str
    url: str
    http_version: Any = None
    headers: Any = None
    body_size: Any = None
    post_data: PostData | None = None


class Response(msgspec.Struct, rename="camel"):
    """The response object, as far as it is used."""

    status: Any = None
    http_version: Any = None
    headers: Any = None
    content: Content | None = None
    body_size: Any = None


class WebSocketMessage(msgspec.Struct):
    """A message of a WebSocket; nothing of it is looked at."""


class Entry(msgspec.Struct, rename="camel"):
    """One entry of a HAR, as far as it is used (HAR 1.2, "entries")."""

    request: Request
    response: Response | None = None
    started_date_time: Any = None
    timings: Any = None
    server_ip_address: Any = msgspec.field(name="serverIPAddress", default=None)
    web_socket_messages: list[WebSocketMessage] | None = msgspec.field(name="_webSocketMessages", default=None)


def exchange(entry: Entry, number: int) -> Exchange:
    """Turn an entry into an exchange; `number` counts from 1. Raises SkippedError."""
    request, response = entry.request, entry.response or Response()
    method = _text(request.method)
    if not method or len(method) > METHOD_LIMIT:
        raise SkippedError("oversized-method" if method else "unreadable-entry")
    sent, sent_whole = _fields(request.headers, request.post_data)
    scheme, authority, target = _url(request.url, sent)
    if entry.web_socket_messages is not None:
        scheme = _WEBSOCKET.get(scheme, scheme)
    status = _status(response.status)
    received, received_whole = _fields(response.headers, response.content) if status else (Fields(), True)
    asking, asking_cut = _content(request.post_data, sent, request=True)
    answering, answering_cut = _content(response.content, received, request=False) if method != "HEAD" else (b"", False)
    return Exchange(
        method=method,
        scheme=scheme,
        authority=authority,
        target=target,
        http_version=_version(request.http_version) or _version(response.http_version) or "1.1",
        status=status,
        place=Place(number, -1, _time(entry.started_date_time)),
        request_fields=sent,
        response_fields=received,
        server=_server(entry.server_ip_address, authority, scheme),
        request_size=_size(request.body_size),
        response_size=_size(response.content.size if response.content else 0) or _size(response.body_size),
        caveats=() if sent_whole and received_whole else (OVERSIZED_FIELD,),
        request_content=asking,
        response_content=answering,
        request_cut=asking_cut,
        response_cut=answering_cut,
        latency=_latency(entry.timings) if status else UNKNOWN,
    )


def _content(content: PostData | Content | None, fields: Fields, *, request: bool) -> tuple[bytes, bool]:
    """Return content that somebody reads, cut at a limit, and whether it was cut; b"" where there is none."""
    media_type = base_type(fields.get("content-type"))
    if content is None or not is_read(media_type, request=request):
        return b"", False
    text = content.text if isinstance(content.text, str) else ""
    if not text and isinstance(content, PostData) and isinstance(content.params, list):
        pairs = [(one.get("name"), one.get("value")) for one in content.params if isinstance(one, dict)]
        texts = [(name, value) for name, value in pairs if isinstance(name, str) and isinstance(value, str)]
        text = urlencode(texts, errors="replace") if media_type == URLENCODED else ""
    data = text.encode("utf-8", "surrogatepass")
    if content.encoding == "base64":
        with suppress(ValueError):
            data = b64decode(data)
    return data[:KEPT_LIMIT], len(data) > KEPT_LIMIT


def _url(url: str, fields: Fields) -> tuple[str, str, str]:
    """Take a URL apart into scheme, authority and origin form; a relative one belongs to the Host field."""
    if len(url) > URL_LIMIT:
        raise SkippedError("oversized-url")
    url = _text(url.strip())
    found = _URL.match(url)
    if found:
        scheme, authority, rest = found[1].lower(), found[3].rpartition("@")[2], found[4]
        if scheme not in _SCHEMES or not found[2] or not authority:
            raise SkippedError("not-http-url")
    else:
        scheme, authority, rest = "http", fields.get("host") or fields.get(":authority"), url.partition("#")[0]
        if not rest.startswith("/") or not authority:
            raise SkippedError("relative-url")
    if len(authority) > AUTHORITY_LIMIT:
        raise SkippedError("oversized-url")
    return scheme, authority, rest if rest.startswith("/") else "/" + rest


def _fields(headers: Any, content: PostData | Content | None) -> tuple[Fields, bool]:
    """Read headers as a list of name and value, or as the object that some converters write, and tell if all fit.

    The media type of the content stands in where there is no Content-Type.
    """
    rows = [{"name": name, "value": value} for name, value in headers.items()] if isinstance(headers, dict) else headers
    rows = rows if isinstance(rows, list) else []
    pairs = [(row.get("name"), row.get("value")) for row in rows[:FIELD_LIMIT] if isinstance(row, dict)]
    if content is not None and content.mime_type:
        pairs.append((None if any(_is_content_type(name) for name, _ in pairs) else "content-type", content.mime_type))
    texts = [(name, value) for name, value in pairs if isinstance(name, str) and isinstance(value, str)]
    kept = [(_text(name.lower()), _text(value[:VALUE_LIMIT])) for name, value in texts if len(name) <= NAME_LIMIT]
    whole = len(kept) == len(texts) and len(rows) <= FIELD_LIMIT and all(len(text) <= VALUE_LIMIT for _, text in texts)
    return Fields(tuple(kept)), whole


def _is_content_type(name: Any) -> bool:
    return isinstance(name, str) and name.lower() == "content-type"


def _text(value: str) -> str:
    """Keep line ends and NUL out, which no start line or field can hold."""
    return value if value.isprintable() else "".join(max(sign, " ") for sign in value)


def _status(value: Any) -> int | None:
    """Read a status code, also where it is text; None where it is none (RFC 9110 section 15: three digits)."""
    try:
        status = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return status if 100 <= status <= 999 else None


def _size(value: Any) -> int:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return min(max(int(value), 0), 1 << 62) if usable else 0


def _latency(timings: Any) -> int:
    """Read the wait in milliseconds to nanoseconds; 0 is what those write that know nothing, and what a cache takes."""
    wait = timings.get("wait") if isinstance(timings, dict) else None
    if not isinstance(wait, (int, float)) or isinstance(wait, bool) or not 0 < wait <= WAIT_LIMIT:
        return UNKNOWN
    return round(wait * 1_000_000)


def _version(value: Any) -> str:
    """Read the spellings of a version: HTTP/1.1, http/2.0, h2, HTTP/3, h3-29, http/2+quic/46, spdy/3."""
    if not isinstance(value, str):
        return ""
    text = value.strip().lower()
    if "quic" in text:
        return "3"  # HTTP over QUIC, whatever its drafts called it
    if text.startswith("spdy"):
        return "2"
    found = _VERSION.match(text)
    if not found or found[1] not in "0123":
        return ""
    return f"{found[1]}.{found[2] or '1'}" if found[1] in "01" else found[1]


def _time(value: Any) -> int:
    """Read an ISO 8601 time to nanoseconds since 1970 (UTC); 0 where it is none, or one that cannot be."""
    if not isinstance(value, str) or len(value) > TIME_LIMIT:
        return 0
    fraction = _FRACTION.search(value)
    try:
        time = datetime.fromisoformat(_FRACTION.sub("", value.strip(), count=1))
        seconds = (time.replace(tzinfo=time.tzinfo or UTC) - _EPOCH) // timedelta(seconds=1)
    except (ValueError, OverflowError):
        return 0
    nanoseconds = seconds * 10**9 + (int(fraction[1][:9].ljust(9, "0")) if fraction else 0)
    return nanoseconds if EARLIEST <= nanoseconds < LATEST else 0


def _server(address: Any, authority: str, scheme: str) -> str:
    """Return the address that answered, with the port of the URL; "" where the HAR does not tell."""
    found = _ADDRESS.fullmatch(address) if isinstance(address, str) else None
    if not found:
        return ""
    host = f"[{found[1]}]" if ":" in found[1] else found[1]
    port = authority.rpartition(":")[2]
    return f"{host}:{port if ':' in authority and port.isdigit() else '443' if scheme in ('https', 'wss') else '80'}"
