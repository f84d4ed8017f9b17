"""`inventory db …`: looks after the database."""

from contextlib import ExitStack
from typing import Annotated

import typer

from inventory.cli.options import DATABASE, TABLE, Database, Form, Wide

app = typer.Typer(help="Look after the inventory's database.", no_args_is_help=True, rich_markup_mode=None)


@app.command("upgrade")
def upgrade(db: Database = DATABASE) -> None:
    """Bring the schema of an inventory up to this version."""
    from inventory.cli.output import tell  # noqa: PLC0415 - `--help` needs none of it
    from inventory.store import upgrade as bring_up  # noqa: PLC0415

    tell(f"{db}: upgraded" if bring_up(db) else f"{db}: is up to date")


@app.command("info")
def info(db: Database = DATABASE, form: Form = TABLE, wide: Wide = False) -> None:
    """Tell what the inventory holds: captures, rows, and what could not be read."""
    from inventory.cli.results import Results  # noqa: PLC0415 - `--help` needs none of it
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.reports.documents import DatabaseDocument  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    results = Results(DatabaseDocument, form, wide=wide)
    with Store.open(db, create=False) as store:
        document = publishing.database(store.info(), store.captures())
    results.give(document)


@app.command("merge")
def merge(
    others: Annotated[list[str], typer.Argument(help="Inventories whose captures are added.", metavar="OTHER...")],
    db: Database = DATABASE,
    form: Form = TABLE,
    wide: Wide = False,
) -> None:
    """Add the captures and corrections of other inventories, which stay as they are.

    The result is that of one inventory to which all captures were added. A capture that both have counts once; where
    both correct the same template in different ways, the correction that is there stays.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.output import tell  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.model.history import changes  # noqa: PLC0415
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.reports.documents import ScanDocument  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    results = Results(ScanDocument, form, wide=wide)
    with ExitStack() as opened:
        sources = [opened.enter_context(Store.open(other, create=False)) for other in others]
        store = opened.enter_context(Store.open(db, create=True))
        before = store.snapshot()
        merged = [pipeline.merge(store, source) for source in sources]
        after = store.snapshot()
    for correction in sorted({one for part in merged for one in part.contradictions}):
        tell(f"left out, as {db} has it otherwise: {correction.kind} {correction.method} {correction.template}")
    new = [summary for part in merged for summary in part.new]
    known = [name for part in merged for name in part.known]
    results.give(publishing.scan(new, known, changes(before, after), len(after.endpoints)))
