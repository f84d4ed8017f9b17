"""Rows of texts to lines in columns that fit a terminal.

rich's own table measures and wraps each cell, which takes seconds for ten thousand rows, and squeezes columns down to
single letters. Here a row is one line of text unless something in it has to fold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from inventory.reports.tables.colours import ASIDE, HEADING
from inventory.reports.tables.folding import cells, fold
from inventory.reports.tables.layout import GAP, Column, Layout, Row, layout
from inventory.reports.tables.lines import HANG, UNFOLDED, styled_lines

BELOW = 12  # cells at most before what stands below a row


@dataclass(frozen=True, slots=True)
class Title:
    """A line above some rows."""

    text: str
    style: str = HEADING


class Grid:
    """Rows below the names of their columns, with titles between them; columns that nothing fills are left out.

    All rows stand in line, whatever is between them. Every text must have been made safe.
    """

    def __init__(
        self, columns: Sequence[Column], parts: Sequence[Row | Title], *, indent: int = 0, named: bool = True
    ) -> None:
        self._columns = columns
        self._parts = parts
        self._indent = indent
        self._named = named

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [part for part in self._parts if not isinstance(part, Title)]
        decided = layout(self._columns, rows, options.max_width - self._indent, named=self._named)
        coloured = console.color_system is not None
        writer = _Writer(self._columns, decided, options.max_width, self._indent, coloured=coloured)
        if self._named and rows:
            yield from writer.head()
        for part in self._parts:
            if isinstance(part, Title):
                yield from styled_lines(fold(part.text, options.max_width, HANG), part.style)
            else:
                yield from writer.row(part)


class _Writer:
    """Writes rows where a layout says."""

    def __init__(self, columns: Sequence[Column], decided: Layout, width: int, indent: int, *, coloured: bool) -> None:
        self._columns = columns
        self._layout = decided
        self._width = width
        self._indent = indent
        self._coloured = coloured

    def head(self) -> Iterator[Segment]:
        """Yield the names of the columns in line."""
        lines = ("".join(part.text for part in line) for line in self._lines([column.name for column in self._columns]))
        yield from styled_lines(list(lines), HEADING)

    def row(self, row: Row) -> Iterator[Segment]:
        """Yield a row, and what stands below it."""
        for line in self._lines(row):
            yield from line
            yield Segment.line()
        first = next(iter(self._layout.widths.values()), 0) + GAP
        start = " " * (self._indent + (first if first <= BELOW else HANG))
        for text in self._told_below(row):
            yield from styled_lines([start + line for line in fold(text, self._width - len(start))], ASIDE)

    def _told_below(self, row: Row) -> Iterator[str]:
        """Yield what has no room in line: what is short together, what is long by itself."""
        told = [
            (self._columns[number], f"{self._columns[number].label} {row[number]}".lstrip())
            for number in self._layout.below
            if row[number]
        ]
        together = ", ".join(text for column, text in told if not column.alone)
        yield from ([together] if together else [])
        yield from (text for column, text in told if column.alone)

    def _lines(self, row: Row) -> Iterator[list[Segment]]:
        widths = self._layout.widths.items()
        if self._width >= UNFOLDED or all(cells(row[number]) <= width for number, width in widths):
            yield self._line([row[number] for number, _ in widths], row)
            return
        folded = [fold(row[number], width, HANG) for number, width in widths]
        for texts in zip_longest(*folded, fillvalue=""):
            yield self._line(texts, row)

    def _line(self, texts: Sequence[str], row: Row) -> list[Segment]:
        """Return one line; the style of each cell is that of its whole text."""
        parts = [Segment(" " * self._indent)]
        gap = 0
        for text, (number, width) in zip(texts, self._layout.widths.items(), strict=True):
            column = self._columns[number]
            padding = max(width - cells(text), 0)
            before, gap = (gap + padding, GAP) if column.right else (gap, padding + GAP)
            style = column.style(row[number]) if self._coloured else ""
            parts += [Segment(" " * before), Segment(text, Style.parse(style) if style else None)]
        return parts if self._coloured else [Segment("".join(part.text for part in parts).rstrip())]
