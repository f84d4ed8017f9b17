"""`inventory show`: one endpoint with its evidence."""

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.options import DATABASE, TABLE, Database, Form, Outputs, Wide
from inventory.errors import UsageError

if TYPE_CHECKING:
    from inventory.model.endpoints import Endpoint
    from inventory.model.history import Snapshot


def show(
    endpoint: Annotated[
        str,
        typer.Argument(
            help="'GET /orders/{orderId}', a path, or a part of one; former templates are found, too.",
            metavar="ENDPOINT",
        ),
    ],
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Tell for each segment why it is a name or a parameter, and what would change it."
        ),
    ] = False,
    db: Database = DATABASE,
    form: Form = TABLE,
    wide: Wide = False,
    output: Outputs = None,
) -> None:
    """Show an endpoint with its evidence: what its parameters are, and where its exchanges stand in the captures.

    What its bodies and parameters look like follows: types, formats, lengths and ranges of values, never a value.

    With --explain, each segment of its template is a name of the API or a parameter for reasons that anyone can check,
    strongest first, with what would make it the other one, and the command that does.
    """
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.correcting import correcting_command  # noqa: PLC0415
    from inventory.cli.output import tell  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.model.hosts import Decided, evidence  # noqa: PLC0415
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.reports.documents import EndpointDetail  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    results = Results(EndpointDetail, form, output, [Path(db)], wide=wide)
    with Store.open(db, create=False) as store:
        inventory = store.snapshot(with_shapes=True)
        shown = _like(endpoint, inventory)
        decided = Decided(store.corrections())
        same_api = {one.service: evidence(one.service, inventory.endpoints, decided) for one in shown if one.hosts}
        if explain:
            several = len({one.service for one in inventory.endpoints}) > 1
            command = partial(correcting_command, several=several, db=db)
            results.give(publishing.explained(pipeline.explain(store, shown), inventory.former, command, same_api))
            return
    results.give(publishing.detail(shown, inventory.former, same_api))
    if form == TABLE and same_api:
        tell(f"if its hosts are no one API: inventory template hosts {shlex.quote(min(same_api))} --apart")
    if form == TABLE and any(one.template != "/" for one in shown):
        tell("--explain tells why each segment is a name or a parameter")


def _like(endpoint: str, inventory: "Snapshot") -> list["Endpoint"]:
    """Return the endpoints that a user speaks of; raises UsageError where there is none."""
    method, _, path = endpoint.strip().rpartition(" ")
    wanted = [one for one in inventory.endpoints if method.upper() in ("", one.method)]
    exact = [one for one in wanted if path == one.template or path in _full(one, one.template) or path in one.paths]
    formerly = [
        one
        for one in wanted
        if any(path == was.template or path in _full(one, was.template) for was in inventory.former.get(one.key, ()))
    ]
    shown = exact or formerly or [one for one in wanted if any(path in text for text in _full(one, one.template))]
    if not shown:
        raise UsageError(f"no endpoint like {endpoint} is in the inventory", hint="see `inventory endpoints --all`")
    return shown


def _full(endpoint: "Endpoint", template: str) -> list[str]:
    """Return a template with the service, and with each host that this stands for, before it."""
    return [service + template for service in (endpoint.service, *endpoint.hosts)]
