"""Figures over time and of latency to the bars of charts, in units of their own that a page scales."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from inventory.reports.documents import LatencyDocument, TrafficDocument

HEIGHT = 100.0
STEP = 10.0  # width of one bar and the room beside it
DECADE = 100.0  # width of a factor of ten
FEWEST_STEPS = 12  # room for as many bars, so that few do not become walls

_GAP = 1.0
_LEAST = 1.5  # height of the smallest part that is not nothing
_FACTOR = 2**0.25  # between the ends of a step of latency, at most
_SHORTEST, _LONGEST = 1e-3, 1e9  # milliseconds that are drawn apart


class Bar(NamedTuple):
    """One rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float
    kind: str  # "fine", "client-error", "server-error" or "plain"
    label: str


class Mark(NamedTuple):
    """A vertical line."""

    x: float
    label: str


class Chart(NamedTuple):
    """A chart, with all that tells the same in words."""

    title: str
    description: str
    width: float
    bars: tuple[Bar, ...]
    top: str  # what the upper end stands for
    middle: str
    ticks: tuple[str, ...]  # under the lower edge, evenly from one end to the other
    columns: tuple[str, ...]  # of the table that says the same
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[Mark, ...] = ()


def traffic(document: TrafficDocument) -> Chart | None:
    """Return exchanges over time, those answered with errors on top; None where no time is known."""
    if not document.starts:
        return None
    columns = (document.exchanges, document.client_errors, document.server_errors)
    rows = list(zip(_starts(document), *columns, strict=True))
    top = _ceiling(max(document.exchanges, default=0))
    bars: list[Bar] = []
    for number, (start, count, client, server) in enumerate(rows):
        label = f"{start}: {count:,} exchanges, {client:,} answered with 4xx, {server:,} with 5xx"
        parts = (("fine", count - client - server), ("client-error", client), ("server-error", server))
        bars += _stack(number, parts, top, label)
    busiest = max(rows, key=lambda row: row[1])
    return Chart(
        "Exchanges over time",
        f"{sum(document.exchanges):,} exchanges {_range(document)}, each bar stands for {_one(document.unit)}; "
        f"most, {busiest[1]:,}, {_in(document.unit)} {busiest[0]}. "
        f"{sum(document.client_errors):,} were answered with 4xx, {sum(document.server_errors):,} with 5xx.",
        _width(len(rows)), tuple(bars), _short(top), _short(top / 2), _ticks(document),
        (document.unit, "exchanges", "4xx", "5xx"),
        tuple((start, f"{count:,}", f"{client:,}", f"{server:,}") for start, count, client, server in rows),
    )  # fmt: skip


def new_endpoints(document: TrafficDocument) -> Chart | None:
    """Return how many endpoints were seen for the first time, over time; None where no time is known."""
    if not document.starts:
        return None
    rows = list(zip(_starts(document), document.new_endpoints, strict=True))
    top = _ceiling(max(document.new_endpoints, default=0))
    bars: list[Bar] = []
    for number, (start, count) in enumerate(rows):
        bars += _stack(number, (("plain", count),), top, f"{start}: {count:,} new")
    return Chart(
        "New endpoints over time",
        f"{sum(document.new_endpoints):,} endpoints were seen for the first time {_range(document)}, "
        f"in {sum(map(bool, document.new_endpoints)):,} of {len(rows):,} bars.",
        _width(len(rows)), tuple(bars), _short(top), _short(top / 2), _ticks(document),
        (document.unit, "new endpoints"), tuple((start, f"{count:,}") for start, count in rows),
    )  # fmt: skip


