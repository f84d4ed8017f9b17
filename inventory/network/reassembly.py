"""Packets of all connections to runs of contiguous bytes."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from inventory.model.anomalies import Anomaly, merge
from inventory.model.packets import PacketBatch
from inventory.model.streams import Run
from inventory.network.connection import LiveConnection
from inventory.network.grouping import Address, groups
from inventory.network.layers import Layers
from inventory.network.meanings import meaning
from inventory.network.tcp import ACK, SYN, Segments

LIVE_LIMIT = 50_000  # connections of which more may come; the one that was silent longest is given up for a new one
HELD_LIMIT = 64 * 1024 * 1024  # bytes that wait for gaps to be filled, of all connections

Key = tuple[Address, Address]


def reassemble(batches: Iterable[PacketBatch | Anomaly]) -> Iterator[Run | Anomaly]:
    """Yield the bytes of all TCP streams in order, then what could not be read; other anomalies pass through.

    The runs of one connection come in stream order for each side, and both sides end with a run that is final.
    """
    table = _Table()
    for batch in batches:
        if isinstance(batch, Anomaly):
            yield batch
        else:
            yield from table.take(batch)
    yield from table.finish()


class _Table:
    """All live connections, the one that was silent longest first."""

    def __init__(self) -> None:
        self._live: dict[Key, LiveConnection] = {}
        self._anomalies: dict[str, Anomaly] = {}
        self._layers = Layers(self._note)
        self._count = 0
        self._held = 0

    def take(self, batch: PacketBatch) -> Iterator[Run]:
        """Yield the new bytes of every connection in a batch."""
        segments = self._layers.segments(batch)
        parts: list[tuple[NDArray[np.intp], Address, Address]] = []
        opening = (segments.flags & (SYN | ACK)) == SYN
        for group in groups(segments):
            for rows in _cut(group.rows, opening, segments):
                # Who sent a part's first segment may differ from who sent the group's.
                ends = (group.source, group.target)
                same = rows[0] == group.rows[0] or _source(segments, rows[0]) == group.source
                parts.append((rows, *(ends if same else ends[::-1])))
        parts.sort(key=lambda part: int(part[0][0]))
        for rows, source, target in parts:
            yield from self._part(segments, rows, source, target)

    def finish(self) -> Iterator[Run | Anomaly]:
        """Yield what is left, and the anomalies."""
        for live in self._live.values():
            yield from live.finish()
        yield from (self._anomalies[kind] for kind in sorted(self._anomalies))

    def _part(self, segments: Segments, rows: NDArray[np.intp], source: Address, target: Address) -> Iterator[Run]:
        key = (source, target) if source <= target else (target, source)
        live = self._live.pop(key, None)
        while len(rows):
            if live is not None and live.is_over(segments, rows[0]):
                yield from live.finish()
                rows = rows[live.late(segments, rows) :]
                live = None if len(rows) else live  # what has ended is kept to tell late segments by
                continue
            if live is None:
                ends = (source, target) if _source(segments, rows[0]) == source else (target, source)
                live = LiveConnection(self._count, *ends, self._note)
                self._count += 1
            before = live.held
            runs, taken = live.take(segments, rows)
            self._held += live.held - before
            yield from runs
            rows = rows[taken:]
        if live is not None:
            self._live[key] = live
        if self._held > HELD_LIMIT or len(self._live) > LIVE_LIMIT:
            yield from self._make_room()

    def _make_room(self) -> Iterator[Run]:
        """Give up the connections that were silent longest."""
        while len(self._live) > LIVE_LIMIT or self._held > HELD_LIMIT // 2:
            live = self._live.pop(next(iter(self._live)))
            self._held -= live.held
            if live.spoke and not live.ended:
                self._note("connection-given-up", 1, 0, 0)
            yield from live.finish()
            if len(self._live) <= LIVE_LIMIT and self._held <= HELD_LIMIT:
                return

    def _note(self, kind: str, count: int, size: int, frame: int) -> None:
        found = Anomaly(kind, meaning(kind), count, size, frame)
        before = self._anomalies.get(kind)
        self._anomalies[kind] = merge(before, found) if before is not None else found


def _cut(rows: NDArray[np.intp], opening: NDArray[np.bool_], segments: Segments) -> list[NDArray[np.intp]]:
    """Cut the rows of a pair of addresses where a new connection between them begins."""
    syns = np.flatnonzero(opening[rows])
    if not len(syns) or (len(syns) == 1 and syns[0] == 0):
        return [rows]
    sequence = segments.sequence[rows[syns]]
    new = np.concatenate(([True], sequence[1:] != sequence[:-1]))
    return [part for part in np.split(rows, syns[new]) if len(part)]


def _source(segments: Segments, row: np.intp) -> Address:
    return Address(int(segments.source_high[row]), int(segments.source_low[row]), int(segments.source_port[row]))
