"""Findings on the command line: printed and written, and turned into an exit status."""

from pathlib import Path

import typer

from inventory import pipeline
from inventory.cli.options import FailOn
from inventory.cli.results import Results
from inventory.model.findings import Finding, Severity, at_or_above
from inventory.reports import drifting
from inventory.reports.documents import DriftDocument
from inventory.rules import all_rules


def report(judged: pipeline.Judged, results: Results, fail_on: FailOn, status: int = 0) -> None:
    """Give the findings; end with status 1 when one is bad enough, or with the `status` of a run that failed."""
    status = status or (1 if fail_on is not FailOn.NEVER and _failing(judged, fail_on) else 0)
    results.give(published(judged, fail_on, status))
    if status:
        raise typer.Exit(status)


def published(judged: pipeline.Judged, fail_on: FailOn, status: int) -> DriftDocument:
    """Publish findings; files of descriptions are told as they are seen from where the command runs."""
    return drifting.drift(
        judged.comparison,
        judged.findings,
        all_rules(),
        failing=_failing(judged, fail_on),
        exit_status=status,
        folder=Path.cwd(),
    )


def _failing(judged: pipeline.Judged, fail_on: FailOn) -> list[Finding]:
    """Return the findings that make the exit status 1; with `never`, those that would by default."""
    threshold = Severity.ERROR if fail_on is FailOn.NEVER else Severity(fail_on.value)
    return [finding for finding in judged.findings if at_or_above((finding,), threshold)]
