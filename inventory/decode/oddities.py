"""The kinds of anomaly that decoding knows, and what each one means."""

from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Place

MEANINGS = {
    "ambiguous-framing": "message length given in ways that readers understand differently: a request may be smuggled",
    "cut-record": "TLS record of which a part was not captured: left out",
    "damaged-content": "coded content that is not what its coding says: opened as far as that goes",
    "damaged-record": "TLS record that does not authenticate: left out",
    "encrypted": "connection is encrypted (TLS) and was not read",
    "folded-field": "field value folded over several lines (obsolete)",
    "gap-in-content": "part of a message's content was not captured",
    "incomplete-header-block": "header block that refers to entries of a table that was not captured",
    "malformed-chunk": "chunk size or chunk end that is none: the rest of the message was left",
    "malformed-header-block": "header block of HTTP/2 that can't be decoded: left",
    "malformed-field": "field line without a colon: left out",
    "malformed-grpc-message": "content of a gRPC call that is no message: the rest of it was left",
    "malformed-websocket-frame": "bytes of a WebSocket connection that are no frame, or none whose beginning is known",
    "not-http": "connection speaks no HTTP that could be recognised",
    "oversized-content": "coded content that opens to more than the limit: opened up to there",
    "oversized-head": "message head longer than the limit: read up to there",
    "oversized-trailers": "trailer line longer than the limit: the rest of the message was left",
    "refused-early-data": "TLS 1.3 early data that the server did not take: the client sends it again",
    "response-without-request": "response whose request was not captured",
    "truncated-head": "message head that was not captured to its end: read as far as it goes",
    "tunnelled-bytes": "bytes after an upgrade or CONNECT, which another protocol speaks",
    "unfinished-connection": "too much was held back at once: the connection silent for longest was read to its end",
    "unframed-bytes": "bytes that belong to no message that could be told apart",
    "unknown-coding": "content in a coding that is not known, or in too many codings: left as it is",
}

# What became of the bytes that an anomaly is about (see `inventory.model.coverage`); all others are undecodable.
FATES = {
    "cut-record": "encrypted",
    "damaged-record": "encrypted",
    "encrypted": "encrypted",
    "refused-early-data": "encrypted",
    "response-without-request": "mid-stream",
}


def anomaly(kind: str, place: Place, size: int = 0) -> Anomaly:
    """Describe an oddity at a place."""
    return Anomaly(kind, MEANINGS[kind], 1, size, place.frame, place.stream)
