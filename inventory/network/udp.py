"""UDP headers (RFC 768) to datagrams as columns, and which of them hold a first packet of QUIC."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory.model.packets import PacketBatch
from inventory.network.columns import Bytes, Column, Mask, u8, u16, u32
from inventory.network.ends import Addressed
from inventory.network.ip import Datagrams

UDP = 17
LEAST_SIZE = 1_200  # bytes of a datagram with a client's Initial packet (RFC 9000 section 14.1)

_HEADER = 8  # bytes
_ONE, _TWO = 1, 0x6B3343CF  # versions of QUIC (RFC 9000 section 15, RFC 9369 section 3.1) …
_DRAFTS = 0xFF000016, 0xFF000022  # … and those of its drafts that protect Initial packets as version 1 does
_LONG, _KIND = 0x80, 0x30  # bits of a first byte (RFC 9000 section 17.2)
_INITIAL, _INITIAL_TWO = 0x00, 0x10
_ID_LIMIT = 20  # bytes of a connection ID


class Level(NamedTuple):
    """The UDP packets of a batch whose headers stand at one level of wrapping, yet to be read."""

    batch: PacketBatch
    found: Datagrams
    rows: NDArray[np.intp]

    @property
    def size(self) -> int:
        """Bytes captured of these packets."""
        return int(self.batch.captured[self.rows].sum())


@dataclass(frozen=True, eq=False)
class UserDatagrams(Addressed):
    """UDP datagrams as columns, one element for each, in capture order."""

    packet: Column  # bytes present of the packet with all that is around the payload
    initial: Mask  # looks like an Initial packet of QUIC


def begins(level: Level) -> bool:
    """Tell whether any of the datagrams looks like an Initial packet of QUIC."""
    return bool(_initial(level.batch.data, *_payloads(level)).any())


def datagrams(level: Level) -> UserDatagrams:
    """Read the headers; where one is cut or contradicts itself there is no payload."""
    batch, found, rows = level
    at = found.start[rows]
    start, captured, length = _payloads(level)
    return UserDatagrams(
        data=batch.data,
        frame=batch.frame[rows],
        time=batch.time[rows],
        source_high=found.source[0][rows],
        source_low=found.source[1][rows],
        source_port=u16(batch.data, at),
        target_high=found.target[0][rows],
        target_low=found.target[1][rows],
        target_port=u16(batch.data, at + 2),
        start=start,
        captured=captured,
        length=length,
        packet=batch.captured[rows],
        initial=_initial(batch.data, start, captured, length),
    )


def _payloads(level: Level) -> tuple[Column, Column, Column]:
    """Return where payloads begin, how many of their bytes were captured, and how many there were."""
    batch, found, rows = level
    at, wire_end = found.start[rows], found.wire_end[rows]
    end, size = (batch.offset + batch.captured)[rows], u16(batch.data, at + 4)
    start = at + _HEADER
    # Segmentation offload leaves the length to the hardware, and one field cannot tell that of a jumbogram.
    wire_end = np.where(size == 0, wire_end, np.minimum(at + size, wire_end))
    good = (start <= end) & (start <= wire_end)
    length = np.where(good, wire_end - start, 0)
    return start, np.where(good, np.minimum(end - start, length), 0), length


def _initial(data: Bytes, at: Column, captured: Column, length: Column) -> Mask:
    """Tell which payloads look like an Initial packet of a known version (RFC 9000 section 17.2.2)."""
    likely: Mask = (length >= LEAST_SIZE) & (captured > 5)
    rows = np.flatnonzero(likely)
    at = at[rows]
    first, version = u8(data, at), u32(data, at + 1)
    old = (version == _ONE) | ((version >= _DRAFTS[0]) & (version <= _DRAFTS[1]))
    kind = first & (_LONG | _KIND)
    known = (old & (kind == _LONG | _INITIAL)) | ((version == _TWO) & (kind == _LONG | _INITIAL_TWO))
    likely[rows] = known & (u8(data, at + 5) <= _ID_LIMIT)
    return likely
