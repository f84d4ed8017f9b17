"""The tree of a service, before anything in it is judged, to where else each stem stands in it."""

from collections import Counter, defaultdict

from inventory.endpoints.tree import Node
from inventory.model.segments import split


class Standing:
    """Where stems stand in the tree of one service: names stand in many places, values where their parameter does."""

    def __init__(self, root: Node) -> None:
        self._before: dict[str, set[str]] = defaultdict(set)  # by stem: the words that lead to it
        self.after_values: Counter[str] = Counter()  # by stem: places right after a number or an id
        self.before_values: Counter[str] = Counter()  # by stem: places that numbers or ids come right after
        level = [("", root)]
        while level:
            below: list[tuple[str, Node]] = []
            for before, node in level:
                for segment, child in node.children.items():
                    stem = split(segment).stem
                    if not stem.startswith("{"):
                        self._note(stem, before, child)
                    below.append((stem, child))
            level = below

    def _note(self, stem: str, before: str, node: Node) -> None:
        if before.startswith("{"):
            self.after_values[stem] += 1
        else:
            self._before[stem].add(before)
        self.before_values[stem] += any(segment.startswith("{") for segment in node.children)

    def others_before(self, stem: str, before: str) -> int:
        """Count the words but `before` that lead to a stem anywhere in the service."""
        known = self._before.get(stem, set())
        return len(known) - (before in known)
