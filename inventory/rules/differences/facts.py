"""Values of one kind next to the plain keywords of a schema, to facts: how many values cannot be valid, and why."""

from collections.abc import Iterator, Sequence

import msgspec

from inventory.model.shapes import Kind
from inventory.model.values import JsonObject, JsonValue
from inventory.rules.differences import numbers
from inventory.rules.differences.looks import unlike
from inventory.rules.readings import types_of

ANY = "any"  # a kind of its own: of values that may have been anything
_TYPES = {"integer": {"integer", "number"}}  # that a kind of value has; else its own alone
_NOUNS = {"object": "objects", "array": "arrays", "string": "strings", "integer": "integers", "number": "numbers"}
_SIZES = (
    ("string", "minLength", "maxLength", "characters"),
    ("array", "minItems", "maxItems", "items"),
    ("object", "minProperties", "maxProperties", "properties"),
)
_WORDS_SHOWN = 3


class Fact(msgspec.Struct, frozen=True):
    """Something that speaks against values: facts with equal keys are about the same values."""

    key: tuple[str, ...]  # a keyword first
    count: int  # values, at least
    text: str
    member: str | None = None  # of the objects that it is about


def allows(keywords: JsonObject, kind: str) -> bool:
    """Tell whether a schema's `type` allows a kind of value."""
    types = types_of(keywords)
    return not types or kind == ANY or not types.isdisjoint(_TYPES.get(kind, {kind}))


def facts(keywords: JsonObject, kind: Kind) -> Iterator[Fact]:
    """Yield what speaks against values of a kind that the schema's type allows, but for the members of objects."""
    yield from _chosen(keywords, kind)
    yield from _sized(keywords, kind)
    if kind.name in ("integer", "number"):
        yield from _ranged(keywords, kind)
    if kind.name == "string":
        yield from _formed(keywords, kind)


def share(count: int, kind: Kind, *, exact: bool = True) -> str:
    """Write a part of the values of a kind: "3 of 10 strings", "at least 1 of 10 strings"."""
    noun = _NOUNS.get(kind.name, "values")
    bound = "" if exact or count == kind.count else "at least "
    return f"{bound}{count:,} of {kind.count:,} {noun if kind.count != 1 else noun.removesuffix('s')}"


def _chosen(keywords: JsonObject, kind: Kind) -> Iterator[Fact]:
    """Compare with `enum` and `const`: with the words where they are known, else with what sizes prove."""
    listed = keywords.get("enum")
    if isinstance(listed, list):
        yield from _among(listed, kind)
    if "const" in keywords:
        yield from _among([keywords["const"]], kind)


def _among(listed: Sequence[JsonValue], kind: Kind) -> Iterator[Fact]:
    same = [value for value in listed if _is_of(value, kind.name)]
    what = "one of the declared values" if len(listed) > 1 else "the declared value"
    key = ("enum", *sorted(map(repr, listed)))
    if not same:
        yield Fact(key, kind.count, f"{share(kind.count, kind)} cannot be {what}")
    elif kind.name == "string" and kind.words is not None:
        texts = {value for value in same if isinstance(value, str)}
        strange = [word for word in kind.words if word not in texts]
        count = kind.count if len(strange) == len(kind.words) else len(strange)
        if strange:
            more = ", …" if len(strange) > _WORDS_SHOWN else ""
            shown = ", ".join(f'"{word}"' for word in sorted(strange)[:_WORDS_SHOWN]) + more
            yield Fact(key, count, f"{share(count, kind, exact=False)} are not {what}: {shown}")
    elif kind.name == "string":
        lengths = [len(value) for value in same if isinstance(value, str)]
        if count := _outside(kind, min(lengths), max(lengths)):
            yield Fact(key, count, f"{share(count, kind, exact=False)} cannot be {what}, by the length")
    elif kind.name in ("integer", "number"):
        values = [value for value in same if isinstance(value, int | float)]
        if count := numbers.outside(kind, min(values), max(values)):
            yield Fact(key, count, f"{share(count, kind, exact=False)} cannot be {what}")


def _is_of(value: JsonValue, kind: str) -> bool:
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    if kind in ("integer", "number"):
        return isinstance(value, int | float)
    return isinstance(value, {"string": str, "array": list, "object": dict}.get(kind, type(None)))


def _sized(keywords: JsonObject, kind: Kind) -> Iterator[Fact]:
    """Compare lengths with their limits."""
    for name, least_keyword, most_keyword, unit in _SIZES:
        if name != kind.name or kind.least is None or kind.greatest is None:
            continue
        least, most = keywords.get(least_keyword), keywords.get(most_keyword)
        if isinstance(least, int | float) and kind.least < least:
            count = kind.count if kind.greatest < least else 1
            text = f"{share(count, kind, exact=False)} with fewer than {least:,} {unit}, down to {kind.least:,}"
            yield Fact((least_keyword, str(least)), count, text)
        if isinstance(most, int | float) and kind.greatest > most:
            count = kind.count if kind.least > most else 1
            text = f"{share(count, kind, exact=False)} with more than {most:,} {unit}, up to {kind.greatest:,}"
            yield Fact((most_keyword, str(most)), count, text)


def _outside(kind: Kind, least: int, most: int) -> int:
    """Return how many values at least have no length between two."""
    if kind.least is None or kind.greatest is None:
        return 0
    if kind.least > most or kind.greatest < least:
        return kind.count
    return int(kind.least < least or kind.greatest > most)


def _ranged(keywords: JsonObject, kind: Kind) -> Iterator[Fact]:
    """Compare numbers with their limits, as far as rounded numbers prove anything."""
    for limit in numbers.limits(keywords):
        if count := numbers.beyond(kind, limit):
            yield Fact(
                (limit.keyword, str(limit.value), str(limit.exclusive)),
                count,
                f"{share(count, kind, exact=False)} {limit.text}",
            )


def _formed(keywords: JsonObject, kind: Kind) -> Iterator[Fact]:
    """Compare what strings look like with the `format`."""
    declared = keywords.get("format")
    if isinstance(declared, str) and (count := unlike(kind, declared)):
        yield Fact(("format", declared), count, f"{share(count, kind)} do not look like {declared}")
