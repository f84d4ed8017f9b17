"""`inventory db …`: looks after the database."""

import typer

from inventory.cli.options import DATABASE, Database, Form, Format

app = typer.Typer(help="Look after the inventory's database.", no_args_is_help=True, rich_markup_mode=None)


@app.command("upgrade")
def upgrade(db: Database = DATABASE) -> None:
    """Bring the schema of an inventory up to this version."""
    from inventory.cli.output import tell  # noqa: PLC0415 - `--help` needs none of it
    from inventory.store import upgrade as bring_up  # noqa: PLC0415

    tell(f"{db}: upgraded" if bring_up(db) else f"{db}: is up to date")


@app.command("info")
def info(db: Database = DATABASE, form: Form = Format.TABLE) -> None:
    """Tell what the inventory holds: captures, rows, and what could not be read."""
    from inventory.cli.output import emit  # noqa: PLC0415 - `--help` needs none of it
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    with Store.open(db, create=False) as store:
        document = publishing.database(store.info(), store.captures())
    emit(document, form.value)
