"""What no description speaks about to the hosts that serve what a description declares all the same.

Other people's hosts may answer on a path of the same name. So a host counts only where it served at least two declared
paths that not every service has, and where most of what it served is declared.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from inventory.drift import mounts
from inventory.drift.claims import Claims
from inventory.drift.path_templates import Redact, TemplateIndex
from inventory.model.comparisons import Elsewhere
from inventory.model.endpoints import Endpoint, state_of
from inventory.model.observations import Sighting, merge_names, merge_tallies
from inventory.model.operations import Description, Operation

PATHS_LEAST = 2  # declared paths that a host must have served
# Words of which paths consist that any service may have.
COMMON = frozenset(
    {
        "actuator", "alive", "api", "auth", "authorize", "config", "docs", "favicon.ico", "health", "healthcheck",
        "healthz", "heartbeat", "index.html", "info", "live", "livez", "login", "logout", "metrics", "oauth", "oauth2",
        "openapi.json", "openapi.yaml", "ping", "ready", "readyz", "rest", "robots.txt", "session", "signin", "signup",
        "stats", "status", "swagger.json", "time", "token", "v1", "v2", "v3", "version", "well-known", ".well-known",
    }
)  # fmt: skip


def elsewhere(claims: Claims, redact: Redact) -> Iterator[Elsewhere]:
    """Yield the services that serve what a description declares for other hosts, in the order of the descriptions.

    Where the user says which servers there are, nothing is told, as that is all there is to know.
    """
    hosts: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in claims.uncovered:
        if _is_api(sighting):
            hosts[claims.stands_for.get(sighting.service, sighting.service)].append(sighting)
    for description in claims.current if hosts and not claims.override else ():
        index = _Index(description, redact)
        for service, own in sorted(hosts.items()):
            yield from index.found(service, own)


class _Index:
    """Finds declared operations wherever the base path of a server is, whatever its host."""

    def __init__(self, description: Description, redact: Redact) -> None:
        self._description = description
        self._by_base: dict[str, TemplateIndex[Operation]] = {}
        for operation in description.operations:
            servers = mounts.mounts(description, operation, ())
            for base in {server.base_path for server in servers if not mounts.is_open(server)}:
                index = self._by_base.setdefault(base, TemplateIndex(redact))
                index.add(base + operation.path, operation)

    def found(self, service: str, own: Sequence[Sighting]) -> Iterator[Elsewhere]:
        """Yield what a host serves of the description, if that is enough to tell."""
        for base, index in sorted(self._by_base.items()):
            fitting = [(sighting, one) for sighting in own for one in [_operation(index, sighting)] if one is not None]
            paths = {operation.path for _, operation in fitting if is_telling(operation.path)}
            if len(paths) >= PATHS_LEAST and len(fitting) * 2 > len(own):
                seen = {id(operation) for _, operation in fitting}
                operations = tuple(one for one in self._description.operations if id(one) in seen)
                endpoint = _sum(service, base or "/", [sighting for sighting, _ in fitting])
                yield Elsewhere(self._description, operations, endpoint)
                return


def is_telling(template: str) -> bool:
    """Tell whether a declared path has a word that not just any service has."""
    return any(segment and "{" not in segment and segment.lower() not in COMMON for segment in template.split("/"))


def _operation(index: TemplateIndex[Operation], sighting: Sighting) -> Operation | None:
    return next((one for one in index.find(sighting.path) if one.method == sighting.method), None)


def _is_api(sighting: Sighting) -> bool:
    return any(tally.outcome == "served" and tally.kind == "api" for tally in sighting.tallies)


def _sum(service: str, base: str, sightings: Sequence[Sighting]) -> Endpoint:
    tallies = merge_tallies(tally for sighting in sightings for tally in sighting.tallies)
    return Endpoint(
        service=service,
        method="",
        template=base,
        state=state_of(tallies),
        parameters=(),
        paths=tuple(sorted({sighting.path for sighting in sightings})),
        tallies=tallies,
        names=merge_names(name for sighting in sightings for name in sighting.names),
        hosts=tuple(sorted({sighting.service for sighting in sightings} - {service})),
    )
