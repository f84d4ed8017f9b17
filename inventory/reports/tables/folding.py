"""Text to lines that are no wider than a terminal, folded between words and behind the slashes of paths."""

import re

from rich.cells import cell_len, chop_cells

NARROWEST = 2  # cells: a single sign may take two

# Where a word is cut that is longer than a line: behind slashes, else behind other marks, else anywhere.
_CUTS = (re.compile(r"/*[^/]+/?|/+"), re.compile(r"[^-_.?&=,;]*[-_.?&=,;]|[^-_.?&=,;]+"))


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def fold(text: str, width: int, hang: int = 0) -> list[str]:
    """Return lines of at most `width` cells; all but the first begin with `hang` spaces where there is room for them.

    A word that fits into a line stays whole; in a longer one, lines end behind slashes where they can.
    """
    width = max(width, NARROWEST)
    if cells(text) <= width:
        return [text]
    start = " " * (hang if hang * 2 < width else 0)
    lines = [""]
    for number, word in enumerate(text.split(" ")):
        between = " " if number else ""
        for piece in _pieces(word, width - len(start)):
            longer = f"{lines[-1]}{between}{piece}"
            if cells(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(start + piece)
            between = ""
    return lines


def _pieces(word: str, room: int) -> list[str]:
    """Return a word as a whole where it fits, else in pieces that do."""
    pieces = [word]
    for cut in _CUTS:
        pieces = [part for one in pieces for part in ([one] if cells(one) <= room else cut.findall(one))]
    return [part for one in pieces for part in ([one] if cells(one) <= room else chop_cells(one, room))]