def latency(document: LatencyDocument) -> Chart | None:
    """Return how long answers took, on a scale of powers of ten; None where it is not known of any."""
    steps = [(min(max(upper, _SHORTEST), _LONGEST), count) for upper, count in document.histogram]
    if not steps:
        return None
    first = math.floor(math.log10(min(upper for upper, _ in steps) / _FACTOR) + 1e-9)
    last = max(math.ceil(math.log10(max(upper for upper, _ in steps)) - 1e-9), first + 1)
    top = _ceiling(max(count for _, count in steps))
    thick = math.log10(_FACTOR) * DECADE
    bars = tuple(
        Bar(_at(upper, first) - thick, HEIGHT - height, thick - _GAP / 2, height, "plain",
            f"up to {duration(upper)}: {count:,} responses")
        for upper, count in steps if (height := _height(count, top))
    )  # fmt: skip
    quantiles = (("half", document.p50), ("90 %", document.p90), ("99 %", document.p99))
    return Chart(
        "Latency",
        f"From the end of a request to the beginning of its response, of {document.count:,} responses: "
        + ", ".join(f"{name} within {duration(value)}" for name, value in quantiles) + ".",
        (last - first) * DECADE, bars, _short(top), _short(top / 2),
        tuple(duration(10.0**power) for power in range(first, last + 1)),
        ("up to", "responses"), tuple((duration(upper), f"{count:,}") for upper, count in document.histogram),
        tuple(Mark(_at(value, first), f"{name} within {duration(value)}") for name, value in quantiles),
    )  # fmt: skip


def duration(milliseconds: float) -> str:
    """Write how long something took, with three digits: "0.25 ms", "1.19 s"."""
    if milliseconds >= 1_000:
        return f"{float(f'{milliseconds / 1_000:.3g}'):g} s" if milliseconds < 1e6 else f"{milliseconds / 1_000:,.0f} s"
    return f"{float(f'{milliseconds:.3g}'):g} ms"


def _stack(number: int, parts: Iterable[tuple[str, int]], top: float, label: str) -> Iterable[Bar]:
    """Yield the parts of one bar from below; what is not nothing can be seen."""
    y = HEIGHT
    for kind, count in parts:
        height = min(_height(count, top), y)
        if height > 0:
            y -= height
            yield Bar(number * STEP, round(y, 2), STEP - _GAP, round(height, 2), kind, label)


def _height(count: int, top: float) -> float:
    return round(max(count / top * HEIGHT, _LEAST), 2) if count > 0 else 0.0


def _ceiling(count: int) -> float:
    """Return the next of 2, 4, 10, 20, 40, 100 … that is at least as large."""
    power = 10.0 ** math.floor(math.log10(max(count, 1)))
    return next(step * power for step in (1, 2, 4, 10) if step * power >= max(count, 2))


def _at(milliseconds: float, first: int) -> float:
    return round((math.log10(min(max(milliseconds, _SHORTEST), _LONGEST)) - first) * DECADE, 2)


def _width(steps: int) -> float:
    return max(steps, FEWEST_STEPS) * STEP


def _ticks(document: TrafficDocument) -> tuple[str, ...]:
    """Return the first, the middle and the last start, where the bars fill the chart; else the first alone."""
    starts = _starts(document)
    return (starts[0], starts[len(starts) // 2], starts[-1]) if len(starts) >= FEWEST_STEPS else (starts[0],)


def _starts(document: TrafficDocument) -> list[str]:
    """Write the beginnings of all steps as precisely as their unit asks for: "2026-11-14" or "2026-11-14 06:00"."""
    return [start[:16].replace("T", " ") if document.unit == "hour" else start[:10] for start in document.starts]


def _range(document: TrafficDocument) -> str:
    starts = _starts(document)
    return f"{_in(document.unit)} {starts[0]}" if len(starts) == 1 else f"from {starts[0]} to {starts[-1]}"


def _in(unit: str) -> str:
    return "on" if unit == "day" else f"in the {unit} from"


def _one(unit: str) -> str:
    return f"one {unit}" if unit.isalpha() else unit


def _short(value: float) -> str:
    """Write a number beside an axis: "400", "1.5k", "20M"."""
    for unit, scale in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= scale:
            return f"{value / scale:g}{unit}"
    return f"{value:g}"


def share(count: int, total: int) -> float:
    """Return a share in per cent for the width of a bar, at least 1 of what is not nothing."""
    return round(max(100 * count / total, 1.0), 1) if count and total else 0.0


def kind_of_status(status: str) -> str:
    """Return the kind of bar for exchanges with a status, "none" among them."""
    return {"4": "client-error", "5": "server-error", "n": "plain"}.get(status[:1], "fine")
