"""Builtin values to JSON in ASCII: nothing in it can act on a terminal."""

import json


def dumps(value: object) -> str:
    """Return one JSON text with a line end; what is not ASCII, and DEL, is escaped (RFC 8259 section 7)."""
    return json.dumps(value, ensure_ascii=True, indent=2).replace("\x7f", "\\u007f") + "\n"
