"""`inventory check`: scan and diff in one go, nothing kept."""

from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.options import (
    Captures,
    CorrectionFile,
    Fail,
    FailOn,
    Form,
    Format,
    KeyLogs,
    MaxLoss,
    Memory,
    RemoteRefs,
    Servers,
    key_logs,
)
from inventory.model.load import MEMORY
from inventory.model.observations import Sighting


def check(
    captures: Captures,
    spec: Annotated[list[Path], typer.Option("--spec", help="OpenAPI description; repeatable.", metavar="FILE")],
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    corrections: CorrectionFile = None,
    keylog: KeyLogs = None,
    max_memory: Memory = MEMORY,
    form: Form = Format.TABLE,
    fail_on: Fail = FailOn.ERROR,
    max_loss: MaxLoss = 0.5,
) -> None:
    """Compare captures with descriptions; for CI.

    It scans and compares in one go, and keeps nothing. The exit status is 0 when it is clean, 1 with findings at or
    above --fail-on, 3 when a capture could not be read, and 4 when there is nothing to judge.
    """
    from inventory import workers  # noqa: PLC0415 - `--help` needs none of it

    workers.begin(captures, max_memory, keyless=not key_logs(keylog))
    from inventory import correcting, pipeline  # noqa: PLC0415
    from inventory.cli.judging import describe, report  # noqa: PLC0415
    from inventory.cli.scanning import Outcome, each, key_log  # noqa: PLC0415

    descriptions, servers = describe(spec, allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    corrected = correcting.load(corrections) if corrections is not None else ()
    paths = pipeline.find(captures)
    keys = key_log(keylog, paths)
    outcome = Outcome(max_loss)
    sightings: list[Sighting] = []
    seen: set[str] = set()
    for path, scanned in each(paths, lambda path, progress: pipeline.scan(path, progress, keys, max_memory), outcome):
        outcome.weigh(path, scanned)
        if scanned.summary.digest not in seen:
            seen.add(scanned.summary.digest)
            sightings += scanned.sightings
    if not seen:
        outcome.end()
    judged = pipeline.judge(sightings, descriptions, servers, corrected)
    try:
        report(judged, form, fail_on)
    finally:
        outcome.end()
