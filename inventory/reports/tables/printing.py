"""What rich prints to text."""

import io

from rich.console import Console, RenderableType


def printed(shown: RenderableType, *, width: int, colour: bool) -> str:
    """Return lines that fit the width; no text is read as markup, and no line ends in spaces."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False, markup=False, emoji=False,
        color_system="standard" if colour else None, legacy_windows=False,
    )  # fmt: skip
    console.print(shown, crop=False)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
