"""What the page's script reads: values in the order of their fields, texts by their numbers in a list of all."""

import msgspec

Counts = tuple[tuple[int, int], ...]  # of a text, how many


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where an exchange stands; `frame` and `stream`, or `entry`."""

    capture: int
    frame: int | None
    stream: int | None
    entry: int | None


class Finding(msgspec.Struct, frozen=True, array_like=True):
    """A finding."""

    fingerprint: int
    rule: int
    severity: int  # 0 is the worst, see `SEVERITIES`
    confidence: int
    service: int
    method: int
    path: int
    location: int
    message: int
    count: int
    total: int
    evidence: tuple[Place, ...]
    file: int
    line: int  # 0 without a file
    accepted: int  # "waived", "known", "new" or ""
    waiver: int
    hosts: tuple[int, ...]


class Row(msgspec.Struct, frozen=True, array_like=True):
    """What is listed of an endpoint."""

    id: str
    service: int
    method: int
    template: int
    tags: tuple[int, ...]
    count: int
    client_errors: int
    server_errors: int
    p90: float | None  # milliseconds
    findings: tuple[int, ...]
    first_seen: int | None  # milliseconds since 1970
    last_seen: int | None


class Latency(msgspec.Struct, frozen=True, array_like=True):
    """How long answers took, in milliseconds; steps by their upper ends."""

    count: int
    p50: float
    p90: float
    p99: float
    histogram: tuple[tuple[float, int], ...]


class Parameter(msgspec.Struct, frozen=True, array_like=True):
    """A parameter of a template."""

    name: int
    type: int
    reason: int
    evidence: int
    length: int


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """Why a segment is what it is."""

    segment: int
    verdict: int
    text: int
    confidence: float | None
    signs: tuple[tuple[int, int, float], ...]  # text, "for" or "against", weight
    examples: Counts
    changes: tuple[int, ...]
    correct: int


class Shape(msgspec.Struct, frozen=True, array_like=True):
    """What bodies or parameters look like: places with what stood there, and what is left out."""

    heading: int
    places: tuple[tuple[int, int], ...]
    left_out: tuple[int, ...]


class Detail(msgspec.Struct, frozen=True, array_like=True):
    """What is told of an endpoint besides what is listed."""

    hosts: tuple[int, ...]
    same_api: int
    statuses: Counts
    trend: tuple[int, ...]  # a number below zero stands for so many steps without exchanges
    latency: Latency | None
    schemes: tuple[int, ...]
    protocols: tuple[int, ...]
    query_parameters: tuple[int, ...]
    request_media_types: tuple[int, ...]
    response_media_types: tuple[int, ...]
    shapes: tuple[Shape, ...]
    credentials: Counts
    authorization: tuple[int, ...]
    clients: Counts
    networks: Counts
    parameters: tuple[Parameter, ...]
    explanation: tuple[int, ...]  # of `Details.segments`
    paths: tuple[int, ...]
    paths_count: int
    formerly: tuple[tuple[int, int], ...]  # template and capture
    evidence: tuple[Place, ...]


class Data(msgspec.Struct, frozen=True):
    """What the page lists."""

    texts: list[str]
    tags: list[tuple[str, str]]  # with what it is called
    rules: list[str]
    severities: tuple[str, ...]
    unit: str
    starts: tuple[str, ...]
    findings: list[Finding]
    rows: list[Row]


class Details(msgspec.Struct, frozen=True):
    """What the page shows of one endpoint at a time; texts are others than those of `Data`."""

    texts: list[str]
    segments: list[Segment]
    rows: list[Detail]
