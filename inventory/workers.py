"""One large capture to what it shows, by several processes that share its connections.

One of them reads the file, and hands to each of the others what is in its share. The result is that of one process
alone, to the byte: where a limit was met, so that it mattered what came first, nothing is returned and one process has
to do it.
"""

import gc
import multiprocessing
import os
import signal
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from inventory import decode, endpoints, network
from inventory.decode import KeyLog
from inventory.errors import CaptureError
from inventory.handing import Handing, Shared, Taking
from inventory.model import anomalies
from inventory.model.anomalies import Anomaly
from inventory.model.captures import CaptureSummary
from inventory.model.coverage import HOST_LIMIT, Fate, merge_fates
from inventory.model.flush import Flush
from inventory.model.load import MEMORY, Load
from inventory.model.observations import merge_sightings
from inventory.model.outcomes import CAPTURE_OUTCOMES_LIMIT
from inventory.model.packets import Secrets
from inventory.scanning import (
    CaptureReader,
    Counts,
    Item,
    Part,
    Progress,
    Scanned,
    Shown,
    name_of,
    numbers_of,
    renumbered_anomaly,
    renumbered_sighting,
    settled,
)

if TYPE_CHECKING:
    from inventory.validating import Validator

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
    path: Path,
    workers: int,
    progress: Progress | None = None,
    keys: KeyLog | None = None,
    room: float = 1.0,
    *,
    validator: "Validator | None" = None,
) -> Scanned | None:
    """Read a capture with several processes; None when one process has to do it, if it can be read at all."""
    job = _Job(path, workers, keys if keys is not None else KeyLog(), room, validator)
    try:
        with _team(job) as team:
            own = _taken(job, 1, team.taking(), progress)
            parts = [own, *(_received(end) for end in team.ends)] if own is not None else []
    except OSError:  # no memory, or no more processes
        return None
    whole = [part for part in parts if part is not None]
    if len(whole) < workers or _too_much(whole, room):
        return None
    return _together(name_of(path), whole, validator.digests if validator is not None else ())


class _Job(NamedTuple):
    """What several processes do."""

    path: Path
    workers: int
    keys: KeyLog
    room: float
    validator: "Validator | None" = None

    def is_like(self, other: "_Job | None") -> bool:
        """Tell whether the result is the same; that depends on keys and validators if there are any."""
        plain = other is not None and not (self.keys or other.keys or self.validator or other.validator)
        return plain and other is not None and (self[:2], self.room) == (other[:2], other.room)


class _StrainedError(Exception):
    """One process has to read the capture."""


def _read(job: _Job, handing: Handing) -> Part | None:
    """Read the capture, hand shares to others and keep the first; None once that holds too much.

    Raises CaptureError when it cannot be read, or another process has gone.
    """
    reader = CaptureReader(job.path, lambda _: _bear(reader.counts.load, job, 0), job.keys, job.room, handing)
    part = _shown(job, reader.items(), reader.counts)
    if part is None:
        return None
    return msgspec.structs.replace(part, digest=reader.digest, format=reader.format, size=reader.size)


def _taken(job: _Job, number: int, taking: Taking, progress: Progress | None = None) -> Part | None:
    """Look at a share of the connections; None once it holds too much, or the process that reads has gone."""
    keys, counts = job.keys.above(), Counts(job.room)

    def portions() -> Iterator[network.Portion]:
        for item in taking:
            if isinstance(item, Secrets):
                keys.add(item.lines)
                continue
            _bear(counts.load, job, number)
            if progress is not None:
                progress(taking.done)
            yield item

    return _shown(job, counts.exchanges(portions(), keys), counts)


def _shown(job: _Job, items: Iterable[Item | Flush], counts: Counts) -> Part | None:
    """Sum up a share; None once it holds so much that all together are likely to meet a limit."""
    shown = Shown(name_of(job.path), job.validator)
    try:
        for item in items:
            assert not isinstance(item, Flush)
            shown.add(item)
    except (_StrainedError, EOFError):
        return None
    return shown.part(counts)


def _bear(load: Load, job: _Job, number: int) -> None:
    """Give up when a share holds more than its part of what may be held."""
    part = job.room * UNEVEN * max(network.part(number, job.workers), 1 / job.workers)
    if (
        load.live > network.LIVE_LIMIT * part
        or load.waiting > network.HELD_LIMIT * part
        or load.decoding > decode.HELD_LIMIT * part
    ):
        raise _StrainedError


def room_of(memory: int) -> float:
    """Return the part of the usual limits that is left when the memory that is always taken is taken off."""
    return min(max(memory - OWN_MEMORY, 1) / (MEMORY - OWN_MEMORY), 1.0)


def begin(paths: Iterable[Path], memory: int = MEMORY, *, keyless: bool) -> None:
    """Start other processes for the first large one of some captures, while this one has something else to do.

    Where no keys are to come, they begin to read. Whatever they do counts for nothing unless the capture is scanned.
    """
    for path in paths:
        processes = count(path, memory)
        if processes > 1:
            with suppress(OSError):
                team = _Team(processes)
                _waiting.append(team)
                if keyless:
                    team.begin(_Job(path, processes, KeyLog(), room_of(memory)))
            return


