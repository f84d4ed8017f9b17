"""Findings to the summary of a step of GitHub Actions, in Markdown."""

from inventory.reports import markdown_text
from inventory.reports.documents import DriftDocument

DOCUMENTS = (DriftDocument,)
ENDINGS = ()

SIZE_LIMIT = 250_000  # characters: GitHub takes 1 MiB for a step, and each may take four bytes


def render(document: DriftDocument, *, width: int, colour: bool) -> str:
    """Return a heading, the figures and tables of the findings."""
    del width, colour
    return markdown_text.drift(document, SIZE_LIMIT)
