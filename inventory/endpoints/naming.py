"""Parameters to names that people would choose."""

from inventory.endpoints.words import singular

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
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}{number}", number + 1
    taken.add(unique)
    return unique
