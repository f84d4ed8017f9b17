"""HAR text to entries: fast where it is clean, patient where it is not, in bounded memory where it is large."""

import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import ijson
import msgspec
from ijson.common import ObjectBuilder

from inventory.capture.har_entries import Entry
from inventory.errors import CaptureError

WHOLE_LIMIT = 32 * 1024 * 1024  # bytes of a HAR that is read at once; a larger one is read entry by entry
DEPTH_LIMIT = 6  # levels of an entry that hold anything of use
NESTING_LIMIT = 1_000  # levels of a HAR that is read entry by entry
DIGITS_LIMIT = 18  # of a number; a longer one is of no use

_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(rb"u\x00*[dD]\x00*[89a-fA-F]")  # in any encoding; other text may look like one
_OPENING, _CLOSING = frozenset({"start_map", "start_array"}), frozenset({"end_map", "end_array"})
_STRUCTURE = _OPENING | _CLOSING
_ENTRIES_DEPTH = 3  # the document, its log, the log's entries


class _Log(msgspec.Struct):
    entries: list[Entry]


class _Har(msgspec.Struct):
    log: _Log


def entries(stream: BinaryIO) -> Iterator[Entry | None]:
    """Yield the entries in their order, None for one that has not the shape of an entry.

    Raises CaptureError when the text is no JSON or no HAR. Of duplicate keys the last one counts. A HAR beyond
    WHOLE_LIMIT has to be strict JSON in UTF-8 without numbers of more than 64 bits; there the entries of all duplicate
    keys count.
    """
    data = stream.read(WHOLE_LIMIT + 1)
    if len(data) > WHOLE_LIMIT:
        yield from _streamed(data, stream)
        return
    data = data.removeprefix(_BOM)
    try:
        clean = msgspec.json.decode(data, type=_Har)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield from _patient(data)
    else:
        yield from clean.log.entries


def _patient(data: bytes) -> Iterator[Entry | None]:
    """Read one entry after the other from JSON as people's tools write it."""
    document = _lenient(data)
    found = document.get("log") if isinstance(document, dict) else None
    rows = found.get("entries") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise CaptureError("is JSON, but no HAR: log.entries is missing", hint="export it as HAR 1.2")
    lone = _ESCAPED_SURROGATE.search(data) is not None
    for row in rows:
        yield _entry(_clean(row) if lone else row)


def _lenient(data: bytes) -> object:
    """Read JSON with NaN, lone surrogates, numbers of any length, and in other encodings than UTF-8."""
    try:
        return json.loads(data.decode(json.detect_encoding(data), "replace"), parse_int=_number, parse_float=float)
    except RecursionError as problem:
        raise _too_deep() from problem
    except ValueError as problem:
        raise CaptureError("is no whole JSON document", hint="was the export cut? save it again") from problem


def _number(digits: str) -> float:
    return int(digits) if len(digits) <= DIGITS_LIMIT else float("nan")


def _entry(row: object) -> Entry | None:
    try:
        return msgspec.convert(row, Entry, strict=False)
    except (msgspec.ValidationError, RecursionError):
        return None


def _clean(value: object, depth: int = 0) -> object:
    """Replace lone surrogates, which no text can hold; leave out what is nested too deep for any field of an entry."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if depth > DEPTH_LIMIT:
        return None
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", key): _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    return value


class _Rejoined(io.RawIOBase):
    """The bytes that were read already, then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._parts = [io.BytesIO(head), rest]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._parts[0].read(len(buffer))
        if not data and buffer and len(self._parts) > 1:
            del self._parts[0]
            data = self._parts[0].read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _streamed(head: bytes, rest: BinaryIO) -> Iterator[Entry | None]:
    """Read one entry after the other."""
    found = False
    text = _Rejoined(head.removeprefix(_BOM), rest)
    try:
        # Without `use_float` an integer of thousands of digits ends the whole process; the events with prefixes, from
        # which ijson could make the items itself, cost memory with the square of the nesting.
        for row in _items(ijson.basic_parse(text, buf_size=1 << 20, use_float=True)):
            found = True
            yield _entry(row)
    except (ijson.JSONError, UnicodeDecodeError) as problem:
        raise CaptureError("is no whole JSON document", hint="was the export cut? save it again") from problem
    if not found:
        raise CaptureError("is JSON, but no HAR: log.entries is missing or empty", hint="export it as HAR 1.2")


def _items(events: Iterable[tuple[str, object]]) -> Iterator[object]:
    """Build the items of log.entries, one after the other. Raises CaptureError where they are nested too deep."""
    depth, listing = 0, False  # inside how many values; whether the third of them is log.entries
    keys: list[object] = []  # the last key of the first and of the second of them
    builder: ObjectBuilder | None = None
    for event, value in events:
        if depth > _ENTRIES_DEPTH and event not in _STRUCTURE:  # nine of ten: no need to look further
            if builder is not None:
                builder.event(event, value)
            continue
        depth -= event in _CLOSING
        listing = listing and depth >= _ENTRIES_DEPTH
        if listing and depth == _ENTRIES_DEPTH and builder is None:
            builder = ObjectBuilder()
        if builder is not None:
            builder.event(event, value)
        if event in _OPENING:
            depth += 1
            if depth == _ENTRIES_DEPTH:
                listing = event == "start_array" and keys == ["log", "entries"]
            elif depth > NESTING_LIMIT:
                raise _too_deep()
        elif builder is not None and depth == _ENTRIES_DEPTH:
            yield builder.value
            builder = None
        elif event == "map_key" and depth < _ENTRIES_DEPTH:
            keys[depth - 1 :] = [value]


def _too_deep() -> CaptureError:
    return CaptureError("is nested too deep to be a HAR", hint="is this the right file?")
