"""A whole inventory to Markdown without HTML, so that it can be read in chats and mails, too."""

from collections.abc import Iterable, Iterator, Sequence

from inventory.reports import change_lines
from inventory.reports.blind_spots import unread
from inventory.reports.documents import (
    ChangedEndpointDocument,
    ChangedFindingDocument,
    ChangesDocument,
    DriftDocument,
    InventoryDocument,
    ServiceDocument,
)
from inventory.reports.inventory_lines import by_rule, facts, statuses, traffic
from inventory.reports.markdown_text import ICONS, code, prose, table
from inventory.reports.wording import counted, failure, figures, message, minute, subject, tallied

# Characters; together they stay below the 65,536 that GitHub takes for an issue.
LIST_SIZE = 4_500  # of what appeared, what vanished …
SERVICES_SIZE = 12_000
LINE_LIMIT = 1_000


def inventory(document: InventoryDocument) -> Iterator[str]:
    """Yield lines: what changed first, where somebody asked for it; lists and tables are cut where they get long."""
    at = f", as it was at {minute(document.at)} UTC" if document.at is not None else ""
    yield from (f"# {prose(f'{document.title}{at}')}", "")
    if document.changes is not None:
        yield from _changes(document.changes)
    yield from ("## Summary", "")
    yield from (f"- {label}: {prose(text, LINE_LIMIT)}" for label, text in facts(document))
    seen = statuses(document.summary.statuses)
    yield from ([f"- statuses: {prose(tallied(seen, len(seen)), LINE_LIMIT)}"] if seen else [])
    yield from (f"- traffic: {prose(line)}" for line in traffic(document.traffic))
    yield ""
    if document.services:
        yield from _services(document)
    if document.drift is not None:
        yield from _drift(document.drift)
    lines = unread(document.blind_spots)
    if lines:
        yield from ("## Blind spots", "", *(f"- {code(line, LINE_LIMIT)}" for line in lines), "")
    yield from _notes(document.notices)


def _changes(changes: ChangesDocument) -> Iterator[str]:
    yield from (f"**{prose(change_lines.headline(changes))}**", "")
    for happened in change_lines.endpoints(changes):
        yield from _listed(happened.title, map(_endpoint, happened.endpoints), len(happened.endpoints))
    for found in change_lines.findings(changes):
        yield from _listed(found.title, map(_finding, found.findings), len(found.findings))
    yield from _notes(changes.notices)


def _notes(notices: Sequence[str]) -> list[str]:
    return _listed("Notes", ([f"- {prose(notice)}"] for notice in notices), len(notices)) if notices else []


def _listed(title: str, entries: Iterable[Sequence[str]], count: int) -> list[str]:
    return [f"## {title} ({count:,})", "", *_fitting(entries, count, LIST_SIZE, "- "), ""]


def _fitting(entries: Iterable[Sequence[str]], count: int, size: int, mark: str = "") -> Iterator[str]:
    """Yield the lines of as many entries as fit into `size` characters, and how many of all are left out."""
    for number, lines in enumerate(entries):
        size -= sum(len(line) + 1 for line in lines)
        if size < 0:
            yield f"{mark}and {count - number:,} more: other formats have all of them"
            return
        yield from lines


def _endpoint(one: ChangedEndpointDocument) -> list[str]:
    told = change_lines.told(one)
    head = f"- {code(f'{one.method} {one.service}{one.template}')}: {counted(one.count, 'exchange')}"
    if one.differences:
        return [head, *(f"  - {prose(line)}" for line in told)]
    return [f"{head}, {', '.join(map(prose, told))}"]


def _finding(one: ChangedFindingDocument) -> list[str]:
    about = code(subject(one, service=True))
    waived = f", accepted: {prose(one.waiver)}" if one.waiver else ""
    severity = ICONS.get(one.severity, code(one.severity))
    return [f"- {severity} {code(one.rule)} {about}: {prose(message(one))}{waived}"]


def _services(document: InventoryDocument) -> Iterator[str]:
    judged = document.drift is not None
    columns = ["service", "endpoints", "exchanges", *(["findings", "description"] if judged else []), "last seen"]
    yield from ("## Services", "")
    head, ruler, *rows = table(columns, (_service(one, judged=judged) for one in document.services))
    yield from (head, ruler)
    yield from _table_rows(rows)
    yield ""


def _table_rows(rows: Sequence[str]) -> Iterator[str]:
    for line in _fitting(([row] for row in rows), len(rows), SERVICES_SIZE):
        yield from ([line] if line.startswith("|") else ["", line])


def _service(one: ServiceDocument, *, judged: bool) -> list[str]:
    hosts = f" ({counted(len(one.hosts), 'host')})" if one.hosts else ""
    found = [f"{one.findings:,}", "described" if one.described else "none"] if judged else []
    return [f"{code(one.name)}{hosts}", f"{one.endpoints:,}", f"{one.exchanges:,}", *found, minute(one.last_seen)]


def _drift(drift: DriftDocument) -> Iterator[str]:
    yield from ("## Findings", "")
    rows = [
        (ICONS[one.severity], code(one.rule), f"{one.findings:,}", f"{one.accepted:,}", prose(one.title))
        for one in by_rule(drift)
    ]
    if rows:
        yield from (*table(("severity", "rule", "findings", "accepted", "what it finds"), rows), "")
    lines = [*([failure(drift)] if failure(drift) else []), *figures(drift)]
    yield from (*(f"- {prose(line, LINE_LIMIT)}" for line in lines), "")
