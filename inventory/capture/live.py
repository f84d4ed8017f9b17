"""An interface to packet batches, for as long as it is listened to."""

import hashlib
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

import msgspec
import numpy as np

from inventory.capture.columns import RECORD_LIMIT, batch
from inventory.capture.listening import tap
from inventory.errors import CaptureError
from inventory.model.anomalies import Anomaly
from inventory.model.flush import Flush
from inventory.model.packets import PacketBatch
from inventory.model.text import printable

TICK = 0.2  # seconds after which what came is handed on
CHUNK_SIZE = 8 * 1024 * 1024  # bytes from which on packets are looked at
BUFFER_LIMIT = 4 * CHUNK_SIZE  # bytes that are received ahead; beyond that the kernel keeps packets, or drops them
PACKET_COST = 16  # bytes that each packet counts for besides its own
SNAPLEN = RECORD_LIMIT


class Source(Protocol):
    """What packets are received from: see `listening.Tap`."""

    linktype: int

    def receive(self) -> tuple[bytes, int] | None:
        """Return the next packet and its time; None when none came for a moment. Raises OSError."""

    def dropped(self) -> int:
        """Return how many packets were dropped since this was last asked."""


class Segment(msgspec.Struct, frozen=True):
    """A stretch of a live capture, that is stored as a capture of its own."""

    name: str
    digest: str  # SHA-256 over its name and its packets with their times, hexadecimal
    size: int  # bytes of its packets
    packets: int


class Live:
    """An interface that is listened to; iterate over it once.

    `interval` is in seconds, `duration` too; None listens until `stop` is called, from a signal handler if need be.
    """

    def __init__(self, source: Source, interface: str, interval: float, duration: float | None = None) -> None:
        self._receiver = _Receiver(source)
        self._source, self._interface = source, printable(interface)
        self._interval, self._duration = interval, duration
        self._stopped = False
        self._frame = 1
        self.begin()

    @property
    def problem(self) -> CaptureError | None:
        """What ended it before it was stopped; None where nothing did."""
        found = self._receiver.problem
        if found is None:
            return None
        message = f"{self._interface} can be listened to no more: {found.strerror or found}"
        return CaptureError(message, hint="what came before is stored")

    def stop(self) -> None:
        """Make the iteration end after the packets that have come by now."""
        self._stopped = True

    def begin(self) -> None:
        """Begin a new segment with the next packet."""
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.name = f"live-{self._interface}-{moment}"
        self._hash = hashlib.sha256(self.name.encode())
        self._size = self._packets = 0
        self._begun = time.monotonic()

    @property
    def age(self) -> float:
        """Seconds since the segment began."""
        return time.monotonic() - self._begun

    def segment(self) -> Segment:
        """Return what the segment is so far."""
        return Segment(self.name, self._hash.hexdigest(), self._size, self._packets)

    def __iter__(self) -> Iterator[PacketBatch | Anomaly | Flush]:
        """Yield what was received, and a flush after each interval, even when nothing came."""
        began = flushed = time.monotonic()
        end = began + self._duration if self._duration is not None else float("inf")
        with self._receiver:
            while not self._receiver.ended:
                if not self._receiver.stopping and (self._stopped or time.monotonic() >= end):
                    self._receiver.stop()
                elif self._receiver.waiting < CHUNK_SIZE:
                    time.sleep(TICK)
                yield from self._received()
                if time.monotonic() >= flushed + self._interval:
                    flushed = time.monotonic()
                    yield Flush()
            yield from self._received()

    def _received(self) -> Iterator[PacketBatch | Anomaly]:
        data, lengths, times = self._receiver.take()
        if lengths:
            yield self._batch(bytes(data), lengths, times)
        if dropped := self._source.dropped():
            message = "packets that the kernel dropped, as they came faster than they were read"
            yield Anomaly("dropped-packets", message, dropped, frame=self._frame)

    def _batch(self, data: bytes, lengths: "array[int]", times: "array[int]") -> PacketBatch:
        count = len(lengths)
        for part in (lengths, times, data):
            self._hash.update(part)
        self._size += len(data)
        self._packets += count
        captured = np.frombuffer(lengths, np.int64)
        frame = np.arange(self._frame, self._frame + count, dtype=np.int64)
        self._frame += count
        return batch(
            data,
            frame=frame,
            offset=np.cumsum(captured) - captured,
            captured=captured,
            original=captured,  # an IP header tells what the snap length has cut
            time=np.frombuffer(times, np.int64),
            linktype=np.full(count, self._source.linktype, np.int64),
        )


@contextmanager
def listen(
    interface: str, *, interval: float, duration: float | None = None, expression: str = "", snaplen: int = SNAPLEN
) -> Iterator[Live]:
    """Begin to listen to an interface; packets are kept from here on.

    Raises UsageError for an interface that is not there and a wrong BPF expression, CaptureError without CAP_NET_RAW.
    """
    source = tap(interface, expression, snaplen)
    try:
        yield Live(source, interface, interval, duration)
    finally:
        source.close()


class _Receiver:
    """A thread that does nothing but receive, so that packets do not wait for the decoder."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="receiver", daemon=True)
        self._until = 0  # packets that came later than this are left; 0 while there is no end
        self._quits = False
        self._data, self._lengths, self._times = bytearray(), array("q"), array("q")
        self.problem: OSError | None = None

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._quits = True
        self._thread.join()

    @property
    def ended(self) -> bool:
        """Tell whether nothing more comes."""
        return not self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Tell whether it has been stopped."""
        return self._until > 0

    @property
    def waiting(self) -> int:
        """Bytes that have been received and not taken."""
        return len(self._data) + PACKET_COST * len(self._lengths)

    def stop(self) -> None:
        """Let it end when it has received all packets that have come by now."""
        self._until = time.time_ns()

    def take(self) -> tuple[bytearray, "array[int]", "array[int]"]:
        """Return the bytes, lengths and times of the packets that were received since this was last called."""
        with self._lock:
            taken = self._data, self._lengths, self._times
            self._data, self._lengths, self._times = bytearray(), array("q"), array("q")
            return taken

    def _run(self) -> None:
        try:
            while not self._quits:
                if self.waiting >= BUFFER_LIMIT:
                    time.sleep(TICK / 10)
                    continue
                found = self._source.receive()
                if self._until and (found is None or found[1] > self._until):
                    return
                if found is not None:
                    self._keep(*found)
        except OSError as problem:
            self.problem = problem

    def _keep(self, data: bytes, moment: int) -> None:
        with self._lock:
            self._data += data
            self._lengths.append(len(data))
            self._times.append(moment)
