"""The blocks of a pcapng file to packet batches (draft-ietf-opsawg-pcapng section 4)."""

import struct
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from inventory.capture.columns import Piece, batch, words
from inventory.capture.interfaces import INTERFACE_LIMIT, Interface, interface, times
from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch, Secrets

BLOCK_LIMIT = 64 * 1024 * 1024  # bytes of one block; nothing sane is larger
SECTION_MAGIC = b"\x0a\x0d\x0d\x0a"
ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_SECTION, _INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _ENHANCED_PACKET, _SECRETS = 0x0A0D0D0A, 1, 2, 3, 6, 10
_TLS_KEY_LOG = 0x544C534B
# Journal entries, custom blocks and events of the system: no packets, but Wireshark gives them frame numbers.
_NUMBERED = frozenset({9, 0xBAD, 0x40000BAD, 0x204, 0x208})
_PACKET_SIZE = 32  # bytes of a packet block without the packet: head, five words, and the length once more

_LEFT = {
    "unknown-interface": "packet of an interface that the file does not describe: left",
    "damaged-record": "packet that does not fit into its block: left",
}


class Found(msgspec.Struct, frozen=True):
    """What one piece holds: its packets, where its last whole block ends, and what is wrong with the next one."""

    packets: PacketBatch | None
    end: int
    secrets: tuple[Secrets, ...]
    damage: str = ""


