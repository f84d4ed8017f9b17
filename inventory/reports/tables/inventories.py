"""A whole inventory: what changed, what there is, what was found, and what could not be read."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from inventory.reports import change_lines
from inventory.reports.blind_spots import unread
from inventory.reports.documents import (
    ChangesDocument,
    DriftDocument,
    InventoryDocument,
    ServiceDocument,
    TrafficDocument,
)
from inventory.reports.inventory_lines import by_rule, facts, statuses, traffic
from inventory.reports.tables.charts import Bars, sparkline
from inventory.reports.tables.colours import HEADING, aside, of_severity
from inventory.reports.tables.grid import Grid, Title
from inventory.reports.tables.layout import Column, Row
from inventory.reports.tables.lines import LABEL, UNFOLDED, Facts, Sentences
from inventory.reports.wording import counted, endpoint, failure, figures, message, minute, safe, tallied

_ENDPOINTS = (
    Column("method", least=7), Column("endpoint", least=44), Column("exchanges", right=True),
    Column("what", least=48, rank=1, alone=True),
)  # fmt: skip
_FINDINGS = (
    Column("severity", style=of_severity), Column("rule", rank=2), Column("method", least=7),
    Column("endpoint", least=44), Column("what", least=48, rank=3, alone=True),
)  # fmt: skip
_SERVICES = (
    Column("service", least=24), Column("endpoints", right=True), Column("exchanges", right=True),
    Column("findings", right=True), Column("description", rank=1), Column("last seen", rank=2, spare=True, style=aside),
)  # fmt: skip
_RULES = (
    Column("findings", right=True), Column("accepted", right=True), Column("severity", style=of_severity),
    Column("rule"), Column("what it finds", least=36, rank=1, alone=True),
)  # fmt: skip


def shown(document: InventoryDocument) -> RenderableType:
    """Return changes first, where somebody asked for them."""
    at = f", as it was at {minute(document.at)}" if document.at is not None else ""
    sections: list[Sequence[RenderableType]] = [
        [Sentences([safe(f"{document.title}{at}")], style=HEADING)],
        _changes(document.changes) if document.changes is not None else [],
        [
            Facts([(label, safe(text)) for label, text in facts(document)]),
            _Statuses(statuses(document.summary.statuses)),
            _Traffic(document.traffic),
        ],
        _services(document),
        _drift(document.drift) if document.drift is not None else [],
        _blind_spots(document),
        [Sentences([safe(f"note: {notice}") for notice in document.notices])] if document.notices else [],
    ]
    filled = [section for section in sections if section]
    return Group(*(part for section in filled for part in (*([Text()] if section is not filled[0] else []), *section)))


def _changes(changes: ChangesDocument) -> list[RenderableType]:
    endpoints, findings = _changed_endpoints(changes), _changed_findings(changes)
    return [
        Sentences([safe(change_lines.headline(changes))], style=HEADING),
        Grid(_ENDPOINTS, endpoints, indent=2),
        *([Text()] if endpoints and findings else []),
        Grid(_FINDINGS, findings, indent=2),
        Sentences([safe(f"note: {notice}") for notice in changes.notices]),
    ]


def _changed_endpoints(changes: ChangesDocument) -> list[Title | Row]:
    parts: list[Title | Row] = []
    for happened in change_lines.endpoints(changes):
        parts.append(Title(f"{happened.title} ({len(happened.endpoints):,})"))
        for one in happened.endpoints:
            told = "; ".join(change_lines.told(one))
            parts.append((safe(one.method), safe(f"{one.service}{one.template}"), f"{one.count:,}", safe(told)))
    return parts


def _changed_findings(changes: ChangesDocument) -> list[Title | Row]:
    parts: list[Title | Row] = []
    for happened in change_lines.findings(changes):
        parts.append(Title(f"{happened.title} ({len(happened.findings):,})"))
        for one in happened.findings:
            told = message(one) + (f" (accepted: {one.waiver})" if one.waiver else "")
            row = (one.severity, one.rule, one.method, endpoint(one, service=True), told)
            parts.append(tuple(map(safe, row)))
    return parts


class _Statuses:
    """Exchanges by status: with bars where lines have an end."""

    def __init__(self, statuses: Sequence[tuple[str, int]]) -> None:
        self._statuses = statuses

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        if options.max_width < UNFOLDED:
            yield Bars(self._statuses, label="statuses")
        elif self._statuses:
            yield Facts([("statuses", tallied(self._statuses, len(self._statuses)))])


class _Traffic:
    """Traffic in figures, and where lines have an end as a line of blocks, too."""

    def __init__(self, traffic: TrafficDocument) -> None:
        self._traffic = traffic

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        rows = [("" if number else "traffic", line) for number, line in enumerate(traffic(self._traffic))]
        if options.max_width < UNFOLDED and len(self._traffic.starts) > 1:
            room = options.max_width - LABEL - 3
            lines = {f"by {self._traffic.unit}": self._traffic.exchanges, "first seen": self._traffic.new_endpoints}
            rows += [(label, sparkline(counts, room)) for label, counts in lines.items() if any(counts)]
        yield Facts(rows)


def _services(document: InventoryDocument) -> list[RenderableType]:
    judged = document.drift is not None
    rows = [
        (
            _named(one), f"{one.endpoints:,}", f"{one.exchanges:,}", f"{one.findings:,}" if judged else "",
            ("described" if one.described else "none") if judged else "", minute(one.last_seen),
        )
        for one in document.services
    ]  # fmt: skip
    return [Sentences([f"Services ({len(rows):,})"], style=HEADING), Grid(_SERVICES, rows, indent=2)] if rows else []


def _named(one: ServiceDocument) -> str:
    return safe(one.name) + (f" ({counted(len(one.hosts), 'host')})" if one.hosts else "")


def _drift(drift: DriftDocument) -> list[RenderableType]:
    rows = [
        (
            f"{one.findings:,}",
            f"{one.accepted:,}" if one.accepted else "",
            one.severity,
            safe(one.rule),
            safe(one.title),
        )
        for one in by_rule(drift)
    ]
    failed = [failure(drift)] if failure(drift) else []
    parts: list[RenderableType] = []
    if rows:
        parts += [Sentences(["Findings by rule"], style=HEADING), Grid(_RULES, rows, indent=2)]
    return [*parts, Sentences([safe(line) for line in (*failed, *figures(drift))])]


def _blind_spots(document: InventoryDocument) -> list[RenderableType]:
    lines = [safe(f"blind spot: {line}") for line in unread(document.blind_spots)]
    return [Sentences(lines, style="yellow")] if lines else []
