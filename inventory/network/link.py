"""Link-layer frames to where their network layer begins, and what it is."""

from typing import NamedTuple

import numpy as np

from inventory.model.packets import PacketBatch
from inventory.network.columns import Bytes, Column, u16, u32
from inventory.network.ethertypes import IPV4, IPV6, OTHER, PPP, by_version, follow

ODD = -1  # may carry TCP in a way that columns can't express

ETHERNET, NULL, PPP_FRAMES, LOOP, LINUX_SLL, LINUX_SLL2 = 1, 0, (9, 50), 108, 113, 276
RAW, RAW_IPV4, RAW_IPV6 = (12, 14, 101), 228, 229
COLUMN_LINKTYPES = frozenset({ETHERNET, NULL, *PPP_FRAMES, LOOP, LINUX_SLL, LINUX_SLL2, RAW_IPV4, RAW_IPV6, *RAW})

_BSD_IPV6 = (10, 24, 28, 30)  # address family numbers of Linux and the BSDs


class NetworkLayer(NamedTuple):
    """Where the network layer begins, for each packet."""

    start: Column
    kind: Column  # IPV4, IPV6, OTHER or ODD


def network_layer(batch: PacketBatch) -> NetworkLayer:
    """Find the network layer of each packet of a batch, whatever link types it has."""
    start, kind = batch.offset.copy(), np.full(len(batch), OTHER, np.int64)
    for linktype in np.unique(batch.linktype).tolist():
        rows = np.flatnonzero(batch.linktype == linktype)
        if linktype in COLUMN_LINKTYPES:
            start[rows], kind[rows] = _of_link(batch.data, batch.offset[rows], int(linktype))
        else:
            kind[rows] = ODD
    kind[(kind > 0) & (start >= batch.offset + batch.captured)] = OTHER
    return NetworkLayer(start, kind)


def _of_link(data: Bytes, at: Column, linktype: int) -> tuple[Column, Column]:
    if linktype == ETHERNET:
        return follow(data, at + 14, u16(data, at + 12))
    if linktype == LINUX_SLL:
        return follow(data, at + 16, u16(data, at + 14))
    if linktype == LINUX_SLL2:
        return follow(data, at + 20, u16(data, at))
    if linktype in PPP_FRAMES:
        return follow(data, at, np.full(len(at), PPP))
    if linktype in (NULL, LOOP):
        family = u32(data, at)
        family = np.where(family >= 1 << 24, family >> 24, family)  # NULL is in the byte order of the capturing host
        return at + 4, np.where(family == 2, IPV4, np.where(np.isin(family, _BSD_IPV6), IPV6, OTHER))
    return at, by_version(data, at, OTHER)
