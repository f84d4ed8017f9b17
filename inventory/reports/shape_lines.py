"""Published shapes to lines of text, and stored ones to what is published."""

from collections.abc import Iterator

from inventory.model.shapes import Kind, Shape
from inventory.reports.documents import KindDocument, PlaceDocument, ShapeDocument
from inventory.reports.wording import counted

PLACES_SHOWN = 40  # of one shape
WORDS_SHOWN = 12
NAME_SHOWN = 60  # characters of a place

_MEASURES = {"string": "character", "array": "item"}


def published(shape: Shape) -> ShapeDocument:
    """Publish a shape; a place has how many values it might have stood in, besides how often it was there."""
    objects = {part.pointer: sum(kind.count for kind in part.kinds if kind.name == "object") for part in shape.parts}
    places = tuple(
        PlaceDocument(
            pointer=part.pointer,
            count=part.count,
            of=objects.get(part.pointer.rpartition("/")[0]) if part.pointer and _is_member(part.pointer) else None,
            kinds=tuple(map(_kind, part.kinds)),
        )
        for part in shape.parts
    )
    return ShapeDocument(
        status=shape.status or None,
        role=shape.role,
        media_type=shape.media_type or None,
        count=shape.count,
        places=places,
        cut=shape.cut,
        unreadable=shape.unreadable,
        malformed=shape.malformed,
    )


def _is_member(pointer: str) -> bool:
    return not pointer.endswith("/*")


def _kind(kind: Kind) -> KindDocument:
    return KindDocument(kind.name, kind.count, kind.least, kind.greatest, dict(kind.formats), kind.words)


def heading(shape: ShapeDocument) -> str:
    """Name a shape, and tell how many values it sums up."""
    status = f"{shape.status}" if shape.status else "unanswered"
    if shape.media_type:
        told = f"{shape.role} {status} {shape.media_type}, {counted(shape.count, 'body', 'bodies')}"
    else:
        told = f"{shape.role} {status}, in {counted(shape.count, 'exchange')}"
    told += f", {shape.malformed:,} more no JSON" if shape.malformed else ""
    return told + (f", {shape.unreadable:,} more could not be read" if shape.unreadable else "")


def places(shape: ShapeDocument) -> list[tuple[str, str]]:
    """Return places with what stood there; names are as hostile as they were sent."""
    return [(_name(place.pointer), _described(place)) for place in _telling(shape)[:PLACES_SHOWN]]


def left_out(shape: ShapeDocument) -> Iterator[str]:
    """Tell what of a shape is shown nowhere."""
    more = len(_telling(shape)) - PLACES_SHOWN
    if more > 0:
        yield f"and {counted(more, 'more place')}: see --format json"
    if shape.cut:
        yield f"{counted(shape.cut, 'value')} at places that are too many to tell apart"


def _telling(shape: ShapeDocument) -> list[PlaceDocument]:
    return [place for place in shape.places if place.pointer or not _is_plain_object(place)]


def _is_plain_object(place: PlaceDocument) -> bool:
    return [kind.name for kind in place.kinds] == ["object"]


def _name(pointer: str) -> str:
    """Write a place as people do: `items[].id`; the whole value is `(all)`."""
    name = pointer.replace("/*", "[]").removeprefix("/").replace("/", ".").replace("~1", "/").replace("~0", "~")
    name = name or "(all)"
    return name if len(name) <= NAME_SHOWN else "…" + name[1 - NAME_SHOWN :]


def _described(place: PlaceDocument) -> str:
    text = " or ".join(map(_measured, place.kinds))
    if place.of is None:
        return text
    if place.count >= place.of:
        return f"{text}, always"
    return f"{text}, in {place.count:,} of {place.of:,}"


def _measured(kind: KindDocument) -> str:
    formats = [name for name in kind.formats if name]
    name = "/".join(formats) if formats and "" not in kind.formats else kind.name
    if kind.words is not None:
        return f"{name}: {', '.join(kind.words[:WORDS_SHOWN])}"
    if kind.least is None or kind.greatest is None or kind.name == "object":
        return name
    span = f"{kind.least:,}" if kind.least == kind.greatest else f"{kind.least:,} to {kind.greatest:,}"
    unit = _MEASURES.get(kind.name)
    if unit is None:
        return f"{name} {'about ' if max(abs(kind.least), abs(kind.greatest)) >= 1_000 else ''}{span}"
    return f"{name} of {span} {unit}{'s' * (kind.greatest != 1)}"
