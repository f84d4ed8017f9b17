"""Columns and the widths of their texts to where each column stands: in line, below the row, or nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inventory.reports.tables.folding import NARROWEST, cells
from inventory.reports.tables.lines import UNFOLDED

GAP = 2  # cells between columns
ALIGNED = 120  # cells up to which lines that are not folded stand in columns: one long text must not widen them all

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
class Layout:
    """Where columns stand, by their numbers."""

    widths: dict[int, int]  # of those in line
    below: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A column in which something stands."""

    number: int
    column: Column
    wanted: int  # cells of its longest text

    def least(self, ease: int = 0) -> int:
        """Return how many cells it takes at least, when texts that fold have so much ease."""
        return min(self.wanted, max(self.column.least, ease)) if self.column.least else self.wanted


def layout(columns: Sequence[Column], rows: Sequence[Row], room: int, *, named: bool) -> Layout:
    """Decide which columns stand in line, which below it, and how wide they are; empty ones are nowhere."""
    widest = [max(map(cells, texts)) for texts in zip(*rows, strict=True)]
    filled = [
        _Filled(number, columns[number], max(width, len(columns[number].name) if named else 0))
        for number, width in enumerate(widest)
        if width
    ]
    if room >= UNFOLDED:
        return Layout({one.number: min(one.wanted, ALIGNED) for one in filled}, ())
    kept = _kept(filled, room)
    below = tuple(one.number for one in filled if one not in kept and not one.column.spare)
    return Layout(dict(zip((one.number for one in kept), _shared(kept, room), strict=True)), below)


def _kept(filled: Sequence[_Filled], room: int) -> list[_Filled]:
    """Return the columns that stay in line: what is spare goes before any text has to fold into half a line."""
    kept = list(filled)
    spare = [one for one in filled if one.column.spare]
    for leaving, ease in ((spare, room // 2), (filled, 0)):
        for one in sorted(leaving, key=lambda one: one.column.rank, reverse=True):
            taken = sum(other.least(ease) + GAP for other in kept) - GAP
            if taken > room and one.column.rank and one in kept:
                kept.remove(one)
    return kept


def _shared(kept: Sequence[_Filled], room: int) -> list[int]:
    """Return the width of each column in line: the widest of those that fold give what is missing."""
    free = room - GAP * (len(kept) - 1)
    for least in ([one.least() for one in kept], [NARROWEST] * len(kept)):  # where the first are too wide, all fold
        for level in range(max(free, NARROWEST), NARROWEST - 1, -1):
            given = [min(one.wanted, max(level, floor)) for one, floor in zip(kept, least, strict=True)]
            if sum(given) <= free:
                return given
    return [NARROWEST] * len(kept)
