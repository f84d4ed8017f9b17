"""`inventory templates`: only the templating."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lines(StrEnum):
    """Formats of templates."""

    JSONL = "jsonl"


def templates(
    file: Annotated[
        Path,
        typer.Argument(help="Lines of JSON with method, host, path, status and content_type; - for standard input."),
    ],
    form: Annotated[Lines, typer.Option("--format", help="Format of the result.")] = Lines.JSONL,
) -> None:
    """Print the path template of each request.

    One JSON object a line, in the order of the input; the template is null where the request is no API call.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it

    del form
    for method, host, template in pipeline.templates(file):
        line = json.dumps({"method": method, "host": host, "template": template}, ensure_ascii=True)
        sys.stdout.write(line.replace("\x7f", "\\u007f") + "\n")
