"""A service, a method and a redacted path to the operation that a description declares there."""

from collections.abc import Sequence
from typing import NamedTuple

from inventory.drift import versions
from inventory.drift.claims import Lookup
from inventory.drift.path_templates import Redact
from inventory.model.operations import Description, Operation, Server

REMEMBERED = 16_384  # answers


class Mounted(NamedTuple):
    """An operation where it is mounted."""

    operation: Operation
    description: Description
    template: str  # of its path, from the root of the server


class OperationsAt:
    """Finds operations as `claim` does, one path at a time."""

    def __init__(self, descriptions: Sequence[Description], override: tuple[Server, ...], redact: Redact) -> None:
        """Take descriptions; `override` says where all of them are mounted."""
        current, _ = versions.split(descriptions, override)
        self._lookup = Lookup(current, override, redact)
        self._known: dict[tuple[str, str, str], Mounted | None] = {}

    def find(self, service: str, method: str, path: str) -> Mounted | None:
        """Return the operation that a request is for; None where none is declared."""
        key = service, method, path
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = (one for one in self._lookup.find(service, path) if one.entry.operation.method == method)
            self._known[key] = next(
                (Mounted(one.entry.operation, one.entry.description, one.template) for one in found), None
            )
        return self._known[key]
