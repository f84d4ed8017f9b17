"""A word in a path to how likely it is made of the names of people, as names of users are."""

import re

from inventory.endpoints import census
from inventory.endpoints.lexicon import familiar
from inventory.model.caching import remember

SURE = 0.7  # how surely a word is that of a person from which on it is told
LENGTH_LIMIT = 40  # signs; longer words are made of something else

_GIVEN, _FAMILY = frozenset(census.GIVEN.split()), frozenset(census.FAMILY.split())
_LEAST_PART = 3  # letters of a name
_BREAK = re.compile(r"[-_.~@+ ]+|(?<=[a-z])(?=[A-Z])|(?<=[a-z])(?=\d)")


@remember(65_536)
def person(stem: str) -> float:
    """Return how surely a word is that of a person, from 0.0 for `orders` to 1.0.

    A given name tells it, alone or with more: 1.0 for `anna`, `anna.k` and `annamiller`. An initial joined to a family
    name does so less surely, 0.7 for `amiller`, and a family name by itself the least, 0.5 for `miller` and `k.miller`.
    """
    if len(stem) > LENGTH_LIMIT or not stem.isascii():
        return 0.0
    parts = [part.lower() for part in _BREAK.split(stem) if part]
    if any(part in _GIVEN or _is_full_name(part) for part in parts):
        return 1.0
    if any(_is_initial_and_family(part) for part in parts):
        return 0.7
    return 0.5 if any(part in _FAMILY for part in parts) else 0.0


def _is_full_name(part: str) -> bool:
    return any(
        part[:end] in _GIVEN and part[end:] in _FAMILY for end in range(_LEAST_PART, len(part) - _LEAST_PART + 1)
    )


def _is_initial_and_family(part: str) -> bool:
    return len(part) > _LEAST_PART + 1 and part[1:] in _FAMILY and not familiar(part)
