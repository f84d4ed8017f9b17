"""Sentences and labelled facts to lines that fit a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from inventory.reports.tables.colours import ASIDE
from inventory.reports.tables.folding import fold

UNFOLDED = 1_000  # cells from which on nobody looks at a terminal: lines stay whole
HANG = 2  # cells before what goes on of a text that is folded
LABEL = 11  # cells of a label before a text


class Sentences:
    """Texts that each begin a line, and go on after `hang` cells in the next. Each must have been made safe."""

    def __init__(self, texts: Sequence[str], *, hang: int = HANG, style: str = "") -> None:
        self._texts = texts
        self._hang = hang
        self._style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        for text in self._texts:
            yield from styled_lines(fold(text, options.max_width, self._hang), self._style)


class Facts:
    """Texts behind labels, each beginning a line after `indent` cells. Each must have been made safe."""

    def __init__(self, facts: Sequence[tuple[str, str]], *, indent: int = 2, label_width: int = LABEL) -> None:
        self._facts = facts
        self._indent = indent
        self._label_width = label_width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        aside = Style.parse(ASIDE) if console.color_system is not None else None
        behind = self._indent + self._label_width + 1
        for label, text in self._facts:
            line, *others = fold(f"{' ' * self._indent}{label:<{self._label_width}} {text}", options.max_width, behind)
            yield from (Segment(line[:behind], aside), Segment(line[behind:]), Segment.line())
            yield from styled_lines(others)


def styled_lines(lines: Sequence[str], style: str = "") -> Iterator[Segment]:
    """Yield lines that fit as they are."""
    parsed = Style.parse(style) if style else None
    for line in lines:
        yield Segment(line, parsed)
        yield Segment.line()
