"""What was observed next to what was declared."""

import msgspec

from inventory.model.endpoints import Endpoint
from inventory.model.operations import Description, Operation, SourceLine


class Match(msgspec.Struct, frozen=True):
    """A declared operation and all that was observed on it; the endpoint is None where nothing was."""

    operation: Operation
    description: Description
    service: str  # authority where it was observed; "" where it was not
    endpoint: Endpoint | None


class Undocumented(msgspec.Struct, frozen=True):
    """An observed endpoint that no operation declares.

    `siblings` are the operations on the same path, with other methods; `source` is where it could be declared: at
    the siblings, else where the paths of the service's description begin.
    """

    endpoint: Endpoint
    siblings: tuple[Operation, ...] = ()
    source: SourceLine | None = None


class Comparison(msgspec.Struct, frozen=True):
    """Everything the rules need: nothing else is looked at."""

    matches: tuple[Match, ...]
    undocumented: tuple[Undocumented, ...]
    covered: tuple[str, ...] = ()  # services that a description speaks about
    foreign: tuple[tuple[str, int], ...] = ()  # services that no description speaks about, and their exchanges
