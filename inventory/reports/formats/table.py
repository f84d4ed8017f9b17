"""Documents to tables for people, in plain text or colour."""

import inspect
import io
from functools import singledispatch
from textwrap import indent
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from inventory.model.coverage import BLIND
from inventory.model.text import printable
from inventory.reports import shape_lines
from inventory.reports.documents import (
    CaptureDocument,
    CorrectionsDocument,
    DatabaseDocument,
    Document,
    DriftDocument,
    EndpointDetail,
    EndpointDocument,
    EndpointsDocument,
    FateDocument,
    FindingDocument,
    ParameterDocument,
    RenamedDocument,
    RulesDocument,
    ScanDocument,
    SegmentDocument,
    Where,
)

READABLE = 100  # columns of running text
SIGNS_SHOWN = 4  # signs for and against a verdict that are named
BLIND_SHOWN = 3  # hosts with blind spots that are named
PROTOCOLS_SHOWN = 3  # application protocols of one host that are named
FORMER_SHOWN = 3  # former templates of one endpoint that a scan names

_COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_APART = {
    "page": "web pages", "asset": "scripts, styles and images", "preflight": "CORS preflights and OPTIONS",
    "tunnel": "CONNECT tunnels", "ambiguous": "perhaps smuggled", "refused": "answered 401, 403 or 407 only",
    "moved": "moved for good", "failed": "gateway errors only", "unanswered": "without a response",
    "rejected": "answered 400 only", "probed": "probed (only 404, 405, 410 or 501)",
}  # fmt: skip


