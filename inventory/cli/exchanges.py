"""`inventory exchanges`: what was decoded, one object a line."""

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inventory.cli.options import Captures, KeyLogs, Memory
from inventory.model.load import MEMORY

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.model.exchanges import Exchange
    from inventory.scanning import Progress


class Lines(StrEnum):
    """Formats of exchanges."""

    JSONL = "jsonl"
    JSON = "json"


def exchanges(
    captures: Captures,
    keylog: KeyLogs = None,
    max_memory: Memory = MEMORY,
    form: Annotated[Lines, typer.Option("--format", help="Format of the result.")] = Lines.JSONL,
) -> None:
    """Print every HTTP exchange in captures.

    One JSON object a line. Targets are as sent, with their values: nothing is redacted here.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.scanning import Outcome, each, key_log  # noqa: PLC0415
    from inventory.model.exchanges import Exchange  # noqa: PLC0415

    paths = pipeline.find(captures)
    keys = key_log(keylog, paths)
    outcome = Outcome(1.0)
    separator = "[\n" if form is Lines.JSON else ""

    def print_all(path: "Path", progress: "Progress") -> None:
        nonlocal separator
        for item in pipeline.exchanges(path, progress, keys, max_memory):
            if isinstance(item, Exchange):
                sys.stdout.write(separator + _line(item, path.name))
                separator = ",\n" if form is Lines.JSON else "\n"

    for _ in each(paths, print_all, outcome):
        pass
    if form is Lines.JSON:
        sys.stdout.write("[]\n" if separator == "[\n" else "\n]\n")
    elif separator:
        sys.stdout.write("\n")
    outcome.end()


def _line(one: "Exchange", capture: str) -> str:
    from inventory.model.traffic import UNKNOWN  # noqa: PLC0415
    from inventory.reports.publishing import moment  # noqa: PLC0415

    fields: dict[str, Any] = {
        "method": one.method,
        "scheme": one.scheme,
        "authority": one.authority,
        "target": one.target,
        "http_version": one.http_version,
        "status": one.status,
        "capture": capture,
        **(
            {"frame": one.place.frame, "stream": one.place.stream}
            if one.place.stream >= 0
            else {"entry": one.place.frame}
        ),
        "time": moment(one.place.time),
        "client": one.client,
        "server": one.server,
        "request_size": one.request_size,
        "response_size": one.response_size,
        "latency_ms": one.latency / 1_000_000 if one.latency != UNKNOWN else None,
        "caveats": one.caveats,
    }
    return json.dumps(fields, ensure_ascii=True).replace("\x7f", "\\u007f")
