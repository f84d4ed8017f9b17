"""Endpoints in full: what was seen of each, where, and why its template is what it is."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from inventory.reports import shape_lines
from inventory.reports.documents import (
    EndpointDetail,
    EndpointDocument,
    ParameterDocument,
    SegmentDocument,
    ShapeDocument,
)
from inventory.reports.inventory_lines import credentials, latency, statuses
from inventory.reports.tables.charts import Bars
from inventory.reports.tables.colours import HEADING
from inventory.reports.tables.grid import Grid
from inventory.reports.tables.layout import Column
from inventory.reports.tables.lines import UNFOLDED, Facts, Sentences
from inventory.reports.wording import place, safe, some, tallied

SHOWN = 10  # paths, hosts, clients and networks that are named
SIGNS_SHOWN = 4  # signs for and against a verdict that are named

_PLACES = (Column("place", least=20), Column("values", least=24, rank=1, alone=True))


def shown(document: EndpointDetail) -> RenderableType:
    """Return endpoints one below the other, with an empty line between them."""
    parts: list[RenderableType] = []
    for one in document.endpoints:
        parts += [*([Text()] if parts else []), _endpoint(one)]
    return Group(*parts)


def _endpoint(one: EndpointDocument) -> RenderableType:
    parts: list[RenderableType] = [
        Sentences([safe(f"{one.method} {one.service}{one.template}")], style=HEADING),
        _Exchanges(one),
        Facts([(safe(label), safe(text)) for label, text in _facts(one)]),
        *(part for shape in one.shapes for part in _shape(shape)),
    ]
    if one.explanation is not None:
        parts.append(Sentences(["  why (figures are those of all endpoints through the same place)"], style=HEADING))
        parts += [part for segment in one.explanation for part in _why(segment)]
    return Group(*parts)


class _Exchanges:
    """How many exchanges, and what was answered: with bars where lines have an end."""

    def __init__(self, one: EndpointDocument) -> None:
        self._one = one

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        one = self._one
        if options.max_width >= UNFOLDED:
            told = tallied(one.statuses.items(), len(one.statuses))
            yield Facts([("state", one.state), ("exchanges", f"{one.count:,}: {told}")])
        else:
            yield Facts([("state", one.state), ("exchanges", f"{one.count:,}")])
            yield Bars(statuses(one.statuses), label="statuses")


def _facts(one: EndpointDocument) -> Iterator[tuple[str, str]]:
    yield "seen", f"{one.first_seen or 'unknown'} to {one.last_seen or 'unknown'}"
    listed = (
        ("one API", one.same_api), ("hosts", some(one.hosts, SHOWN)), ("query", ", ".join(one.query_parameters)),
        ("sent", ", ".join(one.request_media_types)), ("answered", ", ".join(one.response_media_types)),
        ("schemes", ", ".join(one.schemes)), ("protocols", ", ".join(one.protocols)),
        ("credentials", credentials(one)), ("latency", latency(one.latency) if one.latency is not None else ""),
        ("clients", tallied(((found.name, found.count) for found in one.clients), SHOWN)),
        ("networks", tallied(((found.name, found.count) for found in one.networks), SHOWN)),
        ("paths", some(one.paths, SHOWN)),
    )  # fmt: skip
    yield from ((label, text) for label, text in listed if text)
    for item in one.parameters:
        yield f"{{{item.name}}}", f"{item.type}{_length(item)}, {item.reason}: {item.evidence}"
    for was in one.formerly:
        yield "formerly", f"{one.method} {was.template}, until {was.capture or 'a correction'}"
    for where in one.evidence:
        yield "evidence", place(where)


def _length(one: ParameterDocument) -> str:
    """Tell how long the values of a parameter were: ", 3 to 7 digits"."""
    if one.min_length is None or one.max_length is None:
        return ""
    unit = "digit" if one.type == "integer" else "character"
    span = f"{one.max_length:,}" if one.min_length == one.max_length else f"{one.min_length:,} to {one.max_length:,}"
    return f", {span} {unit}" + ("s" if one.max_length != 1 else "")


def _shape(one: ShapeDocument) -> list[RenderableType]:
    rows = [(safe(name), safe(described)) for name, described in shape_lines.places(one)]
    return [
        Sentences([safe(f"  {shape_lines.heading(one)}")], style=HEADING),
        Grid(_PLACES, rows, indent=4, named=False),
        Sentences([f"    {line}" for line in shape_lines.left_out(one)]),
    ]


def _why(one: SegmentDocument) -> list[RenderableType]:
    """Explain a segment: lines that go on behind their labels, and a command that never folds, to be copied."""
    sure = f", {min(one.confidence, 0.99):.0%} sure" if one.confidence is not None else ""
    texts = {
        "because": [sign.text for sign in one.signs if sign.speaks == "for"][:SIGNS_SHOWN],
        "although": [sign.text for sign in one.signs if sign.speaks == "against"][:SIGNS_SHOWN],
        "examples": [f"{example.shown} ({example.count:,})" for example in one.examples],
        "otherwise": one.changes,
    }
    facts = [
        ("" if number else label, safe(line)) for label, lines in texts.items() for number, line in enumerate(lines)
    ]
    parts: list[RenderableType] = [
        Sentences([safe(f"  /{one.segment} is a {one.verdict}{sure}: {one.text}")], hang=4),
        Facts(facts, indent=4, label_width=10),
    ]
    if one.correct is not None:
        what = "rename it" if one.basis == "type" else "change it"
        parts.append(Text(safe(f"    {what}  {one.correct}"), no_wrap=True, overflow="ignore"))
    return parts
