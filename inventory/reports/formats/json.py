"""Documents to JSON, in ASCII: nothing in it can act on a terminal."""

import json

import msgspec

from inventory.reports.documents import Document


def render(document: Document, *, width: int, colour: bool) -> str:
    """Return one JSON document; what is not ASCII, and DEL, is escaped (RFC 8259 section 7)."""
    del width, colour
    text = json.dumps(msgspec.to_builtins(document), ensure_ascii=True, indent=2)
    return text.replace("\x7f", "\\u007f") + "\n"
