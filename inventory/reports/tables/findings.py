"""Findings by rule, what they add up to, and what was not judged."""

from itertools import groupby

from rich.console import Group, RenderableType

from inventory.reports.documents import DriftDocument, FindingDocument
from inventory.reports.tables.colours import SEVERITIES
from inventory.reports.tables.grid import Grid, Title
from inventory.reports.tables.layout import Column, Row
from inventory.reports.tables.lines import Sentences
from inventory.reports.wording import accepted, apart, endpoint, failure, figures, message, place, safe, several, share

SERVICES_SHOWN = 5  # services that no description speaks about that are named

_COLUMNS = (
    Column("method", least=7), Column("endpoint", least=36), Column("exchanges", right=True), Column("state"),
    Column("evidence", rank=1), Column("description", rank=2), Column("what", least=60, rank=3, alone=True),
)  # fmt: skip


def shown(document: DriftDocument) -> RenderableType:
    """Return findings below their rules; what does not fit into a line stands below it."""
    summary = document.summary
    if not summary.services:
        return Sentences(
            [failure(document) or "Nothing was compared: no traffic that a description could speak about."]
        )
    lines = figures(document)
    lines += [f"kept apart: {line}" for line in apart(summary.apart)]
    if summary.foreign:
        named = list(summary.foreign.items())
        first = ", ".join(f"{service} ({count:,})" for service, count in named[:SERVICES_SHOWN])
        more = f" and {len(named) - SERVICES_SHOWN:,} more" if len(named) > SERVICES_SHOWN else ""
        lines.append(f"not judged, as no description speaks about them: {first}{more}")
    return Group(_by_rule(document), Sentences([safe(line) for line in lines]))


def _by_rule(document: DriftDocument) -> RenderableType:
    if not document.findings:
        return Sentences(["No findings: everything that was seen is declared."], style="green")
    service = several(document)
    titles = {rule.name: f": {rule.title}" for rule in document.rules}
    parts: list[Title | Row] = []
    for (severity, rule), group in groupby(document.findings, lambda one: (one.severity, one.rule)):
        members = list(group)
        title = f"{severity}  {rule} ({len(members):,}){titles.get(rule, '')}"
        parts += [Title(safe(title), SEVERITIES[severity]), *(_row(one, service=service) for one in members)]
    return Grid(_COLUMNS, parts, indent=2)


def _row(one: FindingDocument, *, service: bool) -> tuple[str, ...]:
    spec = f"{one.spec.file.rpartition('/')[2]}:{one.spec.line}" if one.spec else ""
    evidence = place(one.evidence[0]) if one.evidence else ""
    notes = (one.verdict, f"accepted: {one.waiver}" if one.waiver else "")
    told = [message(one) if one.verdict or one.location else "", *(f"({note})" for note in notes if note)]
    cells = (
        one.method,
        endpoint(one, service=service),
        share(one),
        accepted(one),
        evidence,
        spec,
        " ".join(told).strip(),
    )
    return tuple(map(safe, cells))
