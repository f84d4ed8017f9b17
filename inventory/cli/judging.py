"""Findings on the command line: printed, and turned into an exit status."""

from pathlib import Path

import typer

from inventory import pipeline
from inventory.cli.options import Format
from inventory.cli.output import complain, emit, write
from inventory.errors import UsageError
from inventory.model.operations import Description, Server
from inventory.reports import publishing
from inventory.rules import FailOn


def described(spec: list[Path] | None) -> tuple[Description, ...]:
    """Read the descriptions to compare with; raises UsageError where none is named."""
    if not spec:
        hint = "give one with --spec FILE, or `spec` in inventory.toml"
        raise UsageError("there is no description to compare with", hint=hint)
    return pipeline.describe(spec)


def report(judged: pipeline.Judged, form: Format, fail_on: FailOn) -> None:
    """Print the findings; end with status 1 when one is bad enough."""
    show(judged, form)
    conclude(judged, fail_on)


def conclude(judged: pipeline.Judged, fail_on: FailOn) -> None:
    """End with status 1 when a finding is bad enough."""
    if fail_on.failed(judged.findings, judged.notices):
        raise typer.Exit(1)


def show(judged: pipeline.Judged, form: Format) -> None:
    """Print the findings, and what there is to tell about what is accepted."""
    emit(publishing.drift(judged.comparison, judged.findings, judged.gone, judged.notices), form.value)
    for notice in judged.notices:
        complain(notice.message, notice.hint)


def propose(judged: pipeline.Judged, descriptions: tuple[Description, ...], servers: tuple[Server, ...]) -> None:
    """Print what would declare the findings, and tell what could not be proposed."""
    proposal = pipeline.propose(judged, descriptions, servers)
    write(proposal.diff)
    for line in proposal.left_out:
        complain(f"not in the patch: {line}")
