"""Parameters to names that people would choose: by what stands before them and what their values are."""

import keyword
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from inventory.model.words import is_plural, is_prefix, singular, words_of

NAME_LIMIT = 40  # characters of one that is made of words of the path
WORDS_LIMIT = 3  # words that a longer one is cut down to, the last ones

_BY_TYPE = {
    "date": "date", "date-time": "time", "email": "email", "ip": "ip", "jwt": "token", "version": "version",
    "language": "language", "country": "country", "currency": "currency", "locale": "locale",
}  # fmt: skip
_PAIRS = {"number": ("lat", "lon"), "date": ("startDate", "endDate"), "date-time": ("startTime", "endTime")}
_IDS = frozenset({"integer", "uuid", "hex", "ulid", "token"})
# What is a value itself, not a thing that has an id.
_PLAIN = frozenset(
    {"code", "count", "date", "day", "format", "guid", "hash", "height", "hour", "id", "index", "key", "language",
     "level", "limit", "locale", "login", "month", "name", "number", "offset", "page", "path", "port", "quarter", "sha",
     "sid", "size", "slug", "status", "symbol", "ticker", "time", "token", "type", "url", "username", "uuid", "version",
     "week", "width", "year", "zoom"}
)  # fmt: skip
_TIMES = frozenset({"after", "before", "end", "from", "since", "start", "to", "until"})
# Code that is generated from a description has variables of these names, or cannot have them.
_KEYWORDS = frozenset(
    {*map(str.lower, keyword.kwlist), "case", "default", "enum", "function", "interface", "new", "package", "private",
     "public", "static", "switch", "this", "var", "void"}
)  # fmt: skip
# Actions that stand before the thing that they act on, or behind it: the parameter is called after that.
_CALLS = frozenset(
    {"add", "create", "delete", "edit", "fetch", "find", "get", "list", "lookup", "read", "remove", "search", "set",
     "show", "update", "view"}
)  # fmt: skip
_TOLD = re.compile(r"(?:^|.*?[a-z_-])[bB]y[-_]?(?=[A-Z])(.+)\Z|(?:.*[-_])?by[-_](.+)\Z")  # getByTagAndType, by-name
_AND = re.compile(r"And(?=[A-Z])|[-_]and[-_]")
_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)=\Z")  # Products(key={}), ;lang={}
_JOINED = re.compile(r"([A-Za-z_]{3,})[-_:(]\Z")  # Products({}), series-{}


class Surroundings(NamedTuple):
    """Where a parameter stands."""

    before: Sequence[str]  # the template segments before its own
    within: str = ""  # what stands before it in its own segment
    pair: int | None = None  # 0 or 1: the first or second of two parameters of one type that stand side by side
    leads_on: bool = False  # nothing is called here, and only another parameter follows


class _Noun(NamedTuple):
    """What the path calls the thing that a parameter stands for."""

    words: tuple[str, ...] = ()
    told: bool = False  # the path tells the name itself
    run: int = 0  # parameters between the word and this one
    plural: bool = False

    @property
    def text(self) -> str:
        """The name of one such thing; "" where the path has none."""
        return singular(self.words)


def parameter_name(place: Surroundings, kinds: Collection[str], taken: set[str]) -> str:
    """Name a parameter by its surroundings and the kinds of its values; unique within its path.

    Kinds are types of values, "string" for words, and what all words are codes of, such as "language". `taken` is
    extended by the name.
    """
    names = _candidates(_noun(place), set(kinds), place)
    return unique(next((name for name in names if name not in taken), names[0]), taken)


def unique(name: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, with a number behind it if need be, and take it."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}{number}", number + 1
    taken.add(free)
    return free


def _candidates(noun: _Noun, kinds: set[str], place: Surroundings) -> list[str]:
    """Return names, best first."""
    kind = next(iter(kinds)) if len(kinds) == 1 else "string"
    if noun.told and noun.text:
        return [noun.text]
    if kind in _PAIRS and place.pair is not None:
        return [_PAIRS[kind][place.pair]]
    if kind in _BY_TYPE:
        names = [_BY_TYPE[kind], _joined(noun.text, _BY_TYPE[kind])]
        return names[::-1] if noun.text in _TIMES else names
    if place.leads_on and noun.plural and kinds == {"string"}:
        return ["owner"]
    generic = "id" if kinds & _IDS else "name"
    own = _joined(noun.text, generic) if _needs_more(noun.words, generic) else noun.text
    if noun.run:
        generic = "number" if kind == "integer" else generic
        return [own, generic, _joined(noun.text, generic)]
    return [own, _joined(_noun(Surroundings(place.before[:-1])).text, own)]


def _needs_more(words: Sequence[str], generic: str) -> bool:
    """Tell whether a noun alone is no good name for a value."""
    if not words:
        return True
    return singular(words[-1:]) not in _PLAIN if generic == "id" else singular(words) in _KEYWORDS


def _joined(first: str, second: str) -> str:
    """Put two names in camel case together."""
    return first + second[:1].upper() + second[1:] if first else second


def _noun(place: Surroundings) -> _Noun:
    """Find what a path calls the thing that a parameter stands for."""
    if found := _ASSIGNED.search(place.within):
        return _Noun(_bounded(words_of(found[1])), told=True)
    if found := _JOINED.search(place.within):
        return _Noun(_bounded(words_of(found[1])))
    run = 0
    for segment in reversed(place.before):
        if "{" in segment:
            run += 1
            continue
        if told := _told(segment, run):
            return _Noun(told, told=True)
        words = _bounded(_without_call(words_of(segment)))
        if words and (is_plural(segment) or not is_prefix(segment)):
            return _Noun(words, run=run, plural=is_plural(segment))
        if run or not _CALLS.issuperset(words_of(segment)):
            break
    return _Noun()


def _told(segment: str, run: int) -> tuple[str, ...]:
    """Return the name that a segment such as `getByTagAndType` gives to a parameter after it, if it does."""
    found = _TOLD.match(segment)
    names = _AND.split(found[1] or found[2]) if found else []
    return _bounded(words_of(names[run])) if run < len(names) else ()


def _without_call(words: Sequence[str]) -> Sequence[str]:
    return words[1:] if words and words[0] in _CALLS else words


def _bounded(words: Sequence[str]) -> tuple[str, ...]:
    """Return words that make a name of reasonable length; none where they look like no words."""
    if words and re.fullmatch(r"v\d+", words[-1]):
        words = words[:-1]
    few = tuple(words[-WORDS_LIMIT:] if sum(map(len, words)) > NAME_LIMIT else words)
    length = sum(map(len, few))
    scrambled = len(few) > 2 and length < 3 * len(few)
    return () if length < 2 or length > NAME_LIMIT or scrambled else few
