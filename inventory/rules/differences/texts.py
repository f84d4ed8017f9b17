"""Values that were sent as text, next to the plain keywords of a schema.

A text that reads as an integer may as well be a string, one without characters may be anything, and where an array, an
object or null is declared, nothing tells how a text stands for it.
"""

from msgspec.structs import replace

from inventory.model.shapes import Kind, Part
from inventory.model.values import JsonObject
from inventory.rules.differences.facts import allows, types_of
from inventory.rules.differences.readings import Reading

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_ANY = "text"  # a kind of its own: texts that may be anything
_ODD = frozenset({"integer", "number", "boolean"})  # looks of strings that read as such, though not as most write them
_LISTS = _ODD | {"integers", "numbers"}


def unsure(part: Part, *, lists: bool = False) -> Part:
    """Set strings apart that may be anything; with `lists`, also those that may be several values in one."""
    return Part(part.pointer, tuple(one for kind in part.kinds for one in _split(kind, lists=lists)))


def _split(kind: Kind, *, lists: bool) -> list[Kind]:
    if kind.name != "string":
        return [kind]
    looks = _LISTS if lists else _ODD
    count = kind.count - sum(number for name, number in kind.formats if name in looks)
    if not kind.least:
        count = min(count, int(bool(kind.greatest)))
    kept = kind
    if lists or count < kind.count:
        kept = replace(kind, count=count, least=None, greatest=None, formats=())
    return [one for one in (kept, Kind(_ANY, kind.count - count)) if one.count]


def allows_text(keywords: JsonObject, kind: str) -> bool:
    """Tell whether a schema's `type` allows texts of a kind; "array" stands for what was sent several times."""
    types = types_of(keywords)
    if not types <= _SCALARS or not types or kind == _ANY:
        return True
    return kind != "array" and ("string" in types or allows(keywords, kind))


def tells(reading: Reading, kind: Kind) -> bool:
    """Tell whether keywords can be compared with texts of a kind: not where these may be meant to be another one."""
    types = [one for one in (types_of(schema.keywords) for schema in reading.schemas) if one]
    if kind.name in ("array", _ANY) or not types or not all(one <= _SCALARS for one in types):
        return False
    return kind.name == "string" or any("string" not in one for one in types)
