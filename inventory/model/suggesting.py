"""A word that is not known to the one that was meant, perhaps."""

import difflib
from collections.abc import Iterable

_LIMIT = 80  # characters of a word that is compared


def suggestion(word: str, possible: Iterable[str]) -> str:
    """Return the word that is nearly the one that was written; "" where none is."""
    near = difflib.get_close_matches(word[:_LIMIT].lower(), list(possible), n=1)
    return near[0] if near else ""


def hint_for(word: str, possible: Iterable[str]) -> str:
    """Say what was meant, perhaps, or else all that is possible."""
    possible = tuple(possible)
    near = suggestion(word, possible)
    return (f"did you mean {near}? " if near else "") + f"possible: {', '.join(possible)}"
