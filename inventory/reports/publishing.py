"""The model to the documents that are published of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Protocol

import msgspec

from inventory.model.captures import CaptureSummary
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint
from inventory.model.evidence import Evidence
from inventory.model.explanations import Explanation
from inventory.model.findings import Severity
from inventory.model.history import Changes, Former, Key
from inventory.reports import shape_lines
from inventory.reports.documents import (
    SCHEMA_VERSION,
    AnomalyDocument,
    CaptureDocument,
    CorrectionDocument,
    CorrectionsDocument,
    DatabaseDocument,
    EndpointDetail,
    EndpointDocument,
    EndpointsDocument,
    ExampleDocument,
    FateDocument,
    FormerDocument,
    ParameterDocument,
    RenamedDocument,
    RuleDocument,
    RulesDocument,
    ScanDocument,
    SegmentDocument,
    SignDocument,
    Where,
)


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


def scan(new: Sequence[CaptureSummary], known: Sequence[str], changes: Changes, endpoints_count: int) -> ScanDocument:
    """Publish what a scan added and changed."""
    return ScanDocument(
        SCHEMA_VERSION,
        tuple(map(capture, new)),
        tuple(known),
        tuple(map(endpoint, changes.new)),
        endpoints_count,
        tuple(RenamedDocument(*one.endpoint.key, one.formerly) for one in changes.renamed),
    )


def endpoints(found: Iterable[Endpoint]) -> EndpointsDocument:
    """Publish a list of endpoints."""
    return EndpointsDocument(SCHEMA_VERSION, tuple(map(endpoint, found)))


def detail(
    found: Iterable[Endpoint],
    former: Mapping[Key, tuple[Former, ...]],
    same_api: Mapping[str, str] = MappingProxyType({}),
) -> EndpointDetail:
    """Publish endpoints in full, with the templates that they had before.

    `same_api` has what shows that the hosts of a service serve the same API.
    """
    return EndpointDetail(SCHEMA_VERSION, tuple(_in_full(one, former, same_api) for one in found))


def _in_full(one: Endpoint, former: Mapping[Key, tuple[Former, ...]], same_api: Mapping[str, str]) -> EndpointDocument:
    formerly = tuple(FormerDocument(was.template, was.capture or None) for was in former.get(one.key, ()))
    told, shapes = same_api.get(one.service, ""), tuple(map(shape_lines.published, one.shapes))
    return msgspec.structs.replace(endpoint(one), formerly=formerly, same_api=told, shapes=shapes)


def explained(
    found: Iterable[tuple[Endpoint, Iterable[Explanation]]],
    former: Mapping[Key, tuple[Former, ...]],
    command: Callable[[Endpoint, Correction], str],
    same_api: Mapping[str, str] = MappingProxyType({}),
) -> EndpointDetail:
    """Publish endpoints in full with why each segment is what it is; `command` makes a correction."""
    return EndpointDetail(
        SCHEMA_VERSION,
        tuple(
            msgspec.structs.replace(_in_full(one, former, same_api), explanation=explanation(one, whys, command))
            for one, whys in found
        ),
    )


def explanation(
    one: Endpoint, whys: Iterable[Explanation], command: Callable[[Endpoint, Correction], str]
) -> tuple[SegmentDocument, ...]:
    """Publish why each segment of a template is what it is; `command` makes a correction."""
    return tuple(_segment(why, command(one, why.correction) if why.correction is not None else None) for why in whys)


def rules(found: Iterable[Described]) -> RulesDocument:
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


def database(info: Measured, captures: Iterable[CaptureSummary]) -> DatabaseDocument:
    """Publish what a database holds."""
    return DatabaseDocument(
        SCHEMA_VERSION, info.location, info.revision, info.size, info.rows, tuple(map(capture, captures))
    )


def corrections(found: Iterable[Correction]) -> CorrectionsDocument:
    """Publish corrections."""
    return CorrectionsDocument(
        SCHEMA_VERSION,
        tuple(
            CorrectionDocument(one.kind, one.service or None, one.method or None, one.template, one.words)
            for one in found
        ),
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
            ParameterDocument(
                item.name,
                item.segment,
                item.type,
                item.reason,
                item.evidence,
                item.min_length,
                item.max_length,
            )
            for item in one.parameters
        ),
        paths=one.paths,
        evidence=tuple(map(where, evidence)),
        hosts=one.hosts,
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
        coverage=tuple(
            FateDocument(one.host or None, one.fate, one.connections, one.size, one.protocols)
            for one in summary.coverage
        ),
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


def _segment(one: Explanation, command: str | None) -> SegmentDocument:
    is_value = one.verdict == "parameter"
    return SegmentDocument(
        segment=one.segment,
        verdict=one.verdict,
        basis=one.basis,
        text=one.text,
        confidence=round(one.confidence, 3) if one.confidence is not None else None,
        signs=tuple(
            SignDocument(sign.text, "for" if (sign.weight > 0) == is_value else "against", abs(sign.weight))
            for sign in one.signs
        ),
        examples=tuple(ExampleDocument(example.shown, example.count) for example in one.examples),
        changes=one.changes,
        correct=command,
    )
