"""`inventory report`: what there is, and what changed."""

from pathlib import Path
from typing import Annotated

import typer

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
    """Report what APIs there are, and with descriptions what was found next to them.

    The exit status is 0, or 1 with findings that --fail-on names and that are neither in the --baseline nor waived.
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
    results = Results(InventoryDocument, form, output, [Path(db), *(spec or ())])
    descriptions, servers = describe(spec or (), allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    with Store.open(db, create=False) as store:
        value = reporting.inventory(store, descriptions, servers, accepting)
    judged = value.judged
    status = int(judged is not None and failing.failed(judged.findings, judged.notices))
    drift = published(judged, failing, status) if judged is not None else None
    results.give(inventories.inventory(value, title, drift, Path.cwd()))
    for notice in value.notices:
        complain(notice)
    if judged is not None:
        tell_notices(judged)
    if status:
        raise typer.Exit(status)
