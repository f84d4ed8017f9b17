"""Inventories to what the page's templates list: first rows, groups, and what to look at first."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from inventory.reports import charts
from inventory.reports.charts import Chart
from inventory.reports.documents import (
    AppliedRuleDocument,
    ChangedFindingDocument,
    EndpointDocument,
    FateDocument,
    FindingDocument,
    InventoryDocument,
    OperationDocument,
    ServiceDocument,
    SourceDocument,
)
from inventory.reports.page.embedding import errors, identifier
from inventory.reports.page.tagging import tags
from inventory.reports.page.text import fragment
from inventory.reports.wording import SEVERITIES, worst_first

ROWS_SHOWN = 200  # endpoints that are there without a script
FINDINGS_SHOWN = 50  # findings of one rule that are
SERVICES_SHOWN = 300
BLIND_SPOTS_SHOWN = 300
OPERATIONS_SHOWN = 500  # declared operations that were not used

# What a reader looks for first: a tag of endpoints, and what it means.
_FIRST = {
    "new": "appeared",
    "shadow": "undocumented",
    "zombie": "deprecated or removed, but in use",
    "security": "with findings about security",
    "anonymous": "called without credentials",
    "woken": "woke up after silence",
    "changed": "changed",
    "vanished": "vanished",
}


class Glance(msgspec.Struct, frozen=True):
    """A number that a reader looks for first, and where it leads."""

    tag: str
    count: int
    text: str
    link: str


class Row(msgspec.Struct, frozen=True):
    """An endpoint as it is listed."""

    endpoint: EndpointDocument
    id: str
    tags: tuple[str, ...]
    errors: float | None  # share in per cent; None without exchanges
    findings: tuple[tuple[str, int], ...]  # how many by severity, worst first


class Group(msgspec.Struct, frozen=True):
    """The findings of one rule, worst first."""

    name: str
    rule: AppliedRuleDocument | None
    severity: str  # the worst
    findings: tuple[FindingDocument, ...]  # the first few
    count: int
    endpoints: int  # that are listed with such findings


class Source(msgspec.Struct, frozen=True):
    """Lines of a description, and what was found about each."""

    source: SourceDocument
    findings: dict[int, list[FindingDocument]]


class View(msgspec.Struct, frozen=True):
    """All that templates show beside the document itself."""

    glances: tuple[Glance, ...]
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    ids: frozenset[str]  # of all endpoints
    fingerprints: frozenset[str]  # of all findings
    endpoint_of: dict[str, str]  # what links to an endpoint name, by fingerprint of what was found there
    sources: tuple[Source, ...]
    services: tuple[ServiceDocument, ...]
    blind_spots: tuple[FateDocument, ...]  # largest first
    unused: tuple[OperationDocument, ...]
    unused_count: int
    severities: dict[str, int]  # all of them, worst first
    charts: tuple[Chart, ...]
    statuses: tuple[tuple[str, int, str], ...]  # with exchanges and the kind of bar


def view(document: InventoryDocument) -> View:
    """Return what the templates show of an inventory."""
    findings = document.drift.findings if document.drift is not None else ()
    operations = document.drift.operations if document.drift is not None else ()
    unused = [one for one in operations if not one.exchanges and not one.findings]
    tagged = tags(document)
    summary = document.summary
    timed = [charts.traffic(document.traffic), charts.new_endpoints(document.traffic)]
    timed += [charts.latency(document.latency)] if document.latency is not None else []
    return View(
        glances=_glances(document, tagged),
        rows=_rows(document, tagged),
        groups=_groups(document, findings),
        ids=frozenset(one.id for one in document.endpoints if one.id),
        fingerprints=frozenset(one.fingerprint for one in findings),
        endpoint_of={
            key: identifier(one, number) for number, one in enumerate(document.endpoints) for key in one.findings
        },
        sources=_sources(document.sources, findings),
        services=_services(document),
        blind_spots=tuple(sorted(document.blind_spots, key=lambda one: -one.size)[:BLIND_SPOTS_SHOWN]),
        unused=tuple(unused[:OPERATIONS_SHOWN]),
        unused_count=len(unused),
        severities={name: summary.by_severity.get(name, 0) for name in SEVERITIES},
        charts=tuple(filter(None, timed)),
        statuses=tuple((name, count, charts.kind_of_status(name)) for name, count in sorted(summary.statuses.items())),
    )


def moment(time: str | None) -> str:
    """Write a time as people read it, to the second, in UTC: "2026-11-14 06:00:12"."""
    return time[:19].replace("T", " ") if time else ""


def by_severity(findings: Iterable[ChangedFindingDocument]) -> list[ChangedFindingDocument]:
    """Sort findings that changed: the worst first."""
    return sorted(findings, key=lambda one: SEVERITIES.index(one.severity))


def _glances(document: InventoryDocument, tagged: list[tuple[str, ...]]) -> tuple[Glance, ...]:
    """Count endpoints by what a reader looks for first, and what is declared in vain."""
    counts = Counter(tag for found in tagged for tag in found)
    glances = [Glance(tag, counts[tag], text, fragment(tag=tag)) for tag, text in _FIRST.items() if counts[tag]]
    new = len(document.changes.findings_new) if document.changes is not None else 0
    if new:
        glances.insert(0, Glance("findings", new, "new finding" + "s" * (new != 1), "#findings-new"))
    return tuple(glances)


def _rows(document: InventoryDocument, tagged: list[tuple[str, ...]]) -> tuple[Row, ...]:
    severities = {one.fingerprint: one.severity for one in document.drift.findings} if document.drift else {}
    return tuple(
        Row(one, identifier(one, number), tagged[number], _error_share(one), _counted(one, severities))
        for number, one in enumerate(document.endpoints[:ROWS_SHOWN])
    )


def _error_share(one: EndpointDocument) -> float | None:
    return round(100 * sum(errors(one)) / one.count, 1) if one.count else None


def _counted(one: EndpointDocument, severities: dict[str, str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(severities[key] for key in one.findings if key in severities)
    return tuple((name, counts[name]) for name in SEVERITIES if counts[name])


def _groups(document: InventoryDocument, findings: tuple[FindingDocument, ...]) -> tuple[Group, ...]:
    """Group findings by rule; rules with the worst findings first."""
    rules = {one.name: one for one in document.drift.rules} if document.drift is not None else {}
    by_rule: dict[str, list[FindingDocument]] = defaultdict(list)
    for one in worst_first(findings):
        by_rule[one.rule].append(one)
    named = {one.fingerprint: one.rule for one in findings}
    listed = Counter(
        name for one in document.endpoints for name in {named[key] for key in one.findings if key in named}
    )
    groups = [
        Group(name, rules.get(name), _worst_of(found), tuple(found[:FINDINGS_SHOWN]), len(found), listed[name])
        for name, found in by_rule.items()
    ]
    return tuple(sorted(groups, key=lambda group: (SEVERITIES.index(group.severity), group.name)))


def _worst_of(findings: list[FindingDocument]) -> str:
    return min((one.severity for one in findings), key=SEVERITIES.index)


def _sources(sources: Iterable[SourceDocument], findings: tuple[FindingDocument, ...]) -> tuple[Source, ...]:
    by_file: dict[str, dict[int, list[FindingDocument]]] = {}
    for one in worst_first(findings):
        if one.spec is not None:
            by_file.setdefault(one.spec.file, {}).setdefault(one.spec.line, []).append(one)
    return tuple(Source(source, by_file.get(source.file, {})) for source in sources)


def _services(document: InventoryDocument) -> tuple[ServiceDocument, ...]:
    """Return services by name; where they are too many, those with the most findings and endpoints."""
    first = sorted(document.services, key=lambda one: (-one.findings, -one.endpoints, one.name))[:SERVICES_SHOWN]
    return tuple(sorted(first, key=lambda one: one.name))
