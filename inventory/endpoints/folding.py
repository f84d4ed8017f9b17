"""Paths that are too many to the places where they vary most, and the paths with those places made placeholders."""

from collections import defaultdict
from collections.abc import Iterable

FOLDED = "{string}"
REST = "{rest}"
NARROW = 4  # fewer words than this at every place: folding would not help

Segments = tuple[str, ...]


class Folds:
    """Where words are no longer told apart: by service, number of segments and the segments before."""

    def __init__(self) -> None:
        self._prefixes: dict[tuple[str, int], set[Segments]] = {}

    def add(self, service: str, depth: int, prefixes: Iterable[Segments]) -> None:
        """Fold the words after each prefix, in paths of this many segments; no prefix folds such paths whole."""
        self._prefixes.setdefault((service, depth), set()).update(prefixes or [(REST,)])

    def apply(self, service: str, segments: Segments) -> Segments:
        """Return the segments with folded places made placeholders."""
        prefixes = self._prefixes.get((service, len(segments)))
        if not prefixes:
            return segments
        if (REST,) in prefixes:
            return (REST,)
        folded: Segments = ()
        for segment in segments:
            folded += (FOLDED if folded in prefixes and not segment.startswith("{") else segment,)
        return folded


def widest(paths: Iterable[Segments]) -> list[Segments]:
    """Return the prefixes after which the most words follow, and those with at least half as many."""
    words: dict[Segments, set[str]] = defaultdict(set)
    for segments in paths:
        for index, segment in enumerate(segments):
            if not segment.startswith("{"):
                words[segments[:index]].add(segment)
    most = max(map(len, words.values()), default=0)
    return sorted(prefix for prefix, found in words.items() if len(found) * 2 >= most) if most >= NARROW else []
