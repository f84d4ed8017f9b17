"""`inventory capture`: listens to an interface and adds what it carries to the inventory."""

import re
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.options import DATABASE, TABLE, Database, Form, KeyLogs, Wide
from inventory.cli.signals import first
from inventory.errors import CaptureError

if TYPE_CHECKING:
    from inventory.model.captures import CaptureSummary

LONGEST = 366 * 24 * 3600  # seconds
_DURATION = re.compile(r"(?=\d)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?\Z", re.ASCII)
_WHOLE_PACKETS = 262_144


def duration(text: str) -> float:
    """Read a length of time such as 90s, 10m or 1h30m as seconds, from 1 to a year; raises typer.BadParameter."""
    found = _DURATION.match(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if not 1 <= total <= LONGEST:
        raise typer.BadParameter("write it as 90s, 10m, 1h30m or 2d; at least 1s")
    return total


def capture(
    interface: Annotated[str, typer.Option("--interface", "-i", help="Interface to listen to.", metavar="IFACE")],
    expression: Annotated[
        str, typer.Option("--filter", help="Packets to listen for, written as for tcpdump (BPF).", metavar="BPF")
    ] = "",
    length: Annotated[
        float | None,
        typer.Option(
            "--for", parser=duration, help="How long: 90s, 10m, 1h30m. Default: until stopped.", metavar="TIME"
        ),
    ] = None,
    keylog: KeyLogs = None,
    db: Database = DATABASE,
    interval: Annotated[
        float, typer.Option("--interval", parser=duration, help="How often what was seen is stored.", metavar="TIME")
    ] = "30s",  # type: ignore[assignment]
    snaplen: Annotated[
        int, typer.Option("--snaplen", min=64, max=_WHOLE_PACKETS, help="Bytes of each packet that are looked at.")
    ] = _WHOLE_PACKETS,
    form: Form = TABLE,
    wide: Wide = False,
) -> None:
    """Listen to an interface and add what it carries.

    Passive: nothing is sent. It needs the capability CAP_NET_RAW. What was seen is stored after every interval, and
    when it ends: with --for, by SIGINT (Ctrl-C, exit status 130) or by SIGTERM (143); a second signal ends it at once.
    Key logs are read on while programs write to them; one that is not there yet is waited for.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.capture import listen  # noqa: PLC0415
    from inventory.cli.output import complain  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.cli.scanning import growing_key_log  # noqa: PLC0415
    from inventory.model.captures import joined  # noqa: PLC0415
    from inventory.model.history import changes  # noqa: PLC0415
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.reports.documents import ScanDocument  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    results, keys = Results(ScanDocument, form, wide=wide), growing_key_log(keylog)
    segments: dict[str, CaptureSummary] = {}
    gone: CaptureError | None = None
    with (
        listen(interface, interval=interval, duration=length, expression=expression, snaplen=snaplen) as live,
        Store.open(db, create=True) as store,
        first(live.stop, signal.SIGINT, signal.SIGTERM) as signals,
    ):
        before = store.snapshot()
        _tell(f"listening on {interface}; Ctrl-C ends it")
        try:
            for scanned in pipeline.watch(store, live, lambda problem: complain(problem.message, problem.hint), keys):
                segments[scanned.summary.name] = scanned.summary
                _tell(_progress(scanned.summary))
        except CaptureError as problem:
            gone = problem
        after = store.snapshot()
    results.give(publishing.scan(joined(segments.values()), [], changes(before, after), len(after.endpoints)))
    if gone is not None:
        raise gone
    if signals:
        raise typer.Exit(128 + signals[0])


def _progress(summary: "CaptureSummary") -> str:
    dropped = sum(one.count for one in summary.anomalies if one.kind == "dropped-packets")
    lost = f", {dropped:,} packets dropped" if dropped else ""
    return f"{summary.name}: {summary.packets:,} packets, {summary.exchanges:,} exchanges stored{lost}"


def _tell(message: str) -> None:
    """Print a line about the course of things, on a terminal alone."""
    from inventory.cli.output import tell  # noqa: PLC0415

    if sys.stderr.isatty():
        tell(message)
