"""What tests of the whole program share."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from program import Invoke, Result

from inventory.cli.app import run

# How long an example takes says more about the machine, and what else it does, than about the code.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


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
