"""`inventory diff`: the stored inventory against descriptions."""

from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.options import DATABASE, Database, Fail, FailOn, Form, Format, RemoteRefs, Servers


def diff(
    spec: Annotated[list[Path], typer.Option("--spec", help="OpenAPI description; repeatable.", metavar="FILE")],
    db: Database = DATABASE,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    form: Form = Format.TABLE,
    fail_on: Fail = FailOn.ERROR,
) -> None:
    """Compare the inventory with descriptions.

    The exit status is 0 when it is clean, 1 with findings at or above --fail-on, and 4 when there is nothing to judge.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import describe, report  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    descriptions, servers = describe(spec, allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    with Store.open(db, create=False) as store:
        sightings, corrections = store.sightings(), store.corrections()
    report(pipeline.judge(sightings, descriptions, servers, corrections), form, fail_on)
