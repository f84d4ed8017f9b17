"""What is printed where: results to standard output, everything else to standard error."""

import os
import shutil
import sys
from typing import TYPE_CHECKING

from inventory.model.text import printable

if TYPE_CHECKING:
    from inventory.reports.documents import Document

UNBOUNDED = 10_000  # columns where there is no terminal: a log or a pipe is better off without wrapped lines


def emit(document: "Document", form: str) -> None:
    """Print a document in a format."""
    from inventory.reports import render  # noqa: PLC0415 - `--help` needs none of it

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else UNBOUNDED
    colour = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    write(render(document, form, width=width, colour=colour))


def write(text: str) -> None:
    """Print text as it is; it has been made safe before."""
    if isinstance(sys.stdout.encoding, str) and sys.stdout.encoding.lower().replace("-", "") != "utf8":
        text = text.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding)
    sys.stdout.write(text)
    sys.stdout.flush()


def complain(message: str, hint: str = "") -> None:
    """Print one line about a problem, and what can be done about it."""
    line = f"inventory: {printable(message)}" + (f" ({printable(hint)})" if hint else "")
    sys.stderr.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def tell(message: str) -> None:
    """Print one line about the course of things."""
    sys.stderr.write(printable(message) + "\n")
