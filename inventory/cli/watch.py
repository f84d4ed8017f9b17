"""`inventory watch`: adds the captures that are written to a folder, as they are finished."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.configuring import acceptance
from inventory.cli.options import (
    DATABASE,
    BaselineFile,
    ConfigFile,
    Database,
    KeyLogs,
    Memory,
    NoConfig,
    Notify,
    RemoteRefs,
    Servers,
    Specs,
    key_logs,
)
from inventory.cli.signals import Stopped
from inventory.errors import UsageError
from inventory.model.load import MEMORY

if TYPE_CHECKING:
    from inventory.cli.watching import Watch

LAST_MESSAGES = 20.0  # seconds that messages have to be sent when all is done …
STOPPED_MESSAGES = 3.0  # … and when a signal ends it


def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder that captures are written to.", metavar="DIR")],
    db: Database = DATABASE,
    spec: Specs = None,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    keylog: KeyLogs = None,
    notify: Notify = None,
    settle: Annotated[
        float,
        typer.Option(min=0, max=86_400, help="Seconds for which a finished file has not changed.", metavar="SECONDS"),
    ] = 10.0,
    interval: Annotated[
        float, typer.Option(min=0.05, max=3_600, help="Seconds between two looks at the folder.", metavar="SECONDS")
    ] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Take what is finished now, then end.")] = False,
    health: Annotated[
        Path | None,
        typer.Option(help="File that tells how it goes, as JSON, written anew after each look.", metavar="FILE"),
    ] = None,
    max_memory: Memory = MEMORY,
    baseline: BaselineFile = None,
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """Add captures as they are finished in a folder.

    For what tcpdump -G and -C, dumpcap -b and others leave there and in folders below. Each is read once, also over
    restarts and kills; one line on standard error tells of it. SIGINT ends it with exit status 130, SIGTERM with 143.
    With --once the exit status is 3 when a file could not be read.
    """
    del config, no_config  # `configuring` has read them
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import describe  # noqa: PLC0415
    from inventory.cli.scanning import growing_key_log  # noqa: PLC0415
    from inventory.cli.watching import Watch, files_of  # noqa: PLC0415
    from inventory.news import Judging  # noqa: PLC0415
    from inventory.notifying import Notifier  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415
    from inventory.taking import How  # noqa: PLC0415

    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", hint="give the one that captures are written to")
    descriptions, servers = describe(spec or (), allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    judging = Judging(descriptions, servers, acceptance(context, baseline)) if descriptions else None
    leave = files_of(db, health, baseline, *key_logs(keylog, awaited=True), *(spec or ()))
    with Store.open(db, create=True) as store:
        how = How(
            settle=settle,
            keys=growing_key_log(keylog),
            memory=max_memory,
            validator=pipeline.validator(descriptions, servers),
            leave=leave,
            owing=bool(notify),
        )
        watching = Watch(store, folder, how, judging, Notifier(notify or (), store), health)
        status = _run(watching, interval, once=once)
    if status:
        raise typer.Exit(status)


def _run(watching: "Watch", interval: float, *, once: bool) -> int:
    """Look at the folder until a signal comes, or until all is read that is finished; return the exit status."""
    try:
        watching.begin()
        watching.look(strict=once)
        while not once or watching.has_more:
            watching.wait(0 if watching.has_more else interval)
            watching.look(strict=once)
        watching.end(LAST_MESSAGES)
        return watching.status
    except Stopped as stopped:
        watching.end(STOPPED_MESSAGES)
        return stopped.exit_status
