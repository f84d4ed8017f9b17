"""EtherTypes to the network layer behind the tags, labels and inner frames that they stand for, as columns."""

from collections.abc import Callable

import numpy as np

from inventory.network.columns import Bytes, Column, u8, u16

IPV4, IPV6 = 0x0800, 0x86DD
MPLS, BRIDGED, PPP, SERVICE = 0x8847, 0x6558, 0x880B, 0x894F
OTHER = 0  # nothing that carries TCP
NOTHING = 0xFFFF  # an EtherType that means nothing (reserved by RFC 1701)

HEADER_LIMIT = 16  # tags, label stacks, inner frames and so on before one network layer
LABEL_LIMIT = 16  # of one MPLS stack
_LENGTHS = 0x0600  # below it, the type is the length of an IEEE 802.3 frame


def follow(data: Bytes, at: Column, kind: Column) -> tuple[Column, Column]:
    """Return where the network layer of each packet begins, and whether it is IPV4, IPV6 or OTHER.

    `at` is where that begins which an EtherType announces. What was read beyond the end of a packet begins beyond it
    as well, so callers need but look where the result begins.
    """
    rows = np.flatnonzero((kind != IPV4) & (kind != IPV6))
    if not len(rows):
        return at, kind
    at, kind = at.copy(), kind.copy()
    for _ in range(HEADER_LIMIT):
        readers = _READER_OF[kind[rows]]
        rows, readers = rows[readers > 0], readers[readers > 0]
        if not len(rows):
            break
        for number in np.flatnonzero(np.bincount(readers)).tolist():
            some = rows[readers == number]
            at[some], kind[some] = _READERS[number - 1][1](data, at[some])
    kind[(kind != IPV4) & (kind != IPV6)] = OTHER
    return at, kind


def by_version(data: Bytes, at: Column, otherwise: int = NOTHING) -> Column:
    """Tell IPv4 and IPv6 by the first four bits of a packet."""
    version = u8(data, at) >> 4
    return np.where(version == 4, IPV4, np.where(version == 6, IPV6, otherwise))


def _tag(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Go past a VLAN tag (IEEE 802.1Q, 802.1ad)."""
    return at + 4, u16(data, at + 2)


def _fabric_tag(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Go past a VN-Tag (Cisco) or an HSR tag (IEC 62439-3): both have six bytes with the next type at their end."""
    return at + 6, u16(data, at + 4)


def _service_tag(_: Bytes, at: Column) -> tuple[Column, Column]:
    """Go past the tag of a provider backbone (IEEE 802.1ah) to the customer's frame."""
    return at + 4, np.full(len(at), BRIDGED)


def _frame(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read an Ethernet frame."""
    return at + 14, u16(data, at + 12)


def _llc(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read LLC with SNAP (RFC 1042)."""
    return at + 8, np.where(u16(data, at) == 0xAAAA, u16(data, at + 6), NOTHING)


def _labels(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read MPLS labels (RFC 3032); nothing says what they carry but its first bits (RFC 4928 section 3).

    A control word (RFC 4448 section 4.6) or a frame at once is an Ethernet pseudo-wire.
    """
    more = np.ones(len(at), bool)
    for _ in range(LABEL_LIMIT):
        bottom = u8(data, at + 2) & 1 == 1
        at = at + 4 * more
        more &= ~bottom
        if not more.any():
            break
    kind = by_version(data, at, BRIDGED)
    at = at + 4 * (u16(data, at) == 0)
    return at, np.where(more, NOTHING, kind)


def _session(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read PPPoE (RFC 2516 section 4); a code other than 0 is discovery."""
    return at + 6, np.where(u8(data, at + 1) == 0, PPP, NOTHING)


def _ppp(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read PPP (RFC 1661 section 2), with or without address and control; the protocol has one byte or two."""
    at = at + 2 * (u16(data, at) == 0xFF03)
    short = u8(data, at) & 1
    protocol = np.where(short == 1, u8(data, at), u16(data, at))
    kind = np.where(protocol == 0x21, IPV4, np.where(protocol == 0x57, IPV6, NOTHING))
    return at + 2 - short, np.where((protocol == 0x281) | (protocol == 0x283), MPLS, kind)


def _service(data: Bytes, at: Column) -> tuple[Column, Column]:
    """Read a Network Service Header (RFC 8300 section 2.2): it says its length in words, and what comes next."""
    size = (u16(data, at) & 0x3F) * 4
    return at + size, np.where(size >= 8, SERVICE_NEXT[u8(data, at + 3)], NOTHING)


SERVICE_NEXT = np.full(256, NOTHING, np.int64)
SERVICE_NEXT[1:6] = IPV4, IPV6, BRIDGED, SERVICE, MPLS

_READERS: tuple[tuple[tuple[int, ...], Callable[[Bytes, Column], tuple[Column, Column]]], ...] = (
    ((0x8100, 0x88A8, 0x9100, 0x9200), _tag),
    ((0x8926, 0x892F), _fabric_tag),
    ((0x88E7,), _service_tag),
    ((BRIDGED,), _frame),
    (tuple(range(_LENGTHS)), _llc),
    ((MPLS, 0x8848), _labels),
    ((0x8864,), _session),
    ((PPP,), _ppp),
    ((SERVICE,), _service),
)
_READER_OF = np.zeros(1 << 16, np.int64)  # EtherType to the number of a reader, from 1; 0 where there is none
for _number, (_types, _) in enumerate(_READERS, 1):
    _READER_OF[list(_types)] = _number
