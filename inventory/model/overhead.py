"""Bytes that were read and understood, but carry no part of any exchange."""

import msgspec


class Overhead(msgspec.Struct, frozen=True, gc=False):
    """Bytes of a capture that tell of no exchange, such as the framing of TLS records or HTTP/2 settings.

    `kind` is a short constant word such as "tls-framing". Sizes add up over everything of the same kind.
    """

    kind: str
    size: int  # bytes
