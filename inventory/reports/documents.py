"""What is published: frozen types of their own, made from the model; they only gain optional fields."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec

from inventory.model.captures import CaptureSummary
from inventory.model.comparisons import Comparison
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Evidence

SCHEMA_VERSION = 1


class Where(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exchange: in a packet capture by frame and stream, in a HAR by entry."""

    capture: str
    frame: int | None = None
    stream: int | None = None
    entry: int | None = None
    time: str | None = None


class SpecPlace(msgspec.Struct, frozen=True):
    """A line of a description."""

    file: str
    line: int
    column: int


class FindingDocument(msgspec.Struct, frozen=True):
    """One finding."""

    rule: str
    severity: str
    confidence: str
    tags: tuple[str, ...]
    service: str
    method: str
    path: str
    location: str | None
    message: str
    count: int
    first_seen: str | None
    last_seen: str | None
    evidence: tuple[Where, ...]
    spec: SpecPlace | None
    fingerprint: str


class DriftSummary(msgspec.Struct, frozen=True):
    """Figures of a comparison."""

    findings: int
    by_severity: dict[str, int]
    by_rule: dict[str, int]
    services: tuple[str, ...]
    operations: int
    operations_used: int
    endpoints_undeclared: int
    apart: dict[str, int]  # endpoints on no description that are no API endpoints, by state
    foreign: dict[str, int]  # exchanges with services that no description speaks about


class DriftDocument(msgspec.Struct, frozen=True):
    """What `check` and `diff` print."""

    schema_version: int
    summary: DriftSummary
    findings: tuple[FindingDocument, ...]


class ParameterDocument(msgspec.Struct, frozen=True):
    """One parameter of a template, and why it is one."""

    name: str
    segment: int
    type: str
    reason: str
    evidence: str


class EndpointDocument(msgspec.Struct, frozen=True):
    """One endpoint."""

    service: str
    method: str
    template: str
    state: str
    count: int
    statuses: dict[str, int]
    query_parameters: tuple[str, ...]
    request_media_types: tuple[str, ...]
    response_media_types: tuple[str, ...]
    schemes: tuple[str, ...]
    first_seen: str | None
    last_seen: str | None
    parameters: tuple[ParameterDocument, ...]
    paths: tuple[str, ...]
    evidence: tuple[Where, ...]


class EndpointsDocument(msgspec.Struct, frozen=True):
    """What `endpoints` prints."""

    schema_version: int
    endpoints: tuple[EndpointDocument, ...]


class EndpointDetail(msgspec.Struct, frozen=True):
    """What `show` prints."""

    schema_version: int
    endpoints: tuple[EndpointDocument, ...]


class AnomalyDocument(msgspec.Struct, frozen=True):
    """One kind of what could not be read."""

    kind: str
    message: str
    count: int
    size: int
    frame: int | None
    stream: int | None


class FateDocument(msgspec.Struct, frozen=True):
    """Bytes of the traffic with one host that came to the same end."""

    host: str | None  # null for bytes that belong to no connection
    fate: str
    connections: int
    size: int


class CaptureDocument(msgspec.Struct, frozen=True):
    """One capture."""

    name: str
    digest: str
    format: str
    size: int
    packets: int
    exchanges: int
    payload: int
    decoded: int
    first_seen: str | None
    last_seen: str | None
    anomalies: tuple[AnomalyDocument, ...]
    captured: int = 0  # bytes of all packets
    coverage: tuple[FateDocument, ...] = ()  # what became of them; "lost" and "truncated" bytes are not among them


class ScanDocument(msgspec.Struct, frozen=True):
    """What `scan` prints."""

    schema_version: int
    captures: tuple[CaptureDocument, ...]
    known: tuple[str, ...]  # captures that the inventory had already
    new_endpoints: tuple[EndpointDocument, ...]
    endpoints: int


class RuleDocument(msgspec.Struct, frozen=True):
    """One rule."""

    name: str
    severity: str
    tags: tuple[str, ...]
    title: str
    text: str
    examples: tuple[dict[str, Any], ...]


class RulesDocument(msgspec.Struct, frozen=True):
    """What `rules` prints."""

    schema_version: int
    rules: tuple[RuleDocument, ...]


class DatabaseDocument(msgspec.Struct, frozen=True):
    """What `db info` prints."""

    schema_version: int
    location: str
    revision: str
    size: int
    rows: dict[str, int]
    captures: tuple[CaptureDocument, ...]


class Described(Protocol):
    """A rule, as far as it is published."""

    name: str
    severity: Severity
    tags: tuple[str, ...]

    @property
    def examples(self) -> tuple[Any, ...]:
        """Examples, each with a title, described, observed and found."""

    @property
    def title(self) -> str:
        """One sentence."""

    @property
    def text(self) -> str:
        """Markdown."""


