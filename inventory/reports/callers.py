"""An endpoint to what is published of who called it, with which credentials, and how long answers took."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Name
from inventory.model.traffic import merge_latencies
from inventory.reports import traffic
from inventory.reports.documents import CountDocument, EndpointDocument
from inventory.reports.times import moment

CALLERS_TOLD = 50  # clients, and networks, of one endpoint: the most frequent


def told(document: EndpointDocument, one: Endpoint) -> EndpointDocument:
    """Return a document of an endpoint that tells of its callers as well."""
    names = _by_role(one.names)
    return msgspec.structs.replace(
        document,
        latency=traffic.latency(merge_latencies(tally.latencies for tally in one.tallies)),
        clients=_counted(names.get("client", {})),
        networks=_counted(names.get("network", {})),
        credentials={name: found.exchanges for name, found in sorted(names.get("credentials", {}).items())},
        authorization=tuple(sorted(names.get("authorization", ()))),
        protocols=tuple(sorted(names.get("protocol", ()))),
    )


class _Sum(NamedTuple):
    """How often a name was seen, and when for the last time."""

    exchanges: int
    last_seen: int


def _by_role(names: Iterable[Name]) -> dict[str, dict[str, _Sum]]:
    """Add up names over all statuses, by role and name."""
    found: dict[str, dict[str, _Sum]] = defaultdict(dict)
    for one in names:
        exchanges, last_seen = found[one.role].get(one.name, _Sum(0, 0))
        found[one.role][one.name] = _Sum(exchanges + one.count, max(last_seen, one.last_seen))
    return found


def _counted(names: Mapping[str, _Sum]) -> tuple[CountDocument, ...]:
    most = sorted(names.items(), key=lambda item: (-item[1].exchanges, item[0]))
    return tuple(CountDocument(name, one.exchanges, moment(one.last_seen)) for name, one in most[:CALLERS_TOLD])
