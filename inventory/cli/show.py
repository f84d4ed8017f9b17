"""`inventory show`: one endpoint with its evidence."""

from typing import Annotated

import typer

from inventory.cli.options import DATABASE, Database, Form, Format
from inventory.errors import UsageError


def show(
    endpoint: Annotated[
        str,
        typer.Argument(
            help="'GET /orders/{orderId}', a path, or a part of one; former templates are found, too.",
            metavar="ENDPOINT",
        ),
    ],
    db: Database = DATABASE,
    form: Form = Format.TABLE,
) -> None:
    """Show an endpoint with its evidence.

    Tells why its template is what it is, and where its exchanges stand in the captures.
    """
    from inventory.cli.output import emit  # noqa: PLC0415 - `--help` needs none of it
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    with Store.open(db, create=False) as store:
        inventory = store.snapshot()
    method, _, path = endpoint.strip().rpartition(" ")
    wanted = [one for one in inventory.endpoints if method.upper() in ("", one.method)]
    exact = [one for one in wanted if path in (one.template, one.service + one.template) or path in one.paths]
    formerly = [
        one
        for one in wanted
        if any(path in (was.template, one.service + was.template) for was in inventory.former.get(one.key, ()))
    ]
    shown = exact or formerly or [one for one in wanted if path in one.service + one.template]
    if not shown:
        raise UsageError(f"no endpoint like {endpoint} is in the inventory", hint="see `inventory endpoints --all`")
    emit(publishing.detail(shown, inventory.former), form.value)
