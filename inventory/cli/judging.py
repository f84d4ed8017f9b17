"""Findings on the command line: printed, and turned into an exit status."""

import typer

from inventory import pipeline
from inventory.cli.options import FailOn, Format
from inventory.cli.output import emit
from inventory.model.findings import Severity, at_or_above
from inventory.reports import publishing


def report(judged: pipeline.Judged, form: Format, fail_on: FailOn) -> None:
    """Print the findings; end with status 1 when one is bad enough."""
    emit(publishing.drift(judged.comparison, judged.findings), form.value)
    conclude(judged, fail_on)


def conclude(judged: pipeline.Judged, fail_on: FailOn) -> None:
    """End with status 1 when a finding is bad enough."""
    if fail_on is not FailOn.NEVER and at_or_above(judged.findings, Severity(fail_on.value)):
        raise typer.Exit(1)
