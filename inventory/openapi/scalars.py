"""Plain scalars to JSON values, by YAML 1.2's core schema less what JSON cannot say."""

import math
import re

from inventory.openapi.values import JsonValue, shown

DIGITS_LIMIT = 1_000  # characters of one number

WORDS: dict[str, JsonValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
NUMBER_SIGNS = frozenset("+-.0123456789")
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
BASED_INTEGER = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+", re.ASCII)
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)


class UnreadableNumberError(ValueError):
    """A number that no JSON reader would take; the text says why."""


def plain(text: str) -> JsonValue:
    """Return what a plain (unquoted) YAML scalar means (YAML 1.2.2 section 10.3.2).

    Dates, `yes`, `on`, sexagesimal numbers, numbers with leading zeros, infinities and NaN stay text.
    Raises UnreadableNumberError.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMBER_SIGNS:
        return text
    if INTEGER.fullmatch(text):
        return integer(text)
    if BASED_INTEGER.fullmatch(text):
        return int(_bounded(text), 0)
    return floating(text) if FLOAT.fullmatch(text) else text


def integer(text: str) -> int:
    """Return a decimal integer; raises UnreadableNumberError beyond `DIGITS_LIMIT`."""
    return int(_bounded(text))


def floating(text: str) -> float:
    """Return a decimal fraction; raises UnreadableNumberError beyond `DIGITS_LIMIT` or the range of a double."""
    value = float(_bounded(text))
    if math.isinf(value):
        raise UnreadableNumberError(f"the number {shown(text)} is too large")
    return value


def no_number(text: str) -> float:
    """Refuse `NaN` and `Infinity`, which JSON does not know (RFC 8259 section 6)."""
    raise UnreadableNumberError(f"{shown(text)} is no number in JSON")


def _bounded(text: str) -> str:
    if len(text) > DIGITS_LIMIT:
        raise UnreadableNumberError(f"a number of {len(text):,} characters; the limit is {DIGITS_LIMIT:,}")
    return text
