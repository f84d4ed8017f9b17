"""Documents to tables for people, in plain text or colour."""

import inspect
import io
from collections.abc import Iterator
from functools import singledispatch
from itertools import groupby
from textwrap import indent
from typing import Any, get_args

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, Group, JustifyMethod, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from inventory.reports import shape_lines
from inventory.reports.blind_spots import blind
from inventory.reports.documents import (
    CaptureDocument,
    CorrectionsDocument,
    DatabaseDocument,
    Document,
    DriftDocument,
    EndpointDetail,
    EndpointDocument,
    EndpointsDocument,
    FindingDocument,
    ParameterDocument,
    RenamedDocument,
    RulesDocument,
    ScanDocument,
    SegmentDocument,
)
from inventory.reports.wording import accepted, endpoint, failure, figures, place, safe, several, share

DOCUMENTS = get_args(Document)
ENDINGS = (".txt",)

READABLE = 100  # columns of running text; below it there is little room for columns
UNFOLDED = 1_000  # columns from which on nobody looks at a terminal: lines stay whole
INDENT, GAP = 2, 2  # columns before and between what is told of a finding
ENDPOINT_WIDTH = 20  # columns at least
COLUMNS = ("method", "endpoint", "exchanges", "state", "evidence", "description", "what")
SIGNS_SHOWN = 4  # signs for and against a verdict that are named
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
    if not document.summary.services:
        return Text(failure(document) or "Nothing was compared: no traffic that a description could speak about.")
    summary = document.summary
    lines = figures(document)
    lines += [f"kept apart: {count:,} {_APART.get(state, state)}" for state, count in summary.apart.items()]
    if summary.foreign:
        named = list(summary.foreign.items())
        shown = ", ".join(f"{service} ({count:,})" for service, count in named[:5])
        more = f" and {len(named) - 5:,} more" if len(named) > 5 else ""
        lines.append(f"not judged, as no description speaks about them: {shown}{more}")
    return Group(_Findings(document), *(_safe(line) for line in lines))


@_show.register
def _(document: EndpointsDocument) -> RenderableType:
    return _endpoints(document.endpoints)


@_show.register
def _(document: EndpointDetail) -> RenderableType:
    return Group(*(_detail(one) for one in document.endpoints))


@_show.register
def _(document: ScanDocument) -> RenderableType:
    parts: list[RenderableType] = [_captures(document.captures)] if document.captures else []
    parts += [Text(safe(f"already in the inventory: {name}")) for name in document.known]
    for one in document.captures:
        parts += [Text(line) for line in blind(one)]
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
    return Group(*(Text(safe(line)) for line in lines), _captures(document.captures))


@_show.register
def _(document: CorrectionsDocument) -> RenderableType:
    if not document.corrections:
        return Text("No corrections.")
    table = _table("correction", "template", "words or names", "service")
    for one in document.corrections:
        template = f"{one.method} {one.template}" if one.method else one.template
        table.add_row(one.kind, _safe(template), _safe(" ".join(one.words)), _safe(one.service or "all"))
    return table


