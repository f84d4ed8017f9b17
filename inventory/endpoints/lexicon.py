"""A word in a path to how many public APIs have it as a name there, or as a part of one."""

from collections.abc import Iterator

from inventory.endpoints import vocabulary
from inventory.model.caching import remember
from inventory.model.words import words_of


def _read(text: str) -> Iterator[tuple[str, int]]:
    for line in text.split("\n"):
        count, *words = line.split() or ("0",)
        yield from ((word, int(count)) for word in words)


_NAMES = dict(_read(vocabulary.NAMES))
_PARTS = frozenset(word for word, _ in _read(vocabulary.PARTS))


def providers(stem: str) -> int:
    """Return how many providers of public APIs have a name in their paths; 0 where they are few."""
    return _NAMES.get(stem.lower(), 0)


@remember(65_536)
def familiar(stem: str) -> float:
    """Return the share of a name's words that are in names of public APIs: 1.0 for `load-balancers`."""
    words = words_of(stem)
    return sum(word in _PARTS for word in words) / len(words) if words else 0.0
