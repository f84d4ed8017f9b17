"""The whole program in order: captures to sightings, sightings to endpoints and findings."""

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inventory import capture, drift, endpoints, observe, rules, templating, workers
from inventory.decode import KeyLog
from inventory.errors import CaptureError, NothingToJudgeError, StoreError, UsageError
from inventory.model.anomalies import Anomaly
from inventory.model.captures import CaptureSummary
from inventory.model.corrections import Correction
from inventory.model.coverage import Coverage, Fate
from inventory.model.endpoints import Endpoint
from inventory.model.exchanges import Exchange, PlainExchanges
from inventory.model.explanations import Explanation
from inventory.model.flush import Flush
from inventory.model.judged import Judged
from inventory.model.load import MEMORY
from inventory.model.observations import Sighting, merge_sightings
from inventory.model.operations import Description, Server
from inventory.model.text import printable
from inventory.model.watching import Watched
from inventory.mounting import nothing_in_common
from inventory.scanning import CaptureReader, Counts, Progress, Scanned, Shown, scan_alone
from inventory.store import Store

if TYPE_CHECKING:
    from inventory.proposing import Proposal
    from inventory.validating import Validator

KEY_LOG_LIMIT = 256 * 1024 * 1024  # bytes of one file
KEY_LOG_START = 1024 * 1024  # bytes of a file that grows by which it is told whether it is a key log
SEGMENT_LENGTH = 3_600.0  # seconds of a live capture that are stored as one capture
UNSUPPORTED = "unsupported-link-type-"


def find(paths: Iterable[Path]) -> list[Path]:
    """Return the captures that files, folders and patterns stand for."""
    return capture.find(paths)


def secrets(files: Iterable[Path]) -> KeyLog:
    """Read NSS key log files; raises UsageError for one that cannot be read or holds no secret."""
    keys = KeyLog()
    for path in files:
        before = len(keys)
        with _naming(path), path.open("rb") as file:
            keys.add(file.read(KEY_LOG_LIMIT))
        _refuse_without_secret(path, len(keys) - before, keys.left)
    return keys


def growing_secrets(files: Iterable[Path], absent: Callable[[Path], None]) -> KeyLog:
    """Read NSS key log files to which programs write while a capture is read: they are followed then.

    One that is not there yet is waited for, and `absent` is told of it. Raises UsageError for one that cannot be read,
    is no file, or holds lines and no secret.
    """
    followed = []
    for path in files:
        start = KeyLog()
        start.add(_first_lines(path, absent))
        _refuse_without_secret(path, len(start), start.left)
        followed.append(capture.Followed(path))
    keys = KeyLog(*(one.read for one in followed))
    learn(keys)
    return keys


