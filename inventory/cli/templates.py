"""`inventory templates`: only the templating."""

import json
import sys
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.options import CorrectionFile

AT_ONCE = 4_096  # lines that are printed together


class Lines(StrEnum):
    """Formats of templates."""

    JSONL = "jsonl"


def templates(
    file: Annotated[
        Path,
        typer.Argument(help="Lines of JSON with method, host, path, status and content_type; - for standard input."),
    ],
    corrections: CorrectionFile = None,
    form: Annotated[Lines, typer.Option("--format", help="Format of the result.")] = Lines.JSONL,
) -> None:
    """Print the path template of each request.

    One JSON object a line, in the order of the input; the template is null where the request is no API call.
    """
    from inventory import correcting, pipeline  # noqa: PLC0415 - `--help` needs none of it

    del form
    found = pipeline.templates(file, correcting.load(corrections) if corrections is not None else ())
    while some := list(islice(found, AT_ONCE)):
        lines = {one: _line(*one) for one in set(some)}
        sys.stdout.write("".join([lines[one] for one in some]))


def _line(method: str, host: str, template: str | None) -> str:
    line = json.dumps({"method": method, "host": host, "template": template}, ensure_ascii=True)
    return line.replace("\x7f", "\\u007f") + "\n"
