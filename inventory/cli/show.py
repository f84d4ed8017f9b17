"""`inventory show`: one endpoint with its evidence."""

from typing import Annotated

import typer

from inventory.cli.options import DATABASE, Database, Form, Format
from inventory.errors import UsageError


def show(
    endpoint: Annotated[
        str, typer.Argument(help="'GET /orders/{orderId}', a path, or a part of one.", metavar="ENDPOINT")
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
        found = store.endpoints()
    method, _, path = endpoint.strip().rpartition(" ")
    wanted = [one for one in found if method.upper() in ("", one.method)]
    exact = [one for one in wanted if path in (one.template, one.service + one.template) or path in one.paths]
    shown = exact or [one for one in wanted if path in one.service + one.template]
    if not shown:
        raise UsageError(f"no endpoint like {endpoint} is in the inventory", hint="see `inventory endpoints --all`")
    emit(publishing.detail(shown), form.value)
