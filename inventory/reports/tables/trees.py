"""Endpoints to a tree for each service: segments of paths, and at each what is called there."""

import re
from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.tree import Tree

from inventory.reports.documents import EndpointDocument, EndpointsDocument
from inventory.reports.tables.colours import ASIDE, HEADING, of_status
from inventory.reports.tables.endpoints import heading, sums
from inventory.reports.tables.folding import fold
from inventory.reports.tables.lines import HANG, Sentences, styled_lines
from inventory.reports.wording import counted, safe

GUIDE = 4  # cells of one level
LEAST = 24  # cells that are left for a path: what is deeper stands on one level
DEEPEST = 12  # levels

_SEGMENT = re.compile(r"/[^/]*|[^/]+")


class _Branch:
    """One place in the paths of a service."""

    def __init__(self) -> None:
        self.below: dict[str, _Branch] = {}
        self.endpoints: list[EndpointDocument] = []

    def at(self, segments: Iterable[str]) -> "_Branch":
        """Return the place behind some segments; it is made where it is not there yet."""
        found = self
        for segment in segments:
            found = found.below.setdefault(segment, _Branch())
        return found

    def ways(self) -> Iterator[tuple[str, "_Branch"]]:
        """Yield what lies below, with the path that leads there; places where nothing happens are passed over."""
        for segment, branch in sorted(self.below.items()):
            path = segment
            while len(branch.below) == 1 and not branch.endpoints:
                ((segment, branch),) = branch.below.items()  # noqa: PLW2901 - one step further down
                path += segment
            yield path, branch

    def leaves(self, path: str) -> Iterator[tuple[str, "_Branch"]]:
        """Yield all places from here on where something happens, each with its whole path behind `path`."""
        waiting = [(path, self)]
        while waiting:
            path, branch = waiting.pop()
            if branch.endpoints:
                yield path, branch
            waiting += [(f"{path}{further}", deeper) for further, deeper in reversed(list(branch.ways()))]


class _Label:
    """A path, and what is called there."""

    def __init__(self, path: str, endpoints: Iterable[EndpointDocument]) -> None:
        self._path = safe(path)
        self._calls = [(safe(one.method), _counts(one), of_status(" ".join(one.statuses))) for one in endpoints]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = "  ".join([self._path, *(f"{method} {counts}" for method, counts, _ in self._calls)])
        lines = fold(text, options.max_width, HANG)
        if len(lines) > 1 or console.color_system is None:
            yield from styled_lines(lines)
            return
        yield Segment(self._path)
        for method, counts, style in self._calls:
            yield from (Segment(f"  {method} ", Style.parse(HEADING)), Segment(counts, Style.parse(style or ASIDE)))
        yield Segment.line()


class _Forest:
    """A tree for each service."""

    def __init__(self, endpoints: Iterable[EndpointDocument]) -> None:
        self._services: dict[str, list[EndpointDocument]] = {}
        for one in endpoints:
            self._services.setdefault(one.service, []).append(one)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        levels = max(min((options.max_width - LEAST) // GUIDE, DEEPEST), 1)
        for service, members in self._services.items():
            root = _Branch()
            for one in members:
                root.at(_SEGMENT.findall(one.template)).endpoints.append(one)
            tree = Tree(Sentences([heading(service, members)], style=HEADING), guide_style=ASIDE)
            _grow(tree, root, levels)
            yield tree


def shown(document: EndpointsDocument) -> RenderableType:
    """Return the trees of all services."""
    if not document.endpoints:
        return Sentences(["No endpoints."])
    total = f"{sums(document.endpoints)}, {counted(len({one.service for one in document.endpoints}), 'service')}"
    return Group(_Forest(document.endpoints), Sentences([total]))


def _grow(tree: Tree, branch: _Branch, levels: int) -> None:
    """Add what lies below a place, at most so many levels; what is deeper stands on the last one with its path."""
    for path, found in branch.ways():
        if levels == 1:
            for further, leaf in found.leaves(path):
                tree.add(_Label(further, leaf.endpoints))
        else:
            _grow(tree.add(_Label(path, found.endpoints)), found, levels - 1)


def _counts(one: EndpointDocument) -> str:
    return f"{one.count:,}" + (f" {one.state}" if one.state != "api" else "")
