"""Commands in the documents: there are such commands and options, and what is marked to be run gives what is shown."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from document_files import DOCUMENTS, Block, blocks, calls, in_script, script
from program import ROOT, SAMPLES, Invoke, Result

from inventory.cli.app import app

COMMANDS = typer.main.get_command(app)
RUNNABLE = [path for path in DOCUMENTS if any(block.status is not None for block in blocks(path))]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def complaint(words: list[str]) -> str:
    """Return what the command line would say of these arguments, and "" where it takes them."""
    command: Any = COMMANDS
    context = command.make_context("inventory", [], resilient_parsing=True)
    words = list(words)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in command.commands:
            return f"there is no command {name}"
        command = command.commands[name]
        context = type(context)(command, parent=context, info_name=name)
    if not words:
        return ""  # running text names a command and its arguments are left out
    try:
        _, left, _ = command.make_parser(context).parse_args(words)
    except Exception as problem:  # noqa: BLE001 - typer carries its own click, whose exceptions nobody may import
        return f"{command.name}: {problem}"
    return f"{command.name}: nothing takes {left}" if left else ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_command_and_option_is_there(document: Path) -> None:
    assert [told for words in calls(document) if (told := complaint(words))] == []


def test_commands_are_found_in_the_documents() -> None:
    assert sum(1 for document in DOCUMENTS for _ in calls(document)) > 100
    assert {words[0] for document in DOCUMENTS for words in calls(document) if words} >= {"scan", "check", "diff"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("inventory scan a.pcap", [["scan", "a.pcap"]]),
        ("tcpdump -w - | inventory scan -  # a comment", [["scan", "-"]]),
        ("inventory diff --patch | git apply", [["diff", "--patch"]]),
        ("docker run -v \"$PWD:/work\" inventory check 'a b.har' && echo", [["check", "a b.har"]]),
        ("docker build -t inventory .", []),
        ("kubectl exec pod -- inventory scan -", [["scan", "-"]]),
        ("inventory scan \\\n  a.pcap; .venv/bin/inventory rules", [["scan", "a.pcap"], ["rules"]]),
    ],
)
def test_how_commands_are_found(text: str, found: list[list[str]]) -> None:
    assert list(in_script(text)) == found


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("scan a.pcap --db x.db", ""),
        ("template", ""),
        ("--version", ""),
        ("seek a.pcap", "there is no command seek"),
        ("template fix /a", "there is no command fix"),
        ("scan a.pcap --dbase x.db", "--dbase"),
        ("scan a.pcap --db", "--db"),
        ("show one two", "two"),
    ],
)
def test_what_is_complained_about(words: str, told: str) -> None:
    found = complaint(words.split())
    assert told in found
    assert bool(told) is bool(found)


@pytest.mark.parametrize("document", RUNNABLE, ids=_name)
def test_what_is_marked_runs_and_gives_what_is_shown(
    document: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All marked blocks of a document run one after the other, in one folder, as a reader would type them."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")  # the day on which the samples were recorded: waivers end
    shutil.copytree(SAMPLES, tmp_path / "samples", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    for block in blocks(document):
        if block.status is not None:
            ended = _here(block, invoke) if _is_plain(block) else _in_a_shell(block, tmp_path)
            assert ended.status == block.status, (block.text, ended.out, ended.err)
            _compare(block, ended.err + ended.out)


def _is_plain(block: Block) -> bool:
    """Tell whether no shell is needed, as only `inventory` is called, once a line: this process is faster then."""
    lines = [line for line in script(block).splitlines() if line]
    return all(line.startswith("inventory ") and not set(line) & set("|&;<>$*\\#") for line in lines)


def _here(block: Block, invoke: Invoke) -> Result:
    ended = Result(0, "", "")
    for words in in_script(script(block)):
        assert ended.status == 0
        ended = invoke(*words)
    return ended


def _in_a_shell(block: Block, folder: Path) -> Result:
    program = folder / "bin" / "inventory"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m inventory "$@"\n')
    program.chmod(0o755)
    hidden = ("INVENTORY", "SSLKEYLOGFILE", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    path = os.pathsep.join((str(program.parent), kept["PATH"]))
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script(block)],
        cwd=folder, env={**kept, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return Result(done.returncode, done.stdout, done.stderr)


def _compare(block: Block, printed: str) -> None:
    """Look for the lines that a session shows, in their order; a line with `…` stands for any number of lines."""
    if block.language != "console":
        return
    lines = [line.rstrip() for line in printed.splitlines()]
    at, adjacent = 0, True
    for shown in block.text.splitlines():
        if shown.startswith("$ "):
            continue
        if shown == "…":
            adjacent = False
            continue
        found = at if adjacent else next((row for row in range(at, len(lines)) if lines[row] == shown), len(lines))
        assert found < len(lines), f"{shown!r} is not printed"
        assert lines[found] == shown
        at, adjacent = found + 1, True
    assert not adjacent or at == len(lines), f"more is printed than shown: {lines[at:][:3]}"


def test_there_is_something_to_run() -> None:
    assert {"docs/quick-start.md", "docs/index.md"} <= {_name(path) for path in RUNNABLE}
