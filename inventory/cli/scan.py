"""`inventory scan`: adds captures to the inventory and prints what is new."""

import typer

from inventory.cli.options import (
    DATABASE,
    Captures,
    Database,
    Form,
    Format,
    KeyLogs,
    MaxLoss,
    Memory,
    RemoteRefs,
    Servers,
    Specs,
    key_logs,
)
from inventory.cli.signals import to_the_end
from inventory.model.load import MEMORY


def scan(
    captures: Captures,
    db: Database = DATABASE,
    spec: Specs = None,
    server: Servers = None,
    allow_remote_refs: RemoteRefs = False,
    keylog: KeyLogs = None,
    max_memory: Memory = MEMORY,
    form: Form = Format.TABLE,
    max_loss: MaxLoss = 1.0,
) -> None:
    """Add captures to the inventory and print what is new.

    With --spec the findings are printed too. A capture is known by its content: scanning it again changes nothing. It
    is stored whole or not at all; Ctrl-C ends `tcpdump -w - | inventory scan -` with all that tcpdump captured.
    """
    from inventory import workers  # noqa: PLC0415 - `--help` needs none of it

    workers.begin(captures, max_memory, keyless=not key_logs(keylog))
    from inventory import pipeline  # noqa: PLC0415
    from inventory.cli.judging import describe  # noqa: PLC0415
    from inventory.cli.output import emit  # noqa: PLC0415
    from inventory.cli.scanning import Outcome, each, key_log  # noqa: PLC0415
    from inventory.model.history import changes  # noqa: PLC0415
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    descriptions, servers = describe(spec or (), allow_remote=allow_remote_refs), pipeline.mounted(server or ())
    outcome = Outcome(max_loss)
    paths = pipeline.find(captures)
    keys = key_log(keylog, paths)
    with Store.open(db, create=True) as store, to_the_end(paths) as signals:
        before = store.snapshot()
        new, known = [], []
        for path, scanned in each(
            paths, lambda path, progress: pipeline.add(store, path, progress, keys, max_memory), outcome
        ):
            if scanned is None:
                known.append(path.name)
            else:
                new.append(scanned.summary)
                outcome.weigh(path, scanned)
        after = store.snapshot()
        document = publishing.scan(new, known, changes(before, after), len(after.endpoints))
        judged = (
            pipeline.judge(store.sightings(), descriptions, servers, store.corrections())
            if descriptions and after.endpoints
            else None
        )
    if judged is None or form is Format.TABLE:
        emit(document, form.value)
    if judged is not None:
        emit(publishing.drift(judged.comparison, judged.findings), form.value)
    if signals:
        raise typer.Exit(128 + signals[0])
    outcome.end()
