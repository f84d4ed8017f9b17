"""UDP datagrams of all addresses to the QUIC connections among them (RFC 9000).

A connection is told by its first packet, whose header stands in the open. What follows shows nothing but its size: it
belongs to the connection by its addresses and ports, and is counted without a look at each datagram. A connection that
moves to other addresses, or whose beginning was not captured, is lost sight of.
"""

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from inventory.model.datagrams import Datagram, Datagrams
from inventory.model.load import Load
from inventory.network.ends import Address, Pair, pair
from inventory.network.fragments import Note
from inventory.network.grouping import pair_numbers, spread
from inventory.network.udp import UserDatagrams

LIVE_LIMIT = 20_000  # connections of which more may come; the one that was silent longest is given up for a new one
FIRSTS_LIMIT = 16  # datagrams of each side that are handed on: a client's hello takes one to four
SILENCE = 120 * 10**9  # nanoseconds after which ports may be another connection's (RFC 4787 section 4.3)


class _Live:
    """A connection of which more may come."""

    __slots__ = ("_client", "_handed", "captured", "cut", "last", "mixed", "number", "sides")

    def __init__(self, number: int, source: Address, target: Address, mixed: int) -> None:
        self.number, self.mixed = number, mixed
        self._client, self.sides = source, (str(source), str(target))
        self._handed = [0, 0]  # datagrams of each side
        self.captured, self.cut = 0, 0  # bytes that have yet to be told
        self.last = 0  # time of the latest datagram

    def firsts(self, found: UserDatagrams, rows: NDArray[np.intp]) -> list[Datagrams]:
        """Hand on datagrams that look like first ones, up to the limit."""
        taken: list[Datagram] = []
        for row in rows.tolist():
            side = int(found.source(row) != self._client)
            if self._handed[side] < FIRSTS_LIMIT:
                self._handed[side] += 1
                start, captured = int(found.start[row]), int(found.captured[row])
                payload = found.data[start : start + captured].tobytes()
                taken.append(Datagram(side, payload, int(found.length[row])))
        return [Datagrams(self.number, self.sides, tuple(taken))] if taken else []

    def told(self, *, final: bool) -> Datagrams:
        """Return the sizes of what came since they were last told."""
        captured, cut = self.captured, self.cut
        self.captured, self.cut = 0, 0
        return Datagrams(self.number, self.sides, (), captured, cut, final)


class QuicTable:
    """All live QUIC connections, the one that was silent longest first."""

    def __init__(self, load: Load, note: Note) -> None:
        self._load, self._note = load, note
        self._limit = int(LIVE_LIMIT * load.room)
        self._live: OrderedDict[Pair, _Live] = OrderedDict()
        self._hashes: NDArray[np.uint64] | None = None  # of the live ones; None once they have changed
        self._begun = 0  # connections so far

    @property
    def live(self) -> bool:
        """Tell whether more may come of any connection."""
        return len(self._live) > 0

    def take(self, found: UserDatagrams) -> Iterator[Datagrams]:
        """Take the UDP packets of a batch; those of no connection go no further."""
        mixed = spread(found)
        wanted = np.isin(mixed, np.concatenate((self._known(), np.unique(mixed[found.initial]))))
        self._leave(int(found.packet[~wanted].sum()))
        rows = np.flatnonzero(wanted)
        found = found.take(rows)
        for some in _pairs(found):
            yield from self._pair(found, some, int(mixed[rows[some[0]]]))

    def pause(self, now: int) -> Iterator[Datagrams]:
        """Tell the sizes of connections that have been silent for long by a time in nanoseconds; they may go on."""
        for live in self._live.values():
            if (live.captured or live.cut) and live.last + SILENCE < now:
                yield live.told(final=False)

    def finish(self) -> Iterator[Datagrams]:
        """End all connections."""
        for live in self._live.values():
            yield live.told(final=True)
        self._live, self._hashes = OrderedDict(), None

    def _pair(self, found: UserDatagrams, rows: NDArray[np.intp], mixed: int) -> Iterator[Datagrams]:
        """Take what went between two addresses and ports."""
        key = pair(found.source(rows[0]), found.target(rows[0]))
        live = self._live.pop(key, None)
        before, *beginnings = np.split(rows, _begins(found, rows, live.last if live is not None else None))
        if live is None:
            self._leave(int(found.packet[before].sum()))
        elif len(before):
            yield from self._add(live, found, before)
        for some in beginnings:
            if live is not None:
                yield live.told(final=True)
            live = _Live(self._begun, found.source(some[0]), found.target(some[0]), mixed)
            self._begun += 1
            self._hashes = None
            yield from self._add(live, found, some)
        if live is not None:
            self._live[key] = live
            self._load.quic = max(self._load.quic, len(self._live))
            yield from self._make_room(live.last)

    def _add(self, live: _Live, found: UserDatagrams, rows: NDArray[np.intp]) -> list[Datagrams]:
        captured, length = int(found.captured[rows].sum()), int(found.length[rows].sum())
        self._note("packet-headers", 1, int(found.packet[rows].sum()) - captured, int(found.frame[rows[0]]))
        if captured < length:
            cut = rows[found.captured[rows] < found.length[rows]]
            self._note("truncated-packet", len(cut), length - captured, int(found.frame[cut[0]]))
        live.captured += captured
        live.cut += length - captured
        live.last = max(live.last, int(found.time[rows].max()))
        return live.firsts(found, rows[found.initial[rows]])

    def _make_room(self, now: int) -> Iterator[Datagrams]:
        """Give up the connections that were silent longest; most have ended, although that cannot be seen."""
        while len(self._live) > self._limit:
            live = self._live.pop(next(iter(self._live)))
            self._hashes = None
            if live.last + SILENCE >= now:
                self._note("connection-given-up", 1, 0, 0)
            yield live.told(final=True)

    def _known(self) -> NDArray[np.uint64]:
        """Return numbers that the addresses and ports of live connections have, and few others."""
        if self._hashes is None:
            self._hashes = np.array([live.mixed for live in self._live.values()], np.uint64)
        return self._hashes

    def _leave(self, size: int) -> None:
        """Take note of bytes that are not QUIC's."""
        if size:
            self._note("other-protocols", 1, size, 0)


def _pairs(found: UserDatagrams) -> list[NDArray[np.intp]]:
    """Return the rows of each pair of addresses and ports in capture order; the one that spoke last comes last."""
    if not len(found):
        return []
    numbers = pair_numbers(found)
    order = np.argsort(numbers, kind="stable")
    pairs = np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)
    return sorted(pairs, key=lambda rows: int(rows[-1]))


def _begins(found: UserDatagrams, rows: NDArray[np.intp], last: int | None) -> NDArray[np.intp]:
    """Return which of the rows of a pair begin a connection; `last` is when the live one was heard, if there is one."""
    initial = np.flatnonzero(found.initial[rows])
    if not len(initial):
        return initial
    times = found.time[rows]
    silence = np.diff(times, prepend=times[0] if last is None else last)
    begins = silence[initial] > SILENCE
    begins[0] |= last is None
    return initial[begins]
