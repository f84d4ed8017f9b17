"""Inventories to the data that the page's script reads: every text once, values in the order of their fields."""

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec
from markupsafe import Markup

from inventory.reports import shape_lines
from inventory.reports.documents import (
    CountDocument,
    EndpointDocument,
    FindingDocument,
    InventoryDocument,
    LatencyDocument,
    ParameterDocument,
    SegmentDocument,
    ShapeDocument,
    Where,
)
from inventory.reports.page import values
from inventory.reports.page.tagging import label, tags
from inventory.reports.page.text import shown
from inventory.reports.wording import SEVERITIES, accepted, worst_first

PATHS_SHOWN = 20  # redacted paths of one endpoint

# What ends an element where a reader takes JSON for one, and what an encoding may lack (RFC 8259, section 7).
_ESCAPED = re.compile(r"[<>&\x7f-\U0010ffff]")


class _Texts:
    """Every text once, as it is shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._segments: dict[SegmentDocument, int] = {}
        self.segments: list[values.Segment] = []

    @property
    def all(self) -> list[str]:
        """The texts, each at its number."""
        return list(map(shown, self._numbers))

    def one(self, text: str | None) -> int:
        """Return the number of a text; None is the empty one."""
        return self._numbers.setdefault(text or "", len(self._numbers))

    def many(self, texts: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of texts."""
        return tuple(map(self.one, texts))

    def counts(self, counts: Iterable[tuple[str, int]]) -> values.Counts:
        """Return the numbers of texts, each with how often it was seen."""
        return tuple((self.one(name), count) for name, count in counts)

    def places(self, evidence: Iterable[Where]) -> tuple[values.Place, ...]:
        """Return where exchanges stand."""
        return tuple(values.Place(self.one(one.capture), one.frame, one.stream, one.entry) for one in evidence)

    def segment(self, one: SegmentDocument) -> int:
        """Return the number of an explanation, which many endpoints share."""
        number = self._segments.setdefault(one, len(self.segments))
        if number == len(self.segments):
            self.segments.append(
                values.Segment(
                    self.one(one.segment), self.one(one.verdict), self.one(one.text), one.confidence,
                    tuple((self.one(sign.text), self.one(sign.speaks), round(sign.weight, 2)) for sign in one.signs),
                    self.counts((example.shown, example.count) for example in one.examples),
                    self.many(one.changes), self.one(one.correct),
                )
            )  # fmt: skip
        return number


def data(document: InventoryDocument) -> Markup:
    """Return what the page lists, as JSON that may stand in HTML."""
    texts = _Texts()
    findings = worst_first(document.drift.findings) if document.drift is not None else []
    rules = sorted({one.rule for one in findings})
    numbers = {one.fingerprint: number for number, one in enumerate(findings)}
    tagged = tags(document)
    names = list(dict.fromkeys(tag for found in tagged for tag in found))
    return _json(
        values.Data(
            findings=[_finding(one, rules, texts) for one in findings],
            rows=[
                _row(one, number, tuple(map(names.index, found)), numbers, texts)
                for number, (one, found) in enumerate(zip(document.endpoints, tagged, strict=True))
            ],
            tags=[(shown(tag), shown(label(tag))) for tag in names],
            rules=list(map(shown, rules)),
            severities=SEVERITIES,
            unit=document.traffic.unit,
            starts=document.traffic.starts,
            texts=texts.all,
        )
    )


def details(document: InventoryDocument) -> Markup:
    """Return what the page shows of one endpoint at a time, as JSON that may stand in HTML."""
    texts = _Texts()
    rows = [_detail(one, texts) for one in document.endpoints]
    return _json(values.Details(texts.all, texts.segments, rows))


def identifier(one: EndpointDocument, number: int) -> str:
    """Return what links to an endpoint name: its id, or its place where it has none."""
    return shown(one.id) or f"{number + 1}"


def errors(one: EndpointDocument) -> tuple[int, int]:
    """Return how many exchanges with an endpoint were answered with 4xx, and with 5xx."""
    sums = {"4": 0, "5": 0}
    for status, count in one.statuses.items():
        sums[status[:1]] = sums.get(status[:1], 0) + count
    return sums["4"], sums["5"]


