"""TCP connections and the contiguous bytes of their two streams."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace


class Connection(msgspec.Struct, frozen=True, gc=False):
    """Both directions of one TCP connection.

    Side 0 is the one that opened it where the handshake was captured, else the one that sent the
    first captured packet. Which side is the HTTP client is for the decoder to find out.
    """

    number: int  # order of its first packet in the capture, from 0
    sides: tuple[str, str]  # "192.0.2.1:443" or "[2001:db8::1]:443"


class Run(msgspec.Struct, frozen=True, eq=False, gc=False):
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
    pieces: tuple[memoryview | bytes, ...] = ()
    starts: Sequence[int] = ()  # stream position of each segment
    frames: Sequence[int] = ()
    times: Sequence[int] = ()  # nanoseconds since 1970
    acks: Sequence[int] = ()  # stream position of the *other* side that the segment acknowledges; -1 for none
    cut: int = 0  # bytes of the gap that the capture's snap length left out

    @property
    def data(self) -> bytes:
        """The bytes of the run."""
        return self.pieces[0] if len(self.pieces) == 1 and isinstance(self.pieces[0], bytes) else b"".join(self.pieces)

    def segment_at(self, position: int) -> int:
        """Return the index of the segment that holds the byte at a stream position of this run."""
        return max(bisect_right(self.starts, position) - 1, 0)

    def detached(self) -> "Run":
        """Copy the run, so that holding it does not keep a whole batch of packets in memory."""
        return replace(
            self,
            pieces=(bytes(self.data),),
            starts=array("q", self.starts),
            frames=array("q", self.frames),
            times=array("q", self.times),
            acks=array("q", self.acks),
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
        starts=[start for run in group for start in run.starts],
        frames=[frame for run in group for frame in run.frames],
        times=[time for run in group for time in run.times],
        acks=[ack for run in group for ack in run.acks],
    )
