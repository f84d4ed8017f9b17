"""Content that is said to be JSON to its value, and whether it is JSON at all."""

import json
from typing import Any, cast

import msgspec

from inventory.model.values import JsonValue

NESTING_LIMIT = 128  # objects and arrays in each other; what is deeper is not read

_parse = msgspec.json.Decoder().decode


def json_value(content: bytes) -> JsonValue:
    """Read JSON (RFC 8259); raises ValueError or RecursionError where it is none, or nested too deeply."""
    value = cast("JsonValue", _parse(content))
    if content.count(b"[") + content.count(b"{") > NESTING_LIMIT and _is_nested(value):
        raise RecursionError
    return value


def is_malformed(content: bytes) -> bool:
    """Tell whether content that was not read is no JSON for anybody.

    Marks of byte order, other encodings, any numbers and any depth are let pass, and so are several values, each on a
    line of its own, as servers stream them, and blanks alone.
    """
    text = content.decode(json.detect_encoding(content), "replace")
    return bool(text.strip()) and not _is_json(text) and not all(map(_is_json, filter(str.strip, text.split("\n"))))


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse, parse_int=bool, parse_float=bool)
    except RecursionError:
        return True  # nobody knows
    except ValueError:
        return False
    return True


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _is_nested(value: object) -> bool:
    """Tell whether a value is nested more deeply than is read."""
    level = [value]
    for _ in range(NESTING_LIMIT + 1):
        level = [
            inner
            for one in level
            if type(one) is dict or type(one) is list
            for inner in (one.values() if type(one) is dict else one)
        ]
        if not level:
            return False
    return True
