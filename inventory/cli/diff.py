"""`inventory diff`: the stored inventory against descriptions."""

from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.options import DATABASE, TABLE, Database, Fail, FailOn, FindingsForm, Outputs, Servers


def diff(
    spec: Annotated[list[Path], typer.Option("--spec", help="OpenAPI description; repeatable.", metavar="FILE")],
    db: Database = DATABASE,
    server: Servers = None,
    form: FindingsForm = TABLE,
    output: Outputs = None,
    fail_on: Fail = FailOn.ERROR,
) -> None:
    """Compare the inventory with descriptions.

    The exit status is 0 when it is clean, 1 with findings at or above --fail-on, and 4 when there is nothing to judge.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import report  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.reports.documents import DriftDocument  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    with Results(DriftDocument, form, output, [Path(db), *spec]) as results:
        descriptions, servers = pipeline.describe(spec), pipeline.mounted(server or ())
        with Store.open(db, create=False) as store:
            sightings, corrections = store.sightings(), store.corrections()
        report(pipeline.judge(sightings, descriptions, servers, corrections), results, fail_on)
