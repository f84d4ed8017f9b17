"""Queries, fields, cookies and forms to objects whose members are values, as JSON would have them."""

import re
from collections.abc import Iterable

from inventory.observe import uri
from inventory.observe.fields import VALUE_LIMIT

PAIRS_LIMIT = 256  # values of one query or form

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})\.\d{1,18}\Z")
_BOOLEANS = {"true": True, "false": False}

Value = str | int | float | bool | bytes
Object = dict[str, Value | list[Value]]


def of_query(query: str) -> Object:
    """Read a query, percent-encoding undone; the names are those that `uri.query_names` tells."""
    pairs = [pair.partition("=") for pair in query[: uri.QUERY_LIMIT].replace(";", "&").split("&") if pair]
    known = set(uri.query_names(query))
    texts = [(plain(name), plain(value)) for name, _, value in pairs[:PAIRS_LIMIT]]
    return of_pairs((name, value) for name, value in texts if name in known)


def plain(text: str) -> str:
    """Undo the encoding of a name or value in a query."""
    return uri.plain_text(text.replace("+", " "))


def of_pairs(pairs: Iterable[tuple[str, str | bytes]]) -> Object:
    """Put values together by name: those of a name that is repeated are an array."""
    found: dict[str, list[Value]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value if isinstance(value, bytes) else read(value))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def read(text: str) -> Value:
    """Return the integer, number or boolean that a text reads as, else the text."""
    if text.isalpha():
        return _BOOLEANS.get(text, text)
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _NUMBER.match(text) else text[:VALUE_LIMIT]
