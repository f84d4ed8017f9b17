"""Shapes of the parameters of an operation, next to what it declares, to the places where they differ."""

from collections.abc import Iterator, Sequence

from inventory.model.comparisons import Match
from inventory.model.operations import Parameter
from inventory.model.shapes import PARAMETERS, Shape
from inventory.model.statuses import ACCEPTED
from inventory.rules.differences import judged
from inventory.rules.differences.bodies import accepted
from inventory.rules.differences.members import escaped, items_of, properties_of, schemas_of
from inventory.rules.differences.places import Place
from inventory.rules.differences.texts import all_have, one_by_one
from inventory.rules.differences.walk import Difference, Walk
from inventory.rules.readings import Reader, Reading

# Others put something before values.
_STYLES = frozenset({"", "simple", "form", "cookie", "deepObject", "spaceDelimited", "pipeDelimited"})


def of_parameters(match: Match, reader: Reader) -> Iterator[Place]:
    """Yield where parameters differ, in requests that the server accepted."""
    if match.endpoint is None:
        return
    places = list(judged.parameters(match))
    yield from places
    told = {place.location for place in places}
    if judged.covers_parameters(match.endpoint):
        return
    for role in sorted(PARAMETERS):
        declared = [one for one in match.operation.parameters if one.location == role]
        for shape in accepted(match.endpoint.shapes, role) if declared else ():
            sent = _Sent(shape, reader, {one.name for one in declared})
            for parameter in declared:
                yield from (place for place in sent.places(parameter) if place.location not in told)


class _Sent:
    """What was sent as parameters of one role; `names` are those of all that are declared for it."""

    def __init__(self, shape: Shape, reader: Reader, names: set[str]) -> None:
        self._shape = shape
        self._reader = reader
        self._names = names
        self._walk = Walk(shape, reader, text=True)
        self._parts = {part.pointer: part for part in shape.parts}

    def places(self, parameter: Parameter) -> Iterator[Place]:
        """Yield where one differs from its schema; one whose value is a document of its own is left out."""
        schema = self._reader.at(parameter.schema) if parameter.schema is not None else None
        if schema is None or parameter.media_type or parameter.style not in _STYLES:
            return
        role, readings = self._shape.role, self._reader.readings([schema])
        separator = "&" if parameter.is_repeated else parameter.delimiter  # "&": each has a name in front of it
        alone = [(parameter.name, readings)]
        for own, wanted in self._members(parameter, readings) if all_have(readings, "object") else alone:
            location, what = f"{role}.{own}", f"{judged.NOUNS[role]} {own}"
            pointer = f"/{escaped(own.lower() if role == 'header' else own)}"
            for one in self._at(pointer, wanted, separator):
                yield Place(location, what, one, ACCEPTED, self._shape.count, parameter.source)

    def _members(self, parameter: Parameter, readings: Sequence[Reading]) -> Iterator[tuple[str, list[Reading]]]:
        """Yield the names by which the properties of an object are sent, where each has its own, and their readings."""
        for name in sorted(properties_of(readings)):
            own = judged.property_name(parameter, name)
            if own is not None and own not in self._names:
                schemas = [schemas_of(name, reading) for reading in readings]
                yield own, [found for one in schemas for found in self._reader.readings(one)]

    def _at(self, pointer: str, readings: Sequence[Reading], separator: str) -> Iterator[Difference]:
        """Yield how the values at a place differ; where a list is declared, each of its items is one."""
        part = self._parts.get(pointer)
        if part is None:
            return
        always = part.count == self._shape.count
        if not all_have(readings, "array"):
            yield from self._walk.at(self._walk.part(pointer), readings, always=always)
            return
        below = [found for reading in readings for found in self._reader.readings(items_of(reading))]
        yield from self._walk.at(one_by_one(part, separator), below, always=always)
        items = f"{pointer}/*"
        if separator == "&" and items in self._parts:
            yield from self._walk.at(one_by_one(self._parts[items], separator), below, always=False)
