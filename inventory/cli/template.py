"""`inventory template …`: corrects path templates."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.options import DATABASE, TABLE, Database, Form, Wide

if TYPE_CHECKING:
    from inventory.model.corrections import Correction
    from inventory.store import Store

SHOWN = 5  # endpoints that are named of those that changed, and former templates of each

Create = Annotated[bool, typer.Option("--create", help="Make the inventory if there is none yet.")]
Service = Annotated[str, typer.Option("--service", help="Only for this service; without it, for all.", metavar="HOST")]

app = typer.Typer(
    help="Correct path templates: corrections are stored, and hold for all that was and will be seen.\n\n"
    "Where they disagree, words that are named (keep, split WORD) win over set, and set over a split without words; "
    "of several set the longest wins, then the one with words further to the front, then the one for a service, then "
    "the one for a method.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("set")
def set_(
    template: Annotated[str, typer.Argument(help="'GET /users/{id}', or '/users/{id}' for all methods.")],
    service: Service = "",
    db: Database = DATABASE,
    create: Create = False,
) -> None:
    """Tell that this template exists: what it matches belongs to it.

    Its parameters get these names, and hold in the paths below too: /users/{id} also makes /users/{id}/orders of
    /users/anna/orders. With /files/{path*} the parameter takes all the rest of a path, as in a tree of files. Words
    that shall stay names beside or below it are told with `inventory template keep`.
    """
    _add("set", template, service, (), db, create=create)


@app.command("keep")
def keep(
    template: Annotated[str, typer.Argument(help="'/users/me'; before it '/users/{id}/settings' may have parameters.")],
    service: Service = "",
    db: Database = DATABASE,
    create: Create = False,
) -> None:
    """Tell that the last segment is a name at its place, never a value."""
    _add("keep", template, service, (), db, create=create)


@app.command("split")
def split(
    template: Annotated[str, typer.Argument(help="'/orders/{orderId}': the parameter that merges too much.")],
    words: Annotated[list[str] | None, typer.Argument(help="The words that are names.", metavar="WORD")] = None,
    service: Service = "",
    db: Database = DATABASE,
    create: Create = False,
) -> None:
    """Tell that words that were merged into a parameter are names, each with endpoints of its own.

    Without a WORD that holds for every word at this place; numbers and ids stay values in any case. So
    '/files/{path*}' that was inferred ends to be a tree of files.
    """
    _add("split", template, service, tuple(words or ()), db, create=create)


@app.command("name")
def name(
    template: Annotated[str, typer.Argument(help="'/users/{userId}': the name is that of its last segment.")],
    names: Annotated[list[str], typer.Argument(help="One for each parameter of that segment.", metavar="NAME")],
    service: Service = "",
    db: Database = DATABASE,
    create: Create = False,
) -> None:
    """Tell how the parameter at the end of this template is called, in all paths through it."""
    _add("name", template, service, tuple(names), db, create=create)


@app.command("hosts")
def hosts(
    pattern: Annotated[
        str, typer.Argument(help="'{tenant}.api.example.com': the label in braces is that in which the hosts differ.")
    ],
    apart: Annotated[
        bool, typer.Option("--apart", help="Each of these hosts serves an API of its own, however alike they are.")
    ] = False,
    db: Database = DATABASE,
    create: Create = False,
) -> None:
    """Tell that hosts serve the same API, so that they have their endpoints together; with --apart, that they do not.

    It holds for all hosts that fit the pattern, those that are seen later too. Without it, hosts are one where at least
    three serve endpoints of the same structure, and differ in one label that names no environment, region or part of a
    product.
    """
    from inventory.model.corrections import APART, TOGETHER  # noqa: PLC0415 - `--help` needs none of it

    _add("hosts", pattern, "", (APART if apart else TOGETHER,), db, create=create)


@app.command("list")
def list_(db: Database = DATABASE, form: Form = TABLE, wide: Wide = False) -> None:
    """List the corrections of the inventory."""
    from inventory.cli.results import Results  # noqa: PLC0415 - `--help` needs none of it
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.reports.documents import CorrectionsDocument  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    results = Results(CorrectionsDocument, form, wide=wide)
    with Store.open(db, create=False) as store:
        found = store.corrections()
    results.give(publishing.corrections(found))


@app.command("remove")
def remove(
    template: Annotated[str, typer.Argument(help="As `inventory template list` shows it, with its method.")],
    service: Annotated[str, typer.Option(help="Only the correction for this service.", metavar="HOST")] = "",
    kind: Annotated[str, typer.Option(help="Only this kind: set, keep, split, name or hosts.")] = "",
    db: Database = DATABASE,
) -> None:
    """Remove the corrections of a template."""
    from inventory import correcting  # noqa: PLC0415 - `--help` needs none of it
    from inventory.store import Store  # noqa: PLC0415

    with Store.open(db, create=False) as store:
        _correct(store, removed=correcting.select(store.corrections(), template, service, kind))


@app.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; without it, to standard output.")] = None,
    db: Database = DATABASE,
) -> None:
    """Write all corrections as a JSON file."""
    from inventory import correcting  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.output import write  # noqa: PLC0415
    from inventory.errors import UsageError  # noqa: PLC0415
    from inventory.store import Store  # noqa: PLC0415

    with Store.open(db, create=False) as store:
        text = correcting.dump(store.corrections())
    if file is None:
        write(text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"{file}: {problem.strerror}", hint="give a file that can be written") from problem


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A file of `inventory template export`; - for standard input.")],
    db: Database = DATABASE,
    create: Create = False,
) -> None:
    """Add the corrections of a file, all or none; they replace those of the same templates."""
    from inventory import correcting  # noqa: PLC0415 - `--help` needs none of it

    found = correcting.load(file)
    with _open(db, create=create) as store:
        _correct(store, added=found)


def _add(kind: str, template: str, service: str, words: Sequence[str], db: str, *, create: bool) -> None:
    from inventory import correcting  # noqa: PLC0415 - `--help` needs none of it

    one = correcting.correction(kind, template, service, words)
    with _open(db, create=create) as store:
        _correct(store, added=[one])


def _open(db: str, *, create: bool) -> "Store":
    """Open the inventory; a name that was mistyped must not become one."""
    from inventory.store import Store  # noqa: PLC0415 - `--help` needs none of it

    return Store.open(db, create=create, otherwise="or make one with --create")


def _correct(store: "Store", added: Iterable["Correction"] = (), removed: Iterable["Correction"] = ()) -> None:
    """Store corrections, and tell which endpoints have another template by them."""
    from inventory import pipeline  # noqa: PLC0415 - `--help` needs none of it
    from inventory.cli.output import tell  # noqa: PLC0415
    from inventory.model.history import changes  # noqa: PLC0415

    before = store.snapshot()
    pipeline.correct(store, added, removed)
    renamed = changes(before, store.snapshot()).renamed
    if not renamed:
        tell("stored; no endpoint has another template by it")
    for one in renamed[:SHOWN]:
        more = f" and {len(one.formerly) - SHOWN:,} more" if len(one.formerly) > SHOWN else ""
        service, method, template = one.endpoint.key
        tell(f"{method} {service}{template}, formerly {', '.join(one.formerly[:SHOWN])}{more}")
    if len(renamed) > SHOWN:
        tell(f"and {len(renamed) - SHOWN:,} more endpoints with other templates")
