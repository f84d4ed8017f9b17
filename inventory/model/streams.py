"""TCP connections and the contiguous bytes of their two streams."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np

from inventory.model.packets import Column


class Connection(msgspec.Struct, frozen=True, gc=False):
    """Both directions of one TCP connection.

    Side 0 is the one that opened it where the handshake was captured, else the one that sent the
    first captured packet. Which side is the HTTP client is for the decoder to find out.
    """

    number: int  # order of its first packet in the capture, from 0
    sides: tuple[str, str]  # "192.0.2.1:443" or "[2001:db8::1]:443"


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Contiguous new bytes of one stream, in order and without repetition.

    The bytes are joined only when `data` is asked for, so a connection that nobody wants to read costs
    nothing. The segment columns have one element per TCP segment that the run is made of.
    """

    connection: Connection
    side: int  # 0 or 1: the side that sent the bytes
    position: int  # of the first byte in the stream; 0 is the first byte after SYN, or the first byte seen
    length: int  # bytes in this run; may be 0 when `final` is set
    gap: int  # bytes just before `position` that were exchanged but not captured
    final: bool  # nothing more comes from this side
    cut: int = field(default=0, kw_only=True)  # bytes of the gap that the capture's snap length left out
    pieces: tuple[memoryview | bytes, ...] = ()
    starts: Column = field(default_factory=lambda: np.empty(0, np.int64))  # stream position of each segment
    frames: Column = field(default_factory=lambda: np.empty(0, np.int64))
    times: Column = field(default_factory=lambda: np.empty(0, np.int64))  # nanoseconds since 1970
    acks: Column = field(default_factory=lambda: np.empty(0, np.int64))  # stream position of the *other* side
    # that the segment acknowledges; -1 where it acknowledges nothing

    @property
    def data(self) -> bytes:
        """The bytes of the run."""
        return self.pieces[0] if len(self.pieces) == 1 and isinstance(self.pieces[0], bytes) else b"".join(self.pieces)

    def segment_at(self, position: int) -> int:
        """Return the index of the segment that holds the byte at a stream position of this run."""
        return max(int(np.searchsorted(self.starts, position, side="right")) - 1, 0)

    def detached(self) -> "Run":
        """Copy the run, so that holding it does not keep a whole batch of packets in memory."""
        return replace(
            self,
            pieces=(bytes(self.data),),
            starts=self.starts.copy(),
            frames=self.frames.copy(),
            times=self.times.copy(),
            acks=self.acks.copy(),
        )

    def joined(self, following: "Run") -> "Run":
        """Return one run for this one and the one that follows it in the same stream without a gap."""
        return joined([self, following])[0]


def joined(runs: Iterable[Run]) -> list[Run]:
    """Join runs that follow each other in the same stream without a gap; those of a stream stand beside each other."""
    groups: list[list[Run]] = []
    for run in runs:
        before = groups[-1][-1] if groups else None
        if before is None or before.side != run.side or run.gap or before.position + before.length != run.position:
            groups.append([run])
        else:
            groups[-1].append(run)
    return [group[0] if len(group) == 1 else _one(group) for group in groups]


def _one(group: list[Run]) -> Run:
    return replace(
        group[0],
        length=sum(run.length for run in group),
        final=group[-1].final,
        pieces=tuple(piece for run in group for piece in run.pieces),
        starts=np.concatenate([run.starts for run in group]),
        frames=np.concatenate([run.frames for run in group]),
        times=np.concatenate([run.times for run in group]),
        acks=np.concatenate([run.acks for run in group]),
    )
