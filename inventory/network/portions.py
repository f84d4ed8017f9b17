"""Packets to what each share of their connections sent in them."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from inventory.model.packets import PacketBatch
from inventory.network import levels, udp
from inventory.network.columns import Bytes
from inventory.network.layers import Layers, Note
from inventory.network.share import deal
from inventory.network.tcp import Segments
from inventory.network.udp import UserDatagrams

Table = Segments | UserDatagrams


class Portion(NamedTuple):
    """What one batch of packets holds of some connections."""

    frame: int  # number of the first packet of the batch
    time: int  # of the last one
    segments: Segments
    datagrams: UserDatagrams | None  # None where none can be QUIC's


def portion(frame: int, time: int, tables: Sequence[Table]) -> Portion:
    """Return what a batch holds; `tables` are of each level of wrapping, at least one of them of segments."""
    segments = [table for table in tables if isinstance(table, Segments)]
    datagrams = [table for table in tables if isinstance(table, UserDatagrams)]
    return Portion(frame, time, levels.together(segments), levels.together(datagrams) if datagrams else None)


class Rows(NamedTuple):
    """Rows of a table."""

    table: Table
    rows: NDArray[np.intp]


class Dealt(NamedTuple):
    """What one batch of packets holds of one share, for another process."""

    frame: int  # number of the first packet of the batch
    time: int  # of the last one
    parts: tuple[Rows, ...]  # at each level of wrapping


class Dealer(Protocol):
    """Hands shares of connections to other processes."""

    of: int  # shares; the first one is of the process that reads

    def hand(self, data: Bytes, shares: Sequence[Dealt]) -> None:
        """Take what a batch over some bytes holds of each of the other shares."""


class Front:
    """Looks through the layers of packets, and keeps the first share where there is more than one."""

    def __init__(self, note: Note, dealer: Dealer | None = None) -> None:
        self._note, self._dealer = note, dealer
        self._layers = Layers(note)
        self._heard = False  # a first packet of QUIC, by any of several shares

    def portion(self, batch: PacketBatch, *, live: bool) -> Portion:
        """Return what a batch of at least one packet holds of this share; tell whether a QUIC connection is `live`."""
        frame, time = int(batch.frame[0]), int(batch.time[-1])
        tables: list[Table] = [*self._layers.by_level(batch), *self._datagrams(live=live)]
        if self._dealer is None:
            return portion(frame, time, tables)
        rows = [deal(table, self._dealer.of) for table in tables]
        shares = [tuple(map(Rows, tables, some)) for some in zip(*rows, strict=True)]
        self._dealer.hand(batch.data, [Dealt(frame, time, parts) for parts in shares[1:]])
        return portion(frame, time, [table.take(some) for table, some in shares[0]])

    def finish(self) -> None:
        """Give up what waits for other packets."""
        self._layers.finish()

    def _datagrams(self, *, live: bool) -> list[UserDatagrams]:
        """Read the UDP packets of a batch; where no connection of QUIC can be among them they go no further."""
        unread = self._layers.datagrams()
        if unread and not live and not self._heard:
            begins = any(udp.begins(level) for level in unread)
            self._heard = begins and self._dealer is not None
            if not begins:
                self._note("other-protocols", 1, sum(level.size for level in unread), 0)
                return []
        return [udp.datagrams(level) for level in unread]
