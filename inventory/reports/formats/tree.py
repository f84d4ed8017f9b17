"""Endpoints to trees of their paths, for people."""

from inventory.reports.documents import EndpointsDocument
from inventory.reports.tables import trees
from inventory.reports.tables.printing import printed

DOCUMENTS = (EndpointsDocument,)
ENDINGS = ()


def render(document: EndpointsDocument, *, width: int, colour: bool) -> str:
    """Return a tree for each service that fits the width; every text is escaped."""
    return printed(trees.shown(document), width=width, colour=colour)
