"""`inventory diff`: the stored inventory against descriptions."""

from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.asking import At, period_until
from inventory.cli.configuring import acceptance
from inventory.cli.options import (
    DATABASE,
    TABLE,
    BaselineFile,
    ConfigFile,
    Database,
    Fail,
    FindingsForm,
    NoConfig,
    Outputs,
    RemoteRefs,
    Servers,
    Specs,
    Wide,
)


def diff(
    context: typer.Context,
    spec: Specs = None,
    db: Database = DATABASE,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    at: At = "",
    form: FindingsForm = TABLE,
    wide: Wide = False,
    output: Outputs = None,
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
    from inventory.cli.judging import described, propose, report  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.errors import UsageError  # noqa: PLC0415
    from inventory.reporting import Question, judged_at  # noqa: PLC0415
    from inventory.reports.documents import DriftDocument  # noqa: PLC0415
    from inventory.rules import FailOn  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    failing, accepting = FailOn.of(fail_on or ["error"]), acceptance(context, baseline)
    if patch and (form != TABLE or output):
        raise UsageError("--patch prints a patch and nothing else", hint="leave out --format and --output")
    with Results(DriftDocument, form, output, [Path(db), *(spec or ())], wide=wide) as results:
        descriptions, servers = described(spec, allow_remote=allow_remote_refs), pipeline.mounted(server or ())
        with Store.open(db, create=False) as store:
            question = Question(accepting, descriptions, servers, period_until(at, store))
            judged = judged_at(store, question)
        if patch:
            propose(judged, descriptions, servers, failing)
        else:
            report(judged, results, failing)
