"""Packets of all connections to runs of contiguous bytes, and QUIC's to datagrams."""

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from inventory.model import anomalies
from inventory.model.anomalies import Anomaly
from inventory.model.datagrams import Datagrams
from inventory.model.flush import Flush
from inventory.model.load import Load
from inventory.model.overhead import Overhead
from inventory.model.packets import PacketBatch
from inventory.model.streams import Run
from inventory.network.connection import LiveConnection
from inventory.network.ends import Address, Pair, pair
from inventory.network.meanings import OVERHEADS, meaning
from inventory.network.orderly import Payloads, Sorted, Stretch
from inventory.network.portions import Dealer, Front, Portion
from inventory.network.quic import QuicTable
from inventory.network.tcp import ACK, SYN, Segments

LIVE_LIMIT = 50_000  # connections of which more may come; the one that was silent longest is given up for a new one
LATE = 65_536  # packets after which nothing is expected any more of a connection that has ended
HELD_LIMIT = 64 * 1024 * 1024  # bytes that wait for gaps to be filled, of all connections


def reassemble(
    batches: Iterable[PacketBatch | Portion | Anomaly | Flush], load: Load | None = None, dealer: Dealer | None = None
) -> Iterator[Run | Datagrams | Anomaly | Overhead | Flush]:
    """Yield the bytes of all TCP streams in order, then what could not be read; other anomalies pass through.

    Of QUIC, which is not to be read, the first datagrams of each connection come out, and the sizes of all at its end.

    The runs of one connection come in stream order for each side, and both sides end with a run that is final. A flush
    comes out after what could not be read up to there; connections go on over it. With a dealer, only the first share
    of connections is looked at here; what it was handed of another one comes in portions.
    """
    table = _Table(load if load is not None else Load())
    front = Front(table.note, dealer)
    for batch in batches:
        if isinstance(batch, Portion):
            yield from table.take(batch)
            continue
        if isinstance(batch, PacketBatch):
            if len(batch):
                yield from table.take(front.portion(batch, live=table.hears_quic))
            continue
        if isinstance(batch, Flush):
            yield from table.pause()
        yield batch
    yield from table.finish(front)


