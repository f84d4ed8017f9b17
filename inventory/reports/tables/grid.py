"""Rows of texts to lines in columns that fit a terminal.

rich's own table measures and wraps each cell, which takes seconds for ten thousand rows, and squeezes columns down to
single letters. Here a row is one line of text unless something in it has to fold.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from inventory.reports.tables.folding import NARROWEST, cells, fold

GAP = 2  # cells between columns
HANG = 2  # cells before what goes on of a text that is folded
LABEL = 11  # cells of a label before a text
BELOW = 12  # cells at most before what stands below a row
UNFOLDED = 1_000  # cells from which on nobody looks at a terminal: lines stay whole
ALIGNED = 120  # cells up to which such lines stand in columns: one long text must not widen all of them

Row = Sequence[str]


def unstyled(text: str) -> str:
    """Return the style of cells that have none."""
    del text
    return ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, and what becomes of it where there is little room.

    Those that fold get narrower first, down to `least` cells. Then those with a `rank` leave the line, the highest
    first, and stand below it, with their `label`; where they are `spare` they are left out.
    """

    name: str
    right: bool = False  # for figures
    least: int = 0  # 0 for columns that do not fold
    rank: int = 0  # 0 for columns that stay
    label: str = ""
    spare: bool = False
    alone: bool = False  # below the row it has a line of its own
    style: Callable[[str], str] = unstyled


@dataclass(frozen=True, slots=True)
class Title:
    """A line above some rows."""

    text: str
    style: str = "bold"


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
        coloured = console.color_system is not None
        rows = [part for part in self._parts if not isinstance(part, Title)]
        layout = _layout(self._columns, rows, options.max_width, self._indent, named=self._named)
        if self._named and rows:
            yield from layout.head(coloured=coloured)
        for part in self._parts:
            if isinstance(part, Title):
                yield from styled_lines(fold(part.text, options.max_width, HANG), part.style)
            else:
                yield from layout.row(part, coloured=coloured)


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
        dim = Style.parse("dim") if console.color_system is not None else None
        behind = self._indent + self._label_width + 1
        for label, text in self._facts:
            line, *others = fold(f"{' ' * self._indent}{label:<{self._label_width}} {text}", options.max_width, behind)
            yield from (Segment(line[:behind], dim), Segment(line[behind:]), Segment.line())
            yield from styled_lines(others)


def styled_lines(lines: Sequence[str], style: str = "") -> Iterator[Segment]:
    """Yield lines that fit as they are."""
    parsed = Style.parse(style) if style else None
    for line in lines:
        yield Segment(line, parsed)
        yield Segment.line()


def _layout(columns: Sequence[Column], rows: Sequence[Row], width: int, indent: int, *, named: bool) -> "_Layout":
    """Decide which columns stand in line, which below it, and how wide they are."""
    room = max(width - indent, NARROWEST)
    widths = [max(map(cells, texts)) for texts in zip(*rows, strict=True)]
    filled = [number for number, widest in enumerate(widths) if widest]
    if named:
        widths = [max(widest, len(column.name)) for widest, column in zip(widths, columns, strict=False)]
    if width >= UNFOLDED:
        return _Layout(columns, {number: min(widths[number], ALIGNED) for number in filled}, (), indent, width)
    kept = _kept(columns, widths, filled, room)
    below = [number for number in filled if number not in kept and not columns[number].spare]
    return _Layout(columns, dict(zip(kept, _shared(columns, widths, kept, room), strict=True)), below, indent, width)


def _kept(columns: Sequence[Column], widths: Sequence[int], filled: Sequence[int], room: int) -> list[int]:
    """Return the columns that stay in line: what is spare goes before any text folds into less than half a line."""
    kept = list(filled)
    spare = [number for number in filled if columns[number].spare]
    for leaving, ease in ((spare, room // 2), (filled, 0)):
        for number in sorted(leaving, key=lambda number: columns[number].rank, reverse=True):
            taken = GAP * (len(kept) - 1) + sum(
                min(widths[one], max(columns[one].least, ease)) if columns[one].least else widths[one] for one in kept
            )
            if taken > room and number in kept and columns[number].rank:
                kept.remove(number)
    return kept


def _shared(columns: Sequence[Column], widths: Sequence[int], kept: Sequence[int], room: int) -> list[int]:
    """Return the width of each column in line: the widest of those that fold give what is missing."""
    free = room - GAP * (len(kept) - 1)
    wanted = [widths[number] for number in kept]
    least = [columns[number].least or widths[number] for number in kept]
    for floors in (least, [NARROWEST] * len(kept)):  # where they are too wide at their least, all fold
        for level in range(max(wanted, default=0), NARROWEST - 1, -1):
            given = [min(width, max(level, floor)) for width, floor in zip(wanted, floors, strict=True)]
            if sum(given) <= free:
                return given
    return [NARROWEST] * len(kept)


class _Layout:
    """Where the columns of a grid stand."""

    def __init__(
        self, columns: Sequence[Column], widths: dict[int, int], below: Sequence[int], indent: int, width: int
    ) -> None:
        self._columns = columns
        self._widths = widths  # of the columns in line, by number
        self._below = below
        self._start = " " * indent
        self._width = width
        first = next(iter(widths.values()), 0) + GAP
        self._deeper = indent + (first if first <= BELOW else HANG)

    def head(self, *, coloured: bool) -> Iterator[Segment]:
        """Yield the names of the columns in line."""
        names = [column.name for column in self._columns]
        for line in self._lines(names, coloured=coloured):
            yield Segment("".join(part.text for part in line), Style.parse("bold") if coloured else None)
            yield Segment.line()

    def row(self, row: Row, *, coloured: bool) -> Iterator[Segment]:
        """Yield a row, and what stands below it."""
        for line in self._lines(row, coloured=coloured):
            yield from line
            yield Segment.line()
        for text in self._told_below(row):
            start = " " * self._deeper
            lines = fold(text, self._width - self._deeper)
            yield from styled_lines([f"{start}{line}" for line in lines], "dim" if coloured else "")

    def _told_below(self, row: Row) -> Iterator[str]:
        """Yield what has no room in line: what is short together, what is long by itself."""
        told = [
            (number, f"{self._columns[number].label} {row[number]}".lstrip()) for number in self._below if row[number]
        ]
        together = ", ".join(text for number, text in told if not self._columns[number].alone)
        yield from ([together] if together else [])
        yield from (text for number, text in told if self._columns[number].alone)

    def _lines(self, row: Row, *, coloured: bool) -> Iterator[list[Segment]]:
        if self._width >= UNFOLDED or all(cells(row[number]) <= width for number, width in self._widths.items()):
            yield self._line([row[number] for number in self._widths], row, coloured=coloured)
            return
        folded = [fold(row[number], width, HANG) for number, width in self._widths.items()]
        for texts in zip_longest(*folded, fillvalue=""):
            yield self._line(texts, row, coloured=coloured)

    def _line(self, texts: Sequence[str], row: Row, *, coloured: bool) -> list[Segment]:
        """Return one line; the style of each cell is that of its whole text."""
        parts = [Segment(self._start)]
        gap = 0
        for text, (number, width) in zip(texts, self._widths.items(), strict=True):
            column = self._columns[number]
            padding = max(width - cells(text), 0)
            before, gap = (gap + padding, GAP) if column.right else (gap, padding + GAP)
            style = column.style(row[number]) if coloured else ""
            parts += [Segment(" " * before), Segment(text, Style.parse(style) if style else None)]
        return parts if coloured else [Segment("".join(part.text for part in parts).rstrip())]
