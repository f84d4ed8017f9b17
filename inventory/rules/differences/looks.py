"""Formats that schemas declare, next to what strings of them look like."""

from typing import NamedTuple

from inventory.model.shapes import Kind

LOOKED_AT = 2_048  # characters of a string; longer ones look like nothing


class _Look(NamedTuple):
    """How strings of a format look in shapes."""

    names: frozenset[str]
    always: bool  # whether all of them look so; else some look like nothing
    least: int  # characters
    greatest: int = LOOKED_AT


# Formats of which no string looks like another one. A date-time without an offset and an address without a dot behind
# the `@` look like nothing, as any text does.
_LOOKS = {
    "uuid": _Look(frozenset({"uuid"}), True, 36, 36),
    "date": _Look(frozenset({"date"}), True, 10, 10),
    "date-time": _Look(frozenset({"date-time"}), False, 15, 64),
    "email": _Look(frozenset({"email"}), False, 3, 320),
    "ipv4": _Look(frozenset({"ipv4"}), True, 7, 15),
    "ipv6": _Look(frozenset({"ipv6"}), True, 2, 45),
    "uri": _Look(frozenset({"uri", "ipv6"}), True, 2, 65_536),
}
# The content of a file; looks of paths that are not looked at as closely.
_UNKNOWN = frozenset({"binary", "hex", "ip", "version"})


def unlike(kind: Kind, declared: str) -> int:
    """Return how many strings at least are not of a declared format."""
    look = _LOOKS.get(declared)
    if look is None or kind.least is None or kind.greatest is None:
        return 0
    if kind.greatest < look.least or kind.least > look.greatest:
        return kind.count
    unsure = _UNKNOWN if look.always and kind.greatest <= LOOKED_AT else _UNKNOWN | {""}
    sure = sum(count for name, count in kind.formats if name not in look.names | unsure)
    return max(sure, int(kind.least < look.least or kind.greatest > look.greatest))
