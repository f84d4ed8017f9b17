"""What tests of the whole program share."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from inventory.cli.app import run

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"


class Result(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.out)


Invoke = Callable[..., Result]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Invoke:
    """Run `inventory` with some arguments in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INVENTORY_DB", raising=False)

    def call(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["inventory", *map(str, arguments)])
        capfd.readouterr()
        status = run()
        return Result(status, *capfd.readouterr())

    return call


@pytest.fixture
def process(tmp_path: Path) -> Invoke:
    """Run `inventory` with some arguments in a process of its own."""

    def call(*arguments: object) -> Result:
        command = [sys.executable, "-m", "inventory", *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        return Result(done.returncode, done.stdout, done.stderr)

    return call


def shared(*parts: str) -> Path:
    """Return a file of the team's shared captures; skip the test where they are absent."""
    path = ROOT.parent.joinpath("shared", *parts)
    if not path.exists():
        pytest.skip("the shared captures are not here")
    return path
