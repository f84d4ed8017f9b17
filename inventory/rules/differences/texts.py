"""Values that were sent as text, next to the plain keywords of a schema.

A text that reads as an integer may as well be a string, one without characters may be anything, and where an array, an
object or null is declared, nothing tells how a text stands for it.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from inventory.model.shapes import Kind, Part
from inventory.model.values import JsonObject, JsonValue
from inventory.rules.differences.facts import ANY, Fact, allows, facts, share
from inventory.rules.differences.looks import unlike
from inventory.rules.readings import Reading, types_of

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_MASKED = frozenset({"masked"})
# Looks of strings that read as such, though not as most write them.
_ODD = _MASKED | {"integer", "number", "boolean"}
_LISTS = _ODD | {"integers", "numbers"}


def masked(part: Part) -> Part:
    """Set strings apart that stand for values of any type: whoever recorded the traffic put them there."""
    return Part(part.pointer, tuple(one for kind in part.kinds for one in _unmasked(kind)))


def unsure(part: Part) -> Part:
    """Set texts apart that may be anything."""
    return Part(part.pointer, tuple(one for kind in part.kinds for one in _split(kind, _ODD)))


def one_by_one(part: Part, separator: str) -> Part:
    """Set apart what may be a list; what is left are values each of which would be an item of a declared one."""
    kinds = []
    for kind in part.kinds:
        if kind.name == "array" or (kind.name == "string" and separator not in (",", "&")):
            kinds.append(Kind(ANY, kind.count))
        else:
            kinds += _split(kind, _LISTS)
    return Part(part.pointer, tuple(kinds))


def _unmasked(kind: Kind) -> list[Kind]:
    count = sum(number for name, number in kind.formats if name in _MASKED)
    return _parted(kind, kind.count - count) if count else [kind]


def _split(kind: Kind, odd: frozenset[str]) -> list[Kind]:
    """Set apart strings of some looks, and those without characters."""
    if kind.name != "string":
        return [kind]
    count = sum(number for name, number in kind.formats if name and name not in odd)
    others = sum(number for name, number in kind.formats if not name)
    if kind.least:
        count += others
    elif others == kind.count:  # some are empty; the longest is not
        count = int(bool(kind.greatest))
    return _parted(kind, count) if count < kind.count or odd is _LISTS else [kind]


def _parted(kind: Kind, count: int) -> list[Kind]:
    """Return so many strings of a kind, of which not more is known, and the others as what may be anything."""
    kept = replace(kind, count=count, least=None, greatest=None, formats=())
    return [one for one in (kept, Kind(ANY, kind.count - count)) if one.count]


def allows_text(keywords: JsonObject, kind: str) -> bool:
    """Tell whether a schema's `type` allows texts of a kind; "array" stands for what was sent several times."""
    types = types_of(keywords)
    if not types <= _SCALARS or not types or kind == ANY:
        return True
    return kind != "array" and ("string" in types or allows(keywords, kind))


def facts_of_text(reading: Reading, kind: Kind) -> Iterator[Fact]:
    """Yield what speaks against texts of a kind that the types allow.

    Nothing does where they may be meant as another type, or as one that has no one way to be written as text.
    """
    types = [one for one in (types_of(schema.keywords) for schema in reading.schemas) if one]
    if kind.name in ("array", ANY) or not types or not all(one <= _SCALARS for one in types):
        return
    if kind.name == "string" or not all("string" in one for one in types):
        told = facts
    elif frozenset.intersection(*types) == {"string"}:
        told = _as_strings
    else:
        return
    for schema in reading.schemas:
        yield from told(schema.keywords, kind)


def _as_strings(keywords: JsonObject, kind: Kind) -> Iterator[Fact]:
    """Compare texts that read as numbers, or as true and false, with what is declared for strings."""
    declared, listed = keywords.get("format"), keywords.get("enum")
    if isinstance(declared, str) and (count := unlike(Kind("string", kind.count, 1, 1), declared)):
        yield Fact(("format", declared), count, f"{share(count, kind)} do not look like {declared}")
    if isinstance(listed, list) and not any(map(_reads, listed)):
        key = ("enum", *sorted(map(repr, listed)))
        yield Fact(key, kind.count, f"{share(kind.count, kind)} cannot be one of the declared values")


def _reads(value: JsonValue) -> bool:
    """Tell whether a text may read as a number, or as true or false."""
    return not isinstance(value, str) or value[:1] in "+-.0123456789tfTF"


def all_have(readings: Sequence[Reading], kind: str) -> bool:
    """Tell whether all readings allow values of this type alone."""
    return all(any(types_of(schema.keywords) == {kind} for schema in reading.schemas) for reading in readings)
