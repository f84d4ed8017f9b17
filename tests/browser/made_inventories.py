"""Inventory reports of any size as tests make them: what they show is made up, and every figure in them adds up."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from made_endpoints import DAYS, Key, endpoint, keys, latency, moment

from inventory.reports.documents import (
    SCHEMA_VERSION,
    AppliedRuleDocument,
    ChangedEndpointDocument,
    ChangedFindingDocument,
    ChangesDocument,
    DescriptionDocument,
    DifferenceDocument,
    DriftDocument,
    DriftSummary,
    EndpointDocument,
    FateDocument,
    FindingDocument,
    InventoryDocument,
    InventorySummary,
    LineDocument,
    OperationDocument,
    PointDocument,
    SeenCapture,
    ServiceDocument,
    SourceDocument,
    SpecPlace,
    TrafficDocument,
    Where,
)
from inventory.rules import all_rules

SINCE = DAYS - 7  # the step that the changes begin with
FILE = "specs/platform.yaml"

_FINDINGS = (  # rule, severity, tags, location, how many endpoints have it: one of …
    ("undocumented-endpoint", "error", ("shadow", "owasp-api9-2023"), None, 7),
    ("deprecated-in-use", "warning", ("zombie",), None, 31),
    ("unauthenticated-access", "error", ("owasp-api2-2023",), None, 67),
    ("undocumented-status", "warning", (), "response.404", 29),
    ("undocumented-query-parameter", "note", (), "query.debug", 53),
)


@cache
def many(count: int = 10_000) -> InventoryDocument:
    """Return a report of `count` endpoints with findings and changes; the same for the same count, always."""
    chance = random.Random(count)
    chosen = sorted(chance.sample(list(keys(-(-count // 420) + 1)), count))
    findings = [finding for number, key in enumerate(chosen) for finding in _findings(number, key)]
    by_endpoint: dict[Key, list[FindingDocument]] = {}
    for finding in findings:
        by_endpoint.setdefault((finding.service, finding.path, finding.method), []).append(finding)
    endpoints = tuple(endpoint(chance, key, by_endpoint.get(key, ())) for key in chosen)
    return inventory(endpoints, findings, changes(endpoints, findings), title="Platform inventory")


def inventory(
    endpoints: Sequence[EndpointDocument],
    findings: Sequence[FindingDocument] = (),
    changed: ChangesDocument | None = None,
    *,
    title: str = "API inventory",
) -> InventoryDocument:
    """Return the report that these endpoints and findings give; without findings there was no description either."""
    statuses: Counter[str] = Counter()
    for one in endpoints:
        statuses.update(one.statuses)
    services = _services(endpoints, findings)
    return InventoryDocument(
        SCHEMA_VERSION,
        title,
        InventorySummary(
            len(services),
            len(endpoints),
            {"asset": 12, "probed": 40} if endpoints else {},
            sum(one.count for one in endpoints),
            2 if endpoints else 0,
            min((one.first_seen for one in endpoints if one.first_seen), default=None),
            max((one.last_seen for one in endpoints if one.last_seen), default=None),
            dict(sorted(statuses.items())),
            dict(Counter(one.severity for one in findings)),
            dict(sorted(Counter(one.rule for one in findings).items())),
        ),
        services,
        tuple(endpoints),
        _captures() if endpoints else (),
        _blind() if endpoints else (),
        _traffic(endpoints),
        latency(random.Random(1), 10_000) if endpoints else None,
        _drift(endpoints, findings) if findings else None,
        (_source(findings),) if findings else (),
        changed,
    )


def empty() -> InventoryDocument:
    """Return the report of an inventory in which nothing is."""
    return inventory(())


def plain(count: int = 12) -> InventoryDocument:
    """Return a report without description, findings or changes, and without what older captures don't tell."""
    bare = {
        "trend": (), "latency": None, "clients": (), "networks": (), "credentials": {}, "explanation": None,
        "shapes": (), "findings": (), "first_seen": None, "last_seen": None,
    }  # fmt: skip
    return inventory([msgspec.structs.replace(one, **bare) for one in many(count).endpoints])


def unchanged(count: int = 12) -> InventoryDocument:
    """Return a report that asks for changes of an inventory in which nothing changed, and that found nothing."""
    kept = [msgspec.structs.replace(one, findings=()) for one in many(count).endpoints]
    nothing = ChangesDocument(PointDocument("last", moment(SINCE), 2), None, (), (), (), ())
    return inventory(kept, (), nothing)


