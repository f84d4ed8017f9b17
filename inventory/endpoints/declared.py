"""Declared path templates to what the tree of a service knows before anything is inferred."""

import re
from collections.abc import Callable, Iterable

from inventory.endpoints.corrections import Corrected, mark
from inventory.endpoints.tree import Node
from inventory.model.corrections import PARAMETER
from inventory.model.declarations import Declaration
from inventory.model.observations import Sighting

_REST = re.compile(r"[*+]\}")  # `{path*}`


def plant(root: Node, declarations: Iterable[Declaration], shaping: Callable[[Sighting], int]) -> None:
    """Add what is declared, and what was seen of it: `shaping` counts the exchanges of a sighting that shape templates.

    What no traffic has shown counts as one exchange. Of a parameter that takes the rest of a path nothing is known.
    Where descriptions call one parameter differently, the name that comes first with its path is taken.
    """
    names: dict[tuple[str, ...], str] = {}  # a segment with its parameters, by the shapes of those up to it
    for one in declarations:
        segments = [segment for segment in one.template.split("/") if segment]
        if any(_REST.search(segment) for segment in segments):
            continue
        shapes = tuple(PARAMETER.sub("{}", segment) for segment in segments)
        fixed = tuple(
            names.setdefault(shapes[: index + 1], PARAMETER.sub(r"{=\1}", segment))
            for index, segment in enumerate(segments)
        )
        _add(root, fixed, fixed, one.method, 1)
        for sighting in one.sightings:
            seen = tuple(segment for segment in sighting.path.split("/") if segment)
            if (count := shaping(sighting)) and len(seen) == len(fixed):
                _add(root, fixed, seen, sighting.method, count)


def _add(root: Node, fixed: tuple[str, ...], seen: tuple[str, ...], method: str, count: int) -> None:
    """Add a path of which all segments are decided: parameters as declared, names as they were seen."""
    path = tuple(given if "{" in given else name for given, name in zip(fixed, seen, strict=True))
    root.add(path, method, count)
    if fixed is not seen:
        mark(root, Corrected(path, frozenset()), seen, count)
    node = root
    for given in path:
        node = node.children[given]
        node.named = True
        node.declared = "{" in given
