"""An inventory to the document that is published of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from inventory.model.corrections import Correction
from inventory.model.coverage import BLIND, merge_fates
from inventory.model.endpoints import Endpoint
from inventory.model.evidence import earliest
from inventory.model.history import Key
from inventory.model.inventories import Inventory
from inventory.model.judged import Judged
from inventory.model.observations import Name
from inventory.model.traffic import merge_latencies
from inventory.reports import changing, publishing, shape_lines, traffic
from inventory.reports.documents import (
    SCHEMA_VERSION,
    CountDocument,
    DriftDocument,
    EndpointDocument,
    FateDocument,
    FormerDocument,
    InventoryDocument,
    InventorySummary,
    LineDocument,
    SeenCapture,
    ServiceDocument,
    SourceDocument,
)
from inventory.reports.drifting import relative
from inventory.reports.publishing import moment

CAPTURES_TOLD = 100  # the newest
CALLERS_TOLD = 50  # clients, and networks, of one endpoint: the most frequent


class _Told(NamedTuple):
    """What every endpoint of a report is told with."""

    inventory: Inventory
    steps: traffic.Grid
    findings: Mapping[Key, tuple[str, ...]]
    command: Callable[[Endpoint, Correction], str] | None


def inventory(
    value: Inventory,
    title: str,
    drift: DriftDocument | None = None,
    folder: Path | None = None,
    command: Callable[[Endpoint, Correction], str] | None = None,
) -> InventoryDocument:
    """Publish an inventory; `drift` is what is published of how it was judged.

    Files of descriptions are told relative to `folder`, or without one as the user gave them. Why templates are what
    they are is published where `command` tells what corrects them.
    """
    api = value.api
    told = _Told(value, traffic.grid(api), _findings(value), command)
    return InventoryDocument(
        SCHEMA_VERSION,
        title,
        summary=_summary(value),
        services=tuple(_services(value)),
        endpoints=tuple(_endpoint(one, told) for one in api),
        captures=tuple(
            SeenCapture(one.name, one.format, one.exchanges, moment(one.first_seen), moment(one.last_seen))
            for one in value.captures[-CAPTURES_TOLD:]
        ),
        blind_spots=_blind_spots(value),
        traffic=traffic.traffic(api, told.steps),
        latency=traffic.latency(merge_latencies(tally.latencies for one in api for tally in one.tallies)),
        drift=drift,
        sources=tuple(
            SourceDocument(relative(one.file, folder), tuple(LineDocument(*line) for line in one.lines))
            for one in value.excerpts
        ),
        changes=changing.changes(value.growth) if value.growth is not None else None,
        at=changing.told_time(value.at) if value.at is not None else None,
        notices=value.notices,
    )


def _summary(value: Inventory) -> InventorySummary:
    api = value.api
    apart = Counter(one.state for one in value.endpoints if one.state != "api")
    statuses = Counter[str]()
    for tally in (tally for one in api for tally in one.tallies):
        statuses[str(tally.status or "none")] += tally.count
    findings = value.judged.findings if value.judged is not None else ()
    return InventorySummary(
        services=len({one.service for one in api}),
        endpoints=len(api),
        apart=dict(sorted(apart.items())),
        exchanges=sum(one.count for one in api),
        captures=len(value.captures),
        first_seen=moment(earliest(one.first_seen for one in api)),
        last_seen=moment(max((one.last_seen for one in api), default=0)),
        statuses=dict(sorted(statuses.items())),
        by_severity=dict(sorted(Counter(one.severity.value for one in findings).items())),
        by_rule=dict(sorted(Counter(one.rule for one in findings).items())),
    )


def _services(value: Inventory) -> Iterable[ServiceDocument]:
    """Yield the services that have API endpoints, and those that descriptions speak about."""
    groups: dict[str, list[Endpoint]] = defaultdict(list)
    for one in value.api:
        groups[one.service].append(one)
    covered = value.judged.comparison.covered if value.judged is not None else ()
    findings = Counter(one.service for one in value.judged.findings) if value.judged is not None else Counter[str]()
    for name in sorted({*groups, *covered}):
        own = groups[name]
        hosts = tuple(sorted({host for one in own for host in one.hosts}))
        yield ServiceDocument(
            name=name,
            hosts=hosts,
            endpoints=len(own),
            exchanges=sum(one.count for one in own),
            first_seen=moment(earliest(one.first_seen for one in own)),
            last_seen=moment(max((one.last_seen for one in own), default=0)),
            described=not {name, *hosts}.isdisjoint(covered),
            findings=findings[name],
        )


def _endpoint(one: Endpoint, told: _Told) -> EndpointDocument:
    names = _by_role(one.names)
    whys = told.inventory.explanations.get(one.key, ())
    return msgspec.structs.replace(
        publishing.endpoint(one),
        id=changing.identity(one),
        formerly=tuple(
            FormerDocument(was.template, was.capture or None) for was in told.inventory.former.get(one.key, ())
        ),
        explanation=publishing.explanation(one, whys, told.command) if whys and told.command is not None else None,
        shapes=tuple(map(shape_lines.published, one.shapes)),
        trend=traffic.trend(one.tallies, told.steps),
        latency=traffic.latency(merge_latencies(tally.latencies for tally in one.tallies)),
        clients=_counted(names.get("client", {})),
        networks=_counted(names.get("network", {})),
        credentials={name: found.exchanges for name, found in sorted(names.get("credentials", {}).items())},
        authorization=tuple(sorted(names.get("authorization", ()))),
        protocols=tuple(sorted(names.get("protocol", ()))),
        findings=told.findings.get(one.key, ()),
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


def _blind_spots(value: Inventory) -> tuple[FateDocument, ...]:
    fates = merge_fates(fate for capture in value.captures for fate in capture.coverage)
    return tuple(
        FateDocument(one.host or None, one.fate, one.connections, one.size, one.protocols)
        for one in fates
        if one.fate in BLIND
    )


def _findings(value: Inventory) -> dict[Key, tuple[str, ...]]:
    """Return the fingerprints of what was found about each endpoint.

    Descriptions may cut paths into other templates than those of the inventory, so it is told by the paths and hosts
    that both are made of.
    """
    judged = value.judged
    if judged is None or not judged.findings:
        return {}
    owners = {
        (host, one.method, path): one.key for one in value.endpoints for host in one.authorities for path in one.paths
    }
    about: dict[Key, set[Key]] = defaultdict(set)
    for one in _subjects(judged):
        about[one.key].update(
            owners[host, one.method, path]
            for host in one.authorities
            for path in one.paths
            if (host, one.method, path) in owners
        )
    found: dict[Key, list[str]] = defaultdict(list)
    for finding in judged.findings:
        for key in about.get((finding.service, finding.method, finding.path), ()):
            found[key].append(finding.fingerprint)
    return {key: tuple(dict.fromkeys(fingerprints)) for key, fingerprints in found.items()}


def _subjects(judged: Judged) -> Iterable[Endpoint]:
    """Yield everything that was observed, as rules saw it."""
    comparison = judged.comparison
    yield from (one.endpoint for one in comparison.matches if one.endpoint is not None)
    yield from (one.endpoint for one in comparison.undocumented)
    yield from (one.endpoint for one in comparison.removed)
