"""Packets to TCP segments and UDP datagrams, through whatever they are wrapped in."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from inventory.model.packets import PacketBatch
from inventory.network import ip, levels, link, rare_links, tcp, tunnels, udp, wireless
from inventory.network.fragments import Fragments
from inventory.network.tcp import Segments

DEPTH_LIMIT = 8  # tunnels inside of each other
RAW_IP = 101

Wrapped = tuple[int, int, bytes, int]  # frame, time, an IP packet and its length on the wire
Note = Callable[[str, int, int, int], None]  # kind, count, bytes, first frame


class Layers:
    """Finds the segments of batch after batch; keeps unfinished fragments between them."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._fragments = Fragments(note)
        self._datagrams: list[udp.Level] = []

    def segments(self, batch: PacketBatch) -> Segments:
        """Return all TCP segments of a batch, in capture order."""
        return levels.together(self.by_level(batch))

    def by_level(self, batch: PacketBatch) -> list[Segments]:
        """Return all TCP segments of a batch, in capture order at each of at least one level of wrapping."""
        found: list[Segments] = []
        level = [batch]
        for _ in range(DEPTH_LIMIT):
            deeper: list[PacketBatch] = []
            unwrapped: list[Wrapped] = []
            for part in level:
                segments, carried, wrapped = self._level(part)
                found.append(segments)
                deeper += [carried] if len(carried) else []
                unwrapped += wrapped
            level = [*deeper, _batch(unwrapped)] if unwrapped else deeper
            if not level:
                break
        for part in level:
            self._note("nested-too-deep", len(part), int(part.captured.sum()), int(part.frame[0]))
        return found

    def datagrams(self) -> list[udp.Level]:
        """Return the UDP packets that were found since this was last called; nobody else counts their bytes."""
        found, self._datagrams = self._datagrams, []
        return found

    def _level(self, batch: PacketBatch) -> tuple[Segments, PacketBatch, list[Wrapped]]:
        """Return the segments, the IP packets inside of others, and those that columns can't take out."""
        end = batch.offset + batch.captured
        layer = link.network_layer(batch)
        found = ip.datagrams(batch.data, layer, end)
        self._count(found.bad, "malformed-packet", batch)
        odd = (layer.kind == link.ODD) | (found.good & found.fragment)
        plain = np.flatnonzero(found.good & ~odd & (found.protocol == tcp.TCP))
        part, good = tcp.segments(batch.data, plain, found, (batch.frame, batch.time), end)
        self._count_rows(plain[~good], "malformed-packet", batch)
        inner = tunnels.inside(batch.data, found, end)
        rest = ~(found.bad | odd)
        rest[plain] = rest[inner.rows] = False
        datagrams = np.flatnonzero(rest & found.good & (found.protocol == udp.UDP))
        if len(datagrams):
            self._datagrams.append(udp.Level(batch, found, datagrams))
            rest[datagrams] = False
        headers = batch.captured[plain[good]].sum() - part.captured.sum()
        headers += batch.captured[inner.rows].sum() - (inner.end - inner.start).sum()
        self._carry("packet-headers", int(headers), batch)
        self._carry("other-protocols", int(batch.captured[rest].sum()), batch)
        cut = part.captured < part.length
        if cut.any():
            missing = int((part.length - part.captured)[cut].sum())
            self._note("truncated-packet", int(cut.sum()), missing, int(part.frame[cut][0]))
        wrapped = [one for row in np.flatnonzero(odd).tolist() for one in self._unwrap(batch, layer, found, row)]
        return part, _view(batch, inner), wrapped

    def _unwrap(self, batch: PacketBatch, layer: link.NetworkLayer, found: ip.Datagrams, row: int) -> list[Wrapped]:
        """Return the IP packet that a frame of a rare link type holds, or that a fragment completes; [] for none."""
        frame, time = int(batch.frame[row]), int(batch.time[row])
        offset, captured, original = (int(column[row]) for column in (batch.offset, batch.captured, batch.original))
        if layer.kind[row] != link.ODD:
            at = int(layer.start[row])
            whole = batch.data[at : offset + captured].tobytes()
            header, size = int(found.start[row]) - at, int(found.wire_end[row]) - at
            inner = self._fragments.add(whole, header, size, captured=captured, frame=frame, time=time)
            return [(frame, time, inner, len(inner))] if inner else []
        whole, linktype = batch.data[offset : offset + captured].tobytes(), int(batch.linktype[row])
        if linktype in wireless.LINKTYPES:
            return self._wireless(whole, linktype, frame, time, original - captured)
        found_inside = _inside_link(whole, linktype)
        if found_inside is None:
            self._note(f"unsupported-link-type-{linktype}", 1, captured, frame)
            return []
        if not found_inside:
            self._note("other-protocols", 1, captured, frame)
            return []
        self._note("packet-headers", 1, captured - len(found_inside), frame)
        return [(frame, time, found_inside, len(found_inside) + original - captured)]

    def _wireless(self, data: bytes, linktype: int, frame: int, time: int, missing: int) -> list[Wrapped]:
        """Return the IP packets of a frame of IEEE 802.11, as `_unwrap` does."""
        packets = wireless.packets(data, linktype)
        if not packets:
            self._note("protected-frame" if packets is None else "other-protocols", 1, len(data), frame)
            return []
        self._note("packet-headers", 1, len(data) - sum(map(len, packets)), frame)
        return [(frame, time, packet, len(packet) + missing) for packet in packets]

    def finish(self) -> None:
        """Give up fragments that wait for others."""
        self._fragments.finish()

    def _carry(self, kind: str, size: int, batch: PacketBatch) -> None:
        """Take note of bytes that go no further although they were understood."""
        if size:
            self._note(kind, 1, size, int(batch.frame[0]))

    def _count(self, rows: NDArray[np.bool_], kind: str, batch: PacketBatch) -> None:
        if rows.any():
            self._count_rows(np.flatnonzero(rows), kind, batch)

    def _count_rows(self, rows: NDArray[np.intp], kind: str, batch: PacketBatch) -> None:
        if len(rows):
            self._note(kind, len(rows), int(batch.captured[rows].sum()), int(batch.frame[rows[0]]))


