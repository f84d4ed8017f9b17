"""Packets as columns: one batch is many packets of one capture, without an object for each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Secrets:
    """Lines of an NSS key log that stand in a capture (draft-ietf-opsawg-pcapng section 4.7)."""

    lines: bytes


@dataclass(frozen=True, slots=True, eq=False)
class PacketBatch:
    """Consecutive packets of a capture; the columns have one element per packet, in capture order.

    `data` holds the captured bytes (and whatever the file has between them); a packet is
    `data[offset : offset + captured]`.
    """

    data: NDArray[np.uint8]
    frame: Column  # number of the packet in the capture, from 1, as Wireshark shows it
    offset: Column  # bytes from the start of `data`
    captured: Column  # bytes present in `data`
    original: Column  # bytes the packet had on the wire; at least `captured`
    time: Column  # nanoseconds since 1970 (UTC); 0 where the capture gives no usable time
    linktype: Column  # LINKTYPE_ number (https://www.tcpdump.org/linktypes.html)

    def parts(self, limit: int) -> Iterator["PacketBatch"]:
        """Yield the packets in batches of at most so many, over the same data."""
        names = ("frame", "offset", "captured", "original", "time", "linktype")
        for first in range(0, len(self), limit):
            columns = {name: getattr(self, name)[first : first + limit] for name in names}
            yield PacketBatch(self.data, **columns)

    def __len__(self) -> int:
        return len(self.frame)
