"""What was observed next to what was declared."""

import msgspec

from inventory.model.coverage import Fate
from inventory.model.endpoints import Endpoint
from inventory.model.operations import Description, Operation, Server, SourceLine


class Match(msgspec.Struct, frozen=True):
    """A declared operation and all that was observed on it; the endpoint is None where nothing was."""

    operation: Operation
    description: Description
    service: str  # authority where it was observed; "" where it was not
    endpoint: Endpoint | None
    servers: tuple[Server, ...] = ()  # where it is mounted; where it was observed, those that fit the service
    services: tuple[str, ...] = ()  # of all that was observed, those that its servers may be
    fates: tuple[Fate, ...] = ()  # what became of the bytes that were exchanged with its servers; () for HAR


class Undocumented(msgspec.Struct, frozen=True):
    """An observed endpoint that no operation declares.

    `siblings` are the operations on the same path, with other methods; `source` is where it could be declared: at
    the siblings, else where the paths of the service's description begin.
    """

    endpoint: Endpoint
    siblings: tuple[Operation, ...] = ()
    source: SourceLine | None = None


class Older(msgspec.Struct, frozen=True):
    """A description of an earlier version of an API of which a newer one is given as well."""

    description: Description
    newer: Description


class Removed(msgspec.Struct, frozen=True):
    """What was observed on an operation that an older description declares and the newer one does not."""

    operation: Operation
    description: Description
    newer: Description
    endpoint: Endpoint


class Elsewhere(msgspec.Struct, frozen=True):
    """A host that serves what a description declares, and that none of its servers names."""

    description: Description
    operations: tuple[Operation, ...]  # that were served there, in the order of the file
    endpoint: Endpoint  # all that was observed on them; its template is where they are mounted, its method ""


class Ratio(msgspec.Struct, frozen=True):
    """How much of what is declared the traffic shows."""

    seen: int
    declared: int


class Figures(msgspec.Struct, frozen=True):
    """How well the traffic covers the descriptions, for whoever runs tests while capturing.

    Parameters and statuses are those of the operations that were used. A range of statuses counts once, `default` not
    at all.
    """

    operations: Ratio
    parameters: Ratio
    statuses: Ratio


class Comparison(msgspec.Struct, frozen=True):
    """Everything the rules need: nothing else is looked at."""

    matches: tuple[Match, ...]
    undocumented: tuple[Undocumented, ...]
    covered: tuple[str, ...] = ()  # services that a description speaks about
    foreign: tuple[tuple[str, int], ...] = ()  # services that no description speaks about, and their exchanges
    older: tuple[Older, ...] = ()  # descriptions that declare no traffic, as newer ones are given
    removed: tuple[Removed, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    figures: Figures | None = None  # None where nobody asked for them
