"""A document in a format to its text."""

from typing import Protocol, cast

from inventory import plugins
from inventory.reports.documents import Document


class Format(Protocol):
    """What a plug-in in `formats/` offers."""

    def render(self, document: Document, *, width: int, colour: bool) -> str:
        """Return the text of a document; `width` and `colour` matter to formats for terminals alone."""


def formats() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(plugins.load("inventory.reports.formats"))


def render(document: Document, form: str, *, width: int = 100, colour: bool = False) -> str:
    """Return the text of a document, with a line end at its end unless it is empty."""
    return cast("Format", plugins.load("inventory.reports.formats")[form]).render(document, width=width, colour=colour)
