"""Descriptions and findings on the command line: read, printed and written, and turned into an exit status."""

from collections.abc import Iterable
from pathlib import Path

import typer

from inventory import pipeline
from inventory.cli.output import complain, write
from inventory.cli.results import Results
from inventory.errors import UsageError
from inventory.model.judged import Judged
from inventory.model.operations import Description, Server
from inventory.reports import drifting
from inventory.reports.documents import DriftDocument
from inventory.rules import FailOn, all_rules


def described(spec: list[Path] | None, *, allow_remote: bool) -> tuple[Description, ...]:
    """Read the descriptions to compare with; raises UsageError where none is named."""
    if not spec:
        hint = "give one with --spec FILE, or `spec` in inventory.toml"
        raise UsageError("there is no description to compare with", hint=hint)
    return describe(spec, allow_remote=allow_remote)


def describe(files: Iterable[Path], *, allow_remote: bool) -> tuple[Description, ...]:
    """Read descriptions, and say what of them is left out; raises DescriptionError."""
    descriptions = pipeline.describe(files, allow_remote=allow_remote)
    for note in (note for description in descriptions for note in description.notes):
        complain(note)
    return descriptions


def report(judged: Judged, results: Results, fail_on: FailOn, status: int = 0) -> None:
    """Give the findings; end with status 1 when one is bad enough, or with the `status` of a run that failed."""
    status = status or int(fail_on.failed(judged.findings, judged.notices))
    results.give(published(judged, fail_on, status))
    tell_notices(judged)
    if status:
        raise typer.Exit(status)


def tell_notices(judged: Judged) -> None:
    """Tell what there is to tell about what is accepted."""
    for notice in judged.notices:
        complain(notice.message, notice.hint)


def published(judged: Judged, fail_on: FailOn, status: int) -> DriftDocument:
    """Publish findings; files of descriptions are told as they are seen from where the command runs.

    With `never`, those fail that would by default.
    """
    return drifting.drift(
        judged.comparison,
        judged.findings,
        all_rules(),
        failing=(FailOn() if fail_on.never else fail_on).failing(judged.findings),
        exit_status=status,
        folder=Path.cwd(),
        gone=judged.gone,
        notices=judged.notices,
    )


def propose(
    judged: Judged, descriptions: tuple[Description, ...], servers: tuple[Server, ...], fail_on: FailOn
) -> None:
    """Print what would declare the findings, and tell what could not be proposed; end as `report` does."""
    proposal = pipeline.propose(judged, descriptions, servers)
    write(proposal.diff)
    for line in proposal.left_out:
        complain(f"not in the patch: {line}")
    if fail_on.failed(judged.findings, judged.notices):
        raise typer.Exit(1)
