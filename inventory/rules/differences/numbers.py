"""Rounded least and greatest numbers to what they prove about limits."""

import math
from collections.abc import Iterator
from typing import TypeGuard

import msgspec

from inventory.model.shapes import Kind
from inventory.model.values import JsonObject, JsonValue

_EXACT_BELOW = 1_000
_GREATEST = 9 * 10**18  # larger numbers count as this
_FORMATS = {"int32": 31, "int64": 63}  # bits beside the sign


class Limit(msgspec.Struct, frozen=True):
    """The least or the greatest number that a schema allows."""

    keyword: str
    value: float
    upper: bool
    exclusive: bool = False

    @property
    def text(self) -> str:
        """What is wrong with numbers beyond it."""
        if self.keyword == "format":
            return f"outside of int{32 if abs(self.value) < 2**32 else 64}"
        allowed = "below" if self.upper else "above"
        return f"not {allowed} {self.value:,}" if self.exclusive else f"{_beyond(self.upper)} {self.value:,}"


def limits(keywords: JsonObject) -> Iterator[Limit]:
    """Yield the limits that a schema sets to numbers, as any dialect writes them."""
    for keyword, exclusion, upper in (("minimum", "exclusiveMinimum", False), ("maximum", "exclusiveMaximum", True)):
        value, exclusive = keywords.get(keyword), keywords.get(exclusion)
        if _is_number(value):
            yield Limit(keyword, value, upper, exclusive is True)
        if _is_number(exclusive):
            yield Limit(exclusion, exclusive, upper, exclusive=True)
    declared = keywords.get("format")
    if isinstance(declared, str) and declared in _FORMATS:
        yield Limit("format", 2 ** _FORMATS[declared] - 1, upper=True)
        yield Limit("format", -(2 ** _FORMATS[declared]), upper=False)


def beyond(kind: Kind, limit: Limit) -> int:
    """Return how many numbers at least are beyond a limit."""
    if kind.least is None or kind.greatest is None:
        return 0
    if not limit.upper:
        mirrored = Kind(kind.name, kind.count, -kind.greatest, -kind.least)
        return beyond(mirrored, Limit(limit.keyword, -limit.value, True, limit.exclusive))
    for bound, count in ((kind.least, kind.count), (kind.greatest, 1)):
        proven = _floor(bound, kind.name)
        if proven > limit.value or (limit.exclusive and proven == limit.value):
            return count
    return 0


def outside(kind: Kind, least: float, greatest: float) -> int:
    """Return how many numbers at least are not between two."""
    below, above = beyond(kind, Limit("", least, upper=False)), beyond(kind, Limit("", greatest, upper=True))
    return min(kind.count, below + above)


def _floor(bound: int, kind: str) -> float:
    """Return what a number is at least that was rounded towards zero to this one."""
    if bound > 0 or (kind == "integer" and bound > -_EXACT_BELOW):
        return bound
    if bound <= -_GREATEST:
        return -math.inf
    step = 1 if bound > -_EXACT_BELOW else 10 ** (len(str(-bound)) - 1)
    return math.nextafter(bound - step, math.inf)


def _beyond(upper: bool) -> str:
    return "above" if upper else "below"


def _is_number(value: JsonValue) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
