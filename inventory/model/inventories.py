"""The value that a report is a function of: an inventory, what was found in it, and what changed."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from inventory.model.captures import CaptureSummary
from inventory.model.endpoints import Endpoint
from inventory.model.explanations import Explanation
from inventory.model.growth import Growth
from inventory.model.history import Former, Key
from inventory.model.judged import Judged
from inventory.model.periods import Point


class Excerpt(msgspec.Struct, frozen=True):
    """Some lines of a file of a description."""

    file: str  # as `SourceLine.file` has it
    lines: tuple[tuple[int, str], ...]  # number from 1, and text without its line end; in their order


class Inventory(msgspec.Struct, frozen=True):
    """Everything that a report tells."""

    endpoints: tuple[Endpoint, ...]  # in every state, by service, template and method
    captures: tuple[CaptureSummary, ...]  # by first_seen
    former: Mapping[Key, tuple[Former, ...]] = MappingProxyType({})
    explanations: Mapping[Key, tuple[Explanation, ...]] = MappingProxyType({})
    judged: Judged | None = None  # None where no description was given, or none has a host in common with the traffic
    excerpts: tuple[Excerpt, ...] = ()  # of descriptions, around what findings point at
    growth: Growth | None = None  # what changed in a period; None where nobody asked for it
    at: Point | None = None  # the inventory as it was then; None for now
    notices: tuple[str, ...] = ()  # what limits the report, one sentence each

    @property
    def api(self) -> tuple[Endpoint, ...]:
        """The API endpoints."""
        return tuple(one for one in self.endpoints if one.state == "api")