def learn(keys: KeyLog) -> None:
    """Learn all that was added to key logs that grow, up to the limit of one file."""
    for _ in range(KEY_LOG_LIMIT // capture.READ_LIMIT):
        if not keys.look():
            break


def _first_lines(path: Path, absent: Callable[[Path], None]) -> bytes:
    """Return what stands at the beginning of a key log that grows."""
    with _naming(path):
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # a pipe would make its reader wait
                raise UsageError(f"{printable(str(path))}: is no file", hint="give the file that programs write to")
            with path.open("rb") as file:
                return file.read(KEY_LOG_START).rpartition(b"\n")[0]
        except FileNotFoundError:
            absent(path)
            return b""


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Put the name of a key log in front of what is wrong with it."""
    try:
        yield
    except OSError as problem:
        raise UsageError(f"{printable(str(path))}: {problem.strerror}", hint="give a key log file") from problem


def _refuse_without_secret(path: Path, known: int, left: int) -> None:
    if left and not known:
        hint = "a line reads `CLIENT_RANDOM <64 hexadecimal digits> <96 hexadecimal digits>`"
        raise UsageError(f"{printable(str(path))}: holds no secret in NSS key log format", hint=hint)


def exchanges(
    path: Path, progress: Progress | None = None, keys: KeyLog | None = None, memory: int = MEMORY
) -> Iterator[Exchange | Anomaly]:
    """Yield everything that a capture says; raises CaptureError when it cannot be read."""
    for item in CaptureReader(path, progress, keys, room=workers.room_of(memory)).items():
        if isinstance(item, PlainExchanges):
            yield from item
        elif not isinstance(item, Coverage):
            yield item


def scan(
    path: Path,
    progress: Progress | None = None,
    keys: KeyLog | None = None,
    memory: int = MEMORY,
    *,
    validator: "Validator | None" = None,
) -> Scanned:
    """Read one capture and sum up what it shows, with about so many megabytes of memory.

    With a validator bodies and parameters are judged as well. Raises CaptureError when it cannot be read.
    """
    processes, room = workers.count(path, memory), workers.room_of(memory)
    found = workers.scan(path, processes, progress, keys, room, validator=validator) if processes > 1 else None
    if found is None:
        found = scan_alone(path, progress, keys, room, validator=validator)
    _refuse_unreadable(path, found.summary)
    return found


class Read(msgspec.Struct, frozen=True):
    """A capture that was read for an inventory."""

    digest: str
    scanned: Scanned | None = None  # None where the inventory has all of it
    replacing: str = ""  # the digest of what the inventory has of it, and is to have no more


def add(
    store: Store,
    path: Path,
    progress: Progress | None = None,
    keys: KeyLog | None = None,
    memory: int = MEMORY,
    *,
    validator: "Validator | None" = None,
) -> Scanned | None:
    """Read one capture into the inventory, whole or not at all; None when its content is there already."""
    found = read_for(store, path, progress, keys, memory, validator=validator)
    return found.scanned if keep(store, found) else None


def read_for(
    store: Store,
    path: Path,
    progress: Progress | None = None,
    keys: KeyLog | None = None,
    memory: int = MEMORY,
    *,
    validator: "Validator | None" = None,
) -> Read:
    """Read one capture unless the inventory has its content.

    With keys that open more of it than was read before, or descriptions by which it was not judged, it is read again,
    and is to take the place of what was stored. Raises CaptureError when it cannot be read.
    """
    known = None
    # A pipe can be read only once. What has another size than all that is known is most likely new, and is told by
    # its content in the end anyhow.
    if path.is_file() and store.has_size(path.stat().st_size):
        known = store.capture(capture.digest(path))
        if known is not None and not (keys and _encrypted(known)) and not _is_to_be_judged(known, validator):
            return Read(known.digest)
    scanned = scan(path, progress, keys, memory, validator=validator)
    if known is not None and not _tells_more(scanned.summary, known):
        return Read(known.digest)
    return Read(scanned.summary.digest, scanned, known.digest if known is not None else "")


def keep(store: Store, found: Read, watched: Watched | None = None) -> bool:
    """Store what was read, whole or not at all, with the file that it came from; False when nothing was to be added."""
    if found.scanned is None:
        if watched is not None:
            store.watch([watched])
        return False
    summary, sightings = found.scanned.summary, found.scanned.sightings
    return store.add(summary, sightings, endpoints.infer, found.replacing, endpoints.fold, watched=watched)


class Merged(msgspec.Struct, frozen=True):
    """What an inventory took over from another one."""

    new: tuple[CaptureSummary, ...]
    known: tuple[str, ...]  # names of captures that it had
    contradictions: tuple[Correction, ...]  # corrections that it has otherwise, and keeps so


def merge(store: Store, other: Store) -> Merged:
    """Add the captures and corrections of another inventory, each capture whole or not at all."""
    new, known = list[CaptureSummary](), list[str]()
    for summary in other.captures():
        own = store.capture(summary.digest)
        replacing = summary.digest if own is not None and _encrypted(summary) < _encrypted(own) else ""
        if own is not None and not replacing:
            known.append(summary.name)
            continue
        store.add(summary, other.shown(summary.digest), endpoints.infer, replacing, endpoints.fold)
        new.append(summary)
    ours = {one.key: one for one in store.corrections()}
    theirs = other.corrections()
    store.correct(endpoints.infer, [one for one in theirs if one.key not in ours])
    return Merged(tuple(new), tuple(known), tuple(one for one in theirs if ours.get(one.key, one) != one))


def correct(store: Store, added: Iterable[Correction] = (), removed: Iterable[Correction] = ()) -> None:
    """Remove and add corrections of path templates; the inventory follows at once."""
    store.correct(endpoints.infer, added, removed)


def _is_to_be_judged(known: CaptureSummary, validator: "Validator | None") -> bool:
    return validator is not None and not set(validator.digests) <= set(known.judged_by)


def _tells_more(new: CaptureSummary, known: CaptureSummary) -> bool:
    """Tell whether a capture that was read again shows more than before."""
    more = _encrypted(known) - _encrypted(new)
    return more > 0 or (more == 0 and not set(new.judged_by) <= set(known.judged_by))


def _encrypted(summary: CaptureSummary) -> int:
    """Return how many bytes of a capture were not read for want of keys."""
    return sum(fate.size for fate in summary.coverage if fate.fate == "encrypted")


def watch(
    store: Store, live: capture.Live, trouble: Callable[[StoreError], None], keys: KeyLog | None = None
) -> Iterator[Scanned]:
    """Add what an interface carries to the inventory, flush after flush; yield what is stored of the current segment.

    A segment grows over flushes, so that the inventory does not grow with each of them, and is then followed by another
    one. Connections go on over both: an exchange counts in the segment in which it was complete. When the database
    refuses, `trouble` is told, and the next flush tries again. Raises StoreError when it refuses the last one, and
    CaptureError when the interface has gone, after what came before is stored.
    """
    counts, shown, last = Counts(), Shown(live.name), Flush()
    stored: Scanned | None = None  # of this segment
    for item in chain(counts.exchanges(live, keys if keys is not None else KeyLog()), (last,)):
        if not isinstance(item, Flush):
            shown.add(item)
            continue
        segment = live.segment()
        scanned = shown.scanned(counts, segment.digest, "live", segment.size)
        if scanned != stored and (scanned.summary.packets or scanned.summary.exchanges or scanned.summary.anomalies):
            replacing = stored.summary.digest if stored is not None else ""
            try:
                store.add(scanned.summary, scanned.sightings, endpoints.infer, replacing, endpoints.fold)
            except StoreError as problem:
                if item is last:
                    raise
                trouble(problem)
                continue
            stored = scanned
            yield scanned
        if live.age >= SEGMENT_LENGTH:
            counts.reset()
            live.begin()
            shown, stored = Shown(live.name), None
    if live.problem is not None:
        raise live.problem


def infer(sightings: Iterable[Sighting], corrections: Iterable[Correction] = ()) -> tuple[Endpoint, ...]:
    """Return the endpoints that sightings show."""
    return endpoints.infer(sightings, corrections=corrections)


def explain(store: Store, found: Iterable[Endpoint]) -> list[tuple[Endpoint, tuple[Explanation, ...]]]:
    """Return endpoints of an inventory with why each segment of their templates is what it is."""
    return explain_seen(store.sightings(), store.corrections(), found)


def explain_seen(
    sightings: Sequence[Sighting], corrections: Iterable[Correction], found: Iterable[Endpoint]
) -> list[tuple[Endpoint, tuple[Explanation, ...]]]:
    """Return endpoints that follow from sightings and corrections with why each segment is what it is."""
    corrections, found = tuple(corrections), list(found)
    shared = endpoints.shared_services(sightings, corrections) if any(one.hosts for one in found) else {}
    explainers: dict[str, endpoints.Explainer] = {}
    explained = []
    for one in found:
        if one.service not in explainers:
            own = [sighting for sighting in sightings if shared.get(sighting.service, sighting.service) == one.service]
            explainers[one.service] = endpoints.Explainer(own, corrections, service=one.service)
        explained.append((one, explainers[one.service].explain(one)))
    return explained


def describe(files: Iterable[Path], *, allow_remote: bool = False) -> tuple[Description, ...]:
    """Read OpenAPI descriptions, and what they refer to on other hosts if that is allowed; raises DescriptionError."""
    files = tuple(files)
    if not files:
        return ()
    from inventory import openapi  # noqa: PLC0415 - takes a while to import, and many commands need none of it

    descriptions = openapi.load(files, allow_remote=allow_remote)
    return openapi.told(descriptions, drift.newest(descriptions))


def validator(descriptions: Sequence[Description], servers: tuple[Server, ...] = ()) -> "Validator | None":
    """Return what judges bodies and parameters by descriptions; None without any."""
    if not descriptions:
        return None
    from inventory.validating import Validator  # noqa: PLC0415 - see `describe`

    return Validator(tuple(descriptions), servers)


def mounted(urls: Iterable[str]) -> tuple[Server, ...]:
    """Read the URLs at which the user says that the descriptions are mounted; raises UsageError."""
    return tuple(_server(url) for url in urls)


def judge(
    sightings: Iterable[Sighting],
    descriptions: Sequence[Description],
    servers: tuple[Server, ...] = (),
    corrections: Iterable[Correction] = (),
    coverage: Iterable[Fate] = (),
) -> Judged:
    """Compare what was seen with what is declared; raises NothingToJudgeError when they have no host in common.

    `coverage` is that of all captures together: what was not read tells what may be there unseen.
    """
    merged = merge_sightings(sightings)
    if not merged:
        raise NothingToJudgeError(
            "no HTTP exchange was found, so there is nothing to judge", hint="see `inventory scan`"
        )
    corrections = tuple(corrections)
    shared = endpoints.shared_services(merged, corrections)
    claims = drift.claim(merged, descriptions, servers, observe.redact_path, shared)
    if not claims.covered:
        raise nothing_in_common(merged, descriptions, servers, shared)
    undeclared = endpoints.infer(
        claims.undeclared, corrections=corrections, declarations=claims.structure, stands_for=claims.stands_for
    )
    elsewhere = drift.elsewhere(claims, observe.redact_path)
    comparison = rules.measured(drift.compare(claims, undeclared, elsewhere, coverage))
    return Judged(comparison, rules.check(comparison))


def judge_stored(store: Store, descriptions: Sequence[Description], servers: tuple[Server, ...] = ()) -> Judged:
    """Compare an inventory with what is declared; raises NothingToJudgeError when they have no host in common."""
    coverage = [fate for summary in store.captures() for fate in summary.coverage]
    return judge(store.sightings(), descriptions, servers, store.corrections(), coverage)


def accept(judged: Judged, acceptance: rules.Acceptance) -> Judged:
    """Weigh what was judged, and mark what is known and what is waived."""
    comparison = judged.comparison
    services = frozenset(comparison.covered).union(service for service, _ in comparison.foreign)
    accepted = rules.accept(judged.findings, acceptance, services)
    return Judged(comparison, accepted.findings, len(accepted.gone), accepted.notices)


def propose(judged: Judged, descriptions: Sequence[Description], servers: tuple[Server, ...] = ()) -> "Proposal":
    """Return the changes of the descriptions that would declare what was found."""
    from inventory import proposing  # noqa: PLC0415 - see `describe`

    return proposing.propose(judged.findings, judged.comparison, descriptions, servers)


def templates(path: Path, corrections: Iterable[Correction] = ()) -> Iterator[templating.Answer]:
    """Yield method, host and template for each request in a file of JSON lines; raises UsageError."""
    return templating.templates(path, corrections)


def _server(url: str) -> Server:
    from inventory import openapi  # noqa: PLC0415 - see `describe`

    server = openapi.server_of_url(url)
    if server is None or not server.authority:
        raise UsageError(f"--server {url} is no URL of a server", hint="write it as http://HOST[:PORT][/PATH]")
    return server


def _refuse_unreadable(path: Path, summary: CaptureSummary) -> None:
    """Raise CaptureError when not one packet is of a link type that can be read."""
    unsupported = [found for found in summary.anomalies if found.kind.startswith(UNSUPPORTED)]
    if summary.packets and sum(found.count for found in unsupported) == summary.packets:
        numbers = ", ".join(found.kind.removeprefix(UNSUPPORTED) for found in unsupported)
        raise CaptureError(
            f"{path}: no packet can be read: link type {numbers} is not known", hint="see LINKTYPE_ values"
        )
