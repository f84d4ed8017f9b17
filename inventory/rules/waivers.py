"""Findings and what the configuration waives to findings that are accepted, and waivers that need a look."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from inventory.model.corrections import shape
from inventory.model.findings import Finding
from inventory.rules.globs import path_fits, text_fits

ANY = "*"  # every rule


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """Findings that are accepted, and why; "" where anything fits."""

    rule: str  # its id, one of its tags, or `ANY`
    service: str = ""  # a pattern
    path: str = ""  # a pattern of templates
    method: str = ""
    location: str = ""  # a pattern
    reason: str
    expires: date | None = None  # the last day on which it holds, in UTC

    @property
    def subject(self) -> str:
        """What it is about, in words: "undocumented-endpoint GET /legacy/**"."""
        parts = ("any rule" if self.rule == ANY else self.rule, self.method, self.service + self.path, self.location)
        return " ".join(filter(None, parts))

    def ended(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.expires is not None and self.expires < today

    def fits(self, finding: Finding) -> bool:
        """Tell whether it is about a finding."""
        return (
            self.rule in (ANY, finding.rule, *finding.tags)
            and self.method.upper() in ("", finding.method.upper())
            and (not self.service or self._fits_service(finding))
            and (not self.path or path_fits(self.path, finding.path))
            and (not self.location or text_fits(self.location, finding.location or ""))
        )

    def _fits_service(self, finding: Finding) -> bool:
        """Tell whether the service fits; where it stands for several hosts, all of them may fit instead."""
        pattern = shape(self.service).lower()
        names = [shape(finding.service).lower()], [host.lower() for host in finding.hosts]
        return any(some and all(text_fits(pattern, name) for name in some) for some in names)


class Waived(msgspec.Struct, frozen=True):
    """What waivers did."""

    findings: tuple[Finding, ...]  # in the same order; those that are accepted say why
    ended: tuple[Waiver, ...]  # these accept nothing any more
    idle: tuple[Waiver, ...]  # these hold, and fit nothing


def waive(findings: Sequence[Finding], waivers: Iterable[Waiver], today: date) -> Waived:
    """Accept the findings that waivers fit; of several that do, the reason of the one that lasts longest is told."""
    ordered = sorted(set(waivers), key=lambda one: (-(one.expires or date.max).toordinal(), one.reason, one.subject))
    holding = [one for one in ordered if not one.ended(today)]
    used = set[Waiver]()
    made = []
    for finding in findings:
        fitting = [one for one in holding if one.fits(finding)]
        used.update(fitting)
        made.append(msgspec.structs.replace(finding, waiver=fitting[0].reason) if fitting else finding)
    return Waived(
        tuple(made),
        tuple(one for one in ordered if one.ended(today)),
        tuple(one for one in holding if one not in used),
    )
