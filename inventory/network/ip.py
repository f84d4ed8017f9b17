"""IP headers (RFC 791, RFC 8200) to addresses, protocol and payload."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory.network.columns import Bytes, Column, Mask, u8, u16, u32, u64
from inventory.network.ethertypes import IPV4, IPV6
from inventory.network.link import NetworkLayer

EXTENSION_LIMIT = 8  # extension headers of one IPv6 packet
_FRAGMENT, _AUTHENTICATION = 44, 51
_EXTENSIONS = (0, 43, _AUTHENTICATION, 60, 135, 139, 140)  # hop-by-hop, routing, …, destination, mobility, HIP, shim6
MAPPED = 0xFFFF << 32  # IPv4 addresses stand as IPv4-mapped IPv6 addresses (RFC 4291 section 2.5.5.2)

Half = NDArray[np.uint64]


class Datagrams(NamedTuple):
    """One row for each packet; rows where `good` is not set hold nothing."""

    good: Mask
    bad: Mask  # headers that contradict themselves or are cut
    fragment: Mask
    protocol: Column
    start: Column  # of the payload
    wire_end: Column  # of the payload as the header says; may be beyond what was captured
    source: tuple[Half, Half]  # high and low 64 bits
    target: tuple[Half, Half]


def datagrams(data: Bytes, layer: NetworkLayer, end: Column) -> Datagrams:
    """Read the IP header of each packet; `end` is where its captured bytes end."""
    four, six = layer.kind == IPV4, layer.kind == IPV6
    size = len(layer.kind)
    zeros, none = np.zeros(size, np.int64), np.zeros(size, bool)
    halves = [np.zeros(size, np.uint64) for _ in range(4)]
    found = Datagrams(
        none,
        none.copy(),
        none.copy(),
        zeros,
        zeros.copy(),
        zeros.copy(),
        (halves[0], halves[1]),
        (halves[2], halves[3]),
    )
    if four.any():
        _ipv4(data, np.flatnonzero(four), layer.start, end, found)
    if six.any():
        _ipv6(data, np.flatnonzero(six), layer.start, end, found)
    return found


def _ipv4(data: Bytes, rows: NDArray[np.intp], starts: Column, ends: Column, found: Datagrams) -> None:
    at, end = starts[rows], ends[rows]
    first, total, flags = u8(data, at), u16(data, at + 2), u16(data, at + 6)
    header = (first & 0xF) * 4
    total = np.where(total == 0, end - at, total)  # segmentation offload leaves the length to the hardware
    fragment, protocol = (flags & 0x3FFF) != 0, u8(data, at + 9)
    shown = (protocol == _AUTHENTICATION) & ~fragment  # RFC 4302: what comes after it is not encrypted
    if shown.any():
        after = at + header
        protocol = np.where(shown, u8(data, after), protocol)
        header = header + np.where(shown, (u8(data, after + 1) + 2) * 4, 0)
    good = (first >> 4 == 4) & (first & 0xF >= 5) & (total >= header) & (at + header <= end)
    found.good[rows], found.bad[rows], found.fragment[rows] = good, ~good, fragment
    found.protocol[rows] = protocol
    found.start[rows], found.wire_end[rows] = at + header, at + total
    found.source[1][rows] = u32(data, at + 12).astype(np.uint64) | np.uint64(MAPPED)
    found.target[1][rows] = u32(data, at + 16).astype(np.uint64) | np.uint64(MAPPED)


def _ipv6(data: Bytes, rows: NDArray[np.intp], starts: Column, ends: Column, found: Datagrams) -> None:
    at, end = starts[rows], ends[rows]
    length, protocol = u16(data, at + 4), u8(data, at + 6)
    wire_end = np.where(length == 0, end, at + 40 + length)
    good = (u8(data, at) >> 4 == 6) & (at + 40 <= end)
    start = at + 40
    fragment = np.zeros(len(rows), bool)
    for _ in range(EXTENSION_LIMIT):
        whole = (protocol == _FRAGMENT) & ((u16(data, start + 2) & 0xFFF9) == 0)  # an atomic fragment (RFC 6946)
        more = good & (np.isin(protocol, _EXTENSIONS) | whole) & (start + 8 <= end)
        if not more.any():
            break
        size = np.where(protocol == _FRAGMENT, 8, (u8(data, start + 1) + 1) * 8)
        size = np.where(protocol == _AUTHENTICATION, (u8(data, start + 1) + 2) * 4, size)
        protocol = np.where(more, u8(data, start), protocol)
        start = np.where(more, start + size, start)
    good &= ~np.isin(protocol, _EXTENSIONS) & (start <= wire_end) & (start <= end)
    fragment |= protocol == _FRAGMENT
    found.good[rows], found.bad[rows], found.fragment[rows] = good, ~good, fragment
    found.protocol[rows], found.start[rows], found.wire_end[rows] = protocol, start, wire_end
    for half, offset in ((found.source[0], 8), (found.source[1], 16), (found.target[0], 24), (found.target[1], 32)):
        half[rows] = u64(data, at + offset)
