"""Documents to JSON, in ASCII: nothing in it can act on a terminal."""

from typing import get_args

import msgspec

from inventory.reports import ascii_json
from inventory.reports.documents import Document

DOCUMENTS = get_args(Document)
ENDINGS = (".json",)


def render(document: Document, *, width: int, colour: bool) -> str:
    """Return one JSON document."""
    del width, colour
    return ascii_json.dumps(msgspec.to_builtins(document))
