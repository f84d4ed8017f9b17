"""A judged place to what would have to be otherwise for another verdict: every condition is tried before it is told."""

from collections.abc import Callable, Iterator
from copy import copy
from itertools import islice
from string import ascii_lowercase, ascii_uppercase, digits

import msgspec

from inventory.endpoints.beneath import Beneath
from inventory.endpoints.evidence import Item
from inventory.endpoints.judge import Judge, Question

ADDED_LIMIT = 64  # words more that are tried
FACTOR_LIMIT = 100  # times as many exchanges that are tried
TOLD = 2  # conditions

_EDITING = frozenset({"PUT", "DELETE"})

Items = dict[str, Item]


class Trial:
    """One stem at its place, and how others there would change what is decided about it."""

    def __init__(self, question: Question, stem: str, judge: Judge) -> None:
        self._question, self._stem, self._judge = question, stem, judge
        self._items, self._values = dict(question.place.items), dict(question.place.values)
        self._is_value = self._ask(self._items, self._values, stem)

    def conditions(self) -> tuple[str, ...]:
        """Return conditions with which the verdict is another, the nearest of each kind; at most TOLD."""
        tried = self._of_a_value() if self._is_value else self._of_a_name()
        return tuple(islice(tried, TOLD)) or self._all_at_once()

    def _of_a_value(self) -> Iterator[str]:
        items = self._items
        ranked = sorted(items, key=lambda stem: (stem != self._stem, -items[stem].count, stem))
        gone = self._nearest(len(items) - 1, lambda gone: self._flips({one: items[one] for one in ranked[:-gone]}))
        left = len(items) - gone
        if gone:
            yield f"with no more than {left:,} different words here" if left > 1 else "if it stood here alone"
        if self._values and self._flips(items, {}):
            yield "without the numbers or ids at the same place"
        if any(item.deep for item in items.values()) and self._flips({stem: _bare(items[stem]) for stem in items}):
            yield "with nothing called below"
        more = self._nearest(
            FACTOR_LIMIT, lambda more: self._flips({stem: _times(item, more + 1) for stem, item in items.items()})
        )
        if more:
            yield f"with {more + 1:,} times as many exchanges for each word"
        if "{" not in self._stem:
            plain = {_plain(number): items[stem] for number, stem in enumerate(ranked)}
            if self._flips(plain, stem=_plain(0)):
                yield "with words of a few small letters"

    def _all_at_once(self) -> tuple[str, ...]:
        if not self._is_value or "{" in self._stem:
            return ()
        alone = {_plain(0): _bare(self._items[self._stem])}
        flips = self._flips(alone, {}, _plain(0))
        return ("if it stood here alone, of a few small letters, with nothing called below",) if flips else ()

    def _of_a_name(self) -> Iterator[str]:
        own = self._items[self._stem]
        others = [_alike(self._stem, number) for number in range(1, ADDED_LIMIT + 1) if "{" not in self._stem]
        others = [one for one in dict.fromkeys(others) if one not in self._items]
        more = self._nearest(len(others), lambda size: self._flips(self._items | dict.fromkeys(others[:size], own)))
        if more:
            yield f"with {more:,} more word{'s' * (more > 1)} like it here, called as it is"
        if not self._values and self._flips(self._items, {"{integer}": own}):
            yield "with numbers at the same place that are called as it is"
        edited = copy(own)
        edited.methods, edited.calls = own.methods | _EDITING, own.calls | {f" {method} " for method in _EDITING}
        if edited.methods != own.methods and self._flips(self._items | {self._stem: edited}):
            yield "with PUT and DELETE on it"

    def _nearest(self, limit: int, flips: Callable[[int], bool]) -> int:
        """Return the least size up to a limit that flips the verdict, where larger ones do too; 0 for none."""
        size = 1
        while size < limit and not flips(size):
            size *= 2
        size = min(size, limit)
        if limit < 1 or not flips(size):
            return 0
        low, high = size // 2, size
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if flips(middle) else (middle, high)
        return high

    def _flips(self, items: Items, values: Items | None = None, stem: str = "") -> bool:
        return self._ask(items, self._values if values is None else values, stem or self._stem) != self._is_value

    def _ask(self, items: Items, values: Items, stem: str) -> bool:
        place = self._question.place.changed(items, values)
        question = Question(self._question.service, self._question.prefix, (stem,), place)
        return stem in self._judge(question).values


def _alike(stem: str, number: int) -> str:
    """Return another word of the same shape."""
    return "".join(_moved(sign, number * place) for place, sign in enumerate(stem, start=1))


def _moved(sign: str, steps: int) -> str:
    for signs in (ascii_lowercase, ascii_uppercase, digits):
        if sign in signs:
            return signs[(signs.index(sign) + steps) % len(signs)]
    return sign


def _plain(number: int) -> str:
    """Return a word of small letters, another one for each number."""
    letters = "abcdefghij"
    return "word" + "".join(letters[int(digit)] for digit in str(number))


def _bare(item: Item) -> Item:
    bare = copy(item)
    bare.calls, bare.deep, bare.below, bare.words = item.calls - item.deep, frozenset(), False, frozenset()
    bare.collections, bare.beneath = 0, Beneath()
    return bare


def _times(item: Item, factor: int) -> Item:
    more = copy(item)
    more.count *= factor
    more.beneath = msgspec.structs.replace(item.beneath, exchanges=item.beneath.exchanges * factor)
    return more