def changes(endpoints: Sequence[EndpointDocument], findings: Sequence[FindingDocument]) -> ChangesDocument:
    """Return what changed in the last week: what appeared follows from the endpoints, the rest is picked from them."""
    appeared = [one for one in endpoints if (one.first_seen or "") >= moment(SINCE)]
    others = [one for one in endpoints if (one.first_seen or "") < moment(SINCE)]
    others = others[:: max(len(others) // 250, 6)]
    differences = (
        DifferenceDocument("errors", "5xx rose from 0.2 % to 7.9 % (31 of 392 exchanges)"),
        DifferenceDocument("clients", "curl called it for the first time (12 exchanges)"),
    )
    told = [_told(one) for one in findings[:: max(len(findings) // 60, 2)]]
    return ChangesDocument(
        PointDocument("7d", moment(SINCE), 1),
        None,
        tuple(map(_changed, appeared)),
        tuple(map(_changed, others[0::3])),
        tuple(msgspec.structs.replace(_changed(one), silent_since=moment(9)) for one in others[1::3]),
        tuple(msgspec.structs.replace(_changed(one), differences=differences) for one in others[2::3]),
        tuple(told[0::3]),
        tuple(told[1::3]),
        tuple(msgspec.structs.replace(one, waiver="known since the audit") for one in told[2::3]),
        ("1 capture goes over the point in time: shapes in it count for neither side",),
    )


def _changed(one: EndpointDocument) -> ChangedEndpointDocument:
    return ChangedEndpointDocument(
        one.id, one.service, one.method, one.template, one.count, one.first_seen, one.last_seen
    )


def _told(one: FindingDocument) -> ChangedFindingDocument:
    return ChangedFindingDocument(
        one.fingerprint, one.rule, one.severity, one.service, one.method, one.path, one.location, one.message
    )


def _findings(number: int, key: Key) -> Iterator[FindingDocument]:
    service, template, method = key
    for rule, severity, tags, location, one_of in _FINDINGS:
        if number % one_of == 0:
            text = "\n".join((rule, method, service, template, location or ""))
            yield FindingDocument(
                rule, severity, "high", tags, service, method, template, location,
                f"{method} {template} on {service}: {rule.replace('-', ' ')}, 31 of 40 exchanges", 31,
                moment(3), moment(80), (Where("monday.pcapng", frame=number + 1, stream=number // 7, time=moment(3)),),
                SpecPlace(FILE, 12 + number % 400, 5), hashlib.sha256(text.encode()).hexdigest()[:32], total=40,
                share=0.775, fails=severity == "error",
            )  # fmt: skip


def _services(
    endpoints: Sequence[EndpointDocument], findings: Sequence[FindingDocument]
) -> tuple[ServiceDocument, ...]:
    own: dict[str, list[EndpointDocument]] = {}
    for one in endpoints:
        own.setdefault(one.service, []).append(one)
    found = Counter(one.service for one in findings)
    return tuple(
        ServiceDocument(
            name, (), len(some), sum(one.count for one in some), min(one.first_seen or "" for one in some) or None,
            max(one.last_seen or "" for one in some) or None, bool(findings), found[name],
        ) for name, some in sorted(own.items())
    )  # fmt: skip


def _traffic(endpoints: Sequence[EndpointDocument]) -> TrafficDocument:
    trends = [one.trend for one in endpoints if one.trend]
    if not trends:
        return TrafficDocument("day", (), (), (), (), (), sum(one.count for one in endpoints))
    exchanges = tuple(map(sum, zip(*trends, strict=True)))
    begun = Counter(one.first_seen for one in endpoints)
    starts = tuple(moment(day) for day in range(DAYS))
    return TrafficDocument(
        "day", starts, exchanges, tuple(count // 25 for count in exchanges), tuple(count // 90 for count in exchanges),
        tuple(begun[start] for start in starts),
    )  # fmt: skip


def _drift(endpoints: Sequence[EndpointDocument], findings: Sequence[FindingDocument]) -> DriftDocument:
    found = {one.rule for one in findings}
    severities, services = Counter(one.severity for one in findings), tuple(sorted({one.service for one in findings}))
    place = SpecPlace(FILE, 10, 1)
    used = endpoints[: len(endpoints) // 2]
    return DriftDocument(
        SCHEMA_VERSION,
        DriftSummary(
            len(findings), {name: severities[name] for name in ("error", "warning", "note")},
            dict(sorted(Counter(one.rule for one in findings).items())), services, len(used), len(used),
            len(endpoints) - len(used), {"probed": 40}, {}, 0, 40, 31, 90, 70,
        ),
        tuple(findings),
        (DescriptionDocument("Platform", "2.4.0", services, place),),
        tuple(OperationDocument(one.service, one.method, one.template, one.count, place, one.findings) for one in used),
        tuple(
            AppliedRuleDocument(rule.name, rule.severity.value, rule.tags, rule.title, rule.text)
            for name, rule in sorted(all_rules().items()) if name in found
        ),
    )  # fmt: skip


def _source(findings: Sequence[FindingDocument]) -> SourceDocument:
    lines = sorted({one.spec.line for one in findings if one.spec is not None})
    return SourceDocument(FILE, tuple(LineDocument(line, f"  /v1/path-{line}: # described here") for line in lines))


def _captures() -> tuple[SeenCapture, ...]:
    return (
        SeenCapture("monday.pcapng", "pcapng", 90_000, moment(0), moment(60)),
        SeenCapture("browser.har", "har", 800, moment(10), moment(DAYS - 1)),
    )


def _blind() -> tuple[FateDocument, ...]:
    return (
        FateDocument("secure.platform.example", "encrypted", 31, 48_000_000, ("h2",)),
        FateDocument("payments.platform.example", "lost", 4, 210_000),
    )
