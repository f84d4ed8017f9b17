"""Declared operations to the traffic in which they might have been seen, and to what of it could not be read."""

from collections.abc import Iterable, Sequence

from inventory.drift import mounts
from inventory.drift.claims import Declared
from inventory.model.coverage import Fate, merge_fates
from inventory.model.operations import Server


class Watched:
    """What was watched of the servers of operations."""

    def __init__(self, override: tuple[Server, ...], services: Sequence[str], coverage: Iterable[Fate]) -> None:
        self._override, self._services = override, services
        self._fates = [fate for fate in merge_fates(coverage) if fate.host]
        self._known: dict[tuple[Server, ...], tuple[tuple[str, ...], tuple[Fate, ...]]] = {}

    def of(
        self, declared: Declared, hosts: Sequence[str] = ()
    ) -> tuple[tuple[Server, ...], tuple[str, ...], tuple[Fate, ...]]:
        """Return the servers of an operation, the services that they may be, and what became of their bytes.

        Where the operation was observed on some hosts, the servers are those that fit one of them.
        """
        servers = mounts.mounts(declared.description, declared.operation, self._override)
        if servers not in self._known:
            self._known[servers] = self._find(servers)
        fitting = tuple(one for one in servers if any(mounts.fits(one, host) for host in hosts)) if hosts else servers
        return fitting, *self._known[servers]

    def _find(self, servers: tuple[Server, ...]) -> tuple[tuple[str, ...], tuple[Fate, ...]]:
        services = tuple(one for one in self._services if any(mounts.fits(server, one) for server in servers))
        named = [server for server in servers if not mounts.is_open(server)]
        fates = tuple(
            fate
            for fate in self._fates
            if fate.host in services or any(mounts.fits_host(server, fate.host) for server in named)
        )
        return services, fates