def render(document: Document, *, width: int, colour: bool) -> str:
    """Return tables that fit the width; every text is escaped, none is markup."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False, markup=False, emoji=False,
        color_system="standard" if colour else None, legacy_windows=False,
    )  # fmt: skip
    console.print(_show(document), crop=False)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


@singledispatch
def _show(document: object) -> RenderableType:
    raise TypeError(type(document).__name__)


@_show.register
def _(document: DriftDocument) -> RenderableType:
    summary = document.summary
    lines = [
        f"{summary.findings:,} finding{'' if summary.findings == 1 else 's'}: "
        + ", ".join(f"{count:,} {name}" for name, count in summary.by_severity.items()),
        f"{summary.operations_used:,} of {summary.operations:,} declared operations used, "
        f"{summary.endpoints_undeclared:,} undeclared endpoints, on {', '.join(summary.services)}",
    ]
    if summary.parameters is not None and summary.statuses is not None:
        lines.append(
            f"of these operations {summary.parameters_used:,} of {summary.parameters:,} declared parameters and "
            f"{summary.statuses_seen:,} of {summary.statuses:,} declared statuses were seen"
        )
    lines += [
        f"{old} is an older version of {new}: what only it declares is gone" for old, new in summary.older.items()
    ]
    lines += [f"kept apart: {count:,} {_APART.get(state, state)}" for state, count in summary.apart.items()]
    if summary.foreign:
        named = list(summary.foreign.items())
        shown = ", ".join(f"{service} ({count:,})" for service, count in named[:5])
        more = f" and {len(named) - 5:,} more" if len(named) > 5 else ""
        lines.append(f"not judged, as no description speaks about them: {shown}{more}")
    return Group(*_findings(document.findings), *(Text(printable(line)) for line in lines))


@_show.register
def _(document: EndpointsDocument) -> RenderableType:
    return _endpoints(document.endpoints)


@_show.register
def _(document: EndpointDetail) -> RenderableType:
    return Group(*(_detail(one) for one in document.endpoints))


@_show.register
def _(document: ScanDocument) -> RenderableType:
    parts: list[RenderableType] = [_captures(document.captures)] if document.captures else []
    parts += [Text(printable(f"already in the inventory: {name}")) for name in document.known]
    for one in document.captures:
        parts += [Text(line) for line in _blind(one)]
    if document.new_endpoints:
        parts += [
            Text(f"New endpoints ({len(document.new_endpoints):,}):", style="bold"),
            _endpoints(document.new_endpoints),
        ]
    renamed = len(document.renamed_endpoints)
    if renamed:
        parts += [Text(f"With another template ({renamed:,}):", style="bold"), _renamed(document.renamed_endpoints)]
    also = f", {renamed:,} with another template" if renamed else ""
    parts.append(
        Text(f"{document.endpoints:,} endpoints in the inventory, {len(document.new_endpoints):,} of them new{also}")
    )
    return Group(*parts)


def _example(one: dict[str, Any]) -> str:
    described = ", ".join(one["described"]) or "nothing"
    if one["paths"]:
        described = "\n" + indent(inspect.cleandoc("\n".join(filter(None, (one["paths"], one["components"])))), " " * 4)
    if one["before"]:
        described += f"; before that {', '.join(one['before'])}"
    described += f"; on {one['server']}" if one["server"] else ""
    observed, found = ", ".join(one["observed"]), ", ".join(one["found"]) or "nothing"
    return f"Example: {one['title']}\n  described: {described}\n  observed:  {observed}\n  found:     {found}"


@_show.register
def _(document: RulesDocument) -> RenderableType:
    if len(document.rules) == 1:
        rule = document.rules[0]
        heading = Text(f"{rule.name} ({rule.severity}; {', '.join(rule.tags)})", style="bold")
        examples = [Text(_example(one)) for one in rule.examples]
        from rich.markdown import Markdown  # noqa: PLC0415 - takes long to import, and nothing else needs it

        return Group(heading, Constrain(Markdown(rule.text), READABLE), *examples)
    table = _table("rule", "severity", "tags", "what it finds")
    for rule in document.rules:
        table.add_row(rule.name, Text(rule.severity, style=_COLOURS[rule.severity]), ", ".join(rule.tags), rule.title)
    return table


@_show.register
def _(document: DatabaseDocument) -> RenderableType:
    rows = ", ".join(f"{count:,} {name}" for name, count in document.rows.items())
    lines = [f"{document.location}: schema {document.revision}, {document.size:,} bytes", f"rows: {rows}"]
    return Group(*(Text(printable(line)) for line in lines), _captures(document.captures))


@_show.register
def _(document: CorrectionsDocument) -> RenderableType:
    if not document.corrections:
        return Text("No corrections.")
    table = _table("correction", "template", "words or names", "service")
    for one in document.corrections:
        template = f"{one.method} {one.template}" if one.method else one.template
        table.add_row(one.kind, _safe(template), _safe(" ".join(one.words)), _safe(one.service or "all"))
    return table


def _findings(findings: tuple[FindingDocument, ...]) -> list[RenderableType]:
    if not findings:
        return [Text("No findings: everything that was seen is declared.", style="green")]
    table = _table("severity", "rule", "method", "endpoint", "exchanges", "evidence", "description")
    for one in findings:
        spec = f"{one.spec.file.rpartition('/')[2]}:{one.spec.line}" if one.spec else ""
        table.add_row(
            Text(one.severity, style=_COLOURS[one.severity]),
            one.rule,
            _safe(one.method),
            _safe(f"{one.path} {one.location or ''}".rstrip()),
            f"{one.count:,}",
            _safe(_place(one.evidence[0]) if one.evidence else ""),
            _safe(spec),
        )
    return [table]


def _endpoints(endpoints: tuple[EndpointDocument, ...]) -> RenderableType:
    table = _table("service", "method", "endpoint", "state", "exchanges", "statuses", "last seen")
    for one in endpoints:
        statuses = " ".join(one.statuses)
        seen = (one.last_seen or "")[:16].replace("T", " ")
        table.add_row(
            _safe(one.service), _safe(one.method), _safe(one.template), one.state, f"{one.count:,}", statuses, seen
        )
    return table


def _renamed(endpoints: tuple[RenamedDocument, ...]) -> RenderableType:
    table = _table("service", "method", "endpoint", "formerly")
    for one in endpoints:
        table.add_row(_safe(one.service), _safe(one.method), _safe(one.template), _safe(_some(one.formerly)))
    return table


def _some(texts: tuple[str, ...]) -> str:
    more = len(texts) - FORMER_SHOWN
    return ", ".join(texts[:FORMER_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _detail(one: EndpointDocument) -> RenderableType:
    lines = [
        f"{one.method} {one.service}{one.template}",
        f"  state       {one.state}",
        f"  exchanges   {one.count:,}: " + ", ".join(f"{status} ({count:,})" for status, count in one.statuses.items()),
        f"  seen        {one.first_seen or 'unknown'} to {one.last_seen or 'unknown'}",
    ]
    if one.same_api:
        lines.append(f"  one API     {one.same_api}")
    if one.hosts:
        more = f" and {len(one.hosts) - 10:,} more" if len(one.hosts) > 10 else ""
        lines.append(f"  hosts       {', '.join(one.hosts[:10])}{more}")
    listed = (
        ("query", one.query_parameters), ("sent", one.request_media_types), ("answered", one.response_media_types),
        ("schemes", one.schemes), ("paths", one.paths[:10]),
    )  # fmt: skip
    lines += [f"  {label:<11} {', '.join(values)}" for label, values in listed if values]
    if len(one.paths) > 10:
        lines.append(f"              and {len(one.paths) - 10:,} more")
    lines += [
        f"  {'{' + item.name + '}':<11} {item.type}{_length(item)}, {item.reason}: {item.evidence}"
        for item in one.parameters
    ]
    lines += [
        f"  formerly    {one.method} {was.template}, until {was.capture or 'a correction'}" for was in one.formerly
    ]
    lines += [f"  evidence    {_place(place)}" for place in one.evidence]
    lines += [f"  {line}" for shape in one.shapes for line in shape_lines.lines(shape)]
    text = Text("\n".join(map(printable, lines)))
    if one.explanation is None:
        return text
    why = Text("  why (figures are those of all endpoints through the same place)")
    return Group(text, why, *(part for segment in one.explanation for part in _why(segment)))


def _length(one: ParameterDocument) -> str:
    """Tell how long the values of a parameter were: ", 3 to 7 digits"."""
    if one.min_length is None or one.max_length is None:
        return ""
    unit = "digit" if one.type == "integer" else "character"
    span = f"{one.max_length:,}" if one.min_length == one.max_length else f"{one.min_length:,} to {one.max_length:,}"
    return f", {span} {unit}" + ("s" if one.max_length != 1 else "")


def _why(one: SegmentDocument) -> list[RenderableType]:
    """Explain a segment: lines that wrap behind their labels, and a command that never wraps, to be copied."""
    sure = f", {min(one.confidence, 0.99):.0%} sure" if one.confidence is not None else ""
    texts = {
        "because": [sign.text for sign in one.signs if sign.speaks == "for"][:SIGNS_SHOWN],
        "although": [sign.text for sign in one.signs if sign.speaks == "against"][:SIGNS_SHOWN],
        "examples": [f"{example.shown} ({example.count:,})" for example in one.examples],
        "otherwise": one.changes,
    }
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=13)
    table.add_column(overflow="fold")
    for label, lines in texts.items():
        for number, line in enumerate(lines):
            table.add_row("" if number else f"    {label}", _safe(line))
    parts: list[RenderableType] = [_safe(f"  /{one.segment} is a {one.verdict}{sure}: {one.text}"), table]
    if one.correct is not None:
        what = "rename it" if one.basis == "type" else "change it"
        parts.append(Text(printable(f"    {what}  {one.correct}"), no_wrap=True, overflow="ignore"))
    return parts


def _captures(captures: tuple[CaptureDocument, ...]) -> RenderableType:
    table = _table("capture", "format", "packets", "exchanges", "read", "from", "to")
    for one in captures:
        read = f"{one.decoded / one.payload:.0%}" if one.payload else ""
        times = [(time or "")[:19].replace("T", " ") for time in (one.first_seen, one.last_seen)]
        table.add_row(_safe(one.name), one.format, f"{one.packets:,}", f"{one.exchanges:,}", read, *times)
    return table


def _blind(one: CaptureDocument) -> list[str]:
    """Tell what could not be read of a capture, and of whose traffic."""
    lines = [printable(f"{one.name}: {line}") for line in _blind_spots(one)]
    for found in one.anomalies:
        size = f", {found.size:,} bytes" if found.size else ""
        example = f" (first: {'frame' if one.format != 'har' else 'entry'} {found.frame})" if found.frame else ""
        lines.append(printable(f"{one.name}: {found.kind}: {found.count:,}{size}{example}: {found.message}"))
    return lines


def _blind_spots(one: CaptureDocument) -> list[str]:
    """Sum up by host what was encrypted, lost or could not be read; hosts with the most such bytes first."""
    by_fate: dict[str, list[FateDocument]] = {}
    for found in one.coverage:
        if found.host is not None and found.fate in BLIND:
            by_fate.setdefault(found.fate, []).append(found)
    lines = []
    for fate in BLIND:
        hosts = sorted(by_fate.get(fate, ()), key=lambda found: (-found.size, found.host))
        if not hosts:
            continue
        shown = ", ".join(f"{found.host} ({_bytes(found.size)}{_spoken(found)})" for found in hosts[:BLIND_SHOWN])
        more = f", and {len(hosts) - BLIND_SHOWN:,} more hosts" if len(hosts) > BLIND_SHOWN else ""
        total, connections = sum(found.size for found in hosts), sum(found.connections for found in hosts)
        of = f"{connections:,} connection{'s' * (connections != 1)}"
        lines.append(f"blind spot: {_bytes(total)} {fate} of {of}: {shown}{more}")
    return lines


def _spoken(one: FateDocument) -> str:
    """Tell what encrypted connections with a host may have said inside, where they show it."""
    if not one.protocols:
        return ""
    more = len(one.protocols) - PROTOCOLS_SHOWN
    return f"; ALPN {', '.join(one.protocols[:PROTOCOLS_SHOWN])}" + (f" and {more:,} more" if more > 0 else "")


def _bytes(size: int) -> str:
    """Write a number of bytes for people."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} bytes"


def _place(place: Where) -> str:
    return f"{place.capture} entry {place.entry}" if place.entry else f"{place.capture} frame {place.frame}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        numeric = column in ("exchanges", "packets", "read")
        long = column in ("service", "endpoint", "evidence", "description", "capture", "what it finds", "formerly")
        table.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=not long)
    return table


def _safe(text: str) -> Text:
    return Text(printable(text))
