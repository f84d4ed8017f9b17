"""Text to lines that are no wider than a terminal, folded between words and behind the slashes of paths."""

import re

from rich.cells import cell_len, chop_cells

NARROWEST = 2  # cells: a single sign may take two

_PIECES = re.compile(r"[^/]*/|[^/]+")


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
    if cells(word) <= room:
        return [word]
    return [part for piece in _PIECES.findall(word) for part in chop_cells(piece, room)]