class _Findings:
    """Findings by rule, with the columns of all of them in line; what does not fit stands below the endpoint."""

    def __init__(self, document: DriftDocument) -> None:
        self._document = document
        self._several = several(document)
        self._titles = {rule.name: rule.title for rule in document.rules}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        findings = self._document.findings
        if not findings:
            yield Text("No findings: everything that was seen is declared.", style="green")
            return
        rows = [self._cells(one, options.max_width) for one in findings]
        widths = [max(map(cell_len, column)) for column in zip(*(row[:-1] for row in rows), strict=True)]
        widths = [max(width, len(name)) if width else 0 for width, name in zip(widths, COLUMNS, strict=True)]
        free = options.max_width - INDENT - sum(widths[2:]) - widths[0] - GAP * (sum(map(bool, widths)) - 1)
        widths[1] = max(min(widths[1], free), ENDPOINT_WIDTH)
        for line in _aligned([[*COLUMNS, ""]], widths):
            yield _indented(line, style="bold")
        for (severity, rule), group in groupby(zip(findings, rows, strict=True), lambda pair: _group(pair[0])):
            members = list(group)
            title = f": {self._titles[rule]}" if rule in self._titles else ""
            yield Text(f"{severity}  {rule} ({len(members):,}){safe(title)}", style=_COLOURS[severity])
            yield from map(_indented, _aligned([row for _, row in members], widths))

    def _cells(self, one: FindingDocument, width: int) -> list[str]:
        """Return method, endpoint, exchanges, state, evidence, description and message, and what stands below."""
        spec = f"{one.spec.file.rpartition('/')[2]}:{one.spec.line}" if one.spec else ""
        evidence = place(one.evidence[0]) if one.evidence else ""
        message = one.message.removeprefix(f"{one.method} {one.path} ")  # which stands in the line already
        notes = (one.verdict, f"accepted: {one.waiver}" if one.waiver else "")
        told = " ".join(
            [message if one.verdict or one.location else "", *(f"({note})" for note in notes if note)]
        ).strip()
        named = [one.method, endpoint(one, service=self._several), share(one), accepted(one)]
        if width >= UNFOLDED:
            cells, below = [*named, evidence, spec, told], []
        elif width >= READABLE:
            cells, below = [*named, evidence, spec, ""], [told]
        else:
            cells, below = [*named, "", "", ""], [", ".join(filter(None, (evidence, spec))), told]
        return [*map(safe, cells), "\n".join(map(safe, filter(None, below)))]


def _group(one: FindingDocument) -> tuple[str, str]:
    return one.severity, one.rule


def _indented(part: RenderableType, style: str = "none") -> Padding:
    return Padding(part, (0, 0, 0, INDENT), style=style)


def _aligned(rows: list[list[str]], widths: list[int]) -> Iterator[RenderableType]:
    """Write rows in columns of given widths, one after the other; those of width 0 are left out."""
    for (folded, below), group in groupby(rows, lambda row: (any(map(_longer, row, widths)), row[-1])):
        write = _table_of if folded else _text_of
        for some in [[row] for row in group] if below else [list(group)]:
            yield write(some, widths)
            if below:
                yield Padding(Text(below, style="dim", overflow="fold"), (0, 0, 0, widths[0] + GAP))


def _longer(cell: str, width: int) -> bool:
    return cell_len(cell) > width


def _text_of(rows: list[list[str]], widths: list[int]) -> Text:
    """Write rows that fit as they are, which takes a small part of the time of a table."""
    lines = []
    for row in rows:
        cells = [set_cell_size(cell, width) for cell, width in zip(row, widths, strict=False) if width]
        if widths[2]:
            cells[2] = " " * (widths[2] - cell_len(row[2])) + row[2]
        lines.append((" " * GAP).join(cells).rstrip())
    return Text("\n".join(lines), no_wrap=True)


def _table_of(rows: list[list[str]], widths: list[int]) -> Table:
    """Write rows of which some fold."""
    table = Table.grid(padding=(0, GAP, 0, 0), pad_edge=False)
    kept = [number for number, width in enumerate(widths) if width]
    for number in kept:
        justify: JustifyMethod = "right" if number == 2 else "left"
        table.add_column(width=widths[number], overflow="fold", justify=justify)
    for row in rows:
        table.add_row(*(Text(row[number]) for number in kept))
    return table


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
    lines += [f"  evidence    {place(where)}" for where in one.evidence]
    lines += [f"  {line}" for shape in one.shapes for line in shape_lines.lines(shape)]
    text = Text("\n".join(map(safe, lines)))
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
        parts.append(Text(safe(f"    {what}  {one.correct}"), no_wrap=True, overflow="ignore"))
    return parts


def _captures(captures: tuple[CaptureDocument, ...]) -> RenderableType:
    table = _table("capture", "format", "packets", "exchanges", "read", "from", "to")
    for one in captures:
        read = f"{one.decoded / one.payload:.0%}" if one.payload else ""
        times = [(time or "")[:19].replace("T", " ") for time in (one.first_seen, one.last_seen)]
        table.add_row(_safe(one.name), one.format, f"{one.packets:,}", f"{one.exchanges:,}", read, *times)
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        numeric = column in ("exchanges", "packets", "read")
        long = column in ("service", "endpoint", "evidence", "description", "capture", "what it finds", "formerly")
        table.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=not long)
    return table


def _safe(text: str) -> Text:
    return Text(safe(text))
