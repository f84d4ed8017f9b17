"""IP payloads that are tunnels to where the IP packets inside of them begin, as columns over the same bytes."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory.network.columns import Bytes, Column, u8, u16
from inventory.network.ethertypes import (
    BRIDGED,
    IPV4,
    IPV6,
    MPLS,
    NOTHING,
    OTHER,
    PPP,
    SERVICE_NEXT,
    by_version,
    follow,
)
from inventory.network.ip import Datagrams
from inventory.network.tcp import TCP
from inventory.network.udp import UDP

EXTENSION_LIMIT = 8  # extension headers of one GTP packet
_ERSPAN, _ERSPAN_III = 0x88BE, 0x22EB

Reader = Callable[[Bytes, Column], tuple[Column, Column]]  # where a payload begins, to where what and is inside


class Inner(NamedTuple):
    """IP packets inside of others, one row for each that was found."""

    rows: NDArray[np.intp]  # the packets that carry them
    start: Column
    end: Column  # of their captured bytes


def inside(data: Bytes, found: Datagrams, end: Column) -> Inner:
    """Find the packets that whole IP packets carry; `end` is where the captured bytes of each one end."""
    rows = np.flatnonzero(found.good & ~found.fragment & (found.protocol != TCP))
    start, end = found.start[rows], np.minimum(end[rows], found.wire_end[rows])
    readers = _BY_PROTOCOL[found.protocol[rows]]
    udp = np.flatnonzero(found.protocol[rows] == UDP)
    if len(udp):
        at = start[udp]
        to, by = (_BY_PORT[u16(data, at + offset)] for offset in (2, 0))
        readers[udp] = np.where(to > 0, to, by)
        size = u16(data, at + 4)
        end[udp] = np.where(size >= 8, np.minimum(end[udp], at + size), end[udp])
        start[udp] += 8
    kept = np.flatnonzero(readers)
    start, kind = _read(data, start[kept], readers[kept])
    good = (kind != OTHER) & (start < end[kept])
    return Inner(rows[kept][good], start[good], end[kept][good])


def _read(data: Bytes, at: Column, readers: NDArray[np.int64]) -> tuple[Column, Column]:
    """Let each packet be read by its reader, and what is inside by what its type says."""
    kind = np.full(len(at), OTHER, np.int64)
    if not len(at):
        return at, kind
    for number in np.flatnonzero(np.bincount(readers)).tolist():
        rows = np.flatnonzero(readers == number)
        at[rows], kind[rows] = _READERS[number - 1][2](data, at[rows])
    return follow(data, at, kind)


def _all(kind: int) -> Reader:
    """Return a reader of what has no header of its own."""
    return lambda _, at: (at, np.full(len(at), kind))


def _gre(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read GRE (RFC 2784, RFC 2890), also as NVGRE (RFC 7637) and in PPTP (RFC 2637 section 4.1); no source routes."""
    flags, kind = u16(data, at), u16(data, at + 2)
    version, numbered = flags & 7, flags >> 12 & 1
    at = at + 4 + 4 * ((flags >> 15) + (flags >> 13 & 1) + numbered + (flags >> 7 & version & 1))
    mirrored = kind == _ERSPAN
    if mirrored.any():  # draft-foschiano-erspan-03: type I has neither number nor header
        at, kind = at + 8 * (mirrored & (numbered == 1)), np.where(mirrored, BRIDGED, kind)
    mirrored = kind == _ERSPAN_III
    if mirrored.any():
        bits = u16(data, at + 10)
        inner = np.where(bits >> 10 & 31 == 2, by_version(data, at + 12 + 8 * (bits & 1)), BRIDGED)
        at, kind = at + mirrored * (12 + 8 * (bits & 1)), np.where(mirrored, inner, kind)
    return at, np.where((flags & 0x4000 == 0) & (version <= 1), kind, NOTHING)


def _ether_ip(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read EtherIP (RFC 3378 section 3)."""
    return at + 2, np.where(u8(data, at) >> 4 == 3, BRIDGED, NOTHING)


def _vxlan(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read VXLAN (RFC 7348 section 5) and, with the bit P, its extension (draft-ietf-nvo3-vxlan-gpe section 3).

    Some senders put something of their own into reserved bits, so IP without Ethernet must look like it.
    """
    typed = u8(data, at) & 4 != 0
    kind = np.where(typed, SERVICE_NEXT[u8(data, at + 3)], BRIDGED)
    at = at + 8
    wrong = (kind == NOTHING) | (((kind == IPV4) | (kind == IPV6)) & (by_version(data, at) != kind))
    return at, np.where(wrong, BRIDGED, kind)


def _geneve(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read GENEVE (RFC 8926 section 3.4); its options have a length of their own."""
    return at + 8 + 4 * (u8(data, at) & 0x3F), u16(data, at + 2)


def _gtp(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read a user's packet in GTP-U (3GPP TS 29.281 section 5): IP, or else PPP; other messages carry none."""
    flags = u8(data, at)
    good = (flags >> 4 == 3) & (u8(data, at + 1) == 255)
    following = np.where(flags & 4, u8(data, at + 11), 0)
    at = at + 8 + 4 * (flags & 7 > 0)
    for _ in range(EXTENSION_LIMIT):
        more = following > 0
        if not more.any():
            break
        at = at + 4 * u8(data, at) * more  # section 5.2.1: in words; the type of the next one is in the last byte
        following = np.where(more, u8(data, at - 1), 0)
    return at, np.where(good & (following == 0), by_version(data, at, PPP), NOTHING)


def _l2tp(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read a data message of L2TP (RFC 2661 section 3.1)."""
    flags = u16(data, at)
    at = at + 6 + 2 * (flags >> 14 & 1) + 4 * (flags >> 11 & 1)
    padded = flags >> 9 & 1
    at = at + padded * (2 + u16(data, at))
    return at, np.where(flags & 0x800F == 2, PPP, NOTHING)


def _teredo(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read Teredo (RFC 4380 section 5.1.1): authentication and origin may come before the packet."""
    at = at + (u16(data, at) == 1) * (13 + u8(data, at + 2) + u8(data, at + 3))
    at = at + (u16(data, at) == 0) * 8
    return at, np.where(u8(data, at) >> 4 == 6, IPV6, NOTHING)


def _ayiya(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read AYIYA (draft-massar-v6ops-ayiya-02 section 3): an identity and a signature come before the packet."""
    sizes, following = u16(data, at), u8(data, at + 3)
    size = 8 + (1 << (sizes >> 12)) + 4 * (sizes >> 4 & 15)
    return at + size, np.where(following == 4, IPV4, np.where(following == 41, IPV6, NOTHING))


_READERS: tuple[tuple[tuple[int, ...], tuple[int, ...], Reader], ...] = (  # IP protocols, UDP ports
    ((4,), (), _all(IPV4)),
    ((41,), (), _all(IPV6)),
    ((47,), (4754,), _gre),
    ((97,), (), _ether_ip),
    ((137,), (6635,), _all(MPLS)),
    ((), (1701,), _l2tp),
    ((), (2152,), _gtp),
    ((), (3544,), _teredo),
    ((), (4789, 4790, 8472), _vxlan),
    ((), (5072,), _ayiya),
    ((), (6081,), _geneve),
)
# To the number of a reader, from 1; 0 where there is none.
_BY_PROTOCOL, _BY_PORT = np.zeros(1 << 8, np.int64), np.zeros(1 << 16, np.int64)
for _number, (_protocols, _ports, _) in enumerate(_READERS, 1):
    _BY_PROTOCOL[list(_protocols)] = _BY_PORT[list(_ports)] = _number