def _json(value: values.Data | values.Details) -> Markup:
    text = _ESCAPED.sub(_escaped, msgspec.json.encode(value).decode())
    return Markup(text)  # noqa: S704 - nothing is left to escape


def _escaped(found: re.Match[str]) -> str:
    """Write a sign as UTF-16 has it, in one or two units."""
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _finding(one: FindingDocument, rules: list[str], texts: _Texts) -> values.Finding:
    return values.Finding(
        texts.one(one.fingerprint), rules.index(one.rule), SEVERITIES.index(one.severity), texts.one(one.confidence),
        texts.one(one.service), texts.one(one.method), texts.one(one.path), texts.one(one.location),
        texts.one(one.message), one.count, one.total, texts.places(one.evidence),
        texts.one(one.spec.file if one.spec else ""), one.spec.line if one.spec else 0,
        texts.one(accepted(one)), texts.one(one.waiver), texts.many(one.hosts),
    )  # fmt: skip


def _row(
    one: EndpointDocument, number: int, found: tuple[int, ...], findings: dict[str, int], texts: _Texts
) -> values.Row:
    client_errors, server_errors = errors(one)
    return values.Row(
        identifier(one, number), texts.one(one.service), texts.one(one.method), texts.one(one.template), found,
        one.count, client_errors, server_errors, one.latency.p90 if one.latency else None,
        tuple(findings[key] for key in one.findings if key in findings),
        _milliseconds(one.first_seen), _milliseconds(one.last_seen),
    )  # fmt: skip


def _detail(one: EndpointDocument, texts: _Texts) -> values.Detail:
    return values.Detail(
        hosts=texts.many(one.hosts),
        same_api=texts.one(one.same_api),
        statuses=texts.counts(sorted(one.statuses.items())),
        trend=tuple(_without_zeros(one.trend)),
        latency=_latency(one.latency),
        schemes=texts.many(one.schemes),
        protocols=texts.many(one.protocols),
        query_parameters=texts.many(one.query_parameters),
        request_media_types=texts.many(one.request_media_types),
        response_media_types=texts.many(one.response_media_types),
        shapes=tuple(_shape(shape, texts) for shape in one.shapes),
        credentials=texts.counts(sorted(one.credentials.items())),
        authorization=texts.many(one.authorization),
        clients=texts.counts(map(_named, one.clients)),
        networks=texts.counts(map(_named, one.networks)),
        parameters=tuple(_parameter(item, texts) for item in one.parameters),
        explanation=tuple(map(texts.segment, one.explanation or ())),
        paths=texts.many(one.paths[:PATHS_SHOWN]),
        paths_count=len(one.paths),
        formerly=tuple((texts.one(former.template), texts.one(former.capture)) for former in one.formerly),
        evidence=texts.places(one.evidence),
    )


def _shape(one: ShapeDocument, texts: _Texts) -> values.Shape:
    return values.Shape(
        texts.one(shape_lines.heading(one)),
        tuple((texts.one(name), texts.one(text)) for name, text in shape_lines.places(one)),
        texts.many(shape_lines.left_out(one)),
    )


def _parameter(one: ParameterDocument, texts: _Texts) -> values.Parameter:
    ends = sorted({length for length in (one.min_length, one.max_length) if length is not None})
    length = " to ".join(f"{end:,}" for end in ends) + (" digits" if one.type == "integer" else " characters")
    return values.Parameter(
        texts.one(one.name), texts.one(one.type), texts.one(one.reason), texts.one(one.evidence),
        texts.one(length if ends else ""),
    )  # fmt: skip


def _latency(one: LatencyDocument | None) -> values.Latency | None:
    return values.Latency(one.count, one.p50, one.p90, one.p99, one.histogram) if one is not None else None


def _named(one: CountDocument) -> tuple[str, int]:
    return one.name, one.count


def _without_zeros(trend: Iterable[int]) -> Iterable[int]:
    """Yield the numbers of a trend with one number below zero in place of several zeros."""
    silent = 0
    for count in (*trend, -1):
        if count == 0:
            silent += 1
            continue
        if silent:
            yield -silent
        silent = 0
        if count > 0:
            yield count


def _milliseconds(moment: str | None) -> int | None:
    return round(datetime.fromisoformat(moment).timestamp() * 1_000) if moment else None
