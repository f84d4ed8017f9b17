"""Values that were read from JSON, forms or parameters to sums of what they look like, many at once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain, compress

from inventory.model.caching import remember
from inventory.model.shape_sums import Kinds, KindSums, ShapeSums
from inventory.model.shapes import FOLDED_MEMBER, WORDS_LIMIT
from inventory.observe.formats import are_words, formats_of, is_secret, may_hold_words
from inventory.observe.redaction import redact_name

MEMBERS_LIMIT = 128  # members of an object that are told apart; one with more is a map
ALIKE_LIMIT = 8  # members with which an object is a map if all of them are objects with the same members
NUMBER_LIMIT = 9 * 10**18  # larger numbers count as this
KEY_LIMIT = 64  # characters of a member's name

# What JSON holds; and bytes, which stand for files in forms: these are only counted.
_Values = Sequence[object]
_Objects = Sequence[dict[str, object]]


def fold(sums: ShapeSums, values: _Values, weight: int = 1) -> None:
    """Count values, each of which was there so many times."""
    sums.count += weight * len(values)
    _fold(sums, "", values, weight)


def _fold(sums: ShapeSums, pointer: str, values: _Values, weight: int) -> None:
    """Count the values that stand at one place, and all that is in them."""
    kinds = sums.at(pointer)
    if kinds is None:
        sums.cut += weight * _number_of(values)
        return
    types = set(map(type, values))
    if len(types) == 1:
        own = {types.pop(): values}
    else:
        own = {one: [value for value in values if type(value) is one] for one in types}
    for one in own:
        _MEASURES[one](kinds, pointer, own[one], weight)
    for one in (dict, list):
        if one in own:
            _INSIDE[one](sums, pointer, own[one], weight)


def _number_of(values: Iterable[object]) -> int:
    """Count values, and all that is in them."""
    count, level = 0, list(values)
    while level:
        count += len(level)
        level = [
            inner
            for one in level
            if type(one) is dict or type(one) is list
            for inner in (one.values() if type(one) is dict else one)
        ]
    return count


# -- what is measured at one place -----------------------------------------------------------------------------------


def _sums(kinds: Kinds, name: str, count: int, *, words: bool = False) -> KindSums:
    found = kinds.get(name)
    if found is None:
        found = kinds[name] = KindSums(candidates=words)
    found.count += count
    return found


def _sized(name: str) -> "Callable[[Kinds, str, Sequence[Collection[object]], int], None]":
    def measure(kinds: Kinds, _: str, values: Sequence[Collection[object]], weight: int) -> None:
        sizes = set(map(len, values))
        _sums(kinds, name, weight * len(values)).widen(min(sizes), max(sizes))

    return measure


def _counted(name: str) -> "Callable[[Kinds, str, _Values, int], None]":
    def measure(kinds: Kinds, _: str, values: _Values, weight: int) -> None:
        _sums(kinds, name, weight * len(values))

    return measure


def _integers(kinds: Kinds, pointer: str, values: Sequence[int], weight: int) -> None:
    found = _sums(kinds, "integer", weight * len(values))
    if not is_secret(pointer):
        found.widen(rounded(min(values)), rounded(max(values)))


def _numbers(kinds: Kinds, pointer: str, values: Sequence[float], weight: int) -> None:
    whole = list(map(float.is_integer, values))
    if any(whole):
        integers = [int(value) for value, is_whole in zip(values, whole, strict=True) if is_whole]
        _integers(kinds, pointer, integers, weight)
        values = [value for value, is_whole in zip(values, whole, strict=True) if not is_whole]
    if values:
        found = _sums(kinds, "number", weight * len(values))
        if not is_secret(pointer):
            found.widen(rounded(int(min(values))), rounded(int(max(values))))


def rounded(value: int) -> int:
    """Round towards zero: nothing below 1,000, to one leading digit above."""
    if -1_000 < value < 1_000:
        return value
    size = str(min(abs(value), NUMBER_LIMIT))
    size = size[0] + "0" * (len(size) - 1)
    return int(size) if value > 0 else -int(size)


def _strings(kinds: Kinds, pointer: str, values: Sequence[str], weight: int) -> None:
    found = _sums(kinds, "string", weight * len(values), words=may_hold_words(pointer))
    sizes = set(map(len, values))
    found.widen(min(sizes), max(sizes))
    distinct = set(values)
    for name, count in formats_of(values, distinct).items():
        found.formats[name] = found.formats.get(name, 0) + weight * count
    if found.candidates is not None:
        kept = len(distinct) <= WORDS_LIMIT and are_words(distinct)
        found.add_words([(text, weight * count) for text, count in Counter(values).items()] if kept else None)


def _files(kinds: Kinds, _: str, values: _Values, weight: int) -> None:
    found = _sums(kinds, "string", weight * len(values))
    found.formats["binary"] = found.formats.get("binary", 0) + weight * len(values)
    found.candidates = None


_MEASURES: dict[type, Callable[..., None]] = {
    dict: _sized("object"),
    list: _sized("array"),
    str: _strings,
    int: _integers,
    float: _numbers,
    bool: _counted("boolean"),
    type(None): _counted("null"),
    bytes: _files,
}


# -- what is in them -------------------------------------------------------------------------------------------------


def _items(sums: ShapeSums, pointer: str, values: Sequence[list[object]], weight: int) -> None:
    items = values[0] if len(values) == 1 else list(chain.from_iterable(values))
    if items:
        _fold(sums, f"{pointer}/*", items, weight)


def _members(sums: ShapeSums, pointer: str, values: _Objects, weight: int) -> None:
    layouts: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for value in values:
        layouts[tuple(value)].append(value)
    columns: dict[str, list[object]] = defaultdict(list)
    for layout, own in layouts.items():
        maps, others = _parted(layout, own)
        columns[FOLDED_MEMBER] += chain.from_iterable(value.values() for value in maps)
        for name, column in zip(layout, zip(*[value.values() for value in others], strict=True), strict=False):
            columns[token(name)] += column
    for name, found in columns.items():
        if found:
            _fold(sums, f"{pointer}/{name}", found, weight)


def _parted(layout: tuple[str, ...], own: _Objects) -> tuple[_Objects, _Objects]:
    """Return those objects with the same names that are maps, and the others."""
    if len(layout) > MEMBERS_LIMIT:
        return own, ()
    if len(layout) < ALIKE_LIMIT or not any(type(value[layout[0]]) is dict for value in own):
        return (), own
    maps = [_is_map(value) for value in own]
    return list(compress(own, maps)), [value for value, one in zip(own, maps, strict=True) if not one]


def _is_map(value: dict[str, object]) -> bool:
    """Tell whether all members are objects with the same members, so that their names are values.

    An object is judged by itself alone, so the order of many is no matter.
    """
    members = iter(value.values())
    first = next(members)
    if type(first) is not dict or not first:
        return False
    return all(type(one) is dict and one.keys() == first.keys() for one in members)


_INSIDE: dict[type, Callable[..., None]] = {dict: _members, list: _items}


@remember(16_384)
def token(name: str) -> str:
    """Return a member's name as it stands in a pointer, redacted: a name that is a value becomes a placeholder."""
    return redact_member(name).replace("~", "~0").replace("/", "~1")


def redact_member(name: str) -> str:
    """Redact the name of a member of an object: one that is a value, or free text, becomes a placeholder."""
    if len(name) > KEY_LIMIT or name == "*" or "{" in name or "}" in name or any(map(str.isspace, name)):
        return FOLDED_MEMBER
    return redact_name(name)
