"""The whole program as tests run it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

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


def shared(*parts: str) -> Path:
    """Return a file of the team's shared captures; skip the test where they are absent."""
    path = ROOT.parent.joinpath("shared", *parts)
    if not path.exists():
        pytest.skip("the shared captures are not here")
    return path
