"""QUIC connections as far as packets show them: what tells whom one is with, and how much it carried."""

import msgspec


class Datagram(msgspec.Struct, frozen=True, gc=False):
    """A datagram that holds an Initial packet (RFC 9000 section 17.2.2), by the look of its first bytes."""

    side: int  # 0 or 1: the side that sent it
    payload: bytes  # as captured
    size: int  # bytes that the payload had on the wire


class Datagrams(msgspec.Struct, frozen=True, gc=False):
    """More about one QUIC connection: all datagrams between two addresses and ports from its first one on.

    The sizes are of payloads, of all datagrams since they were last told, whether they stand in `firsts` or not.
    """

    number: int  # in the order in which these connections were found; not one of `Connection`'s
    sides: tuple[str, str]  # addresses and ports as in `Connection`; side 0 sent the first datagram
    firsts: tuple[Datagram, ...] = ()  # so many of each side at most that a client's hello is among them
    captured: int = 0  # bytes
    cut: int = 0  # bytes that the capture's snap length left out
    final: bool = False  # nothing more comes
