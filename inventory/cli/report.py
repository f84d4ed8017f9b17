"""`inventory report`: what there is, and what changed."""

from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.asking import Asked, duration_of
from inventory.cli.configuring import acceptance
from inventory.cli.options import (
    DATABASE,
    TABLE,
    BaselineFile,
    ConfigFile,
    Database,
    FindingsForm,
    NoConfig,
    Outputs,
    RemoteRefs,
    Servers,
    Specs,
)

TITLE = "API inventory"


def report(
    context: typer.Context,
    spec: Specs = None,
    db: Database = DATABASE,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    since: Annotated[
        str,
        typer.Option(
            help="Tell what changed after this: 7d (24h, 2w, 90m) back from now, 2026-11-14, 2026-11-14T06:00Z, a "
            "capture (after its end), or last (since the last report of this --name).",
            metavar="POINT",
        ),
    ] = "",
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Tell what changed after the first and until the second.", metavar="POINT POINT"),
    ] = None,
    at: Annotated[str, typer.Option(help="Tell what there was at that time.", metavar="POINT")] = "",
    name: Annotated[
        str, typer.Option(help="Whose report it is, for --since last: each name has its own last one.")
    ] = "default",
    peek: Annotated[
        bool, typer.Option("--peek", help="Do not remember that --since last was told: the next one tells it again.")
    ] = False,
    silence: Annotated[
        str, typer.Option(help="How long an endpoint must have been silent to wake up.", metavar="TIME")
    ] = "30d",
    title: Annotated[str, typer.Option(help="What stands above the report.")] = TITLE,
    form: FindingsForm = TABLE,
    output: Outputs = None,
    baseline: BaselineFile = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            help="Findings that make the exit status 1, as in `inventory diff`; without it none does. Repeatable.",
            metavar="WORD,...",
        ),
    ] = None,
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """Report what APIs there are, what changed, and with descriptions what was found next to them.

    A date is its beginning, and times without an offset are UTC. The exit status is 0, or 1 with findings that
    --fail-on names and that are neither in the --baseline nor waived.
    """
    del config, no_config  # `configuring` has read them
    from inventory import pipeline, reporting  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import describe, published, tell_notices  # noqa: PLC0415
    from inventory.cli.output import complain  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.reports import inventories  # noqa: PLC0415
    from inventory.reports.documents import InventoryDocument  # noqa: PLC0415
    from inventory.rules import FailOn  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    failing, accepting = FailOn.of(fail_on or ["never"]), acceptance(context, baseline)
    asked = Asked(since, between, at, name, peek=peek)
    results = Results(InventoryDocument, form, output, [Path(db), *(spec or ())])
    descriptions, servers = describe(spec or (), allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    with Store.open(db, create=False) as store:
        question = reporting.Question(accepting, descriptions, servers, asked.period(store), duration_of(silence))
        answer = reporting.inventory(store, question, asked.told)
        value, judged = answer.inventory, answer.inventory.judged
        status = int(judged is not None and failing.failed(judged.findings, judged.notices))
        drift = published(judged, failing, status) if judged is not None else None
        results.give(inventories.inventory(value, title, drift, Path.cwd()))
        asked.remember(store, answer)
    for notice in value.notices:
        complain(notice)
    if judged is not None:
        tell_notices(judged)
    if status:
        raise typer.Exit(status)
