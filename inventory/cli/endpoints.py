"""`inventory endpoints`: the list of endpoints."""

from pathlib import Path
from typing import Annotated

import typer

from inventory.cli.asking import At, period_until
from inventory.cli.options import DATABASE, TABLE, Database, Form, Outputs, Wide
from inventory.errors import UsageError

TREE = "tree"


def endpoints(
    db: Database = DATABASE,
    service: Annotated[str, typer.Option(help="Only services whose name, or that of a host, contains this text.")] = "",
    method: Annotated[str, typer.Option(help="Only this method.")] = "",
    path: Annotated[str, typer.Option(help="Only templates that contain this text.")] = "",
    state: Annotated[str, typer.Option(help="Only this state: api, page, asset, probed, refused, ….")] = "api",
    everything: Annotated[bool, typer.Option("--all", help="Also what is kept apart from API endpoints.")] = False,
    tree: Annotated[bool, typer.Option("--tree", help="Show services as trees of their paths; --format tree.")] = False,
    at: At = "",
    form: Form = TABLE,
    wide: Wide = False,
    output: Outputs = None,
) -> None:
    """List the endpoints of the inventory.

    These are API endpoints, or with --all everything that was asked for. On a terminal they stand service by service,
    and columns that have no room are left out, unless --wide is given; in a pipe each line tells everything.
    """
    from inventory import reporting  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.output import FOR_PEOPLE, tell  # noqa: PLC0415
    from inventory.cli.results import Results  # noqa: PLC0415
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.reports.documents import EndpointsDocument  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    if tree and form not in FOR_PEOPLE:
        raise UsageError(f"--tree is a format, and so is {form}", hint="give one of them")
    form = TREE if tree else form
    results = Results(EndpointsDocument, form, output, [Path(db)], wide=wide)
    with Store.open(db, create=False) as store:
        found = reporting.endpoints_at(store, period_until(at, store)) if at else store.endpoints()
    shown = [
        one
        for one in found
        if any(service.lower() in name for name in (one.service, *one.hosts))
        and method.upper() in ("", one.method)
        and path in one.template
        and (everything or one.state == state)
    ]
    results.give(publishing.endpoints(shown))
    if found and not shown and form in FOR_PEOPLE:
        tell(f"none of {len(found):,} endpoints in the inventory is like that; --all shows what is no API, too")
