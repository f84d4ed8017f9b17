"""The whole program in order: captures to sightings, sightings to endpoints and findings."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from inventory import capture, decode, drift, endpoints, network, observe, openapi, rules
from inventory.decode import KeyLog
from inventory.errors import CaptureError, NothingToJudgeError, UsageError
from inventory.model.anomalies import Anomaly, merge
from inventory.model.captures import CaptureSummary
from inventory.model.comparisons import Comparison
from inventory.model.endpoints import Endpoint
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.findings import Finding
from inventory.model.observations import Sighting, merge_sightings
from inventory.model.operations import Description, Server
from inventory.model.overhead import Overhead
from inventory.model.packets import PacketBatch, Secrets
from inventory.model.streams import Run
from inventory.model.text import printable
from inventory.store import Store

Progress = Callable[[int], None]  # told how many bytes of a file are done

KEY_LOG_LIMIT = 256 * 1024 * 1024  # bytes of one file
UNSUPPORTED = "unsupported-link-type-"


class Scanned(msgspec.Struct, frozen=True):
    """One capture, read to its end."""

    summary: CaptureSummary
    sightings: tuple[Sighting, ...]
    lost: int  # bytes of streams that were exchanged but not captured


class Judged(msgspec.Struct, frozen=True):
    """Traffic next to descriptions."""

    comparison: Comparison
    findings: tuple[Finding, ...]


def find(paths: Iterable[Path]) -> list[Path]:
    """Return the captures that files, folders and patterns stand for."""
    return capture.find(paths)


def secrets(files: Iterable[Path]) -> KeyLog:
    """Read NSS key log files; raises UsageError for one that cannot be read or holds no secret."""
    keys = KeyLog()
    for path in files:
        before = len(keys)
        try:
            with path.open("rb") as file:
                keys.add(file.read(KEY_LOG_LIMIT))
        except OSError as problem:
            raise UsageError(f"{printable(str(path))}: {problem.strerror}", hint="give a key log file") from problem
        if len(keys) == before and keys.left:
            hint = "a line reads `CLIENT_RANDOM <64 hexadecimal digits> <96 hexadecimal digits>`"
            raise UsageError(f"{printable(str(path))}: holds no secret in NSS key log format", hint=hint)
    return keys


def exchanges(path: Path, progress: Progress | None = None, keys: KeyLog | None = None) -> Iterator[Exchange | Anomaly]:
    """Yield everything that a capture says; raises CaptureError when it cannot be read."""
    yield from _Reader(path, progress, keys).items()


def scan(path: Path, progress: Progress | None = None, keys: KeyLog | None = None) -> Scanned:
    """Read one capture and sum up what it shows; raises CaptureError when it cannot be read."""
    reader = _Reader(path, progress, keys)
    gatherer = endpoints.Gatherer(reader.name)
    anomalies: dict[str, Anomaly] = {}
    count, decoded, first, last = 0, 0, 0, 0
    for item in reader.items():
        if isinstance(item, Anomaly):
            anomalies[item.kind] = merge(anomalies[item.kind], item) if item.kind in anomalies else item
            continue
        count += 1
        decoded += item.wire_size
        time = item.place.time
        first, last = min(first or time, time or first), max(last, time)
        gatherer.add(observe.observe(item))
    if gatherer.folded:
        message = "more paths than are kept apart: where they vary most they were folded"
        anomalies["folded-paths"] = Anomaly("folded-paths", message, gatherer.folded)
    _refuse_unreadable(path, reader.packets, anomalies)
    summary = CaptureSummary(
        digest=reader.digest,
        name=reader.name,
        format=reader.format,
        size=reader.size,
        packets=reader.packets,
        exchanges=count,
        payload=reader.delivered + reader.lost,
        decoded=decoded + reader.overhead,
        first_seen=first,
        last_seen=last,
        anomalies=tuple(anomalies[kind] for kind in sorted(anomalies)),
    )
    return Scanned(summary, tuple(gatherer.sightings()), reader.lost)


def add(store: Store, path: Path, progress: Progress | None = None, keys: KeyLog | None = None) -> Scanned | None:
    """Read one capture into the inventory, whole or not at all; None when its content is there already."""
    if path.is_file() and store.has(capture.digest(path)):  # a pipe can be read only once
        return None
    scanned = scan(path, progress, keys)
    return scanned if store.add(scanned.summary, scanned.sightings, endpoints.infer) else None


def infer(sightings: Iterable[Sighting]) -> tuple[Endpoint, ...]:
    """Return the endpoints that sightings show."""
    return endpoints.infer(sightings)


def describe(files: Iterable[Path]) -> tuple[Description, ...]:
    """Read OpenAPI descriptions; raises DescriptionError."""
    return openapi.load(files)


def mounted(urls: Iterable[str]) -> tuple[Server, ...]:
    """Read the URLs at which the user says that the descriptions are mounted; raises UsageError."""
    return tuple(_server(url) for url in urls)


def judge(
    sightings: Iterable[Sighting], descriptions: Sequence[Description], servers: tuple[Server, ...] = ()
) -> Judged:
    """Compare what was seen with what is declared; raises NothingToJudgeError when they have no host in common."""
    merged = merge_sightings(sightings)
    if not merged:
        raise NothingToJudgeError(
            "no HTTP exchange was found, so there is nothing to judge", hint="see `inventory scan`"
        )
    claims = drift.claim(merged, descriptions, servers, observe.redact_path)
    if not claims.covered:
        raise _nothing_in_common(merged, descriptions, servers)
    comparison = drift.compare(claims, endpoints.infer(claims.undeclared))
    return Judged(comparison, rules.check(comparison))


class _Request(msgspec.Struct):
    """One line of what `templates` reads."""

    method: str
    host: str
    path: str
    status: int | None = None
    content_type: str | None = None


def templates(path: Path) -> Iterator[tuple[str, str, str | None]]:
    """Yield method, host and template for each request in a file of JSON lines, in its order.

    The template is None where the request is no API call. Raises UsageError for a line that is no request.
    """
    gatherer = endpoints.Gatherer(path.name, bounded=False)
    asked: list[tuple[str, str, tuple[str, str, str]]] = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            request = msgspec.json.decode(line, type=_Request)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            hint = "each line is an object with method, host, path, status and content_type"
            raise UsageError(f"{path}: line {number} is no request: {problem}", hint=hint) from problem
        seen = observe.observe(
            Exchange(
                method=request.method.upper(),
                scheme="https",
                authority=request.host,
                target=request.path,
                http_version="1.1",
                status=request.status,
                place=Place(number),
                response_fields=Fields((("content-type", request.content_type or ""),)),
            )
        )
        asked.append((request.method, request.host, gatherer.add(seen)))
    found = {
        (one.service, one.method, way): one.template
        for one in endpoints.infer(gatherer.sightings())
        if one.state in ("api", "rejected")
        for way in one.paths
    }
    for method, host, key in asked:
        yield method, host, found.get(key)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with sys.stdin.buffer if path == capture.STDIN else path.open("rb") as file:
            yield from (line for line in file if line.strip())
    except OSError as problem:
        raise UsageError(f"{path}: {problem.strerror}", hint="give a file of JSON lines") from problem


class _Reader:
    """Reads one capture and keeps count of its bytes."""

    def __init__(self, path: Path, progress: Progress | None, keys: KeyLog | None) -> None:
        self._path, self._progress = path, progress
        self._keys = keys.copy() if keys is not None else KeyLog()  # a capture's own secrets stay its own
        self.name = printable(path.name) if path != capture.STDIN else "stdin"
        self.digest, self.format = "", ""
        self.size, self.packets = 0, 0
        self.delivered, self.lost = 0, 0  # bytes of TCP streams
        self.overhead = 0  # bytes that were understood and tell of no exchange

    def items(self) -> Iterator[Exchange | Anomaly]:
        """Yield exchanges and anomalies; the counts are whole when this has ended."""
        with capture.read(self._path) as reading:
            self.format = reading.format
            if reading.format == "har":
                yield from self._entries(reading)
            else:
                runs = self._counted(network.reassemble(self._batches(reading)))
                for item in decode.decode(runs, self._keys):
                    if isinstance(item, Overhead):
                        self.overhead += item.size
                    else:
                        yield item
            self.digest, self.size = reading.digest(), reading.done

    def _entries(self, reading: capture.Reading) -> Iterator[Exchange | Anomaly]:
        for item in reading:
            assert isinstance(item, Exchange | Anomaly)
            self.packets += isinstance(item, Exchange)
            self._tell(reading)
            yield item

    def _batches(self, reading: capture.Reading) -> Iterator[PacketBatch | Anomaly]:
        for item in reading:
            assert not isinstance(item, Exchange)
            if isinstance(item, Secrets):
                self._keys.add(item.lines)
                continue
            self.packets += len(item) if isinstance(item, PacketBatch) else 0
            self._tell(reading)
            yield item

    def _counted(self, runs: Iterable[Run | Anomaly | Overhead]) -> Iterator[Run | Anomaly | Overhead]:
        for run in runs:
            if isinstance(run, Run):
                self.delivered += run.length
                self.lost += run.gap
            yield run

    def _tell(self, reading: capture.Reading) -> None:
        if self._progress is not None:
            self._progress(reading.done)


def _server(url: str) -> Server:
    server = openapi.server_of_url(url)
    if server is None or not server.authority or "{" in server.authority:
        raise UsageError(f"--server {url} is no URL of a server", hint="write it as http://HOST[:PORT][/PATH]")
    return server


def _refuse_unreadable(path: Path, packets: int, anomalies: dict[str, Anomaly]) -> None:
    """Raise CaptureError when not one packet is of a link type that can be read."""
    unsupported = [kind for kind in anomalies if kind.startswith(UNSUPPORTED)]
    if packets and sum(anomalies[kind].count for kind in unsupported) == packets:
        numbers = ", ".join(kind.removeprefix(UNSUPPORTED) for kind in unsupported)
        raise CaptureError(
            f"{path}: no packet can be read: link type {numbers} is not known", hint="see LINKTYPE_ values"
        )


def _nothing_in_common(
    sightings: Sequence[Sighting], descriptions: Sequence[Description], servers: tuple[Server, ...]
) -> NothingToJudgeError:
    """Say what the descriptions speak about and what was seen, and guess where they are mounted."""
    counts: dict[str, int] = {}
    for sighting in sightings:
        counts[sighting.service] = counts.get(sighting.service, 0) + sum(tally.count for tally in sighting.tallies)
    seen = sorted(counts, key=lambda service: (-counts[service], service))
    shown = ", ".join(f"{service} ({counts[service]:,} exchanges)" for service in seen[:5])
    declared = [server.url for server in servers or [one for item in descriptions for one in item.servers]]
    named = ", ".join(dict.fromkeys(declared[:5]))
    guess = _guess(sightings, descriptions, seen[:5])
    return NothingToJudgeError(
        f"no server of the description fits this traffic: it declares {named or 'none'}; seen: {shown}",
        hint=f"if it is mounted there, add --server {guess}" if guess else "say where it is mounted: --server URL",
    )


def _guess(sightings: Sequence[Sighting], descriptions: Sequence[Description], services: Sequence[str]) -> str:
    """Return the URL under which the descriptions would claim the most sightings; "" when that is less than half."""
    bases = sorted({"", *(server.base_path for item in descriptions for server in item.servers)})
    best, url = 0.5, ""
    for service in services:
        own = [sighting for sighting in sightings if sighting.service == service]
        for base in bases:
            server = Server(f"http://{service}{base}", "http", service, base)
            claimed = sum(
                len(found) for _, _, found in drift.claim(own, descriptions, (server,), observe.redact_path).claimed
            )
            if claimed > best * len(own):
                best, url = claimed / len(own), server.url
    return url
