"""Arguments and options that several commands share."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.configuring import configured

TABLE = "table"  # the format where none is asked for
_OF_FINDINGS = re.compile(r"^DOCUMENTS = (?:get_args\(Document\)|\([^)]*\bDriftDocument\b)", re.MULTILINE)


def _formats() -> str:
    """List the formats of findings by their files: to import them takes long, and `--help` has to come at once."""
    folder = Path(__file__).parents[1] / "reports" / "formats"
    files = [path for path in folder.glob("[a-z]*.py") if _OF_FINDINGS.search(path.read_text(encoding="utf-8"))]
    names = sorted(path.stem.replace("_", "-") for path in files)
    return ", ".join([TABLE, *(name for name in names if name != TABLE)])


CAPTURES_HELP = (
    "pcap, pcapng or HAR files, plain or in gzip, bzip2 or zstd; folders, patterns, or - for standard input."
)
Captures = Annotated[list[Path], typer.Argument(help=CAPTURES_HELP, metavar="CAPTURE")]
Database = Annotated[
    str,
    typer.Option(
        "--db", envvar="INVENTORY_DB", callback=configured, help="The inventory: a file name or an SQLAlchemy URL."
    ),
]
Specs = Annotated[
    list[Path] | None,
    typer.Option(
        "--spec",
        callback=configured,
        help="OpenAPI description (Swagger 2.0 to OpenAPI 3.2, JSON or YAML); repeatable.",
        metavar="FILE",
    ),
]
RemoteRefs = Annotated[
    bool,
    typer.Option(
        "--allow-remote-refs", help="Fetch what descriptions refer to by http and https; else nothing is fetched."
    ),
]
Servers = Annotated[
    list[str] | None,
    typer.Option(
        "--server",
        callback=configured,
        help="Where the descriptions' paths begin in this traffic, instead of their own servers; repeatable.",
        metavar="URL",
    ),
]
Fail = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        callback=configured,
        help="Findings that make the exit status 1: a severity (it or worse), tags and rule ids, with commas between "
        "them, or never; repeatable.",
        show_default="error",
        metavar="WORD,...",
    ),
]
BaselineFile = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        callback=configured,
        help="A file of `inventory baseline write`: what it has is marked as known, and only new findings fail.",
        metavar="FILE",
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="INVENTORY_CONFIG",
        is_eager=True,
        help="The configuration. Default: the nearest inventory.toml, or pyproject.toml with [tool.inventory].",
        metavar="FILE",
    ),
]
NoConfig = Annotated[bool, typer.Option("--no-config", is_eager=True, help="Read no configuration.")]
Form = Annotated[
    str, typer.Option("--format", help="Format of the result: table, json, or what else it has.", metavar="FORMAT")
]
FindingsForm = Annotated[
    str, typer.Option("--format", help=f"Format of what is printed: {_formats()}.", metavar="FORMAT")
]
Wide = Annotated[
    bool, typer.Option("--wide", help="Keep lines of tables whole, however narrow the terminal is, as in a pipe.")
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        help="File to write the result to as well, such as sarif=drift.sarif, or drift.sarif alone, where its ending"
        " tells the format; repeatable.",
        metavar="[FORMAT=]FILE",
    ),
]
MaxLoss = Annotated[
    float,
    typer.Option(
        "--max-loss",
        min=0,
        max=1,
        callback=configured,
        help="Share of a capture's bytes that may be lost; above it the exit status is 3.",
    ),
]
KeyLogs = Annotated[
    list[Path] | None,
    typer.Option(
        "--keylog",
        callback=configured,
        help="TLS secrets as an NSS key log file, as browsers and curl write it; repeatable. Default: SSLKEYLOGFILE.",
        metavar="FILE",
    ),
]
CorrectionFile = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        callback=configured,
        help="Corrections of path templates: a file of `inventory template export`.",
        metavar="FILE",
    ),
]
Memory = Annotated[
    int,
    typer.Option(
        "--max-memory",
        min=200,
        help="Megabytes that reading one capture may take: with less, fewer connections are followed at a time.",
        metavar="MB",
    ),
]
Notify = Annotated[
    list[str] | None,
    typer.Option(
        "--notify",
        envvar="INVENTORY_NOTIFY",
        help="Whom to tell of new findings, or without --spec of new endpoints: an apprise URL of mail, Slack, Teams, "
        "a webhook and many more. It holds secrets: better set INVENTORY_NOTIFY. Repeatable.",
        metavar="URL",
        show_default=False,
    ),
]
DATABASE = "inventory.db"


def key_logs(given: list[Path] | None, *, awaited: bool = False) -> list[Path]:
    """Return the key logs that were asked for, or the one that this user's programs write to.

    Where it is `awaited`, they may not have begun to do so.
    """
    named = Path(os.environ.get("SSLKEYLOGFILE", ""))
    return given or ([named] if named.is_file() or (awaited and not named.exists()) else [])
