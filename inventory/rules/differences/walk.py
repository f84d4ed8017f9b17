"""A shape and a schema, walked through together, to the differences that no reading of the schema allows.

A shape does not tell which values stood together. So of several readings each is asked how many values cannot have it;
a difference is what all of them object to, or what the sums prove: of ten values of which eight cannot be valid in the
one way and seven not in the other, five are valid in neither.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from inventory.model.shapes import DEPTH_LIMIT, POINTER_LIMIT, Kind, Part, Shape
from inventory.rules.differences.facts import ANY, Fact, allows, facts, share
from inventory.rules.differences.members import Members, escaped, facts_about, is_placeholder, items_of, schemas_of
from inventory.rules.differences.texts import allows_text, facts_of_text, masked, unsure
from inventory.rules.readings import ANYTHING, READINGS_LIMIT, Reader, Reading, Schema, types_of

DIFFERENCES_LIMIT = 1_000  # that are told of one shape
FACTS_LIMIT = 200  # that are told of one place and reading
WORK_LIMIT = 5_000  # schemas that values of a kind are weighed against where they have several readings, for one shape


class Difference(msgspec.Struct, frozen=True):
    """Something that values at one place show and that the schema does not allow."""

    pointer: str  # of the place, as in shapes; of the member that is missing or not declared
    kind: str  # of the values that show it; "" for the objects above
    keyword: str  # that is not kept: "type", "required", "additionalProperties", "format", …; "anyOf" for all at once
    text: str  # what there is instead, behind the name of the place
    count: int  # values that show it, at least
    total: int  # values among them
    always: bool  # whether each whole value of the shape shows it


class Walk:
    """Walks through one shape.

    `mark` is what a property has that may be missing: "readOnly", "writeOnly" or ""; `text` says that all values in the
    objects were sent as text, as those of parameters and forms are.
    """

    def __init__(self, shape: Shape, reader: Reader, mark: str = "", *, text: bool = False) -> None:
        self._reader = reader
        self._mark = mark
        self._text = text
        self._parts: dict[str, Part] = {}
        self._below: dict[str, dict[str, Part]] = {}
        for part in map(unsure if text else masked, shape.parts):
            self._parts[part.pointer] = part
            if part.pointer:
                above, _, name = part.pointer.rpartition("/")
                self._below.setdefault(above, {})[name.replace("~1", "/").replace("~0", "~")] = part
        self._deepest = max((part.pointer.count("/") for part in shape.parts), default=0)
        self._cut = shape.cut > 0
        self._known: dict[tuple[str, str, int], dict[tuple[str, ...], Fact]] = {}
        self._failures: dict[tuple[str, str, int], int] = {}
        self._left = WORK_LIMIT

    def differences(self, schema: Schema) -> Iterator[Difference]:
        """Yield the differences from a schema, each of them once, outer places first."""
        if "" in self._parts:
            found = self.at(self._parts[""], self._reader.readings([schema]), always=True)
            yield from islice(found, DIFFERENCES_LIMIT)

    def part(self, pointer: str) -> Part:
        """Return what stood at a place; nothing where nothing did."""
        return self._parts.get(pointer, Part(pointer, ()))

    def at(self, part: Part, readings: Sequence[Reading], *, always: bool) -> Iterator[Difference]:
        """Yield the differences at a place and below; `always` says that each whole value has this place."""
        if not all(one.schemas for one in readings):
            return
        for kind in part.kinds:
            fitting = self._fitting(part, readings, kind)
            everywhere = always and kind.count == part.count
            if fitting:
                yield from self._of_kind(part, kind, fitting, always=everywhere)
            else:
                told = "several values" if self._text and kind.name == "array" else kind.name
                text = f"{told} in {kind.count:,} of {part.count:,}, where {_declared(readings)}"
                yield Difference(part.pointer, kind.name, "type", text, kind.count, part.count, everywhere)

    def _fitting(self, part: Part, readings: Sequence[Reading], kind: Kind) -> list[Reading]:
        """Return the readings of which the types allow a kind."""
        fits = allows_text if self._text and part.pointer else allows
        return [one for one in readings if all(fits(schema.keywords, kind.name) for schema in one.schemas)]

    def _of_kind(self, part: Part, kind: Kind, readings: Sequence[Reading], *, always: bool) -> Iterator[Difference]:
        """Yield what no reading allows of values of a kind that all of them allow."""
        possible = readings
        if len(readings) > 1:
            possible = [one for one in readings if self._failing(part, kind, one) < kind.count] or readings
        told = False
        for fact in self._shared(part, kind, possible):
            told = True
            everywhere = always and fact.count == kind.count
            if fact.member is None:
                pointer, of, total = part.pointer, kind.name, part.count
            else:
                pointer, of, total = f"{part.pointer}/{escaped(fact.member)}", "", kind.count
            yield Difference(pointer, of, fact.key[0], fact.text, fact.count, total, everywhere)
        for child, readings_below in self._children(part, kind, possible):
            present = always and (bool(kind.least) if kind.name == "array" else child.count == kind.count)
            for difference in self.at(child, readings_below, always=present):
                told = True
                yield difference
        if not told and len(possible) > 1 and (count := self._in_none(part, kind, possible)):
            meant = self._meant(part, kind, possible, always=always) if count == kind.count else []
            text = f"{share(count, kind, exact=False)} fit none of the {len(readings)} variants that the schema allows"
            everywhere = always and count == kind.count
            yield from meant or [Difference(part.pointer, kind.name, "anyOf", text, count, part.count, everywhere)]

    def _meant(self, part: Part, kind: Kind, readings: Sequence[Reading], *, always: bool) -> list[Difference]:
        """Return the differences from the one reading whose constants fit; none where it is not the only one."""
        found = []
        for reading in readings:
            self._left -= len(self._parts)
            differences = list(self._of_kind(part, kind, [reading], always=always)) if self._left >= 0 else []
            if all(one.keyword != "enum" for one in differences):
                found.append(differences)
        note = f" (in the variant that is meant, of {len(readings)})"
        return [replace(one, text=one.text + note) for one in found[0]] if len(found) == 1 else []

    def _children(
        self, part: Part, kind: Kind, readings: Sequence[Reading]
    ) -> Iterator[tuple[Part, Sequence[Reading]]]:
        """Yield what stands below values of a kind, where not all is allowed there, with how it can be valid."""
        for name, child in self._members(part, kind).items():
            found: dict[int, Reading] = {}
            for reading in readings:
                below = items_of(reading) if kind.name == "array" else schemas_of(name, reading)
                found.update((id(one), one) for one in (self._reader.readings(below) if below else (ANYTHING,)))
            if len(found) <= READINGS_LIMIT:
                yield child, list(found.values())

    def _members(self, part: Part, kind: Kind) -> dict[str, Part]:
        """Return what stands below values of one kind: items of arrays, or members of objects by name."""
        below = self._below.get(part.pointer, {})
        if kind.name == "array":
            return {name: child for name, child in below.items() if name == "*"}
        return {name: child for name, child in below.items() if name != "*"} if kind.name == "object" else {}

    def _shared(self, part: Part, kind: Kind, readings: Sequence[Reading]) -> Iterable[Fact]:
        """Return the facts that speak against all readings."""
        found = [self._facts(part, kind, reading) for reading in readings]
        return [fact for key, fact in found[0].items() if all(key in other for other in found[1:])]

    def _facts(self, part: Part, kind: Kind, reading: Reading) -> dict[tuple[str, ...], Fact]:
        """Return what speaks against a reading, by key."""
        key = part.pointer, kind.name, id(reading)
        if key not in self._known:
            self._known[key] = {fact.key: fact for fact in islice(self._new_facts(part, kind, reading), FACTS_LIMIT)}
        return self._known[key]

    def _new_facts(self, part: Part, kind: Kind, reading: Reading) -> Iterator[Fact]:
        if kind.name == ANY:
            return
        if self._text and part.pointer:
            yield from facts_of_text(reading, kind)
            return
        for schema in reading.schemas:
            yield from facts(schema.keywords, kind)
        if kind.name == "object":
            below = self._members(part, kind)
            members = Members(kind, below, tuple(filter(is_placeholder, below)), self._room(part))
            yield from facts_about(reading, members, self._reader, self._mark)

    def _room(self, part: Part) -> int:
        """Return how long names of members may be that surely were told apart: lesser depths are kept first."""
        above = self._deepest if self._cut else DEPTH_LIMIT + 1
        return POINTER_LIMIT - len(part.pointer) - 1 if part.pointer.count("/") + 1 < above else -1

    def _failing(self, part: Part, kind: Kind, reading: Reading) -> int:
        """Return how many values of a kind cannot have a reading, at least."""
        key = part.pointer, kind.name, id(reading)
        if key not in self._failures:
            self._left -= len(reading.schemas)
            if self._left < 0:
                return 0
            counts = [fact.count for fact in self._facts(part, kind, reading).values()]
            counts += [
                _above(sum(self._in_none(child, one, below) for one in child.kinds), child, kind)
                for child, below in self._children(part, kind, [reading])
            ]
            self._failures[key] = max(counts, default=0)
        return self._failures[key]

    def _in_none(self, part: Part, kind: Kind, readings: Sequence[Reading]) -> int:
        """Return how many values of a kind have none of the readings, at least."""
        fitting = self._fitting(part, readings, kind)
        failing = sum(self._failing(part, kind, reading) for reading in fitting)
        return kind.count if not fitting else max(0, failing - (len(fitting) - 1) * kind.count)


def _above(count: int, child: Part, kind: Kind) -> int:
    """Return in how many arrays or objects at least so many values stand that stood at one place in them."""
    if kind.name == "object" and not is_placeholder(child.pointer.rpartition("/")[2]):
        return count
    if count == child.count and kind.name == "array" and kind.least:
        return kind.count
    return -(-count // max(kind.greatest or count, 1))


def _declared(readings: Sequence[Reading]) -> str:
    """Tell what types readings allow."""
    names: set[str] = set()
    for reading in readings:
        for schema in reading.schemas:
            names |= types_of(schema.keywords)
    return " or ".join(sorted(names)) + " is declared" if names else "nothing is allowed"
