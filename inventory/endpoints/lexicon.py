"""A word in a path to how many public APIs have it as a name there, or as a part of one."""

from collections.abc import Iterator

from inventory.endpoints import vocabulary
from inventory.model.caching import remember
from inventory.model.words import words_of

# Providers that must have a word for it to be known. One more where the judge learns from descriptions whose own
# providers may have been counted: as in use, nothing is then known of an API by its own words.
LEAST = 3


def _read(text: str) -> Iterator[tuple[str, int]]:
    for line in text.split("\n"):
        count, *words = line.split() or ("0",)
        yield from ((word, int(count)) for word in words)


_NAMES = dict(_read(vocabulary.NAMES))
_PARTS = dict(_read(vocabulary.PARTS))


def providers(stem: str) -> int:
    """Return how many providers of public APIs have a name in their paths; 0 where they are few."""
    count = _NAMES.get(stem.lower(), 0)
    return count if count >= LEAST else 0


@remember(65_536)
def familiar(stem: str) -> float:
    """Return the share of a name's words that are in names of public APIs: 1.0 for `load-balancers`."""
    words = words_of(stem)
    return sum(_PARTS.get(word, 0) >= LEAST for word in words) / len(words) if words else 0.0
