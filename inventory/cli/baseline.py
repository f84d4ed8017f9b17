"""`inventory baseline …`: accepts what there is, so that only what is new fails."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.configuring import acceptance, settings
from inventory.cli.options import (
    CAPTURES_HELP,
    DATABASE,
    ConfigFile,
    CorrectionFile,
    Database,
    KeyLogs,
    MaxLoss,
    Memory,
    NoConfig,
    RemoteRefs,
    Servers,
    Specs,
)
from inventory.model.load import MEMORY

if TYPE_CHECKING:
    from inventory.model.judged import Judged

app = typer.Typer(
    help="Accept the findings that there are, so that only new ones fail.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("write")
def write(
    context: typer.Context,
    captures: Annotated[list[Path] | None, typer.Argument(help=CAPTURES_HELP, metavar="[CAPTURE]...")] = None,
    spec: Specs = None,
    db: Database = DATABASE,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where to write it; - for standard output. Default: `baseline` of the configuration, else "
            "inventory-baseline.json.",
            metavar="FILE",
        ),
    ] = None,
    corrections: CorrectionFile = None,
    keylog: KeyLogs = None,
    max_memory: Memory = MEMORY,
    max_loss: MaxLoss = 0.5,
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """Write all findings of today to a file that `check`, `diff` and `scan` take with --baseline.

    With captures they are those of `check`, without those of `diff`. What is waived is left out, as a waiver may end.
    Commit the file: it has one finding a line, and neither times nor counts. Where a capture cannot be read, nothing is
    written.
    """
    del config, no_config  # `configuring` has read them
    from inventory import workers  # noqa: PLC0415 - `--help` needs none of it

    if captures:
        workers.begin(captures, max_memory, keyless=False)
    from inventory import correcting, pipeline  # noqa: PLC0415
    from inventory.cli.judging import described  # noqa: PLC0415
    from inventory.cli.scanning import Outcome, read  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    accepting = acceptance(context, None)
    descriptions, servers = described(spec, allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    if captures:
        outcome = Outcome(max_loss)
        corrected = correcting.load(corrections) if corrections is not None else ()
        found = read(captures, keylog, max_memory, outcome, pipeline.validator(descriptions, servers))
        outcome.end()
        judged = pipeline.judge(found.sightings, descriptions, servers, corrected, found.coverage)
    else:
        with Store.open(db, create=False) as store:
            judged = pipeline.judge_stored(store, descriptions, servers)
    _write(pipeline.accept(judged, accepting), output or settings(context).baseline or Path("inventory-baseline.json"))


def _write(judged: "Judged", path: Path) -> None:
    """Write a baseline, and tell what it accepts, and what waivers need a look."""
    from inventory.capture import STDIN  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.output import complain, tell, write  # noqa: PLC0415
    from inventory.errors import UsageError  # noqa: PLC0415
    from inventory.rules import baseline  # noqa: PLC0415

    accepted = [one for one in judged.findings if not one.waiver]
    text = baseline.dump(accepted)
    if path == STDIN:
        write(text)
    else:
        try:
            path.write_text(text, encoding="ascii", newline="\n")
        except OSError as problem:
            raise UsageError(f"{path}: {problem.strerror}", hint="give a file that can be written") from problem
        tell(f"{path}: {len(accepted):,} finding{'' if len(accepted) == 1 else 's'} accepted")
    for notice in judged.notices:
        complain(notice.message, notice.hint)
