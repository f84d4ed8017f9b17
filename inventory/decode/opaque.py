"""Connections that are not read: what their first bytes tell about why not."""

import re

from inventory.decode.tls import handshakes

UNKNOWN = "not-http"
VIEW = 16  # bytes that are looked at

_SIGNATURES = (
    # TLS: change of cipher, alert, handshake or application data of SSL 3.0 to TLS 1.3 (RFC 8446 section 5.1)
    (re.compile(rb"[\x14-\x17]\x03[\x00-\x04]"), "encrypted"),
)


def kind(first: bytes) -> str:
    """Name the kind of anomaly for a connection by the first bytes of one of its sides."""
    return next((name for pattern, name in _SIGNATURES if pattern.match(first)), UNKNOWN)


def hopeless(first: bytes) -> bool:
    """Tell whether a side that begins so is not to be read: TLS is, where it begins with a hello or may do so."""
    return kind(first) != UNKNOWN and handshakes.sender(first, first=True) == 0
