"""The segments at one place to how most spell each of them."""

import re
from collections import Counter, defaultdict

from inventory.endpoints.tree import Node
from inventory.model.segments import split

_SMALL = re.compile(r"([a-z]{3,}-)\d{1,2}\Z")  # small numbers are kept with their words


def spellings(node: Node) -> dict[str, str]:
    """Return the usual spelling of each segment below a node that has another one.

    A path is told from another by its case (RFC 3986, section 6.2.2.1), but what serves two spellings of a word ignores
    it: nobody names two things so. Words that differ in a small number alone, `page-3` and `page-12`, are numbered.
    """
    stems: dict[str, Counter[str]] = defaultdict(Counter)
    for segment, child in node.children.items():
        stem, _ = split(segment)
        if not child.named:
            stems[_numbered(stem) if "{" not in stem else stem][stem] += child.count
    usual: dict[str, str] = {}
    for alike, spelled in stems.items():
        if len(spelled) > 1:
            best = alike if "{" in alike else min(spelled, key=lambda one: (-spelled[one], one))
            usual |= dict.fromkeys(spelled, best)
    found: dict[str, str] = {}
    for segment, child in node.children.items():
        stem, attached = split(segment)
        if usual.get(stem, stem) != stem and not child.named:
            found[segment] = usual[stem] + attached
    return found


def _numbered(stem: str) -> str:
    """Return what words are alike by: the same for all cases, and for all small numbers behind a word."""
    return _SMALL.sub(r"\1{integer}", stem.casefold())
