"""Places in a JSON or YAML text to lines and columns, in one pass over its events."""

from collections.abc import Iterable
from contextlib import suppress

import yaml

from inventory.openapi.reader import yaml_view
from inventory.openapi.values import Place

START = (1, 1)


class _Step:
    """A node in the tree of places that are wanted."""

    __slots__ = ("below", "position")

    def __init__(self) -> None:
        self.below: dict[str, _Step] = {}
        self.position: tuple[int, int] | None = None


def locate(text: str, places: Iterable[Place]) -> dict[Place, tuple[int, int]]:
    """Return line and column, both from 1, of each place: of its key in an object, of the item itself in a list.

    A place that the text does not write out (behind an alias or a merge key) has the position of what it is in; so has
    every place after a point that LibYAML cannot read, which valid JSON may hold.
    """
    wanted = {place: _Step() for place in places}
    root = _Step()
    for place in wanted:
        _plant(root, place)
    root.position = START
    with suppress(yaml.YAMLError):  # the text was read before: this is the price of asking YAML about JSON
        _walk(yaml_view(text), root)
    return {place: _deepest(root, place) for place in wanted}


def _plant(root: _Step, place: Place) -> None:
    step = root
    for name in place:
        step = step.below.setdefault(name, _Step())


def _deepest(root: _Step, place: Place) -> tuple[int, int]:
    step, position = root, START
    for name in place:
        step = step.below[name]
        if step.position is None:
            break
        position = step.position
    return position


class _Open:
    """A container on the way: what is wanted in it, and whether a key or a value comes next."""

    __slots__ = ("count", "is_object", "next", "wanted")

    def __init__(self, wanted: _Step, *, is_object: bool) -> None:
        self.wanted = wanted
        self.is_object = is_object
        self.count = 0
        self.next: _Step | None = None

    def child(self, event: yaml.Event) -> _Step | None:
        """Return the wanted step that an event in this container is the value of."""
        self.count += 1
        if not self.is_object:
            step = self.wanted.below.get(str(self.count - 1))
            _note(step, event)
            return step
        if self.count % 2:
            name = event.value if isinstance(event, yaml.ScalarEvent) else None
            self.next = self.wanted.below.get(name) if name is not None else None
            _note(self.next, event)
            return None
        return self.next


def _walk(text: str, root: _Step) -> None:
    """Note positions; subtrees in which nothing is wanted are only counted through."""
    stack: list[_Open] = []
    skipped = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            if skipped:
                skipped -= 1
            else:
                stack.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            step = None if skipped else stack[-1].child(event) if stack else root
            if step is None or not step.below:
                skipped += 1
            else:
                stack.append(_Open(step, is_object=isinstance(event, yaml.MappingStartEvent)))
        elif stack and not skipped and isinstance(event, yaml.NodeEvent):
            stack[-1].child(event)


def _note(step: _Step | None, event: yaml.Event) -> None:
    if step is not None and step.position is None and event.start_mark is not None:
        step.position = (event.start_mark.line + 1, event.start_mark.column + 1)
