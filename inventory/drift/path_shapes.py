"""Redacted paths and the template that claims them to the shapes of the path's parameters."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from inventory.model.lengths import UNKNOWN, Range, by_segment, whole
from inventory.model.observations import Sighting
from inventory.model.shape_sums import merge_shapes
from inventory.model.shapes import Kind, Part, Shape

_PARAMETER = re.compile(r"\{([^{}/*+]+)\}")
_REST = re.compile(r"\{[^{}/]*[*+]\}")
# Placeholders of observed paths, as kinds of values; the looks of all others tell nothing.
_KINDS = {"{integer}": "integer", "{number}": "number", "true": "boolean", "false": "boolean"}
_LOOKS = {"{uuid}": "uuid", "{date}": "date", "{email}": "email", "{ip}": "ip", "{hex}": "hex"}
# Texts that stay as they are where APIs put versions.
_DIGITS = (("integer", re.compile(r"\d+", re.ASCII)), ("number", re.compile(r"\d+\.\d+", re.ASCII)))


def path_shapes(template: str, sightings: Iterable[Sighting]) -> tuple[Shape, ...]:
    """Return what the parameters of a declared path were, by status.

    A parameter counts that is a whole segment; behind one that takes several segments, none does.
    """
    segments = [segment for segment in template.split("/") if segment]
    names = [(index - len(segments), match[1]) for index, one in enumerate(segments) if (match := _whole(one))]
    if not names or any(map(_REST.search, segments)):
        return ()
    return merge_shapes(shape for sighting in sightings for shape in _shapes(sighting, len(segments), names))


def _whole(segment: str) -> re.Match[str] | None:
    return _PARAMETER.fullmatch(segment)


def _shapes(sighting: Sighting, size: int, names: list[tuple[int, str]]) -> Iterator[Shape]:
    """Yield the shapes of one redacted path; segments count from its end, as the base path is not in the template."""
    path = [segment for segment in sighting.path.split("/") if segment]
    if len(path) < size or "{rest}" in path:
        return
    # Lengths are those of requests that were rejected, too: then they prove nothing about the others.
    rejected = any(tally.outcome == "rejected" for tally in sighting.tallies)
    lengths = None if rejected else by_segment(path, sighting.lengths)
    values = [(name, path[index], whole(path[index], lengths[index]) if lengths else UNKNOWN) for index, name in names]
    counts: dict[int, int] = {}
    for tally in sighting.tallies:
        counts[tally.status] = counts.get(tally.status, 0) + tally.count
    for status, count in counts.items():
        own = Part("", (Kind("object", count, len(names), len(names)),))
        parts = [Part(f"/{_escaped(name)}", (_kind(text, count, size),)) for name, text, size in values]
        yield Shape(status, "path", "", count, (own, *sorted(parts, key=lambda part: part.pointer)))


def _kind(text: str, count: int, size: Range) -> Kind:
    """Return what a segment says about its values."""
    name = _KINDS.get(text) or next((name for name, pattern in _DIGITS if pattern.fullmatch(text)), "string")
    if name != "string":
        return Kind(name, count)
    least, greatest = (None, None) if size == UNKNOWN else size
    words = None if "{" in text else (unquote(text),)
    look = _LOOKS.get(text, "version" if text[:1].isdecimal() else "")
    return Kind("string", count, least, greatest, ((look, count),), words)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
