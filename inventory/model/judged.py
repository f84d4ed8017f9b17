"""Traffic next to descriptions, and next to what is accepted."""

import msgspec

from inventory.model.comparisons import Comparison
from inventory.model.findings import Finding, Notice


class Judged(msgspec.Struct, frozen=True):
    """Traffic next to descriptions, and next to what is accepted."""

    comparison: Comparison
    findings: tuple[Finding, ...]
    gone: int = 0  # findings of a baseline that are no more
    notices: tuple[Notice, ...] = ()
