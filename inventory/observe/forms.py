"""The content of a submitted form to the names of its fields, and to their values, which become shapes at once."""

import codecs
import logging
from urllib.parse import unquote_to_bytes

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from inventory.model.contents import MULTIPART, URLENCODED

logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # what it says of forms is for servers

FIELD_LIMIT = 64  # names kept of one form
NAME_LIMIT = 1_024  # bytes of a name that are looked at


def field_names(content_type: str, content: bytes) -> list[str]:
    """Return the names of fields, each once, in order; [] where the content is no form.

    The form may have been cut: what is whole of it counts. Names are UTF-8 unless the media type says otherwise.
    """
    charset, pairs, _ = _read(content_type, content)
    names = [name for name, _ in pairs]
    return list(dict.fromkeys(name[:NAME_LIMIT].decode(charset, "replace") for name in names if name))


def field_values(content_type: str, content: bytes) -> list[tuple[str, str | bytes]]:
    """Return the names and values of fields, in order; of files b"" in place of their content.

    Raises ValueError where the content is no whole form.
    """
    charset, pairs, whole = _read(content_type, content)
    if not whole:
        raise ValueError("no whole form")
    named = [(name[:NAME_LIMIT].decode(charset, "replace"), value) for name, value in pairs if name]
    return [(name, b"" if value is None else value.decode(charset, "replace")) for name, value in named]


_Pairs = list[tuple[bytes, bytes | None]]  # names and values, None for files


def _read(content_type: str, content: bytes) -> tuple[str, _Pairs, bool]:
    """Return the charset of a form, its names and values, and whether it is one, and whole."""
    media_type, options = parse_options_header(content_type.encode("latin-1", "replace"))
    kind = media_type.strip().lower()
    charset = _charset(options.get(b"charset", b""))
    if kind == URLENCODED.encode():
        return charset, _urlencoded(content), True
    if kind == MULTIPART.encode() and options.get(b"boundary"):
        return charset, *_multipart(options[b"boundary"], content)
    return charset, [], False


def _urlencoded(content: bytes) -> _Pairs:
    pairs = [pair.strip(b"\r\n").partition(b"=") for pair in content.split(b"&", FIELD_LIMIT)[:FIELD_LIMIT]]
    return [(_decoded(name), _decoded(value)) for name, _, value in pairs]


def _decoded(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))


def _multipart(boundary: bytes, content: bytes) -> tuple[_Pairs, bool]:
    """Return what the parts call themselves (RFC 7578 section 4.2), and hold; and whether all are there."""
    pairs: _Pairs = []
    field, value, data = bytearray(), bytearray(), bytearray()
    ended: list[bool] = []

    def on_field(data: bytes, start: int, end: int) -> None:
        field.extend(data[start:end])

    def on_value(data: bytes, start: int, end: int) -> None:
        value.extend(data[start:end])

    def on_end() -> None:
        if field.lower() == b"content-disposition" and len(pairs) < FIELD_LIMIT:
            options = parse_options_header(bytes(value))[1]
            pairs.append((options.get(b"name", b""), None if b"filename" in options else b""))
        field.clear()
        value.clear()

    def on_data(sent: bytes, start: int, end: int) -> None:
        data.extend(sent[start:end])

    def on_part_end() -> None:
        if pairs and pairs[-1][1] == b"":
            pairs[-1] = pairs[-1][0], bytes(data)
        data.clear()

    try:
        parser = MultipartParser(
            boundary,
            {
                "on_header_field": on_field,
                "on_header_value": on_value,
                "on_header_end": on_end,
                "on_part_data": on_data,
                "on_part_end": on_part_end,
                "on_end": lambda: ended.append(True),
            },
        )
        parser.write(content)
    except FormParserError:
        return pairs, False  # what came before counts
    return pairs, bool(ended)


def _charset(name: bytes) -> str:
    try:
        return codecs.lookup(name.decode("ascii")).name if name else "utf-8"
    except (LookupError, UnicodeDecodeError):
        return "utf-8"