class Measured(Protocol):
    """A database, as far as it is published."""

    @property
    def location(self) -> str:
        """Where it is."""

    @property
    def revision(self) -> str:
        """The schema's revision."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""


Document = DriftDocument | EndpointsDocument | EndpointDetail | ScanDocument | RulesDocument | DatabaseDocument


def drift(comparison: Comparison, findings: Sequence[Finding]) -> DriftDocument:
    """Publish a comparison and its findings."""
    severities = Counter(finding.severity.value for finding in findings)
    undeclared = [one.endpoint for one in comparison.undocumented if not one.siblings]
    used = {id(match.operation) for match in comparison.matches if match.endpoint is not None}
    summary = DriftSummary(
        findings=len(findings),
        by_severity={severity.value: severities[severity.value] for severity in Severity},
        by_rule=_counted(finding.rule for finding in findings),
        services=comparison.covered,
        operations=len({id(match.operation) for match in comparison.matches}),
        operations_used=len(used),
        endpoints_undeclared=sum(endpoint.state == "api" for endpoint in undeclared),
        apart=_counted(endpoint.state for endpoint in undeclared if endpoint.state != "api"),
        foreign=dict(comparison.foreign),
    )
    return DriftDocument(SCHEMA_VERSION, summary, tuple(map(_finding, findings)))


def scan(
    new: Sequence[CaptureSummary], known: Sequence[str], appeared: Sequence[Endpoint], endpoints_count: int
) -> ScanDocument:
    """Publish what a scan added."""
    return ScanDocument(
        SCHEMA_VERSION, tuple(map(capture, new)), tuple(known), tuple(map(endpoint, appeared)), endpoints_count
    )


def endpoints(found: Iterable[Endpoint]) -> EndpointsDocument:
    """Publish a list of endpoints."""
    return EndpointsDocument(SCHEMA_VERSION, tuple(map(endpoint, found)))


def detail(found: Iterable[Endpoint]) -> EndpointDetail:
    """Publish endpoints in full."""
    return EndpointDetail(SCHEMA_VERSION, tuple(map(endpoint, found)))


def rules(found: Iterable["Described"]) -> RulesDocument:
    """Publish rules."""
    return RulesDocument(
        SCHEMA_VERSION,
        tuple(
            RuleDocument(
                rule.name,
                rule.severity.value,
                rule.tags,
                rule.title,
                rule.text,
                tuple(msgspec.to_builtins(example) for example in rule.examples),
            )
            for rule in found
        ),
    )


def database(info: "Measured", captures: Iterable[CaptureSummary]) -> DatabaseDocument:
    """Publish what a database holds."""
    return DatabaseDocument(
        SCHEMA_VERSION, info.location, info.revision, info.size, info.rows, tuple(map(capture, captures))
    )


def endpoint(one: Endpoint) -> EndpointDocument:
    """Publish an endpoint."""
    statuses: Counter[str] = Counter()
    for tally in one.tallies:
        statuses[str(tally.status or "none")] += tally.count
    names: dict[str, set[str]] = {}
    for name in one.names:
        names.setdefault(name.role, set()).add(name.name)
    evidence = sorted({place for tally in one.tallies for place in tally.evidence})[:3]
    return EndpointDocument(
        service=one.service,
        method=one.method,
        template=one.template,
        state=one.state,
        count=one.count,
        statuses={status: statuses[status] for status in sorted(statuses)},
        query_parameters=tuple(sorted(names.get("query", ()))),
        request_media_types=tuple(sorted(names.get("request-media-type", ()))),
        response_media_types=tuple(sorted(names.get("response-media-type", ()))),
        schemes=tuple(sorted(names.get("scheme", ()))),
        first_seen=moment(one.first_seen),
        last_seen=moment(one.last_seen),
        parameters=tuple(
            ParameterDocument(item.name, item.segment, item.type, item.reason, item.evidence) for item in one.parameters
        ),
        paths=one.paths,
        evidence=tuple(map(where, evidence)),
    )


def capture(summary: CaptureSummary) -> CaptureDocument:
    """Publish a capture."""
    return CaptureDocument(
        name=summary.name,
        digest=summary.digest,
        format=summary.format,
        size=summary.size,
        packets=summary.packets,
        exchanges=summary.exchanges,
        payload=summary.payload,
        decoded=summary.decoded,
        first_seen=moment(summary.first_seen),
        last_seen=moment(summary.last_seen),
        anomalies=tuple(
            AnomalyDocument(
                found.kind,
                found.message,
                found.count,
                found.size,
                found.frame or None,
                found.stream if found.stream >= 0 else None,
            )
            for found in summary.anomalies
        ),
        captured=summary.captured,
        coverage=tuple(FateDocument(one.host or None, one.fate, one.connections, one.size) for one in summary.coverage),
    )


def where(evidence: Evidence) -> Where:
    """Publish a place in a capture."""
    if evidence.stream < 0:
        return Where(evidence.capture, entry=evidence.frame, time=moment(evidence.time))
    return Where(evidence.capture, frame=evidence.frame, stream=evidence.stream, time=moment(evidence.time))


def moment(nanoseconds: int) -> str | None:
    """Write a time as RFC 3339 says, in UTC, with microseconds; None where it is unknown."""
    if not nanoseconds:
        return None
    seconds, rest = divmod(nanoseconds, 10**9)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{rest // 1000:06}Z"


def _finding(one: Finding) -> FindingDocument:
    return FindingDocument(
        rule=one.rule,
        severity=one.severity.value,
        confidence=one.confidence,
        tags=one.tags,
        service=one.service,
        method=one.method,
        path=one.path,
        location=one.location,
        message=one.message,
        count=one.count,
        first_seen=moment(one.first_seen),
        last_seen=moment(one.last_seen),
        evidence=tuple(map(where, one.evidence)),
        spec=SpecPlace(one.spec.file, one.spec.line, one.spec.column) if one.spec is not None else None,
        fingerprint=one.fingerprint,
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {value: counts[value] for value in sorted(counts)}
