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
    Notify,
    Outputs,
    RemoteRefs,
    Servers,
    Specs,
    Wide,
)
from inventory.errors import UsageError

if TYPE_CHECKING:
    from inventory.model.inventories import Inventory
    from inventory.model.watching import Message
    from inventory.reports.documents import InventoryDocument
    from inventory.rules import FailOn

LAST_MESSAGES = 20.0  # seconds that messages have to be sent; what is late goes with the next report, or a watch

Explain = Annotated[
    bool | None,
    typer.Option(
        help="Tell why templates are what they are; 1,000 endpoints take about 10 seconds. Default: in the format "
        "html, of at most 200.",
        show_default=False,
    ),
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
    explain: Explain = None,
    title: Title = "API inventory",
    form: Form = TABLE,
    wide: Wide = False,
    output: Outputs = None,
    notify: Notify = None,
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
    from inventory.notifying import Notifier  # noqa: PLC0415
    from inventory.reports.documents import InventoryDocument  # noqa: PLC0415
    from inventory.rules import FailOn  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    failing, accepting = FailOn.of(fail_on or ["never"]), acceptance(context, baseline)
    asked = Asked(since, between, at, name, peek=peek)
    results = Results(InventoryDocument, form, output, [Path(db), *(spec or ())], wide=wide)
    descriptions, servers = describe(spec or (), allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    urls = _recipients(context, notify, asked)
    with Store.open(db, create=False) as store:
        notifier = Notifier(urls, store)
        period, quiet = asked.period(store), duration_of(silence)
        wanted = explain if explain is not None or results.gives("html") else False
        question = reporting.Question(accepting, descriptions, servers, period, quiet, wanted)
        answer = reporting.inventory(store, question, asked.told)
        document, status = _published(answer.inventory, title, failing, db)
        results.give(document)
        notifier.owe(_messages(answer.inventory))
        asked.remember(store, answer)
        problems = list(notifier.finish(LAST_MESSAGES))
    for line in (*answer.inventory.notices, *problems):
        complain(line)
    if answer.inventory.judged is not None:
        tell_notices(answer.inventory.judged)
    if status:
        raise typer.Exit(status)


def _recipients(context: typer.Context, urls: list[str] | None, asked: Asked) -> list[str]:
    """Return whom to tell; raises UsageError where somebody is named, and nothing asks what is new.

    INVENTORY_NOTIFY may be set for other reports.
    """
    if asked.news:
        return urls or []
    source = context.get_parameter_source("notify")
    if source is not None and source.name == "COMMANDLINE":
        raise UsageError("--notify tells what is new", hint="add --since last, and leave out --peek")
    return []


def _messages(value: "Inventory") -> "list[Message]":
    """Return what is sent of a report: its new findings, or without descriptions its new endpoints; [] for neither."""
    from inventory.news import about_endpoints, about_findings  # noqa: PLC0415 - `--help` needs none of it

    growth = value.growth
    if growth is None:
        return []
    if value.judged is not None:
        return [about_findings(growth.findings.new)] if growth.findings.new else []
    appeared = [one.endpoint for one in growth.endpoints.appeared]
    return [about_endpoints(appeared)] if appeared else []


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
