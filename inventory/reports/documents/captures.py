"""What is published of captures, of scanning them and of the database that keeps them."""

import msgspec

from inventory.reports.documents.endpoints import EndpointDocument


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


class DatabaseDocument(msgspec.Struct, frozen=True):
    """What `db info` prints."""

    schema_version: int
    location: str
    revision: str
    size: int
    rows: dict[str, int]
    captures: tuple[CaptureDocument, ...]
