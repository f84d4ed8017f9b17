"""A word in a path to whether it looks as names of things do."""

import re

_TELLING = re.compile(r"[A-Z]|\d|[^\x00-\x7f%]|%|[-_.].*[-_.].*[-_.]")
_CAMEL = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+\Z")


def is_camel(stem: str) -> bool:
    """Tell whether words are joined by capitals, as in `lineItems`."""
    return bool(_CAMEL.match(stem))


def looks(stem: str) -> bool:
    """Tell whether a text looks as names of things do: capitals, digits, several hyphens, other scripts."""
    return not is_camel(stem) and bool(_TELLING.search(stem))
