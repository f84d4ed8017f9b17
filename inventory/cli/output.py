"""What is printed where: results to standard output, everything else to standard error."""

import os
import shutil
import sys
from typing import TYPE_CHECKING

from inventory.model.text import printable

if TYPE_CHECKING:
    from inventory.reports.documents import Document

UNBOUNDED = 10_000  # columns where there is no terminal: a log or a pipe is better off without wrapped lines
FOR_PEOPLE = ("table", "tree")  # formats that draw lines and bars

_STAND_INS = {
    "█": "#", "▉": "=", "▊": "=", "▋": "=", "▌": "=", "▍": "-", "▎": "-", "▏": "-", "▇": "%", "▆": "*", "▅": "+",
    "▄": "=", "▃": "-", "▂": ".", "▁": "_", "│": "|", "├": "+", "└": "`", "─": "-", "━": "=", "•": "*", "…": "...",
}  # fmt: skip


def emit(document: "Document", form: str, *, wide: bool = False) -> None:
    """Print a document in a format; where it is `wide`, its lines stay whole on a terminal, too."""
    from inventory.reports import render  # noqa: PLC0415 - `--help` needs none of it

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal and not wide else UNBOUNDED
    text = render(document, form, width=width, colour=_is_coloured(terminal=terminal))
    write(_drawn(text) if form in FOR_PEOPLE else text)


def _is_coloured(*, terminal: bool) -> bool:
    """Tell whether users want colour, as https://no-color.org, force-color.org and bixense.com/clicolors say."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return terminal and os.environ.get("TERM") != "dumb" and os.environ.get("CLICOLOR") != "0"


def _drawn(text: str) -> str:
    """Return a text with plain signs in place of lines and bars that the encoding of the output does not have."""
    missing = {ord(sign): plain for sign, plain in _STAND_INS.items() if _encoded(sign) != sign}
    return text.translate(missing)


def _encoded(text: str) -> str:
    """Return a text as the output can show it: what its encoding does not have is written as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def write(text: str) -> None:
    """Print text as it is; it has been made safe before."""
    sys.stdout.write(_encoded(text))
    sys.stdout.flush()


def complain(message: str, hint: str = "") -> None:
    """Print one line about a problem, and what can be done about it."""
    line = f"inventory: {printable(message)}" + (f" ({printable(hint)})" if hint else "")
    sys.stderr.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def tell(message: str) -> None:
    """Print one line about the course of things."""
    sys.stderr.write(printable(message) + "\n")
