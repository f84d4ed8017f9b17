"""A comparison and its findings to the document that is published of them."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from inventory.model.comparisons import Comparison, Match
from inventory.model.findings import Finding, Notice, Severity
from inventory.model.operations import Description, SourceLine
from inventory.reports.documents import (
    SCHEMA_VERSION,
    AppliedRuleDocument,
    DescriptionDocument,
    DriftDocument,
    DriftSummary,
    FindingDocument,
    NoticeDocument,
    OperationDocument,
    SpecPlace,
)
from inventory.reports.publishing import Described, moment, where
from inventory.reports.wording import is_address

_NO_RULES: Mapping[str, Described] = MappingProxyType({})


def drift(
    comparison: Comparison,
    findings: Sequence[Finding],
    rules: Mapping[str, Described] = _NO_RULES,
    *,
    failing: Iterable[Finding] = (),
    exit_status: int = 0,
    folder: Path | None = None,
    gone: int = 0,
    notices: Iterable[Notice] = (),
) -> DriftDocument:
    """Publish a comparison and its findings, how many a baseline has that are no more, and notices.

    Of `rules`, by name, those are published that found something. `failing` are the findings that make the exit status
    1. Files of descriptions are told relative to `folder`, or without one as the user gave them.
    """
    failed = {finding.fingerprint for finding in failing}
    found = {finding.rule for finding in findings}
    return DriftDocument(
        SCHEMA_VERSION,
        _summary(comparison, findings, gone),
        tuple(_finding(one, folder, fails=one.fingerprint in failed) for one in findings),
        _descriptions(comparison, folder),
        _operations(comparison, findings, folder),
        tuple(_rule(rule) for name, rule in sorted(rules.items()) if name in found),
        tuple(NoticeDocument(one.kind, one.severity.value, one.message, one.hint) for one in notices),
        exit_status,
    )


def unjudged(exit_status: int) -> DriftDocument:
    """Publish that a run came to no comparison."""
    return DriftDocument(SCHEMA_VERSION, _summary(Comparison((), ()), ()), (), exit_status=exit_status)


def _summary(comparison: Comparison, findings: Sequence[Finding], gone: int = 0) -> DriftSummary:
    severities = Counter(finding.severity.value for finding in findings)
    undeclared = [one.endpoint for one in comparison.undocumented if not one.siblings]
    used = {id(match.operation) for match in comparison.matches if match.endpoint is not None}
    figures = comparison.figures
    return DriftSummary(
        findings=len(findings),
        by_severity={severity.value: severities[severity.value] for severity in Severity},
        by_rule=_counted(finding.rule for finding in findings),
        services=comparison.covered,
        operations=len({id(match.operation) for match in comparison.matches}),
        operations_used=figures.operations.seen if figures is not None else len(used),
        endpoints_undeclared=sum(endpoint.state == "api" for endpoint in undeclared),
        apart=_counted(endpoint.state for endpoint in undeclared if endpoint.state != "api"),
        foreign=dict(comparison.foreign),
        gone=gone,
        parameters=figures.parameters.declared if figures is not None else None,
        parameters_used=figures.parameters.seen if figures is not None else None,
        statuses=figures.statuses.declared if figures is not None else None,
        statuses_seen=figures.statuses.seen if figures is not None else None,
        older={one.description.file: one.newer.file for one in comparison.older},
    )


def _finding(one: Finding, folder: Path | None = None, *, fails: bool = False) -> FindingDocument:
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
        spec=_place(one.spec, folder) if one.spec is not None else None,
        fingerprint=one.fingerprint,
        hosts=one.hosts,
        total=one.total,
        share=round(one.count / one.total, 6) if one.total else None,
        verdict=one.verdict,
        state=one.state,
        waiver=one.waiver,
        fails=fails,
    )


def _descriptions(comparison: Comparison, folder: Path | None) -> tuple[DescriptionDocument, ...]:
    seen: dict[str, tuple[Description, set[str]]] = {}
    for match in comparison.matches:
        seen.setdefault(match.description.file, (match.description, set()))[1].add(match.service)
    return tuple(
        DescriptionDocument(one.title, one.version, tuple(sorted(services - {""})), _place(one.source, folder))
        for _, (one, services) in sorted(seen.items())
    )


def _operations(
    comparison: Comparison, findings: Sequence[Finding], folder: Path | None
) -> tuple[OperationDocument, ...]:
    """Publish what is declared, each operation with what was found about it."""
    matches = sorted(comparison.matches, key=_place_of)
    by_service: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    by_line: dict[tuple[SourceLine, str, str], list[int]] = defaultdict(list)
    for number, match in enumerate(matches):
        operation = match.operation
        by_service[match.service, operation.method, operation.path].append(number)
        by_line[operation.source, operation.method, operation.path].append(number)
    about: dict[int, list[str]] = defaultdict(list)
    for one in findings:
        owners = by_service.get((one.service, one.method, one.path), ()) if one.service else ()
        if not owners and one.spec is not None:
            owners = by_line.get((one.spec, one.method, one.path), ())
        for number in owners:
            about[number].append(one.fingerprint)
    return tuple(_operation(match, tuple(about[number]), folder) for number, match in enumerate(matches))


def _place_of(match: Match) -> tuple[str, int, int, str, str, str]:
    source = match.operation.source
    return (source.file, source.line, source.column, match.operation.path, match.operation.method, match.service)


def _operation(match: Match, findings: tuple[str, ...], folder: Path | None) -> OperationDocument:
    tallies = match.endpoint.tallies if match.endpoint is not None else ()
    operation, exchanges = match.operation, sum(tally.count for tally in tallies)
    place = _place(operation.source, folder)
    return OperationDocument(match.service or None, operation.method, operation.path, exchanges, place, findings)


def _rule(rule: Described) -> AppliedRuleDocument:
    return AppliedRuleDocument(rule.name, rule.severity.value, rule.tags, rule.title, rule.text)


def _place(source: SourceLine, folder: Path | None) -> SpecPlace:
    return SpecPlace(relative(source.file, folder), source.line, source.column)


def relative(file: str, folder: Path | None) -> str:
    """Return a file's path as seen from a folder; an address of the web stays as it is."""
    return file if folder is None or not file or is_address(file) else os.path.relpath(file, folder)


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {value: counts[value] for value in sorted(counts)}
