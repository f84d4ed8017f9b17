"""Places of a description to the objects there, references followed, and their lines."""

from collections.abc import Iterable, Iterator

import msgspec

from inventory.errors import DescriptionError
from inventory.model.operations import SchemaPlace, SourceLine
from inventory.openapi.folder import Document, Folder, RefusedReferenceError
from inventory.openapi.values import JsonObject, Place, as_object, at

NODES_LIMIT = 1_000_000  # objects looked at, all together: path items that many paths refer to count each time
NOTES_LIMIT = 20  # lines about references that lead nowhere


class Node(msgspec.Struct, frozen=True, gc=False):
    """An object of a description, and where it stands."""

    document: Document
    place: Place
    value: JsonObject

    def schema(self, *steps: str) -> SchemaPlace:
        """Return the place of the schema below this object."""
        return SchemaPlace(self.document.uri, (*self.place, *steps))


class Resolver:
    """Reads objects of one description; a reference that leads nowhere is noted once, and what it names left out."""

    def __init__(self, folder: Folder) -> None:
        """Begin with nothing looked at."""
        self._folder = folder
        self._looked = 0
        self._lines: dict[str, dict[Place, SourceLine]] = {}
        self._notes: dict[tuple[str, Place], str] = {}

    @property
    def root(self) -> Node:
        """Return the description as a whole."""
        return Node(self._folder.root, (), as_object(self._folder.root.value))

    def below(self, node: Node, *steps: str) -> Node | None:
        """Return the object below another, where its references lead in the end; None where there is none.

        Raises DescriptionError after `NODES_LIMIT` of them.
        """
        self._looked += 1
        if self._looked > NODES_LIMIT:
            reason = f"its operations have more than {NODES_LIMIT:,} parts"
            raise node.document.problem(node.place, reason, hint="split the description")
        place = (*node.place, *steps)
        try:
            found = at(node.value, steps)
        except LookupError:
            return None
        if not isinstance(found, dict):
            return None
        if not isinstance(found.get("$ref"), str):
            return Node(node.document, place, found)
        try:
            return Node(*self._folder.follow(node.document, place))
        except RefusedReferenceError as problem:
            self._note(node.document, place, str(problem))
        except DescriptionError as problem:
            self._note(node.document, place, f"cannot be followed: {problem.message}")
        return None

    def each(self, node: Node, name: str) -> Iterator[tuple[str, Node]]:
        """Yield the members of an object or a list below another, with their names, as `below` does."""
        members = node.value.get(name)
        names = (
            members
            if isinstance(members, dict)
            else map(str, range(len(members or ())))
            if isinstance(members, list)
            else ()
        )
        for member in names:
            found = self.below(node, name, member)
            if found is not None:
                yield member, found

    def locate(self, nodes: Iterable[Node]) -> None:
        """Look up the lines of all these objects, in one pass for each file."""
        wanted: dict[str, tuple[Document, list[Place]]] = {}
        for node in nodes:
            wanted.setdefault(node.document.uri, (node.document, []))[1].append(node.place)
        self._lines = {uri: document.lines(places) for uri, (document, places) in wanted.items()}

    def line(self, node: Node) -> SourceLine:
        """Return where an object stands that was among those of `locate`."""
        return self._lines[node.document.uri][node.place]

    def notes(self) -> tuple[str, ...]:
        """Return a line for each reference that led nowhere, at most `NOTES_LIMIT`, and how many more there were."""
        told = list(self._notes.values())
        more = len(told) - NOTES_LIMIT
        return (*told[:NOTES_LIMIT], *([f"{more:,} more references that cannot be followed"] if more > 0 else ()))

    def _note(self, document: Document, place: Place, reason: str) -> None:
        if (document.uri, place) not in self._notes:
            told = document.problem((*place, "$ref"), f"left out: the reference {reason}", hint="")
            self._notes[document.uri, place] = told.message