class Walk:
    """Goes from block to block, and keeps the byte order and the interfaces of the section.

    `frame` is the number of the next packet.
    """

    def __init__(self) -> None:
        self.frame = 1
        self._left: dict[str, tuple[int, int, int]] = {}  # packets, their bytes and the first of them, by kind
        self._order = "<"
        self._table: list[Interface] = []  # the interfaces of the section, after those of others in the same piece
        self._section = 0  # where they begin
        self._forget()

    def go(self, piece: Piece) -> Found:
        """Read all whole blocks of a piece."""
        self._forget()
        end, damage = self._walk(piece)
        return Found(self._batch(piece), end, tuple(self._secrets), damage)

    def left(self) -> list[Anomaly]:
        """Return what had to be left, one anomaly for each kind."""
        return [Anomaly(kind, _LEFT[kind], *self._left[kind]) for kind in sorted(self._left)]

    def _forget(self) -> None:
        """Drop what the last piece held, but for the interfaces of its last section."""
        del self._table[: self._section]
        self._section = 0
        self._starts: list[int] = []  # of packet blocks …
        self._numbers: list[int] = []  # … the place of their interfaces in the table …
        self._frames: list[int] = []  # … and their numbers in the capture
        self._secrets: list[Secrets] = []
        self._simple: list[tuple[int, ...]] = []  # columns of simple packets, which have no header to speak of

    def _walk(self, piece: Piece) -> tuple[int, str]:
        """Return where the last whole block ends, and what is wrong with the next one."""
        head = self._head()
        at, end = 0, len(piece)
        while at + 12 <= end:
            kind, length, first = head(piece, at)
            if kind == _SECTION:
                order = ORDERS.get(bytes(piece[at + 8 : at + 12]))
                if order is None:
                    return at, "begins a section in no known byte order"
                self._begin_section(order)
                head = self._head()
                kind, length, first = head(piece, at)
            if length < 12 or length > BLOCK_LIMIT:
                return at, "has an impossible length"
            following = at + length + (-length & 3)  # early writers left the padding out of the length
            if following > end:
                break
            if piece[at + 4 : at + 8] != piece[following - 4 : following]:
                return at, "ends with another length than it begins with"
            if kind == _ENHANCED_PACKET:
                self._packet(at, length, first)
            elif kind in _OTHERS:
                _OTHERS[kind](self, piece, at, length)
            elif kind in _NUMBERED:
                self.frame += 1
            at = following
        return at, ""

    def _head(self) -> Callable[[Piece, int], tuple[Any, ...]]:
        return struct.Struct(self._order + "III").unpack_from

    def _begin_section(self, order: str) -> None:
        self._order = order
        self._section = len(self._table)

    def _describe(self, piece: Piece, at: int, length: int) -> None:
        """Take in an Interface Description Block (section 4.2)."""
        if length >= 20 and len(self._table) - self._section < INTERFACE_LIMIT:
            self._table.append(interface(bytes(piece[at + 8 : at + length - 4]), self._order))

    def _packet(self, at: int, length: int, number: int) -> None:
        """Remember an Enhanced Packet Block (section 4.3)."""
        number += self._section
        if length < _PACKET_SIZE:
            self._leave("damaged-record", length)
        elif number >= len(self._table):
            self._leave("unknown-interface", length)
        else:
            self._starts.append(at)
            self._numbers.append(number)
            self._frames.append(self.frame)
        self.frame += 1

    def _old_packet(self, piece: Piece, at: int, length: int) -> None:
        """Remember a Packet Block (appendix A): an Enhanced Packet Block whose interface number has 16 bits."""
        number = struct.unpack_from(self._order + "H", piece, at + 8)[0] if length >= _PACKET_SIZE else 0
        self._packet(at, length, number)

    def _simple_packet(self, piece: Piece, at: int, length: int) -> None:
        """Remember a Simple Packet Block (section 4.4): no time, and the first interface of the section."""
        if self._section == len(self._table):
            self._leave("unknown-interface", length)
        elif length < 16:
            self._leave("damaged-record", length)
        else:
            (original,) = struct.unpack_from(self._order + "I", piece, at + 8)
            described = self._table[self._section]
            captured = min(original, length - 16, described.snaplen or original)
            self._simple.append((self.frame, at + 12, captured, original, 0, described.linktype))
        self.frame += 1

    def _keep_secrets(self, piece: Piece, at: int, length: int) -> None:
        """Take in a Decryption Secrets Block (section 4.7) with the key log of TLS; other secrets are passed over."""
        if length >= 20:
            kind, size = struct.unpack_from(self._order + "II", piece, at + 8)
            if kind == _TLS_KEY_LOG and size <= length - 20:
                self._secrets.append(Secrets(bytes(piece[at + 16 : at + 16 + size])))

    def _leave(self, kind: str, size: int, frame: int = 0, packets: int = 1) -> None:
        count, total, first = self._left.get(kind, (0, 0, self.frame))
        self._left[kind] = (count + packets, total + size, min(first, frame or self.frame))

    def _batch(self, piece: Piece) -> PacketBatch | None:
        columns = [self._columns(piece)] if self._starts else []
        if self._simple:
            columns.append(np.array(self._simple, np.int64).T)
        if not columns or not columns[0].size:
            return None
        table = np.concatenate(columns, axis=1)
        if len(columns) > 1:
            table = table[:, np.argsort(table[0])]
        frame, offset, captured, original, time, linktype = table
        return batch(
            piece, frame=frame, offset=offset, captured=captured, original=original, time=time, linktype=linktype
        )

    def _columns(self, piece: Piece) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        """Return frame, offset, captured, original, time and linktype of the packets that have a header."""
        numbers, frames = np.array(self._numbers, np.int64), np.array(self._frames, np.int64)
        swapped = np.array([found.order == ">" for found in self._table])[numbers]
        raw = words(piece, self._starts, 7)
        header = np.where(swapped[:, None], raw.byteswap(), raw).astype(np.int64)
        _, length, _, high, low, captured, original = header.T
        fits = captured <= length - _PACKET_SIZE
        if not fits.all():
            self._leave("damaged-record", int(length[~fits].sum()), int(frames[~fits][0]), int((~fits).sum()))
        linktype = np.array([found.linktype for found in self._table], np.int64)[numbers]
        time = times(self._table, numbers, high, low)
        offset = np.array(self._starts, np.int64) + (_PACKET_SIZE - 4)
        return np.stack((frames, offset, captured, original, time, linktype))[:, fits]


_OTHERS: dict[int, Callable[[Walk, Piece, int, int], None]] = {
    _INTERFACE: Walk._describe,
    _OLD_PACKET: Walk._old_packet,
    _SIMPLE_PACKET: Walk._simple_packet,
    _SECRETS: Walk._keep_secrets,
}
