"""Parameters to names that people would choose."""

from inventory.model.words import singular

_BY_TYPE = {
    "date": "date", "date-time": "time", "email": "email", "ip": "address", "jwt": "token", "version": "version",
}  # fmt: skip
_IDS = frozenset({"integer", "uuid", "hex", "ulid", "token"})


def parameter_name(before: str, kind: str, taken: set[str]) -> str:
    """Name a parameter by the literal segment before it and the type of its values; unique within its path.

    `taken` is extended by the name.
    """
    owner = singular(before)
    if kind in _BY_TYPE:
        name = _BY_TYPE[kind]
    elif kind in _IDS:
        name = f"{owner}Id" if owner else "id"
    else:
        name = owner or "value"
    if name in taken and owner and name != owner + name.capitalize():
        name = owner + name.capitalize() if kind in _BY_TYPE else name
    return unique(name, taken)


def unique(name: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, with a number behind it if need be, and take it."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}{number}", number + 1
    taken.add(free)
    return free
