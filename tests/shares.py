"""Packets to what each of several shares of their connections gives, in one process."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from inventory import network
from inventory.model.anomalies import Anomaly
from inventory.model.datagrams import Datagrams
from inventory.model.flush import Flush
from inventory.model.overhead import Overhead
from inventory.model.packets import PacketBatch
from inventory.model.streams import Run
from inventory.network import Dealt, Portion, reassemble
from inventory.network.columns import Bytes

Found = Run | Datagrams | Anomaly | Overhead | Flush


class Kept(NamedTuple):
    """Keeps what is of the other shares."""

    of: int
    portions: list[list[Portion]]

    def hand(self, data: Bytes, shares: Sequence[Dealt]) -> None:
        del data
        for kept, dealt in zip(self.portions, shares, strict=True):
            kept.append(taken(dealt))


def taken(dealt: Dealt) -> Portion:
    return network.portion(dealt.frame, dealt.time, [found.take(rows) for found, rows in dealt.parts])


def in_shares(batches: Iterable[PacketBatch], of: int) -> Iterator[list[Found]]:
    """Yield what is found in each share, those of the reader first."""
    kept = Kept(of, [[] for _ in range(of - 1)])
    yield list(reassemble(batches, None, kept))
    yield from (list(reassemble(portions)) for portions in kept.portions)
