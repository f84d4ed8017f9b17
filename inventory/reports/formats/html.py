"""An inventory to one page of HTML, for people who look, filter and send links."""

from inventory.reports.documents import InventoryDocument

DOCUMENTS = (InventoryDocument,)
ENDINGS = (".html", ".htm")


def render(document: InventoryDocument, *, width: int, colour: bool) -> str:
    """Return a page that makes no request, and whose text is on it without its script, too."""
    from inventory.reports.page import page  # noqa: PLC0415 - Jinja takes a while to import, and few runs need it

    del width, colour
    return page(document)
