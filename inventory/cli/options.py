"""Arguments and options that several commands share."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """Formats of data."""

    TABLE = "table"
    JSON = "json"


class FailOn(StrEnum):
    """From which severity on findings make the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


Captures = Annotated[
    list[Path],
    typer.Argument(
        help="pcap, pcapng or HAR files, plain or in gzip, bzip2 or zstd; folders, patterns, or - for standard input.",
        metavar="CAPTURE",
    ),
]
Database = Annotated[
    str, typer.Option("--db", envvar="INVENTORY_DB", help="The inventory: a file name or an SQLAlchemy URL.")
]
Specs = Annotated[
    list[Path] | None,
    typer.Option(
        "--spec", help="OpenAPI description (Swagger 2.0 to OpenAPI 3.2, JSON or YAML); repeatable.", metavar="FILE"
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
        help="Where the descriptions' paths begin in this traffic, instead of their own servers; repeatable.",
        metavar="URL",
    ),
]
Form = Annotated[Format, typer.Option("--format", help="Format of the result.")]
Fail = Annotated[FailOn, typer.Option("--fail-on", help="Lowest severity of a finding that makes the exit status 1.")]
MaxLoss = Annotated[
    float,
    typer.Option(
        "--max-loss", min=0, max=1, help="Share of a capture's bytes that may be lost; above it the exit status is 3."
    ),
]
KeyLogs = Annotated[
    list[Path] | None,
    typer.Option(
        "--keylog",
        help="TLS secrets as an NSS key log file, as browsers and curl write it; repeatable. Default: SSLKEYLOGFILE.",
        metavar="FILE",
    ),
]
CorrectionFile = Annotated[
    Path | None,
    typer.Option(
        "--corrections", help="Corrections of path templates: a file of `inventory template export`.", metavar="FILE"
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
DATABASE = "inventory.db"


def key_logs(given: list[Path] | None, *, awaited: bool = False) -> list[Path]:
    """Return the key logs that were asked for, or the one that this user's programs write to.

    Where it is `awaited`, they may not have begun to do so.
    """
    named = Path(os.environ.get("SSLKEYLOGFILE", ""))
    return given or ([named] if named.is_file() or (awaited and not named.exists()) else [])
