"""A comparison to what its captures show of requests at all.

Browsers take cookies and the Authorization field out of what they export, and people redact captures. Where a service
never shows such a thing, its absence tells nothing.
"""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.operations import Credential
from inventory.rules.credentials import role


class Visible:
    """What the exchanges of each service show somewhere."""

    def __init__(self, comparison: Comparison) -> None:
        self._names = {
            (endpoint.service, name.role, name.name) for endpoint in _endpoints(comparison) for name in endpoint.names
        }
        self._roles = {(service, role) for service, role, _ in self._names}

    def is_recorded(self, match: Match, location: str) -> bool:
        """Tell whether the service of a match ever shows parameters of this kind."""
        return location == "query" or (match.service, location) in self._roles

    def shows(self, match: Match, credential: Credential) -> bool:
        """Tell whether the service of a match ever shows such a credential."""
        kind, name = role(credential)
        return (match.service, kind, name) in self._names if name else (match.service, kind) in self._roles


def _endpoints(comparison: Comparison) -> Iterator[Endpoint]:
    yield from (match.endpoint for match in comparison.matches if match.endpoint is not None)
    yield from (one.endpoint for one in comparison.undocumented)
    yield from (one.endpoint for one in comparison.removed)
