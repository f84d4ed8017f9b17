"""Formats that schemas declare to what strings of them look like."""

from inventory.model.shapes import Kind

# What shapes tell that every valid string of a format looks like; formats that shapes can't tell from others stand not
# here, such as "uri-reference" or "hostname".
_LOOKS = {
    "uuid": frozenset({"uuid"}),
    "date": frozenset({"date"}),
    "date-time": frozenset({"date-time"}),
    "email": frozenset({"email"}),
    "ipv4": frozenset({"ipv4"}),
    "ipv6": frozenset({"ipv6"}),
    "uri": frozenset({"uri"}),
}


def unlike(kind: Kind, declared: str) -> int:
    """Return how many strings do not look like a declared format; 0 where their looks tell nothing about it."""
    looks = _LOOKS.get(declared)
    return 0 if looks is None else kind.count - sum(count for name, count in kind.formats if name in looks)