class _Team:
    """Other processes, which do one job and end: the first of them reads, each of the others takes a share."""

    def __init__(self, workers: int) -> None:
        self.job: _Job | None = None  # which they do
        self.ends: list[Connection] = []  # of pipes to each of them
        self._workers, self._processes = workers, list[BaseProcess]()
        self._shared = Shared(workers - 1)
        pairs = [_pipe() for _ in range(workers - 2)]  # between the process that reads and the others
        try:
            self._start(0, [one for one, _ in pairs])
            for number, (_, other) in enumerate(pairs, start=2):
                self._start(number, [other])
        except OSError:
            self.stop()
            raise
        finally:
            _close(end for pair in pairs for end in pair)

    def _start(self, number: int, links: list[Connection]) -> None:
        """Start the process that does one share."""
        end, other = _pipe()
        self.ends.append(end)
        process = _process(number, other, links, self._shared)
        process.start()
        self._processes.append(process)
        _close([other])

    def begin(self, job: _Job) -> None:
        """Have them do a job, of which this process takes the second share."""
        self.job = job
        for end in self.ends:
            with suppress(OSError):  # it has gone, which is seen when nothing comes
                end.send(job)

    def taking(self) -> Taking:
        """Return what this process is handed."""
        return Taking(self._shared, 0, self.ends[0])

    def fits(self, job: _Job) -> bool:
        """Tell whether they do a job, or can."""
        return self._workers == job.workers if self.job is None else job.is_like(self.job)

    def stop(self) -> None:
        """End them, whatever they do."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join()
        _close(self.ends)


def _process(number: int, end: Connection, links: list[Connection], shared: Shared) -> BaseProcess:
    """Return a copy of this process where that is sound, which takes no time to start, else a new one.

    It is where there is no thread that might hold a lock in the middle of something.
    """
    tasks, arguments = Path("/proc/self/task"), (number, end, links, shared, gc.get_threshold())
    if tasks.is_dir() and len(list(tasks.iterdir())) == 1:
        return multiprocessing.get_context("fork").Process(target=_help, args=arguments, daemon=True)
    return multiprocessing.get_context("spawn").Process(target=_help, args=arguments, daemon=True)


def _pipe() -> tuple[Connection, Connection]:
    ends = multiprocessing.Pipe()
    _ends.update(ends)
    return ends


def _close(ends: Iterable[Connection]) -> None:
    for end in ends:
        end.close()
        _ends.discard(end)


_ends: set[Connection] = set()  # of this process; a copy of it has to close those of others to see them go
_waiting: list[_Team] = []  # for a capture, or for this process to come to the one that they read


@contextmanager
def _team(job: _Job) -> Iterator[_Team]:
    """Have other processes do a job, perhaps some that have begun already; whatever happens, none of them stays."""
    team: _Team | None = None
    while _waiting and team is None:
        team = _waiting.pop(0)
        if not team.fits(job):
            team.stop()
            team = None
    if team is None:
        team = _Team(job.workers)
    try:
        if team.job is None:
            team.begin(job)
        yield team
    finally:
        team.stop()


def _help(number: int, end: Connection, links: list[Connection], shared: Shared, garbage: tuple[int, int, int]) -> None:
    """Do a share in a process of its own, which is as lazy about garbage as the first, and send what it shows."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.set_threshold(*garbage)
    _close(_ends - {end, *links})
    with suppress(EOFError, OSError, CaptureError):  # another process has gone, or there is nothing to read
        job: _Job = end.recv()
        if number == 0:
            handing = Handing(shared, [end, *links])
            end.send(_read(job, handing))
            handing.wait()
        else:
            end.send(_taken(job, number, Taking(shared, number - 1, links[0])))


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
        or sum(len(one.outcomes) for part in parts for one in part.sightings) > CAPTURE_OUTCOMES_LIMIT
        or endpoints.too_many([sighting for part in parts for sighting in part.sightings])
        or len({fate.host for part in parts for fate in part.fates}) > HOST_LIMIT
    )


def _together(name: str, parts: list[Part], judged_by: tuple[str, ...] = ()) -> Scanned:
    """Sum up what all shares show, connections numbered by their first packets."""
    (reading,) = [part for part in parts if part.digest]
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
        digest=reading.digest,
        name=name,
        format=reading.format,
        size=reading.size,
        packets=reading.packets,
        exchanges=sum(part.exchanges for part in parts),
        payload=sum(part.delivered for part in parts) + lost,
        decoded=sum(part.decoded + part.overhead for part in parts),
        first_seen=min((part.first for part in parts if part.first), default=0),
        last_seen=max(part.last for part in parts),
        anomalies=tuple(found[kind] for kind in sorted(found)),
        captured=reading.captured,
        coverage=merge_fates(fates),
        judged_by=judged_by,
    )
    unusable = tuple(sorted({one for part in parts for one in part.unusable}))
    return Scanned(summary, tuple(map(settled, merge_sightings(sightings))), lost, unusable)
