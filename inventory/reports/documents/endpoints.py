"""What is published of endpoints, alone and in lists."""

import msgspec

from inventory.reports.documents.places import Where
from inventory.reports.documents.traffic import CountDocument, LatencyDocument


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
    shapes: tuple[ShapeDocument, ...] = ()  # told by `show` and `report` alone
    # Who called it, how, and how long answers took; told by `show` and `report` alone.
    latency: LatencyDocument | None = None
    clients: tuple[CountDocument, ...] = ()  # products that called it (User-Agent), most frequent first
    networks: tuple[CountDocument, ...] = ()  # networks that it was called from, most frequent first
    credentials: dict[str, int] = {}  # exchanges with "some" and with "none"; see also `authorization`
    authorization: tuple[str, ...] = ()  # schemes of credentials, such as "bearer"
    protocols: tuple[str, ...] = ()  # spoken inside of HTTP, such as "grpc"
    # Told by `report` alone.
    id: str = ""  # stays the same for the same method, service and template: what links lead to
    trend: tuple[int, ...] = ()  # exchanges in each step of the report's `traffic`
    findings: tuple[str, ...] = ()  # fingerprints


class EndpointsDocument(msgspec.Struct, frozen=True):
    """What `endpoints` prints."""

    schema_version: int
    endpoints: tuple[EndpointDocument, ...]


class EndpointDetail(msgspec.Struct, frozen=True):
    """What `show` prints."""

    schema_version: int
    endpoints: tuple[EndpointDocument, ...]
