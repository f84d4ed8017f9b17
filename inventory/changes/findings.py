"""Findings then and now to those that are new, gone or accepted."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from inventory.changes.absence import Activity
from inventory.changes.sides import Side
from inventory.model.findings import Finding
from inventory.model.growth import FindingChanges, ToldFinding
from inventory.model.observations import Tally


class ComparedFindings(NamedTuple):
    """What became of findings, and what the next report has to know of them."""

    changes: FindingChanges
    told: tuple[ToldFinding, ...]


def compare_findings(
    now: Iterable[Finding], then: Iterable[ToldFinding], services: Mapping[str, Activity], since: int
) -> ComparedFindings:
    """Tell findings that are new, that are gone, and that are accepted from now on.

    One is gone where it is not found any more, or was not seen again after `since` although its service was used so
    much that it had to be expected. One that was told as gone is new when it is seen again. `services` tell when each
    service was used.
    """
    earlier = {one.fingerprint: one for one in then}
    verdicts: dict[str, list[ToldFinding]] = {"new": [], "accepted": [], "gone": [], "still gone": [], "there": []}
    for finding in now:
        one, was = ToldFinding.of(finding), earlier.pop(finding.fingerprint, None)
        verdict = _verdict(finding, one, was, services, since)
        verdicts[verdict].append(msgspec.structs.replace(one, gone="gone" in verdict))
    left = [msgspec.structs.replace(one, gone=True) for one in earlier.values() if not one.gone]
    changes = FindingChanges(
        _sorted(verdicts["new"]), _sorted([*verdicts["gone"], *left]), _sorted(verdicts["accepted"])
    )
    return ComparedFindings(changes, _sorted(one for found in verdicts.values() for one in found))


def _verdict(
    finding: Finding, one: ToldFinding, was: ToldFinding | None, services: Mapping[str, Activity], since: int
) -> str:
    if was is None or (was.gone and finding.last_seen > since):
        return "accepted" if one.accepted else "new"
    if was.gone:
        return "still gone"
    if one.accepted and not was.accepted:
        return "accepted"
    return "gone" if finding.last_seen <= since and _is_gone(finding, services) else "there"


def _sorted(found: Iterable[ToldFinding]) -> tuple[ToldFinding, ...]:
    return tuple(sorted(found, key=lambda one: (one.service, one.path, one.method, one.rule, one.location or "")))


def _is_gone(finding: Finding, services: Mapping[str, Activity]) -> bool:
    """Tell whether it says something that a finding was not seen again, and did not before."""
    used = services.get(finding.service)
    if used is None or not finding.last_seen:
        return False
    tally = Tally(0, "", "", finding.count, finding.first_seen, finding.last_seen, ())
    side = Side((tally,), finding.count, {}, ())
    return used.until_end(side).is_enough and not used.before_period(side).is_enough