def _inside_link(data: bytes, linktype: int) -> bytes | None:
    """Return the IP packet of a frame, b"" where there is none; None where nobody knows the link type."""
    if linktype in rare_links.READERS:
        return rare_links.inside(data, linktype)
    from inventory.network import scapy_links  # noqa: PLC0415 - scapy takes long to import and most captures need none

    return scapy_links.inside(data, linktype) if scapy_links.known(linktype) else None


def _view(batch: PacketBatch, inner: tunnels.Inner) -> PacketBatch:
    """Make a batch of IP packets that stand inside of others, over the same bytes."""
    rows, captured = inner.rows, inner.end - inner.start
    return PacketBatch(
        data=batch.data,
        frame=batch.frame[rows],
        offset=inner.start,
        captured=captured,
        original=captured + batch.original[rows] - batch.captured[rows],
        time=batch.time[rows],
        linktype=np.full(len(rows), RAW_IP, np.int64),
    )


def _batch(wrapped: list[Wrapped]) -> PacketBatch:
    """Make a batch of IP packets that were taken out of others, over bytes of their own."""
    captured = np.array([len(data) for _, _, data, _ in wrapped], np.int64)
    return PacketBatch(
        data=np.frombuffer(b"".join(data for _, _, data, _ in wrapped), np.uint8),
        frame=np.array([frame for frame, _, _, _ in wrapped], np.int64),
        offset=np.cumsum(captured) - captured,
        captured=captured,
        original=np.array([length for _, _, _, length in wrapped], np.int64),
        time=np.array([time for _, time, _, _ in wrapped], np.int64),
        linktype=np.full(len(wrapped), RAW_IP, np.int64),
    )
