"""Figures to bars and lines of blocks."""

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from inventory.reports.tables.colours import ASIDE, SERVED, of_status

BAR = 40  # cells of the longest bar

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LEVELS = "▁▂▃▄▅▆▇█"


class Bars:
    """One line for each status: how often, which share of all, and a bar as long as that is large."""

    def __init__(self, counts: Sequence[tuple[str, int]], *, label: str, indent: int = 2) -> None:
        self._counts = counts
        self._label = label
        self._indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        total = sum(count for _, count in self._counts)
        named = max((len(name) for name, _ in self._counts), default=0)
        wide = max((len(f"{count:,}") for _, count in self._counts), default=0)
        for number, (name, count) in enumerate(self._counts):
            start = f"{' ' * self._indent}{'' if number else self._label:<11} "
            figures = f"{name:<{named}}  {count:>{wide},}  {count / total:>4.0%}  "
            room = min(options.max_width - len(start) - len(figures), BAR)
            coloured = console.color_system is not None
            style = Style.parse(of_status(name) or (SERVED if name[:1] in "123" else ASIDE)) if coloured else None
            yield from (Segment(start, Style.parse(ASIDE) if coloured else None), Segment(figures))
            yield from (Segment(bar(count, total, max(room, 0)), style), Segment.line())


def bar(count: int, total: int, room: int) -> str:
    """Return a bar of at most `room` cells, for all of `total`; what is not nothing can be seen."""
    eighths = max(round(count * room * 8 / total), bool(count and room)) if total else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def sparkline(figures: Sequence[int], room: int) -> str:
    """Return one sign for each figure, or for several neighbours where there is no room for all; none for zero."""
    signs = min(room, len(figures))
    ends = [number * len(figures) // signs for number in range(signs + 1)] if signs > 0 else []
    sums = [sum(figures[start:end]) for start, end in pairwise(ends)]
    highest = max(sums, default=0)
    return "".join(_LEVELS[(one * 8 - 1) // highest] if one else " " for one in sums)
