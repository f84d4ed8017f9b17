"""`--format`: each command says which formats it has, and refuses others in one line before it does anything."""

from pathlib import Path

import pytest
from program import SAMPLES, Invoke

from inventory.reports import documents, format_names

CAPTURE = SAMPLES / "shop" / "capture.pcap"
SPEC = SAMPLES / "shop" / "openapi-drifted.yaml"

COMMANDS = {
    ("check", CAPTURE, "--spec", SPEC): documents.DriftDocument,
    ("diff", "--spec", SPEC): documents.DriftDocument,
    ("scan", CAPTURE, "--spec", SPEC): documents.DriftDocument,
    ("scan", CAPTURE): documents.ScanDocument,
    ("endpoints",): documents.EndpointsDocument,
    ("show", "/orders"): documents.EndpointDetail,
    ("rules",): documents.RulesDocument,
    ("template", "list"): documents.CorrectionsDocument,
    ("db", "info"): documents.DatabaseDocument,
    ("db", "merge", "other.db"): documents.ScanDocument,
    ("capture", "-i", "lo"): documents.ScanDocument,
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command[:2])))
def test_a_format_that_there_is_not(invoke: Invoke, tmp_path: Path, command: tuple[object, ...]) -> None:
    result = invoke(*command, "--format", "pdf")
    assert (result.status, result.out) == (2, "")
    assert result.err == f"inventory: there is no format pdf (it has {', '.join(format_names(COMMANDS[command]))})\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [("endpoints",), ("rules",), ("scan", CAPTURE)])
def test_a_format_of_other_commands(invoke: Invoke, command: tuple[object, ...]) -> None:
    result = invoke(*command, "--format", "sarif")
    assert result.status == 2
    assert result.err.startswith("inventory: this command has no format sarif (it has ")
    assert "json" in result.err


def test_what_each_document_has() -> None:
    every = set(format_names())
    assert every >= {
        "table", "json", "sarif", "junit", "github", "github-summary", "gitlab", "markdown", "csv",
    }  # fmt: skip
    assert set(format_names(documents.DriftDocument)) == every - {"tree", "html"}
    assert set(format_names(documents.EndpointsDocument)) == {"table", "json", "csv", "markdown", "tree"}
    assert set(format_names(documents.RulesDocument)) == {"table", "json", "markdown"}
    for kind in COMMANDS.values():
        assert {"table", "json"} <= set(format_names(kind))


@pytest.mark.parametrize("command", ["check", "diff", "scan"])
def test_help_names_them_all(invoke: Invoke, command: str) -> None:
    shown = " ".join(invoke(command, "--help").out.split())
    assert f"Format of what is printed: table, {', '.join(_of_findings())}." in shown


def _of_findings() -> list[str]:
    return [name for name in format_names(documents.DriftDocument) if name != "table"]


@pytest.mark.parametrize("form", format_names(documents.EndpointsDocument))
def test_endpoints(invoke: Invoke, form: str) -> None:
    assert invoke("scan", CAPTURE).status == 0
    assert "/internal/debug" in invoke("endpoints", "--format", form).out
