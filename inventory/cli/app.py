"""All commands under one name, and what ends the process."""

import gc
import os
import signal
import sys

import typer

from inventory import __version__
from inventory.cli import (
    baseline,
    capture,
    check,
    db,
    diff,
    endpoints,
    exchanges,
    report,
    rules,
    scan,
    show,
    template,
    templates,
    watch,
)
from inventory.cli.output import complain
from inventory.cli.signals import Stopped, stop
from inventory.errors import InventoryError

GARBAGE_THRESHOLD = 100_000  # objects: nearly all go without a search for circles

app = typer.Typer(
    name="inventory",
    help="Find API endpoints in recorded traffic, keep the inventory of them, and flag what nobody declares.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # locals hold secrets
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("scan")(scan.scan)
app.command("check")(check.check)
app.command("diff")(diff.diff)
app.command("report")(report.report)
app.command("endpoints")(endpoints.endpoints)
app.command("show")(show.show)
app.command("exchanges")(exchanges.exchanges)
app.command("templates")(templates.templates)
app.command("capture")(capture.capture)
app.command("watch")(watch.watch)
app.command("rules")(rules.rules)
app.add_typer(baseline.app, name="baseline")
app.add_typer(template.app, name="template")
app.add_typer(db.app, name="db")


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and end."),
) -> None:
    if version:
        typer.echo(f"inventory {__version__}")
        raise typer.Exit


def run() -> int:
    """Run the command that the arguments name; return the exit status."""
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        app()
    except InventoryError as problem:
        complain(problem.message, problem.hint)
        return problem.exit_status
    except Stopped as stopped:
        complain("stopped; nothing is half stored")
        return stopped.exit_status
    except BrokenPipeError:  # the reader, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2 if ended.code else 0
    return 0
