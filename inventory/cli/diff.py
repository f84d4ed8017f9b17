"""`inventory diff`: the stored inventory against descriptions."""

from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.options import DATABASE, Database, Fail, FailOn, Form, Format, Servers


def diff(
    spec: Annotated[list[Path], typer.Option("--spec", help="OpenAPI description; repeatable.", metavar="FILE")],
    db: Database = DATABASE,
    server: Servers = None,
    form: Form = Format.TABLE,
    fail_on: Fail = FailOn.ERROR,
    patch: Annotated[
        bool,
        typer.Option(
            "--patch", help="Print a patch of the descriptions that declares what was found, not the findings."
        ),
    ] = False,
) -> None:
    """Compare the inventory with descriptions.

    With --patch new paths, methods, query parameters and statuses are proposed: `inventory diff --patch … | git apply`.
    The exit status is 0 when it is clean, 1 with findings at or above --fail-on, and 4 when there is nothing to judge.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import conclude, report  # noqa: PLC0415
    from inventory.cli.output import complain, write  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    descriptions, servers = pipeline.describe(spec), pipeline.mounted(server or ())
    with Store.open(db, create=False) as store:
        judged = pipeline.judge_stored(store, descriptions, servers)
    if patch:
        proposal = pipeline.propose(judged, descriptions, servers)
        write(proposal.diff)
        for line in proposal.left_out:
            complain(f"not in the patch: {line}")
        conclude(judged, fail_on)
    else:
        report(judged, form, fail_on)
