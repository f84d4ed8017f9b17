"""What became of the bytes of a capture: what was read, and to what the inventory is blind."""

from collections.abc import Iterable

import msgspec

HOST_LIMIT = 1_000  # hosts of one capture that are told apart
PROTOCOLS_LIMIT = 16  # application protocols that are told of one host
OTHERS = "{others}"  # stands for every host beyond the limit

FATES = {
    "exchange": "became part of an exchange",
    "framing": "protocol framing that was understood and tells of no exchange",
    "repeated": "captured more than once: retransmitted, mirrored, or seen in a tunnel and outside of it",
    "encrypted": "encrypted, and no key opens it",
    "mid-stream": "responses whose requests were not captured",
    "undecodable": "could not be read, or is not HTTP",
    "lost": "exchanged but not captured",
    "truncated": "cut off by the capture's snap length",
    "packet-headers": "headers below the payload of TCP or QUIC",
    "other-protocols": "packets that carry neither TCP nor QUIC",
}
MISSING = frozenset({"lost", "truncated"})  # bytes that are not in the capture
BLIND = ("encrypted", "lost", "truncated", "mid-stream", "undecodable")


class Coverage(msgspec.Struct, frozen=True, gc=False):
    """What became of the bytes of one connection, of TCP or QUIC."""

    name: str  # that the client asked for when it began to encrypt; "" where it did not
    authority: str  # of its first exchange, as sent; "" where there is none
    server: str  # address and port
    sizes: tuple[tuple[str, int], ...]  # bytes by fate; the sum but for `MISSING` is what was captured of its payload
    # Application protocols (RFC 7301): what the server chose, where it says so in clear; else what the client offered.
    protocols: tuple[str, ...] = ()


class Fate(msgspec.Struct, frozen=True, order=True, gc=False):
    """How much of the traffic with one host came to the same fate."""

    host: str  # "" for bytes that belong to no connection
    fate: str  # of `FATES`
    connections: int
    size: int  # bytes
    protocols: tuple[str, ...] = ()  # of what is encrypted, see `Coverage`; sorted, the first few


def merge_fates(fates: Iterable[Fate]) -> tuple[Fate, ...]:
    """Add up by host and fate; the order of the input does not matter, and so many hosts at most are told apart.

    Those with the most bytes that were not read stay.
    """
    sums: dict[tuple[str, str], Fate] = {}
    for one in fates:
        key = one.host, one.fate
        sums[key] = _sum(sums.get(key, Fate(*key, 0, 0)), one)
    blind: dict[str, int] = {}
    for one in sums.values():
        blind[one.host] = blind.get(one.host, 0) + one.size * (one.fate in BLIND)
    if len(blind) > HOST_LIMIT:
        kept = set(sorted(blind, key=lambda host: (host not in ("", OTHERS), -blind[host], host))[:HOST_LIMIT])
        return merge_fates(
            one if one.host in kept else msgspec.structs.replace(one, host=OTHERS) for one in sums.values()
        )
    return tuple(sorted(sums.values()))


def _sum(one: Fate, more: Fate) -> Fate:
    protocols = one.protocols
    if more.protocols not in (protocols, ()):
        # The first few of a union are the same whatever parts of it were bounded before.
        protocols = tuple(sorted({*protocols, *more.protocols})[:PROTOCOLS_LIMIT])
    return Fate(one.host, one.fate, one.connections + more.connections, one.size + more.size, protocols)
