"""One large capture to what it shows, read by several processes that share its connections.

Each reads the whole file and looks at the connections of its share. The result is that of one process alone, to the
byte: where a limit was met, so that it mattered what came first, nothing is returned and one process has to do it.
"""

import gc
import multiprocessing
import os
import signal
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from inventory import decode, endpoints, network
from inventory.decode import KeyLog
from inventory.model import anomalies
from inventory.model.anomalies import Anomaly
from inventory.model.captures import CaptureSummary
from inventory.model.coverage import HOST_LIMIT, Fate, merge_fates
from inventory.model.load import MEMORY
from inventory.model.observations import merge_sightings
from inventory.scanning import (
    CaptureReader,
    Part,
    Progress,
    Scanned,
    Shown,
    numbers_of,
    renumbered_anomaly,
    renumbered_sighting,
)

LEAST_SIZE = 48 * 1024 * 1024  # bytes of a file that is worth another process
MOST = 4  # processes
OWN_MEMORY = 170  # megabytes that a process takes whatever it reads
UNEVEN = 1.25  # times an even part of what may be held that one process may hold
FIRSTS_LIMIT = 5_000_000  # connections that are numbered


def count(path: Path, memory: int = MEMORY) -> int:
    """Return how many processes are to read a capture, with so many megabytes of memory together."""
    if not path.is_file() or path.stat().st_size < LEAST_SIZE:
        return 1
    with path.open("rb") as file:
        packets = file.read(4) in _PACKET_FILES
    return max(min(len(os.sched_getaffinity(0)), MOST, memory // OWN_MEMORY), 1) if packets else 1


# Plain pcap in both byte orders and resolutions, and pcapng: what is compressed or a HAR is read from end to end.
_PACKET_FILES = frozenset(
    {
        *(struct.pack(order + "I", magic) for order in "<>" for magic in (0xA1B2C3D4, 0xA1B23C4D)),
        b"\x0a\x0d\x0d\x0a",
    }
)


def scan(
    path: Path, workers: int, progress: Progress | None = None, keys: KeyLog | None = None, room: float = 1.0
) -> Scanned | None:
    """Read a capture with several processes; None when one process has to do it.

    Raises CaptureError when it cannot be read.
    """
    with _helpers(path, workers, keys, room) as helpers:
        reader = _reader(path, progress, keys, network.Share(0, workers), room)
        own = _shown(reader)
        parts = [own, *(_received(helper) for helper in helpers)] if own is not None else []
    whole = [part for part in parts if part is not None]
    if len(whole) < workers or _too_much(whole, room):
        return None
    return _together(reader, whole)


def _shown(reader: CaptureReader) -> Part | None:
    """Read a share; None once it holds so much that all together are likely to meet a limit."""
    shown = Shown(reader.name)
    try:
        for item in reader.items():
            shown.add(item)
    except _StrainedError:
        return None
    return shown.part(reader.counts)


class _StrainedError(Exception):
    """One process has to read the capture."""


def _reader(
    path: Path, progress: Progress | None, keys: KeyLog | None, share: network.Share, room: float
) -> CaptureReader:
    """Return a reader of a share that gives up when that becomes more than its part of what may be held."""
    part = room * UNEVEN / share.of

    def tell(done: int) -> None:
        load = reader.counts.load
        if (
            load.live > network.LIVE_LIMIT * part
            or load.waiting > network.HELD_LIMIT * part
            or load.decoding > decode.HELD_LIMIT * part
        ):
            raise _StrainedError
        if progress is not None:
            progress(done)

    reader = CaptureReader(path, tell, keys, share, room)
    return reader


def room_of(memory: int) -> float:
    """Return the part of the usual limits that is left when the memory that is always taken is taken off."""
    return min(max(memory - OWN_MEMORY, 1) / (MEMORY - OWN_MEMORY), 1.0)


def begin(paths: Iterable[Path], memory: int = MEMORY, *, keyless: bool) -> None:
    """Start other processes for the first large one of some captures, while this one has something else to do.

    Where no keys are to come, they begin to read. Whatever they do counts for nothing unless the capture is scanned.
    """
    for path in paths:
        processes = count(path, memory)
        for number in range(1, processes):
            helper = _Helper()
            _waiting.append(helper)
            if keyless:
                helper.begin(path, network.Share(number, processes), None, room_of(memory))
        if processes > 1:
            return


class _Helper:
    """Another process, which reads one share and ends."""

    def __init__(self) -> None:
        self.job: tuple[Path, network.Share, float] | None = None  # what it reads
        self.end, other = multiprocessing.Pipe()
        _ends.add(self.end)
        self._process = _process(other)
        self._process.start()
        other.close()

    def begin(self, path: Path, share: network.Share, keys: KeyLog | None, room: float) -> None:
        """Have it read a share; what it shows comes from `end`."""
        self.job = path, share, room
        with suppress(OSError):  # it has gone, which is seen when nothing comes
            self.end.send((path, share, keys, room))

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.join()
        _ends.discard(self.end)
        self.end.close()


def _process(end: Connection) -> BaseProcess:
    """Return a copy of this process where that is sound, which takes no time to start, else a new one.

    It is where there is no thread that might hold a lock in the middle of something.
    """
    tasks, arguments = Path("/proc/self/task"), (end, gc.get_threshold())
    if tasks.is_dir() and len(list(tasks.iterdir())) == 1:
        return multiprocessing.get_context("fork").Process(target=_help, args=arguments, daemon=True)
    return multiprocessing.get_context("spawn").Process(target=_help, args=arguments, daemon=True)


_ends: set[Connection] = set()  # of this process; a copy of it has to close its own ones to see this one go
_waiting: list[_Helper] = []  # for a capture, or for this process to come to the one that they read


@contextmanager
def _helpers(path: Path, workers: int, keys: KeyLog | None, room: float) -> Iterator[list[Connection]]:
    """Have other processes read their shares; whatever happens, none of them stays."""
    helpers: list[_Helper] = []
    try:
        helpers.extend(_helper(path, network.Share(number, workers), keys, room) for number in range(1, workers))
        yield [helper.end for helper in helpers]
    finally:
        for helper in helpers:
            helper.stop()


def _helper(path: Path, share: network.Share, keys: KeyLog | None, room: float) -> _Helper:
    """Return a process that reads a share, perhaps one that has begun already."""
    while _waiting:
        helper = _waiting.pop(0)
        if helper.job == (path, share, room) and not keys:
            return helper
        if helper.job is None:
            break
        helper.stop()
    else:
        helper = _Helper()
    helper.begin(path, share, keys, room)
    return helper


def _help(end: Connection, garbage: tuple[int, int, int]) -> None:
    """Read a share in a process of its own, which is as lazy about garbage as the first, and send what it shows."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.set_threshold(*garbage)
    for one in _ends:
        one.close()
    with suppress(EOFError, OSError):  # the first process has gone, or had no capture to read
        path, share, keys, room = end.recv()
        end.send(_shown(_reader(path, _while_needed, keys, share, room)))


def _while_needed(_: int) -> None:
    """End a process that reads for one which has gone."""
    first = multiprocessing.parent_process()
    if first is not None and not first.is_alive():
        sys.exit(0)


def _received(end: Connection) -> Part | None:
    try:
        part: Part | None = end.recv()
    except (EOFError, OSError):  # it was killed, or could not go on
        return None
    return part


def _too_much(parts: list[Part], room: float) -> bool:
    """Tell whether one process alone would have met a limit, or may have."""
    return (
        any(part.strained for part in parts)
        or sum(part.live for part in parts) > network.LIVE_LIMIT * room
        or sum(part.waiting for part in parts) > network.HELD_LIMIT * room
        or sum(part.decoding for part in parts) > decode.HELD_LIMIT * room
        or sum(part.quic for part in parts) > network.QUIC_LIMIT * room
        or sum(part.hellos for part in parts) > decode.HELLOS_LIMIT * room
        or sum(len(part.firsts) for part in parts) > FIRSTS_LIMIT * 8
        or endpoints.too_many([sighting for part in parts for sighting in part.sightings])
        or len({fate.host for part in parts for fate in part.fates}) > HOST_LIMIT
    )


def _together(reader: CaptureReader, parts: list[Part]) -> Scanned:
    """Sum up what all shares show, connections numbered by their first packets."""
    numbers = numbers_of([np.frombuffer(part.firsts, np.int64) for part in parts])
    pairs = list(zip(parts, numbers, strict=True))
    sightings = [renumbered_sighting(one, own) for part, own in pairs for one in part.sightings]
    found: dict[str, Anomaly] = {}
    for part, own in pairs:
        for one in part.anomalies:
            anomalies.count(found, renumbered_anomaly(one, own))
    fates = [fate for part in parts for fate in part.fates]
    fates += [Fate("", fate, 0, size) for part in parts for fate, size in part.packet_fates.items()]
    lost = sum(part.lost for part in parts)
    summary = CaptureSummary(
        digest=reader.digest,
        name=reader.name,
        format=reader.format,
        size=reader.size,
        packets=reader.counts.packets,
        exchanges=sum(part.exchanges for part in parts),
        payload=sum(part.delivered for part in parts) + lost,
        decoded=sum(part.decoded + part.overhead for part in parts),
        first_seen=min((part.first for part in parts if part.first), default=0),
        last_seen=max(part.last for part in parts),
        anomalies=tuple(found[kind] for kind in sorted(found)),
        captured=reader.counts.captured,
        coverage=merge_fates(fates),
    )
    return Scanned(summary, merge_sightings(sightings), lost)