class _Table:
    """All live connections, the one that was silent longest first."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._live_limit, self._held_limit = int(LIVE_LIMIT * load.room), int(HELD_LIMIT * load.room)
        # In a plain dict, finding the first key takes time for each one that stood before it.
        self._live: OrderedDict[Pair, LiveConnection] = OrderedDict()
        self._over: OrderedDict[Pair, tuple[LiveConnection, int]] = OrderedDict()  # ended, and since which packet
        self._frame = 0  # first packet of the batch
        self._anomalies: dict[str, Anomaly] = {}
        self._overhead: dict[str, int] = {}
        self._quic = QuicTable(self._load, self.note)
        self._time = 0  # of the last packet
        self._held = 0

    @property
    def hears_quic(self) -> bool:
        """Tell whether more may come of any QUIC connection."""
        return self._quic.live

    def take(self, portion: Portion) -> Iterator[Run | Datagrams]:
        """Yield the new bytes of every connection in what a batch holds of them."""
        self._time = portion.time
        if portion.datagrams is not None:
            yield from self._quic.take(portion.datagrams)
        self._forget(portion.frame)
        segments = portion.segments
        found = Sorted(segments)
        data = segments.data.data
        for _, stretches, rows in _parts(found, segments):
            runs = self._orderly(stretches, found.payloads, data) if rows is None else None
            if runs is not None:
                yield from runs
                continue
            source, target = min(stretches, key=_first_row)[:2]
            for some in _cut(found.rows(stretches), segments) if rows is None else (rows,):
                # Who sent a part's first segment may differ from who sent the first of all.
                same = segments.source(some[0]) == source
                yield from self._part(segments, some, source if same else target, target if same else source)

    def _orderly(self, stretches: tuple[Stretch, ...], payloads: Payloads, data: memoryview) -> list[Run] | None:
        """Take all that a connection carried in a batch at once, if there is nothing odd about it."""
        first = stretches[0] if len(stretches) == 1 else min(stretches, key=_first_row)
        if not first.orderly:
            return None
        key = pair(first.source, first.target)
        live = self._live.get(key)
        if live is None:
            if key in self._over or (first.flags & (SYN | ACK)) != SYN:
                return None
            live = LiveConnection(len(self._load.firsts), first.source, first.target, self.note)
        runs = live.take_orderly(stretches, payloads, data)
        if runs is None:
            return None
        if live.connection.number == len(self._load.firsts):
            self._load.firsts.append(first.frame)
        self._keep(key, live)
        return runs if len(self._live) <= self._live_limit else [*runs, *self._make_room()]

    def pause(self) -> Iterator[Datagrams | Anomaly | Overhead]:
        """Yield what can be told while connections go on."""
        yield from self._quic.pause(self._time)
        yield from self.unread()

    def finish(self, front: Front) -> Iterator[Run | Datagrams | Anomaly | Overhead]:
        """Yield what is left, and the anomalies."""
        for live in self._live.values():
            yield from live.finish()
        yield from self._quic.finish()
        front.finish()
        yield from self.unread()

    def unread(self) -> Iterator[Anomaly | Overhead]:
        """Yield what could not be read, or was repeated, since this was last called."""
        found, self._anomalies = self._anomalies, {}
        overhead, self._overhead = self._overhead, {}
        yield from (found[kind] for kind in sorted(found))
        yield from (Overhead(kind, overhead[kind]) for kind in sorted(overhead))

    def _part(self, segments: Segments, rows: NDArray[np.intp], source: Address, target: Address) -> Iterator[Run]:
        key = pair(source, target)
        live = self._live.pop(key, None)
        if live is None and key in self._over:
            live = self._over.pop(key)[0]
        while len(rows):
            if live is not None and live.is_over(segments, rows[0]):
                self._held -= live.held
                yield from live.finish()
                rows = rows[live.late(segments, rows) :]
                live = None if len(rows) else live  # what has ended is kept to tell late segments by
                continue
            if live is None:
                ends = (source, target) if segments.source(rows[0]) == source else (target, source)
                live = LiveConnection(len(self._load.firsts), *ends, self.note)
                self._load.firsts.append(int(segments.frame[rows[0]]))
            before = live.held
            runs, taken = live.take(segments, rows)
            self._held += live.held - before
            yield from runs
            rows = rows[taken:]
        if live is not None:
            self._keep(key, live)
        self._load.waiting = max(self._load.waiting, self._held)
        if self._held > self._held_limit or len(self._live) > self._live_limit:
            yield from self._make_room()

    def _keep(self, key: Pair, live: LiveConnection) -> None:
        """Put a connection behind those that were silent longer."""
        self._live.pop(key, None)
        if live.ended:
            self._over[key] = (live, self._frame)
        else:
            self._live[key] = live
            self._load.live = max(self._load.live, len(self._live))

    def _forget(self, frame: int) -> None:
        """Drop connections that ended long ago; what is long depends on the capture alone, not on a share of it."""
        self._frame = frame
        while self._over:
            key = next(iter(self._over))
            if self._over[key][1] > frame - LATE:
                return
            del self._over[key]

    def _make_room(self) -> Iterator[Run]:
        """Give up the connections that were silent longest."""
        while len(self._live) > self._live_limit or self._held > self._held_limit // 2:
            live = self._live.pop(next(iter(self._live)))
            self._held -= live.held
            if live.spoke and not live.ended:
                self.note("connection-given-up", 1, 0, 0)
            yield from live.finish()
            if len(self._live) <= self._live_limit and self._held <= self._held_limit:
                return

    def note(self, kind: str, count: int, size: int, frame: int) -> None:
        """Take note of what could not be read, or tells of nothing new."""
        if kind in OVERHEADS:
            self._overhead[kind] = self._overhead.get(kind, 0) + size
            return
        anomalies.count(self._anomalies, Anomaly(kind, meaning(kind), count, size, frame))


def _first_row(stretch: Stretch) -> int:
    return stretch.first_row


def _parts(found: Sorted, segments: Segments) -> list[tuple[int, tuple[Stretch, ...], NDArray[np.intp] | None]]:
    """Return connections by their first rows, each with its own rows where they need a closer look."""
    parts: list[tuple[int, tuple[Stretch, ...], NDArray[np.intp] | None]] = []
    for stretches in found.connections():
        if all(stretch.orderly for stretch in stretches):
            parts.append((min(stretch.first_row for stretch in stretches), stretches, None))
        else:
            parts += [(int(rows[0]), stretches, rows) for rows in _cut(found.rows(stretches), segments)]
    parts.sort(key=operator.itemgetter(0))
    return parts


def _cut(rows: NDArray[np.intp], segments: Segments) -> list[NDArray[np.intp]]:
    """Cut the rows of a pair of addresses where a new connection between them begins."""
    syns = np.flatnonzero((segments.flags[rows] & (SYN | ACK)) == SYN)
    if not len(syns) or (len(syns) == 1 and syns[0] == 0):
        return [rows]
    sequence = segments.sequence[rows[syns]]
    new = np.concatenate(([True], sequence[1:] != sequence[:-1]))
    return [part for part in np.split(rows, syns[new]) if len(part)]
