"""`inventory report`: what there is, and what changed."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.asking import DEFAULT_NAME, Asked, At, Between, Name, Peek, Silence, Since, duration_of
from inventory.cli.configuring import acceptance
from inventory.cli.options import (
    DATABASE,
    TABLE,
    BaselineFile,
    ConfigFile,
    Database,
    Form,
    NoConfig,
    Outputs,
    RemoteRefs,
    Servers,
    Specs,
    Wide,
)

if TYPE_CHECKING:
    from inventory.model.inventories import Inventory
    from inventory.reports.documents import InventoryDocument
    from inventory.rules import FailOn

Explain = Annotated[
    bool,
    typer.Option("--explain", help="Tell why templates are what they are; 1,000 endpoints take about 7 seconds."),
]
Title = Annotated[str, typer.Option(help="What stands above the report.")]
FailOnlyOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        help="Findings that make the exit status 1, as in `inventory diff`; without it none does. Repeatable.",
        metavar="WORD,...",
    ),
]


def report(
    context: typer.Context,
    spec: Specs = None,
    db: Database = DATABASE,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    since: Since = "",
    between: Between = None,
    at: At = "",
    name: Name = DEFAULT_NAME,
    peek: Peek = False,
    silence: Silence = "30d",
    explain: Explain = False,
    title: Title = "API inventory",
    form: Form = TABLE,
    wide: Wide = False,
    output: Outputs = None,
    baseline: BaselineFile = None,
    fail_on: FailOnlyOn = None,
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """Report what APIs there are, what changed, and with descriptions what was found next to them.

    A date is its beginning, and times without an offset are UTC. The exit status is 0, or 1 with findings that
    --fail-on names and that are neither in the --baseline nor waived.
    """
    del config, no_config  # `configuring` has read them
    from inventory import pipeline, reporting  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import describe, tell_notices  # noqa: PLC0415
    from inventory.cli.output import complain  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.reports.documents import InventoryDocument  # noqa: PLC0415
    from inventory.rules import FailOn  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    failing, accepting = FailOn.of(fail_on or ["never"]), acceptance(context, baseline)
    asked = Asked(since, between, at, name, peek=peek)
    results = Results(InventoryDocument, form, output, [Path(db), *(spec or ())], wide=wide)
    descriptions, servers = describe(spec or (), allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    with Store.open(db, create=False) as store:
        period, quiet = asked.period(store), duration_of(silence)
        question = reporting.Question(accepting, descriptions, servers, period, quiet, explain)
        answer = reporting.inventory(store, question, asked.told)
        document, status = _published(answer.inventory, title, failing, db)
        results.give(document)
        asked.remember(store, answer)
    for notice in answer.inventory.notices:
        complain(notice)
    if answer.inventory.judged is not None:
        tell_notices(answer.inventory.judged)
    if status:
        raise typer.Exit(status)


def _published(value: "Inventory", title: str, failing: "FailOn", db: str) -> "tuple[InventoryDocument, int]":
    """Return the report, and the exit status; files are told as they are seen from where the command runs."""
    from inventory.cli.correcting import correcting_command  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import published  # noqa: PLC0415
    from inventory.reports import inventories  # noqa: PLC0415

    judged = value.judged
    status = int(judged is not None and failing.failed(judged.findings, judged.notices))
    drift = published(judged, failing, status) if judged is not None else None
    command = partial(correcting_command, several=len({one.service for one in value.endpoints}) > 1, db=db)
    return inventories.inventory(value, title, drift, Path.cwd(), command), status
