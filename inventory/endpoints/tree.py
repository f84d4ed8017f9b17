"""Redacted paths of one service as a tree: what was served where, and below what."""

import re
from collections.abc import Iterable, Iterator, Mapping

PLACEHOLDER = re.compile(r"\{([a-z-]+)\}")
TEMPLATE_PARAMETER = re.compile(r"\{([a-z-]*|\*|=[^{}]+)\}")  # of a segment of a template, before it has a name


class Node:
    """One place in the tree; a path ends here, or goes on below."""

    __slots__ = ("children", "count", "declared", "methods", "named", "targets", "types", "words")

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}  # by redacted segment; by template segment once settled
        self.methods: dict[str, int] = {}  # exchanges on paths that end here
        self.named = False  # a protocol says that this is a name, whatever it looks like
        self.declared = False  # a description says that this is a parameter
        self.count = 0  # exchanges on paths that come through here
        self.types: dict[str, int] = {}  # where this is a parameter: types of its values, by exchanges
        self.words: dict[str, int] = {}  # where this is a parameter: words that are its values
        self.targets: dict[str, str] = {}  # redacted segment to template segment, for the children

    def add(self, segments: Iterable[str], method: str, count: int, *, named: bool = False) -> None:
        """Count exchanges on a path; `named` says that all its segments are names."""
        node = self
        node.count += count
        for segment in segments:
            node = node.children.setdefault(segment, Node())
            node.count += count
            node.named |= named
        node.methods[method] = node.methods.get(method, 0) + count

    def merge(self, other: "Node") -> None:
        """Take over everything of another node; neither has been settled yet."""
        self.count += other.count
        self.named |= other.named
        self.declared |= other.declared
        for own, more in ((self.methods, other.methods), (self.types, other.types), (self.words, other.words)):
            for name, count in more.items():
                own[name] = own.get(name, 0) + count
        for segment, child in other.children.items():
            if segment in self.children:
                self.children[segment].merge(child)
            else:
                self.children[segment] = child

    def respell(self, usual: Mapping[str, str]) -> None:
        """Merge children into those that have their usual spelling; neither has been settled yet."""
        for segment, spelled in sorted(usual.items()):
            child = self.children.pop(segment)
            if spelled in self.children:
                self.children[spelled].merge(child)
            else:
                self.children[spelled] = child

    def leaves(self, segment: str, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Yield how deep each path ends here, where this segment led, or below, and its last segment."""
        if self.methods:
            yield depth, segment
        for below, child in self.children.items():
            yield from child.leaves(below, depth + 1)

    def suffixes(self, depth: int = 2) -> frozenset[str]:
        """Return what can be called below: methods with the way from here, down to a depth."""
        found = {f"{method} " for method in self.methods}
        if depth:
            for segment, child in self.children.items():
                step = PLACEHOLDER.sub("{}", segment)
                found |= {f"{method} /{step}{rest}" for method, _, rest in _split(child.suffixes(depth - 1))}
        return frozenset(found)


def _split(suffixes: frozenset[str]) -> list[tuple[str, str, str]]:
    return [suffix.partition(" ") for suffix in suffixes]
