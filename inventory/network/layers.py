"""Packets to TCP segments, through whatever they are wrapped in."""

from collections.abc import Callable
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from inventory.model.packets import PacketBatch
from inventory.network import ip, link, rare_links, tcp
from inventory.network.columns import u16
from inventory.network.fragments import Fragments
from inventory.network.tcp import Segments

DEPTH_LIMIT = 8  # tunnels inside of each other
RAW_IP = 101

# Where an IP payload may be another packet: protocols (IANA) and UDP ports.
_IPV4_IN, _IPV6_IN, _UDP, _GRE, _ETHERIP = 4, 41, 17, 47, 97
# L2TP, GTP-U, Teredo, VXLAN, AYIYA, GENEVE, VXLAN on old Linux
_TUNNEL_PORTS = (1701, 2152, 3544, 4789, 5072, 6081, 8472)

Note = Callable[[str, int, int, int], None]  # kind, count, bytes, first frame


class Layers:
    """Finds the segments of batch after batch; keeps unfinished fragments between them."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._fragments = Fragments(note)

    def segments(self, batch: PacketBatch) -> Segments:
        """Return all TCP segments of a batch, in capture order."""
        found: list[Segments] = []
        level: PacketBatch | None = batch
        for _ in range(DEPTH_LIMIT):
            if level is None:
                break
            part, wrapped = self._level(level)
            found.append(part)
            level = _batch(wrapped)
        if level is not None:
            self._note("nested-too-deep", len(level), int(level.captured.sum()), int(level.frame[0]))
        return found[0] if len(found) == 1 else _together(found)

    def _level(self, batch: PacketBatch) -> tuple[Segments, list[tuple[int, int, bytes, int]]]:
        """Return the segments that columns can read, and the IP packets inside of those that they can't."""
        end = batch.offset + batch.captured
        layer = link.network_layer(batch)
        found = ip.datagrams(batch.data, layer, end)
        self._count(found.bad, "malformed-packet", batch)
        odd = (layer.kind == link.ODD) | (found.good & (found.fragment | _is_tunnel(batch.data, found)))
        plain = np.flatnonzero(found.good & ~odd & (found.protocol == tcp.TCP))
        part, good = tcp.segments(batch.data, plain, found, (batch.frame, batch.time), end)
        self._count_rows(plain[~good], "malformed-packet", batch)
        kept, rest = plain[good], np.flatnonzero(~found.bad & ~odd & ~(found.good & (found.protocol == tcp.TCP)))
        self._carry("packet-headers", int(batch.captured[kept].sum() - part.captured.sum()), batch)
        self._carry("other-protocols", int(batch.captured[rest].sum()), batch)
        cut = part.captured < part.length
        if cut.any():
            missing = int((part.length - part.captured)[cut].sum())
            self._note("truncated-packet", int(cut.sum()), missing, int(part.frame[cut][0]))
        wrapped = [inner for row in np.flatnonzero(odd).tolist() for inner in self._unwrap(batch, layer, found, row)]
        return part, wrapped

    def _unwrap(
        self, batch: PacketBatch, layer: link.NetworkLayer, found: ip.Datagrams, row: int
    ) -> list[tuple[int, int, bytes, int]]:
        """Return the IP packet inside of one packet, with frame, time and length on the wire; [] for none."""
        from inventory.network import tunnels  # noqa: PLC0415 - scapy takes long to import and most captures need none

        frame, time = int(batch.frame[row]), int(batch.time[row])
        offset, captured, original = (int(column[row]) for column in (batch.offset, batch.captured, batch.original))
        if layer.kind[row] == link.ODD:
            whole = batch.data[offset : offset + captured].tobytes()
            linktype = int(batch.linktype[row])
            if linktype in rare_links.READERS:
                inner = rare_links.inside(whole, linktype)
            elif tunnels.known(linktype):
                inner = tunnels.inside_link(whole, linktype)
            else:
                self._note(f"unsupported-link-type-{linktype}", 1, captured, frame)
                return []
        else:
            at = int(layer.start[row])
            whole = batch.data[at : offset + captured].tobytes()
            header = int(found.start[row]) - at
            if found.fragment[row]:
                size = int(found.wire_end[row]) - at
                inner = self._fragments.add(whole, header, size, captured=captured, frame=frame, time=time)
                return [(frame, time, inner, len(inner))] if inner else []
            inner = tunnels.inside_ip(whole, header, int(found.protocol[row]))
        if not inner:
            self._note("other-protocols", 1, captured, frame)
            return []
        self._note("packet-headers", 1, captured - len(inner), frame)
        return [(frame, time, inner, len(inner) + original - captured)]

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


def _is_tunnel(data: NDArray[np.uint8], found: ip.Datagrams) -> NDArray[np.bool_]:
    tunnel = np.isin(found.protocol, (_IPV4_IN, _IPV6_IN, _GRE, _ETHERIP))
    udp = np.flatnonzero(found.good & (found.protocol == _UDP))
    if len(udp):
        at = found.start[udp]
        source, target = (u16(data, at + offset) for offset in (0, 2))
        tunnel[udp] = np.isin(target, _TUNNEL_PORTS) | np.isin(source, _TUNNEL_PORTS)
    return tunnel


def _batch(wrapped: list[tuple[int, int, bytes, int]]) -> PacketBatch | None:
    """Make a batch of raw IP packets."""
    if not wrapped:
        return None
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


def _together(parts: list[Segments]) -> Segments:
    """Merge segments of several levels into capture order."""
    shifts = np.cumsum([0, *(len(part.data) for part in parts[:-1])])
    columns = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Segments)}
    columns["start"] = np.concatenate([part.start + shift for part, shift in zip(parts, shifts, strict=True)])
    data = columns.pop("data")
    whole = Segments(data=data, **columns)
    return whole.take(np.argsort(whole.frame, kind="stable"))
