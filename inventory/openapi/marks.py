"""The version field of a document to whether it is one version."""

import re

from inventory.openapi.values import JsonObject, as_text


def is_version(document: JsonObject, key: str, number: str) -> bool:
    """Tell whether a version field holds a version or one of its patches: "3.1" or "3.1.2"."""
    return re.fullmatch(re.escape(number) + r"(?:\.\d+(?:-[\w.]+)?)?", as_text(document.get(key))) is not None
