"""Members of objects next to the plain keywords of a schema, to facts, and to the schemas of the members."""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from inventory.model.shapes import Kind, Part
from inventory.model.values import JsonObject
from inventory.rules.differences.facts import Fact, share
from inventory.rules.readings import Reader, Reading, Schema, properties

REQUIRED_LIMIT = 1_000  # names of one schema
_WORD = re.compile(r"[A-Za-z]{1,20}")
_TOLD = frozenset({"{integer}", "{uuid}", "{date}", "{date-time}", "{email}"})  # placeholders that no word becomes


class Members(msgspec.Struct, frozen=True):
    """What stood in the objects at one place."""

    objects: Kind
    parts: Mapping[str, Part]  # by name
    placeholders: tuple[str, ...]  # among these names
    room: int  # characters of a name up to which no member went uncounted

    def may_hide(self, name: str) -> bool:
        """Tell whether members of this name may be counted under a placeholder."""
        return any(_may_stand_for(one, name) for one in self.placeholders)


def facts_about(reading: Reading, members: Members, reader: Reader, mark: str) -> Iterator[Fact]:
    """Yield what speaks against the objects because of members that are missing, or that nothing declares.

    A property with the mark ("readOnly" or "writeOnly") is never missing.
    """
    for schema in reading.schemas:
        yield from _missing(schema.keywords, members, reading, reader, mark)
    if any(map(_closes, reading.schemas)):
        for name, part in members.parts.items():
            if not _is_declared(name, reading):
                yield _undeclared(name, part, members.objects)


def schemas_of(name: str, reading: Reading) -> list[Schema]:
    """Return the schemas that hold for the values of a member; none where all is allowed, or where it is not sure."""
    if is_placeholder(name):
        if _is_declared(name, reading):
            return []
        return [found for schema in reading.schemas for found in _others(schema)]
    found = []
    for schema in reading.schemas:
        named = properties(schema.keywords)
        found += [Schema(named[name], schema.resolver)] if name in named else list(_others(schema))
    return found


def properties_of(readings: Iterable[Reading]) -> set[str]:
    """Return the names of the properties that any reading declares."""
    return {name for reading in readings for schema in reading.schemas for name in properties(schema.keywords)}


def items_of(reading: Reading) -> list[Schema]:
    """Return the schemas that hold for all items of an array; none where some are told apart by their place."""
    if any("prefixItems" in schema.keywords for schema in reading.schemas):
        return []
    said = [(schema.keywords.get("items"), schema.resolver) for schema in reading.schemas]
    return [Schema(value, resolver) for value, resolver in said if isinstance(value, dict | bool)]


def _missing(keywords: JsonObject, members: Members, reading: Reading, reader: Reader, mark: str) -> Iterator[Fact]:
    required = keywords.get("required")
    objects = members.objects
    for name in required[:REQUIRED_LIMIT] if isinstance(required, list) else ():
        if not isinstance(name, str) or len(escaped(name)) > members.room or members.may_hide(name):
            continue
        part = members.parts.get(name)
        count = objects.count - (part.count if part is not None else 0)
        if count > 0 and not (mark and reader.marked(schemas_of(name, reading), mark)):
            yield Fact(("required", name), count, f"missing in {share(count, objects)}, though required", name)


def _undeclared(name: str, part: Part, objects: Kind) -> Fact:
    count = part.count
    if is_placeholder(name):  # several of them may stand in one object
        count = -(-count // max(objects.greatest or count, 1))
    count = min(count, objects.count)
    return Fact(("additionalProperties", name), count, f"in {share(count, objects)}, though not declared", name)


def _closes(schema: Schema) -> bool:
    return schema.keywords.get("additionalProperties") is False and "patternProperties" not in schema.keywords


def _is_declared(name: str, reading: Reading) -> bool:
    """Tell whether any of the schemas names a property, though another may close the object to it."""
    if is_placeholder(name):
        return any(_may_stand_for(name, one) for schema in reading.schemas for one in properties(schema.keywords))
    return any(name in properties(schema.keywords) for schema in reading.schemas)


def _others(schema: Schema) -> Iterator[Schema]:
    """Yield what a schema says about properties that it does not name."""
    value = schema.keywords.get("additionalProperties")
    if isinstance(value, dict) and "patternProperties" not in schema.keywords:
        yield Schema(value, schema.resolver)


def escaped(name: str) -> str:
    """Return a name as it stands in pointers (RFC 6901 section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def is_placeholder(name: str) -> bool:
    """Tell whether a member stands for all whose names, or parts of them, are values of one type."""
    return "{" in name


def _may_stand_for(placeholder: str, name: str) -> bool:
    """Tell whether a member's name can be a placeholder for this one."""
    return is_placeholder(placeholder) and not (placeholder in _TOLD and _WORD.fullmatch(name))
