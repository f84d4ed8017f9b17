"""Shapes of bodies before and after to members that are new or gone, and values of another type."""

from collections.abc import Iterable, Iterator, Mapping

from inventory.changes.sides import Sides
from inventory.changes.telling import is_telling_absence
from inventory.model.growth import Difference
from inventory.model.shape_sums import ShapeKey
from inventory.model.shapes import PARAMETERS, Part, Shape

PLACES_TOLD = 5  # of one shape; others are counted

# All values of forms are text, and the names of their fields are compared as parameters are.
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_EITHER = {"integer": "number"}  # whether a number has a fraction is chance


class _Places:
    """The places of one shape, by pointer; none where there is no such shape."""

    def __init__(self, shape: Shape | None) -> None:
        self.parts: dict[str, Part] = {part.pointer: part for part in shape.parts} if shape is not None else {}
        self._is_cut = shape is not None and shape.cut > 0
        self._folded = {_parent(pointer) for pointer in self.parts if _name(pointer).startswith("{")}

    def objects(self, pointer: str) -> int:
        """Count the objects at a place."""
        return self.kinds(pointer).get("object", 0)

    def count(self, pointer: str) -> int:
        """Count the values at a place."""
        return self.parts[pointer].count if pointer in self.parts else 0

    def kinds(self, pointer: str) -> dict[str, int]:
        """Count the values at a place by their type."""
        counts: dict[str, int] = {}
        for kind in self.parts[pointer].kinds if pointer in self.parts else ():
            name = _EITHER.get(kind.name, kind.name)
            counts[name] = counts.get(name, 0) + kind.count
        return counts

    def may_hide(self, pointer: str) -> bool:
        """Tell whether a member that is not here may have been counted with others, or not at all."""
        return self._is_cut or _parent(pointer) in self._folded


def bodies(both: Sides) -> Iterator[Difference]:
    """Yield what bodies of the same status and media type show on one side alone."""
    before, after = _by_key(both.before.shapes), _by_key(both.after.shapes)
    uncertain = _by_key(both.uncertain_shapes)
    for key in sorted(before.keys() & after.keys()):
        status, role, media_type = key
        if role in PARAMETERS or media_type in _FORMS:
            continue
        sides = _Places(before[key]), _Places(after[key])
        found = list(_told(*sides, _Places(uncertain.get(key))))
        where = f"{role} {status or 'unanswered'} {media_type}"
        yield from (Difference("shape", f"{where}: {text}") for text in found[:PLACES_TOLD])
        if len(found) > PLACES_TOLD:
            yield Difference("shape", f"{where}: and {len(found) - PLACES_TOLD:,} more differences")


def _told(before: _Places, after: _Places, uncertain: _Places) -> Iterator[str]:
    for pointer in sorted({*before.parts, *after.parts}):
        if before.count(pointer) and after.count(pointer):
            yield from _types(pointer, before, after, uncertain)
        elif pointer and _name(pointer) != "*" and not _name(pointer).startswith("{") and not uncertain.count(pointer):
            yield from _member(pointer, before, after)


def _member(pointer: str, before: _Places, after: _Places) -> Iterator[str]:
    """Yield that a member is there on one side alone, if objects without it tell something."""
    is_new = not before.count(pointer)
    here, there = (after, before) if is_new else (before, after)
    parent = _parent(pointer)
    count, among, other = here.count(pointer), here.objects(parent), there.objects(parent)
    if is_telling_absence(count, among, other) and not there.may_hide(pointer):
        verdict, elsewhere = ("new", "before") if is_new else ("gone", "since")
        where = f"in {count:,} of {among:,} objects{'' if is_new else ' before'}"
        yield f"{pointer} is {verdict}: {where}, in none of {other:,} {elsewhere}"


def _types(pointer: str, before: _Places, after: _Places, uncertain: _Places) -> Iterator[str]:
    """Yield that values are of a type that they were not before; or else that they are of one no more."""
    old, new = before.kinds(pointer), after.kinds(pointer)
    of_old, of_new, unsure = sum(old.values()), sum(new.values()), uncertain.kinds(pointer)
    added = [name for name in new if name not in old and name not in unsure]
    added = [name for name in sorted(added) if is_telling_absence(new[name], of_new, of_old)]
    gone = [name for name in old if name not in new and name not in unsure]
    gone = [name for name in sorted(gone) if is_telling_absence(old[name], of_old, of_new)]
    place = pointer or "the whole body"
    for name in added:
        was = f" ({_types_text(old)})" if gone else ""
        yield f"{place} is {name} in {new[name]:,} of {of_new:,} values, in none of {of_old:,} before{was}"
    for name in gone if not added else ():
        yield f"{place} is {name} no more: in {old[name]:,} of {of_old:,} values before, in none of {of_new:,} since"


def _types_text(kinds: Mapping[str, int]) -> str:
    return " or ".join(sorted(kinds))


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _name(pointer: str) -> str:
    return pointer.rpartition("/")[2]


def _by_key(shapes: Iterable[Shape]) -> dict[ShapeKey, Shape]:
    return {shape.key: shape for shape in shapes}
