"""`inventory show`: one endpoint with its evidence."""

import shlex
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.options import DATABASE, Database, Form, Format
from inventory.errors import UsageError

if TYPE_CHECKING:
    from inventory.model.corrections import Correction
    from inventory.model.endpoints import Endpoint


def show(
    endpoint: Annotated[
        str, typer.Argument(help="'GET /orders/{orderId}', a path, or a part of one.", metavar="ENDPOINT")
    ],
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Tell for each segment why it is a name or a parameter, and what would change it."
        ),
    ] = False,
    db: Database = DATABASE,
    form: Form = Format.TABLE,
) -> None:
    """Show an endpoint with its evidence: what its parameters are, and where its exchanges stand in the captures.

    With --explain, each segment of its template is a name of the API or a parameter for reasons that anyone can check,
    strongest first, with what would make it the other one, and the command that does.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.output import emit, tell  # noqa: PLC0415
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    with Store.open(db, create=False) as store:
        found = store.endpoints()
        shown = _like(endpoint, found)
        if explain:
            several = len({one.service for one in found}) > 1
            command = partial(_command, several=several, db=db)
            emit(publishing.explained(pipeline.explain(store, shown), command), form.value)
            return
    emit(publishing.detail(shown), form.value)
    if form is Format.TABLE and any(one.template != "/" for one in shown):
        tell("--explain tells why each segment is a name or a parameter")


def _like(endpoint: str, found: Sequence["Endpoint"]) -> list["Endpoint"]:
    """Return the endpoints that a user speaks of; raises UsageError where there is none."""
    method, _, path = endpoint.strip().rpartition(" ")
    wanted = [one for one in found if method.upper() in ("", one.method)]
    exact = [one for one in wanted if path in (one.template, one.service + one.template) or path in one.paths]
    shown = exact or [one for one in wanted if path in one.service + one.template]
    if not shown:
        raise UsageError(f"no endpoint like {endpoint} is in the inventory", hint="see `inventory endpoints --all`")
    return shown


def _command(endpoint: "Endpoint", correction: "Correction", *, several: bool, db: str) -> str:
    """Return what a user types to make a correction, for this service alone where the inventory has several."""
    words = ["inventory", "template", correction.kind, correction.template, *correction.words]
    words += [f"--service={endpoint.service}"] * several
    words += [f"--db={db}"] * (db != DATABASE and "://" not in db)  # a URL may hold a password
    return shlex.join(words)
