"""Link-layer frames to where their network layer begins, and what it is."""

from typing import NamedTuple

import numpy as np

from inventory.model.packets import PacketBatch
from inventory.network.columns import Bytes, Column, u8, u16, u32

IPV4, IPV6 = 0x0800, 0x86DD
OTHER = 0  # nothing that carries TCP
ODD = -1  # may carry TCP in a way that columns can't express

ETHERNET, NULL, LOOP, LINUX_SLL, LINUX_SLL2 = 1, 0, 108, 113, 276
RAW, RAW_IPV4, RAW_IPV6 = (12, 14, 101), 228, 229
COLUMN_LINKTYPES = frozenset({ETHERNET, NULL, LOOP, LINUX_SLL, LINUX_SLL2, RAW_IPV4, RAW_IPV6, *RAW})

VLAN_LIMIT = 8  # tags of one frame (IEEE 802.1Q, 802.1ad)
_VLAN_TYPES = (0x8100, 0x88A8, 0x9100, 0x9200)
_ODD_TYPES = (0x8847, 0x8848, 0x8864, 0x6558)  # MPLS (RFC 3032), PPPoE sessions (RFC 2516), bridged Ethernet
_BSD_IPV6 = (10, 24, 28, 30)  # address family numbers of Linux and the BSDs


class NetworkLayer(NamedTuple):
    """Where the network layer begins, for each packet."""

    start: Column
    kind: Column  # IPV4, IPV6, OTHER or ODD


def network_layer(batch: PacketBatch) -> NetworkLayer:
    """Find the network layer of each packet of a batch, whatever link types it has."""
    start, kind = batch.offset.copy(), np.full(len(batch), OTHER, np.int64)
    for linktype in set(batch.linktype.tolist()):
        rows = np.flatnonzero(batch.linktype == linktype)
        if linktype in COLUMN_LINKTYPES:
            start[rows], kind[rows] = _of_link(batch.data, batch.offset[rows], int(linktype))
        else:
            kind[rows] = ODD
    kind[(kind > 0) & (start >= batch.offset + batch.captured)] = OTHER
    return NetworkLayer(start, kind)


def _of_link(data: Bytes, at: Column, linktype: int) -> tuple[Column, Column]:
    if linktype == ETHERNET:
        return _tagged(data, at + 14, u16(data, at + 12))
    if linktype == LINUX_SLL:
        return _tagged(data, at + 16, u16(data, at + 14))
    if linktype == LINUX_SLL2:
        return _tagged(data, at + 20, u16(data, at))
    if linktype in (NULL, LOOP):
        family = u32(data, at)
        family = np.where(family >= 1 << 24, family >> 24, family)  # NULL is in the byte order of the capturing host
        return at + 4, np.where(family == 2, IPV4, np.where(np.isin(family, _BSD_IPV6), IPV6, OTHER))
    version = u8(data, at) >> 4
    return at, np.where(version == 4, IPV4, np.where(version == 6, IPV6, OTHER))


def _tagged(data: Bytes, at: Column, kind: Column) -> tuple[Column, Column]:
    """Go past VLAN tags; an IEEE 802.3 length with LLC and SNAP (RFC 1042) hides the type a little further on."""
    for _ in range(VLAN_LIMIT):
        tagged = np.isin(kind, _VLAN_TYPES)
        if not tagged.any():
            break
        kind = np.where(tagged, u16(data, at + 2), kind)
        at = at + 4 * tagged
    snap = (kind < 0x0600) & (u16(data, at) == 0xAAAA)
    kind = np.where(snap, u16(data, at + 6), kind)
    at = at + 8 * snap
    known = (kind == IPV4) | (kind == IPV6)
    return at, np.where(known, kind, np.where(np.isin(kind, _ODD_TYPES), ODD, OTHER))
