"""`inventory check`: scan and diff in one go, nothing kept."""

import typer

from inventory.cli.configuring import acceptance
from inventory.cli.options import (
    TABLE,
    BaselineFile,
    Captures,
    ConfigFile,
    CorrectionFile,
    Fail,
    FindingsForm,
    KeyLogs,
    MaxLoss,
    Memory,
    NoConfig,
    Outputs,
    RemoteRefs,
    Servers,
    Specs,
    Wide,
)
from inventory.model.load import MEMORY


def check(
    context: typer.Context,
    captures: Captures,
    spec: Specs = None,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    corrections: CorrectionFile = None,
    keylog: KeyLogs = None,
    max_memory: Memory = MEMORY,
    form: FindingsForm = TABLE,
    wide: Wide = False,
    output: Outputs = None,
    baseline: BaselineFile = None,
    fail_on: Fail = None,
    max_loss: MaxLoss = 0.5,
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """Compare captures with descriptions; for CI.

    It scans and compares in one go, and keeps nothing. The exit status is 0 when it is clean, 1 with findings that
    --fail-on names and that are neither in the --baseline nor waived, 3 when a capture could not be read, and 4 when
    there is nothing to judge.
    """
    del config, no_config  # `configuring` has read them
    from inventory import workers  # noqa: PLC0415 - `--help` needs none of it

    workers.begin(captures, max_memory, keyless=False)
    from inventory import correcting, pipeline  # noqa: PLC0415
    from inventory.cli.judging import described, report  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.cli.scanning import Outcome, read  # noqa: PLC0415
    from inventory.reports.documents import DriftDocument  # noqa: PLC0415
    from inventory.rules import FailOn  # noqa: PLC0415

    failing, accepting = FailOn.of(fail_on or ["error"]), acceptance(context, baseline)
    inputs = [*captures, *(spec or ()), *(keylog or ()), *([corrections] if corrections is not None else ())]
    with Results(DriftDocument, form, output, inputs, wide=wide) as results:
        descriptions, servers = described(spec, allow_remote=allow_remote_refs), pipeline.mounted(server or ())
        corrected = correcting.load(corrections) if corrections is not None else ()
        outcome = Outcome(max_loss)
        found = read(captures, keylog, max_memory, outcome, pipeline.validator(descriptions, servers))
        judged = pipeline.judge(found.sightings, descriptions, servers, corrected, found.coverage)
        report(pipeline.accept(judged, accepting), results, failing, outcome.status)
