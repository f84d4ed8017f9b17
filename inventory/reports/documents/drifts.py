"""What is published of a comparison and its findings."""

import msgspec

from inventory.reports.documents.places import SpecPlace, Where


class FindingDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding."""

    rule: str
    severity: str
    confidence: str
    tags: tuple[str, ...]
    service: str
    method: str
    path: str
    location: str | None
    message: str
    count: int
    first_seen: str | None
    last_seen: str | None
    evidence: tuple[Where, ...]
    spec: SpecPlace | None
    fingerprint: str
    hosts: tuple[str, ...] = ()  # that it was seen on, where the service is a pattern of several
    total: int = 0  # exchanges among which `count` show it; left out where there is nothing to compare with
    share: float | None = None  # `count` of `total`, from 0 to 1
    verdict: str = ""  # of rules that know several, such as "unused" or "not-observable"
    state: str = ""  # next to a baseline: "new" or "known"
    waiver: str = ""  # why the configuration accepts it
    fails: bool = False  # it makes the exit status 1, or would without `--fail-on never`


class NoticeDocument(msgspec.Struct, frozen=True):
    """Something to tell about what was accepted."""

    kind: str  # "expired-waiver", "idle-waiver" or "gone"
    severity: str  # an "error" fails as a finding does
    message: str
    hint: str


class DriftSummary(msgspec.Struct, frozen=True):
    """Figures of a comparison."""

    findings: int
    by_severity: dict[str, int]
    by_rule: dict[str, int]
    services: tuple[str, ...]
    operations: int
    operations_used: int
    endpoints_undeclared: int
    apart: dict[str, int]  # endpoints on no description that are no API endpoints, by state
    foreign: dict[str, int]  # exchanges with services that no description speaks about
    gone: int = 0  # findings of the baseline on services that were seen, and that are no more
    # Of the operations that were used: parameters beside those of the path, and statuses or ranges of them that are
    # declared, and how many of them were seen.
    parameters: int | None = None
    parameters_used: int | None = None
    statuses: int | None = None
    statuses_seen: int | None = None
    older: dict[str, str] = {}  # descriptions that declare nothing, and the newer one of the same API


class DescriptionDocument(msgspec.Struct, frozen=True):
    """One description that the traffic was compared with."""

    title: str
    version: str  # of the API
    services: tuple[str, ...]  # where its operations were seen
    spec: SpecPlace  # where its paths begin


class OperationDocument(msgspec.Struct, frozen=True):
    """One declared operation, on one service where it was seen on several."""

    service: str | None  # null where it was not seen
    method: str
    path: str
    exchanges: int
    spec: SpecPlace
    findings: tuple[str, ...]  # fingerprints of those about it, in the order of the findings


class AppliedRuleDocument(msgspec.Struct, frozen=True):
    """A rule that found something."""

    name: str
    severity: str  # as the rule has it: the configuration may say otherwise for its findings
    tags: tuple[str, ...]
    title: str
    text: str  # Markdown


class DriftDocument(msgspec.Struct, frozen=True):
    """What `check` and `diff` print."""

    schema_version: int
    summary: DriftSummary
    findings: tuple[FindingDocument, ...]
    descriptions: tuple[DescriptionDocument, ...] = ()
    operations: tuple[OperationDocument, ...] = ()
    rules: tuple[AppliedRuleDocument, ...] = ()
    notices: tuple[NoticeDocument, ...] = ()
    exit_status: int = 0  # of the run: above 1 it failed, and there may be more than the findings tell
