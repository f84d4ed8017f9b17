"""One capture, or a share of its connections, to what it shows."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
import numpy as np

from inventory import capture, decode, endpoints, network, observe
from inventory.decode import KeyLog
from inventory.handing import Handing
from inventory.model.anomalies import Anomaly, count
from inventory.model.captures import CaptureSummary
from inventory.model.coverage import FATES, HOST_LIMIT, Coverage, Fate, merge_fates
from inventory.model.datagrams import Datagrams
from inventory.model.exchanges import Exchange, PlainExchanges
from inventory.model.flush import Flush
from inventory.model.load import Load
from inventory.model.observations import Name, Sighting, Tally
from inventory.model.outcomes import Outcome
from inventory.model.overhead import Overhead
from inventory.model.packets import Column, PacketBatch, Secrets
from inventory.model.shape_sums import settled_shapes
from inventory.model.streams import Run
from inventory.model.text import printable

if TYPE_CHECKING:
    from inventory.validating import Validation, Validator

Progress = Callable[[int], None]  # told how many bytes of a file are done
Item = Exchange | PlainExchanges | Anomaly | Coverage

_Evident = TypeVar("_Evident", Tally, Name, Outcome)

FATES_LIMIT = 20_000  # ends of connections after which what became of them is summed up


class Scanned(msgspec.Struct, frozen=True):
    """One capture, read to its end."""

    summary: CaptureSummary
    sightings: tuple[Sighting, ...]
    lost: int  # bytes of streams that were exchanged but not captured
    unusable: tuple[str, ...] = ()  # declared schemas that nothing could be judged by, each with why


class Part(msgspec.Struct, frozen=True):
    """What the connections of one share show, before it is summed up with others."""

    exchanges: int
    decoded: int
    first: int
    last: int
    anomalies: tuple[Anomaly, ...]
    fates: tuple[Fate, ...]
    sightings: tuple[Sighting, ...]
    strained: bool
    overhead: int
    delivered: int
    lost: int
    packet_fates: dict[str, int]
    firsts: bytes
    live: int
    waiting: int
    decoding: int
    quic: int
    hellos: int
    packets: int  # these and what follows are of the capture, and known to who reads it
    captured: int
    digest: str = ""
    format: str = ""
    size: int = 0
    unusable: tuple[str, ...] = ()  # of its own share


class Counts:
    """Packets, and the bytes of TCP streams, on their way through the stages."""

    def __init__(self, room: float = 1.0) -> None:
        self.load = Load(room)
        self.reset()

    def reset(self) -> None:
        """Count from zero again."""
        self.packets = 0  # or entries of a HAR
        self.captured = 0  # bytes of packets
        self.fates: dict[str, int] = {}  # bytes of packets that no stream carries
        self.delivered, self.lost = 0, 0
        self.overhead = 0  # bytes that were understood and tell of no exchange
        self.unread = 0  # bytes of anomalies that decoding found

    def exchanges(
        self,
        items: Iterable[PacketBatch | network.Portion | Anomaly | Flush],
        keys: KeyLog,
        dealer: network.Dealer | None = None,
    ) -> Iterator[Exchange | PlainExchanges | Anomaly | Coverage | Flush]:
        """Yield what packets say, or those of the first share where there is a dealer for the others."""
        packets = network.reassemble(self._counted(items), self.load, dealer)
        for item in decode.decode_columns(self._runs(packets), keys, self.load):
            if isinstance(item, Exchange | PlainExchanges):
                yield item
            elif isinstance(item, Overhead):
                if item.kind in FATES:
                    self._count(item.kind, item.size)
                else:
                    self.overhead += item.size
            else:
                self.unread += item.size if isinstance(item, Anomaly) else 0
                yield item

    def _counted(
        self, items: Iterable[PacketBatch | network.Portion | Anomaly | Flush]
    ) -> Iterator[PacketBatch | network.Portion | Anomaly | Flush]:
        for item in items:
            if isinstance(item, PacketBatch):
                self.packets += len(item)
                self.captured += int(item.captured.sum())
            yield item

    def _runs(
        self, runs: Iterable[Run | Datagrams | Anomaly | Overhead | Flush]
    ) -> Iterator[Run | Datagrams | Anomaly | Overhead | Flush]:
        for run in runs:
            if isinstance(run, Run):
                self.delivered += run.length
                self.lost += run.gap
            elif isinstance(run, Overhead):
                self._count(run.kind, run.size)
                continue
            elif isinstance(run, Anomaly):
                self.unread -= run.size  # decoding hands it on as it is
                if run.size and (fate := network.fate(run.kind)):
                    self._count(fate, run.size)
            yield run

    def _count(self, fate: str, size: int) -> None:
        self.fates[fate] = self.fates.get(fate, 0) + size


class Shown:
    """What one capture shows, summed up while it is read."""

    def __init__(self, name: str, validator: "Validator | None" = None) -> None:
        """Begin; with a validator, what exchanges carry is judged as well."""
        self._name = name
        self._validation: Validation | None = None
        self._judged_by = validator.digests if validator is not None else ()
        if validator is not None:
            from inventory import validating  # noqa: PLC0415 - takes long to import, and few scans need it

            self._validation = validating.Validation(validator, name)
        self._gatherer = endpoints.Gatherer(name, shaper=observe.Shaper())
        self._exchanges, self._decoded, self._first, self._last = 0, 0, 0, 0
        self.anomalies: dict[str, Anomaly] = {}
        self._fates: list[Fate] = []
        self._folded = False  # hosts may have been

    def add(self, item: Item) -> None:
        """Take the next exchanges, anomaly or end of a connection."""
        if isinstance(item, PlainExchanges):
            self._count(len(item), item.wire_size, min(item.times), max(item.times))
            for repeated in observe.observe_many(item):
                self._gatherer.add_many(repeated)
                if self._validation is not None:
                    self._validation.add_many(repeated)
        elif isinstance(item, Exchange):
            self._count(1, item.wire_size, item.place.time, item.place.time)
            observation = observe.observe(item)
            self._gatherer.add(observation, observe.values(item, observation))
            if self._validation is not None:
                self._validation.add(item, observation)
        elif isinstance(item, Coverage):
            host = item.name or observe.service(item.authority, item.server)
            told = {"encrypted": item.protocols}  # what was read speaks for itself
            self._fates += [Fate(host, fate, 1, size, told.get(fate, ())) for fate, size in item.sizes]
            if len(self._fates) > FATES_LIMIT:
                self._fates = list(merge_fates(self._fates))
                self._folded |= len(self._fates) > HOST_LIMIT
        else:
            count(self.anomalies, item)

    def _count(self, exchanges: int, wire_size: int, first: int, last: int) -> None:
        self._exchanges += exchanges
        self._decoded += wire_size
        self._last = max(self._last, last)
        if first and (first < self._first or not self._first):
            self._first = first

    @property
    def strained(self) -> bool:
        """Tell whether a limit was met, so that the order of the traffic mattered."""
        judged = self._validation is not None and self._validation.strained
        return self._gatherer.strained or self._folded or judged

    @property
    def _unusable(self) -> tuple[str, ...]:
        return self._validation.unusable if self._validation is not None else ()

    def _sightings(self) -> Iterable[Sighting]:
        found = self._gatherer.sightings()
        return self._validation.attached(found) if self._validation is not None else found

    def part(self, counts: Counts) -> Part:
        """Return what a share shows, to be summed up with the others."""
        load, sightings = counts.load, tuple(self._sightings())
        return Part(
            exchanges=self._exchanges, decoded=self._decoded, first=self._first, last=self._last,
            anomalies=tuple(self.anomalies.values()), fates=tuple(self._fates),
            sightings=sightings, strained=self.strained, overhead=counts.overhead,
            delivered=counts.delivered, lost=counts.lost, packet_fates=counts.fates, firsts=load.firsts.tobytes(),
            live=load.live, waiting=load.waiting, decoding=load.decoding, quic=load.quic, hellos=load.hellos,
            packets=counts.packets, captured=counts.captured, unusable=self._unusable,
        )  # fmt: skip

    def scanned(self, counts: Counts, digest: str, form: str, size: int, payload: int | None = None) -> Scanned:
        """Return the sum; without a payload it is what became of the bytes that something became of."""
        anomalies = dict(self.anomalies)
        if self._gatherer.folded:
            message = "more paths than are kept apart: where they vary most they were folded"
            anomalies["folded-paths"] = Anomaly("folded-paths", message, self._gatherer.folded)
        decoded = self._decoded + counts.overhead
        summary = CaptureSummary(
            digest=digest,
            name=self._name,
            format=form,
            size=size,
            packets=counts.packets,
            exchanges=self._exchanges,
            payload=decoded + counts.unread + counts.lost if payload is None else payload,
            decoded=decoded,
            first_seen=self._first,
            last_seen=self._last,
            anomalies=tuple(anomalies[kind] for kind in sorted(anomalies)),
            captured=counts.captured,
            judged_by=self._judged_by,
            coverage=merge_fates([*self._fates, *(Fate("", fate, 0, size) for fate, size in counts.fates.items())]),
        )
        return Scanned(summary, tuple(map(settled, self._sightings())), counts.lost, self._unusable)


def settled(sighting: Sighting) -> Sighting:
    """Return a sighting of a capture that was read to its end, of whose words those that may be kept stay."""
    return msgspec.structs.replace(sighting, shapes=settled_shapes(sighting.shapes)) if sighting.shapes else sighting


def name_of(path: Path) -> str:
    """Return what a capture is called."""
    return printable(path.name) if path != capture.STDIN else "stdin"


class CaptureReader:
    """Reads one capture, and keeps count of the bytes; shares of its connections are handed to others."""

    def __init__(
        self,
        path: Path,
        progress: Progress | None = None,
        keys: KeyLog | None = None,
        room: float = 1.0,
        handing: Handing | None = None,
    ) -> None:
        self._path, self._progress, self._handing = path, progress, handing
        # A capture's own secrets stay its own; what is written down already was captured before.
        self._keys = (keys if keys is not None else KeyLog()).above(grows=path == capture.STDIN)
        self.name = name_of(path)
        self.digest, self.format = "", ""
        self.size = 0
        self.counts = Counts(room)

    def items(self) -> Iterator[Item]:
        """Yield exchanges and anomalies; the counts are whole when this has ended."""
        with capture.read(self._path, room=self.counts.load.room, memory=self._handing) as reading:
            self.format = reading.format
            if reading.format == "har":
                yield from self._entries(reading)
            else:
                for item in self.counts.exchanges(self._batches(reading), self._keys, self._handing):
                    assert not isinstance(item, Flush)
                    yield item
            self.digest, self.size = reading.digest(), reading.done

    def _entries(self, reading: capture.Reading) -> Iterator[Exchange | Anomaly]:
        for item in reading:
            assert isinstance(item, Exchange | Anomaly)
            self.counts.packets += isinstance(item, Exchange)
            self._tell(reading)
            yield item

    def _batches(self, reading: capture.Reading) -> Iterator[PacketBatch | Anomaly]:
        for item in reading:
            assert not isinstance(item, Exchange)
            if isinstance(item, Secrets):
                self._keys.add(item.lines)
                if self._handing is not None:
                    self._handing.secrets(item)
                continue
            self._tell(reading)
            yield item
        if self._handing is not None:
            self._handing.finish()

    def _tell(self, reading: capture.Reading) -> None:
        if self._handing is not None:
            self._handing.done = reading.done
        if self._progress is not None:
            self._progress(reading.done)


def scan_alone(
    path: Path,
    progress: Progress | None = None,
    keys: KeyLog | None = None,
    room: float = 1.0,
    *,
    validator: "Validator | None" = None,
) -> Scanned:
    """Read one capture in this process and sum up what it shows; raises CaptureError when it cannot be read."""
    reader = CaptureReader(path, progress, keys, room)
    shown = Shown(reader.name, validator)
    for item in reader.items():
        shown.add(item)
    payload = reader.counts.delivered + reader.counts.lost
    found = shown.scanned(reader.counts, reader.digest, reader.format, reader.size, payload)
    firsts = np.frombuffer(reader.counts.load.firsts, np.int64)
    if (firsts[1:] >= firsts[:-1]).all():
        return found
    (numbers,) = numbers_of([firsts])
    anomalies = tuple(renumbered_anomaly(one, numbers) for one in found.summary.anomalies)
    return Scanned(
        msgspec.structs.replace(found.summary, anomalies=anomalies),
        tuple(renumbered_sighting(one, numbers) for one in found.sightings),
        found.lost,
        found.unusable,
    )


def numbers_of(firsts: list[Column]) -> list[Column]:
    """Return numbers for the connections of all shares by their first packets, of which each share has a column."""
    order = np.argsort(np.concatenate(firsts), kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return np.split(rank, np.cumsum([len(some) for some in firsts])[:-1])


def renumbered_anomaly(anomaly: Anomaly, numbers: Column) -> Anomaly:
    """Return an anomaly with the number that its connection has in the whole capture."""
    return msgspec.structs.replace(anomaly, stream=_number(numbers, anomaly.stream))


def renumbered_sighting(sighting: Sighting, numbers: Column) -> Sighting:
    """Return a sighting whose evidence has the numbers that connections have in the whole capture."""
    return msgspec.structs.replace(
        sighting,
        tallies=tuple(_renumbered(one, numbers) for one in sighting.tallies),
        names=tuple(_renumbered(one, numbers) for one in sighting.names),
        outcomes=tuple(_renumbered(one, numbers) for one in sighting.outcomes),
    )


def _renumbered(one: _Evident, numbers: Column) -> _Evident:
    evidence = tuple(msgspec.structs.replace(seen, stream=_number(numbers, seen.stream)) for seen in one.evidence)
    return msgspec.structs.replace(one, evidence=evidence)


def _number(numbers: Column, stream: int) -> int:
    return int(numbers[stream]) if stream >= 0 else stream
