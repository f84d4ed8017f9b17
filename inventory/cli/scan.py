"""`inventory scan`: adds captures to the inventory and prints what is new."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from inventory.cli.configuring import acceptance
from inventory.cli.options import (
    DATABASE,
    TABLE,
    BaselineFile,
    Captures,
    ConfigFile,
    Database,
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
    key_logs,
)
from inventory.cli.signals import to_the_end
from inventory.model.load import MEMORY

if TYPE_CHECKING:
    from inventory.cli.scanning import Outcome
    from inventory.model.captures import CaptureSummary
    from inventory.scanning import Scanned


def scan(
    context: typer.Context,
    captures: Captures,
    db: Database = DATABASE,
    spec: Specs = None,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    keylog: KeyLogs = None,
    max_memory: Memory = MEMORY,
    form: FindingsForm = TABLE,
    wide: Wide = False,
    output: Outputs = None,
    baseline: BaselineFile = None,
    max_loss: MaxLoss = 1.0,
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """Add captures to the inventory and print what is new.

    With --spec the findings are printed too. A capture is known by its content: scanning it again changes nothing. It
    is stored whole or not at all; Ctrl-C ends `tcpdump -w - | inventory scan -` with all that tcpdump captured.
    """
    del config, no_config  # `configuring` has read them
    from inventory import workers  # noqa: PLC0415 - `--help` needs none of it

    workers.begin(captures, max_memory, keyless=not (key_logs(keylog) or spec))
    from inventory import pipeline  # noqa: PLC0415
    from inventory.cli.judging import describe, published, tell_notices  # noqa: PLC0415
    from inventory.cli.output import emit  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.cli.scanning import Outcome, each, key_log  # noqa: PLC0415
    from inventory.model.history import changes  # noqa: PLC0415
    from inventory.reports import drifting, publishing  # noqa: PLC0415
    from inventory.reports.documents import DriftDocument, ScanDocument  # noqa: PLC0415
    from inventory.rules import FailOn  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    accepting = acceptance(context, baseline)
    kind, inputs = DriftDocument if spec else ScanDocument, [*captures, Path(db), *(spec or ())]
    with Results(kind, form, output, inputs, wide=wide) as results:
        descriptions, servers = describe(spec or (), allow_remote=allow_remote_refs), pipeline.mounted(server or ())
        outcome, paths = Outcome(max_loss), pipeline.find(captures)
        keys, validator = key_log(keylog, paths), pipeline.validator(descriptions, servers)
        with Store.open(db, create=True) as store, to_the_end(paths) as signals:
            before = store.snapshot()
            add = partial(pipeline.add, store, keys=keys, memory=max_memory, validator=validator)
            new, known = _added(each(paths, add, outcome), outcome)
            after = store.snapshot()
            document = publishing.scan(new, known, changes(before, after), len(after.endpoints))
            judged = pipeline.judge_stored(store, descriptions, servers) if descriptions and after.endpoints else None
        status = 128 + signals[0] if signals else outcome.status
        if descriptions and form == TABLE:
            emit(document, TABLE, wide=wide)
        if judged is not None:
            accepted = pipeline.accept(judged, accepting)
            results.give(published(accepted, FailOn(), status))
            tell_notices(accepted)
        else:
            results.give(drifting.unjudged(status) if descriptions else document)
        if status:
            raise typer.Exit(status)


def _added(
    made: "Iterable[tuple[Path, Scanned | None]]", outcome: "Outcome"
) -> "tuple[list[CaptureSummary], list[str]]":
    """Add captures while they come; return the new ones, and the names of those that were known."""
    new, known = [], []
    for path, scanned in made:
        if scanned is None:
            known.append(path.name)
        else:
            new.append(scanned.summary)
            outcome.weigh(path, scanned)
    return new, known
