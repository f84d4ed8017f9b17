"""Media types to what declares them."""

from collections.abc import Iterable

from inventory.model.operations import Content

TEXTS = frozenset({"text/html", "text/plain", "application/xhtml+xml"})  # in which servers and gateways write errors


def is_declared(media_type: str, contents: Iterable[Content]) -> bool:
    """Tell whether a media type is declared, by itself or by a range such as `application/*`."""
    return any(_fits(content.media_type, media_type) for content in contents)


def _fits(declared: str, media_type: str) -> bool:
    if "*" not in declared:
        return declared == media_type
    family, _, name = declared.partition("/")
    seen_family, _, seen_name = media_type.partition("/")
    return _fits_part(family, seen_family) and _fits_part(name or "*", seen_name)


def _fits_part(declared: str, seen: str) -> bool:
    """Tell whether one half fits; `*+json` stands for any name that ends so."""
    before, star, after = declared.partition("*")
    if not star:
        return declared == seen
    return seen.startswith(before) and seen[len(before) :].endswith(after)
