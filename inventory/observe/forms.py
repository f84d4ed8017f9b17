"""The content of a submitted form to the names of its fields; their values are never looked at."""

import codecs
import logging
from urllib.parse import unquote_to_bytes

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # what it says of forms is for servers

FIELD_LIMIT = 64  # names kept of one form
NAME_LIMIT = 1_024  # bytes of a name that are looked at

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def field_names(content_type: str, content: bytes) -> list[str]:
    """Return the names of fields, each once, in order; [] where the content is no form.

    The form may have been cut: what is whole of it counts. Names are UTF-8 unless the media type says otherwise.
    """
    media_type, options = parse_options_header(content_type.encode("latin-1", "replace"))
    kind = media_type.strip().lower()
    if kind == URLENCODED.encode():
        names = _urlencoded(content)
    elif kind == MULTIPART.encode() and options.get(b"boundary"):
        names = _multipart(options[b"boundary"], content)
    else:
        return []
    charset = _charset(options.get(b"charset", b""))
    return list(dict.fromkeys(name[:NAME_LIMIT].decode(charset, "replace") for name in names if name))


def _urlencoded(content: bytes) -> list[bytes]:
    pairs = content.split(b"&", FIELD_LIMIT)[:FIELD_LIMIT]
    return [unquote_to_bytes(pair.partition(b"=")[0].strip(b"\r\n").replace(b"+", b" ")) for pair in pairs]


def _multipart(boundary: bytes, content: bytes) -> list[bytes]:
    """Return the names that the parts give themselves (RFC 7578 section 4.2)."""
    names: list[bytes] = []
    field, value = bytearray(), bytearray()

    def on_field(data: bytes, start: int, end: int) -> None:
        field.extend(data[start:end])

    def on_value(data: bytes, start: int, end: int) -> None:
        value.extend(data[start:end])

    def on_end() -> None:
        if field.lower() == b"content-disposition" and len(names) < FIELD_LIMIT:
            names.append(parse_options_header(bytes(value))[1].get(b"name", b""))
        field.clear()
        value.clear()

    try:
        parser = MultipartParser(
            boundary,
            {"on_header_field": on_field, "on_header_value": on_value, "on_header_end": on_end},
        )
        parser.write(content)
    except FormParserError:
        pass  # what came before counts
    return names


def _charset(name: bytes) -> str:
    try:
        return codecs.lookup(name.decode("ascii")).name if name else "utf-8"
    except (LookupError, UnicodeDecodeError):
        return "utf-8"
