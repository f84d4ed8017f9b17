"""Findings, and what was configured and accepted, to findings that say so and notices about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

import msgspec

from inventory.model.findings import Finding, Notice, Severity
from inventory.rules.baseline import Known, mark
from inventory.rules.checking import ordered
from inventory.rules.waivers import Waiver, waive

SHOWN = 5  # waivers that fit nothing which are named

Severities = Mapping[str, Severity | None]  # by rule; None where the rule is off


class Acceptance(msgspec.Struct, frozen=True):
    """What users accept, and how they weigh rules."""

    today: date  # in UTC
    severities: Severities = MappingProxyType({})
    baseline: tuple[Known, ...] | None = None
    waivers: tuple[Waiver, ...] = ()


class Accepted(msgspec.Struct, frozen=True):
    """Findings next to what is accepted."""

    findings: tuple[Finding, ...]
    gone: tuple[Known, ...] = ()  # of the baseline, and found no more
    notices: tuple[Notice, ...] = ()


def accept(findings: Iterable[Finding], acceptance: Acceptance, services: frozenset[str]) -> Accepted:
    """Weigh findings anew, mark what a baseline knows, then what waivers accept; none of both is dropped.

    `services` are those that were seen: what a baseline has of others is not gone.
    """
    weighed, gone = weigh(findings, acceptance.severities), tuple[Known, ...]()
    if acceptance.baseline is not None:
        off = {rule for rule, severity in acceptance.severities.items() if severity is None}
        marked = mark(weighed, (one for one in acceptance.baseline if one.rule not in off), services)
        weighed, gone = marked.findings, marked.gone
    waived = waive(weighed, acceptance.waivers, acceptance.today)
    notices = [*map(_ended, waived.ended), *_idle(waived.idle), *_gone(gone)]
    return Accepted(waived.findings, gone, tuple(notices))


def weigh(findings: Iterable[Finding], severities: Severities) -> tuple[Finding, ...]:
    """Give findings the severities of their rules, in order; without those of rules that are off."""
    made = []
    for one in findings:
        severity = severities.get(one.rule, one.severity)
        if severity is not None:
            made.append(msgspec.structs.replace(one, severity=severity))
    return ordered(made)


def _ended(waiver: Waiver) -> Notice:
    return Notice(
        "expired-waiver",
        Severity.ERROR,
        f"the waiver of {waiver.subject} ended on {waiver.expires}: {waiver.reason}",
        "mend what it waives, or give it another date",
    )


def _idle(waivers: tuple[Waiver, ...]) -> list[Notice]:
    if not waivers:
        return []
    named = ", ".join(one.subject for one in waivers[:SHOWN])
    more = f" and {len(waivers) - SHOWN:,} more" if len(waivers) > SHOWN else ""
    what = "1 waiver fits" if len(waivers) == 1 else f"{len(waivers):,} waivers fit"
    hint = "mended, or not in this traffic: remove what is needed no more"
    return [Notice("idle-waiver", Severity.NOTE, f"{what} no finding: {named}{more}", hint)]


def _gone(gone: tuple[Known, ...]) -> list[Notice]:
    if not gone:
        return []
    hint = "if that is mended, write the baseline again with `inventory baseline write`"
    return [Notice("gone", Severity.NOTE, f"fixed since the baseline, or not in this traffic: {len(gone):,}", hint)]
