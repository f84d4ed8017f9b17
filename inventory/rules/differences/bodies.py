"""Shapes of the bodies on an operation, next to what it declares, to the places where they differ."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from inventory.model.comparisons import Match
from inventory.model.contents import FORMS
from inventory.model.operations import Content, content_for
from inventory.model.shape_sums import merge_shapes
from inventory.model.shapes import Shape
from inventory.model.statuses import ACCEPTED
from inventory.model.violations import MALFORMED, NOT_JSON
from inventory.rules.differences import judged
from inventory.rules.differences.places import Place
from inventory.rules.differences.walk import Difference, Walk
from inventory.rules.readings import Reader, Reading

_WITHOUT_BODY = frozenset({0, 204, 205, 304})


def of_responses(match: Match, reader: Reader) -> Iterator[Place]:
    """Yield where bodies of responses differ; those with statuses or media types that are not declared are left out."""
    if match.endpoint is None or match.operation.method == "HEAD":
        return
    places = list(judged.responses(match))
    yield from places
    told = {place.location for place in places}
    for shape in match.endpoint.shapes:
        if judged.covers(match.endpoint, shape):
            continue
        response = match.operation.response_for(shape.status)
        if shape.role == "response" and shape.status not in _WITHOUT_BODY and response is not None:
            what, location, statuses = f"{shape.status} response", f"response.{shape.status}", frozenset({shape.status})
            for one in _differences(shape, reader, response.contents, "writeOnly"):
                own, named = _named(location, what, one)
                if own not in told:
                    yield Place(own, named, one, statuses, shape.count or shape.malformed, response.source)


def of_requests(match: Match, reader: Reader) -> Iterator[Place]:
    """Yield where bodies of requests differ that the server accepted."""
    request = match.operation.request
    if match.endpoint is not None and request is not None:
        places = list(judged.requests(match))
        yield from places
        told = {place.location for place in places}
        for shape in accepted(match.endpoint.shapes, "request"):
            if judged.covers(match.endpoint, shape):
                continue
            for one in _differences(shape, reader, request.contents, "readOnly"):
                own, named = _named("request", "request body", one)
                if own not in told:
                    yield Place(own, named, one, ACCEPTED, shape.count or shape.malformed, request.source)


def accepted(shapes: Iterable[Shape], role: str) -> tuple[Shape, ...]:
    """Add up the shapes of one role of all requests that the server accepted."""
    own = (shape for shape in shapes if shape.role == role and shape.status in ACCEPTED)
    return merge_shapes(replace(shape, status=0) for shape in own)


def _differences(shape: Shape, reader: Reader, contents: tuple[Content, ...], mark: str) -> Iterator[Difference]:
    content = content_for(contents, shape.media_type)
    schema = reader.at(content.schema) if content is not None and content.schema is not None else None
    if schema is not None and not any(map(_is_of_bytes, reader.readings([schema]))):
        if shape.malformed:
            count, total = shape.malformed, shape.count + shape.malformed
            text = f"{NOT_JSON} ({count:,} of {total:,} {'body' if total == 1 else 'bodies'})"
            yield Difference("", MALFORMED, MALFORMED, text, count, total, always=count == total)
        yield from Walk(shape, reader, mark, text=shape.media_type in FORMS).differences(schema)


def _named(location: str, what: str, difference: Difference) -> tuple[str, str]:
    """Return the location of a difference in a body, and the words for it."""
    pointer = difference.pointer
    return (f"{location}#{pointer}", f"{what} at {pointer}") if pointer else (location, what)


def _is_of_bytes(reading: Reading) -> bool:
    """Tell whether a whole body is declared as any bytes: how they read then plays no part."""
    said = [schema.keywords for schema in reading.schemas]
    return any(one.get("format") == "binary" or "contentMediaType" in one for one in said)
