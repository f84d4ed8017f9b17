"""Descriptions and findings on the command line: read, printed, and turned into an exit status."""

from collections.abc import Iterable
from pathlib import Path

import typer

from inventory import pipeline
from inventory.cli.options import FailOn, Format
from inventory.cli.output import complain, emit
from inventory.model.findings import Severity, at_or_above
from inventory.model.operations import Description
from inventory.reports import publishing


def describe(files: Iterable[Path], *, allow_remote: bool) -> tuple[Description, ...]:
    """Read descriptions, and say what of them is left out; raises DescriptionError."""
    descriptions = pipeline.describe(files, allow_remote=allow_remote)
    for note in (note for description in descriptions for note in description.notes):
        complain(note)
    return descriptions


def report(judged: pipeline.Judged, form: Format, fail_on: FailOn) -> None:
    """Print the findings; end with status 1 when one is bad enough."""
    emit(publishing.drift(judged.comparison, judged.findings), form.value)
    if fail_on is not FailOn.NEVER and at_or_above(judged.findings, Severity(fail_on.value)):
        raise typer.Exit(1)
