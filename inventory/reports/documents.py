"""What is published: frozen types of their own, which only gain optional fields; `publishing` makes them."""

from typing import Any

import msgspec

SCHEMA_VERSION = 1


class Where(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exchange: in a packet capture by frame and stream, in a HAR by entry."""

    capture: str
    frame: int | None = None
    stream: int | None = None
    entry: int | None = None
    time: str | None = None


class SpecPlace(msgspec.Struct, frozen=True):
    """A line of a description."""

    file: str
    line: int
    column: int


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


class ParameterDocument(msgspec.Struct, frozen=True):
    """One parameter of a template, and why it is one."""

    name: str
    segment: int
    type: str
    reason: str
    evidence: str
    min_length: int | None = None  # digits of integers, characters of others; null where nothing is known
    max_length: int | None = None


class FormerDocument(msgspec.Struct, frozen=True):
    """A template that an endpoint had before, or that was merged into it."""

    template: str
    capture: str | None  # with which it got another one; null where a correction did that


class SignDocument(msgspec.Struct, frozen=True):
    """One sign, and whether it speaks for the verdict."""

    text: str
    speaks: str  # "for" or "against"
    weight: float  # log-odds, at least 0


class ExampleDocument(msgspec.Struct, frozen=True):
    """One value, as far as it is shown: its type or its outline."""

    shown: str
    count: int  # exchanges


class SegmentDocument(msgspec.Struct, frozen=True):
    """Why one segment of a template is what it is."""

    segment: str
    verdict: str  # "name" or "parameter"
    basis: str  # "evidence", "type", "form", "correction", "protocol", "files", "bound" or "unserved"
    text: str
    confidence: float | None  # from 0 to 1; null where nothing was weighed
    signs: tuple[SignDocument, ...]  # strongest first
    examples: tuple[ExampleDocument, ...]
    changes: tuple[str, ...]  # what would change the verdict: each was tried
    correct: str | None  # the command that makes it another


class KindDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """Values of one kind at one place.

    `least` and `greatest` are characters of strings, items of arrays, members of objects; and of numbers their values,
    rounded towards zero: to whole ones below 1,000, to one leading digit above.
    """

    name: str  # "object", "array", "string", "integer", "number", "boolean" or "null"
    count: int
    least: int | None = None
    greatest: int | None = None
    formats: dict[str, int] = {}  # of strings: how many look like "uuid", "date-time" …; "" for others
    words: tuple[str, ...] | None = None  # of strings: all there were, where they are few, repeated and harmless


class PlaceDocument(msgspec.Struct, frozen=True):
    """What stood at one place of some values."""

    pointer: str  # RFC 6901, with `*` for every item of an array
    count: int  # values
    of: int | None  # objects that might have had this member; null for items and whole values
    kinds: tuple[KindDocument, ...]


class ShapeDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """What bodies of one media type, or parameters of one role, look like."""

    status: int | None  # of the responses; null where none was seen
    role: str  # "request" or "response" for bodies; "query", "header" or "cookie" for parameters
    media_type: str | None  # null for parameters
    count: int  # bodies, or exchanges with such parameters
    places: tuple[PlaceDocument, ...]
    cut: int = 0  # values at places that are too many to tell apart
    unreadable: int = 0  # bodies that were cut, or are beyond what is read
    malformed: int = 0  # bodies that are no JSON, though their media type says so


class EndpointDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """One endpoint."""

    service: str
    method: str
    template: str
    state: str
    count: int
    statuses: dict[str, int]
    query_parameters: tuple[str, ...]
    request_media_types: tuple[str, ...]
    response_media_types: tuple[str, ...]
    schemes: tuple[str, ...]
    first_seen: str | None
    last_seen: str | None
    parameters: tuple[ParameterDocument, ...]
    paths: tuple[str, ...]
    evidence: tuple[Where, ...]
    hosts: tuple[str, ...] = ()  # that it was observed on, where the service is a pattern of several
    same_api: str = ""  # what shows that they serve the same API; told by `show` alone
    formerly: tuple[FormerDocument, ...] = ()  # oldest first; told by `show` alone
    explanation: tuple[SegmentDocument, ...] | None = None  # of `show --explain` alone
    shapes: tuple[ShapeDocument, ...] = ()  # told by `show` alone


class EndpointsDocument(msgspec.Struct, frozen=True):
    """What `endpoints` prints."""

    schema_version: int
    endpoints: tuple[EndpointDocument, ...]


class EndpointDetail(msgspec.Struct, frozen=True):
    """What `show` prints."""

    schema_version: int
    endpoints: tuple[EndpointDocument, ...]


class AnomalyDocument(msgspec.Struct, frozen=True):
    """One kind of what could not be read."""

    kind: str
    message: str
    count: int
    size: int
    frame: int | None
    stream: int | None


class FateDocument(msgspec.Struct, frozen=True):
    """Bytes of the traffic with one host that came to the same end."""

    host: str | None  # null for bytes that belong to no connection
    fate: str
    connections: int
    size: int
    # Of what is encrypted (ALPN): chosen by the server where it says so in clear, else offered by the client.
    protocols: tuple[str, ...] = ()


class CaptureDocument(msgspec.Struct, frozen=True):
    """One capture."""

    name: str
    digest: str
    format: str
    size: int
    packets: int
    exchanges: int
    payload: int
    decoded: int
    first_seen: str | None
    last_seen: str | None
    anomalies: tuple[AnomalyDocument, ...]
    captured: int = 0  # bytes of all packets
    coverage: tuple[FateDocument, ...] = ()  # what became of them; "lost" and "truncated" bytes are not among them


class RenamedDocument(msgspec.Struct, frozen=True):
    """An endpoint whose exchanges were known under other templates; one of another service begins with that."""

    service: str
    method: str
    template: str
    formerly: tuple[str, ...]


class ScanDocument(msgspec.Struct, frozen=True):
    """What `scan` prints."""

    schema_version: int
    captures: tuple[CaptureDocument, ...]
    known: tuple[str, ...]  # captures that the inventory had already
    new_endpoints: tuple[EndpointDocument, ...]
    endpoints: int
    renamed_endpoints: tuple[RenamedDocument, ...] = ()


class RuleDocument(msgspec.Struct, frozen=True):
    """One rule."""

    name: str
    severity: str
    tags: tuple[str, ...]
    title: str
    text: str
    examples: tuple[dict[str, Any], ...]


class RulesDocument(msgspec.Struct, frozen=True):
    """What `rules` prints."""

    schema_version: int
    rules: tuple[RuleDocument, ...]


class DatabaseDocument(msgspec.Struct, frozen=True):
    """What `db info` prints."""

    schema_version: int
    location: str
    revision: str
    size: int
    rows: dict[str, int]
    captures: tuple[CaptureDocument, ...]


class CorrectionDocument(msgspec.Struct, frozen=True):
    """One correction of path templates."""

    kind: str  # "set", "keep", "split", "name" or "hosts"
    service: str | None  # null for all
    method: str | None  # null for all
    template: str  # of a path; the pattern of "hosts"
    words: tuple[str, ...]  # of "split"; the names of "name"; "together" or "apart" for "hosts"


class CorrectionsDocument(msgspec.Struct, frozen=True):
    """What `template list` prints."""

    schema_version: int
    corrections: tuple[CorrectionDocument, ...]


Document = (
    DriftDocument
    | EndpointsDocument
    | EndpointDetail
    | ScanDocument
    | RulesDocument
    | DatabaseDocument
    | CorrectionsDocument
)
