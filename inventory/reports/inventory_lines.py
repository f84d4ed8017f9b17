"""Inventories and their endpoints to facts in words that several formats share."""

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from inventory.reports.documents import (
    DriftDocument,
    EndpointDocument,
    InventoryDocument,
    LatencyDocument,
    TrafficDocument,
)
from inventory.reports.wording import accepted, apart, counted, minute, span

STATUSES_SHOWN = 10  # of more of them classes are told


def facts(document: InventoryDocument) -> Iterator[tuple[str, str]]:
    """Yield what there is, with labels."""
    summary = document.summary
    yield "services", f"{summary.services:,}"
    yield "endpoints", f"{summary.endpoints:,}"
    if summary.apart:
        yield "kept apart", "; ".join(apart(summary.apart))
    yield "exchanges", f"{summary.exchanges:,} in {counted(summary.captures, 'capture')}"
    if summary.first_seen or summary.last_seen:
        yield "seen", f"{span(summary.first_seen, summary.last_seen)} UTC"
    if document.latency is not None:
        yield "latency", latency(document.latency)


def statuses(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return how often each status was seen, or each class of them where there are many: ("2xx", 1204)."""
    if len(counts) <= STATUSES_SHOWN:
        return list(counts.items())
    classes: Counter[str] = Counter()
    for status, count in counts.items():
        classes[f"{status[0]}xx" if status.isdigit() else status] += count
    return sorted(classes.items())


def latency(one: LatencyDocument) -> str:
    """Tell how long answers took: "half within 12 ms, 90% within 40 ms, 99% within 2.3 s"."""
    return f"half within {_duration(one.p50)}, 90% within {_duration(one.p90)}, 99% within {_duration(one.p99)}"


def credentials(one: EndpointDocument) -> str:
    """Tell how many exchanges had credentials, and of which schemes: "24 with (bearer), 5 without"."""
    schemes = ", ".join(one.authorization)
    told = {"some": f"with{f' ({schemes})' if schemes else ''}", "none": "without"}
    return ", ".join(f"{one.credentials[kind]:,} {word}" for kind, word in told.items() if one.credentials.get(kind))


class RuleFigures(msgspec.Struct, frozen=True):
    """What one rule found, of one severity."""

    severity: str
    rule: str
    title: str  # "" where it is not known
    findings: int
    accepted: int  # of them: known to a baseline, or waived


def by_rule(drift: DriftDocument) -> list[RuleFigures]:
    """Count findings by severity and rule, in their order."""
    titles = {rule.name: rule.title for rule in drift.rules}
    found = Counter((one.severity, one.rule) for one in drift.findings)
    known = Counter((one.severity, one.rule) for one in drift.findings if accepted(one) in ("known", "waived"))
    return [RuleFigures(*key, titles.get(key[1], ""), count, known[key]) for key, count in found.items()]


def traffic(one: TrafficDocument) -> Iterator[str]:
    """Yield what traffic over time adds up to, in one sentence each; nothing where there was none."""
    total = sum(one.exchanges)
    if total:
        highest = max(range(len(one.exchanges)), key=lambda step: (one.exchanges[step], -step))
        steps = counted(len(one.starts), one.unit) if one.unit.isalpha() else f"{len(one.starts):,} times {one.unit}"
        yield (
            f"{counted(total, 'exchange')} in {steps}, most in the {one.unit} from "
            f"{minute(one.starts[highest]).removesuffix(' 00:00')} on: {one.exchanges[highest]:,}"
        )
        errors = {"client": sum(one.client_errors), "server": sum(one.server_errors)}
        yield ", ".join(f"{count / total:.1%} {side} errors ({count:,})" for side, count in errors.items())
    if one.undated:
        yield f"{counted(one.undated, 'exchange')} at times that are not known"


def _duration(milliseconds: float) -> str:
    """Write how long something took: "0.4 ms", "120 ms", "2.3 s"."""
    if milliseconds < 1_000:
        return f"{milliseconds:.{0 if milliseconds >= 10 else 1}f} ms"
    return f"{milliseconds / 1_000:,.1f} s"
