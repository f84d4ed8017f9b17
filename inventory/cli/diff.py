"""`inventory diff`: the stored inventory against descriptions."""

from typing import Annotated

import typer

from inventory.cli.configuring import acceptance
from inventory.cli.options import (
    DATABASE,
    BaselineFile,
    ConfigFile,
    Database,
    Fail,
    Form,
    Format,
    NoConfig,
    Servers,
    Specs,
)


def diff(
    context: typer.Context,
    spec: Specs = None,
    db: Database = DATABASE,
    server: Servers = None,
    form: Form = Format.TABLE,
    baseline: BaselineFile = None,
    fail_on: Fail = None,
    config: ConfigFile = None,
    no_config: NoConfig = False,
    patch: Annotated[
        bool,
        typer.Option(
            "--patch", help="Print a patch of the descriptions that declares what was found, not the findings."
        ),
    ] = False,
) -> None:
    """Compare the inventory with descriptions.

    With --patch new paths, methods, query parameters and statuses are proposed: `inventory diff --patch … | git apply`.
    The exit status is 0 when it is clean, 1 with findings that --fail-on names and that are neither in the --baseline
    nor waived, and 4 when there is nothing to judge.
    """
    del config, no_config  # `configuring` has read them
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.judging import conclude, described, propose, report  # noqa: PLC0415
    from inventory.rules import FailOn  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    failing, accepting = FailOn.of(fail_on or ["error"]), acceptance(context, baseline)
    descriptions, servers = described(spec), pipeline.mounted(server or ())
    with Store.open(db, create=False) as store:
        sightings, corrections = store.sightings(), store.corrections()
    judged = pipeline.judge(sightings, descriptions, servers, corrections)
    judged = pipeline.accept(judged, accepting)
    if patch:
        propose(judged, descriptions, servers)
        conclude(judged, failing)
    else:
        report(judged, form, failing)
