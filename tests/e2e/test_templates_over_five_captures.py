"""Traffic split over five captures in any order gives the templates of one capture, on the command line."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from program import Invoke

WORDS = [f"{one}{other}{last}" for one in ("ba", "de", "fi", "go", "lu") for other in ("ma", "ne", "ri", "so", "tu")
         for last in ("ka", "le", "vi", "zo")]  # fmt: skip


def _requests() -> list[tuple[str, str, int]]:
    found = [("GET", f"/users/{number}", 200) for number in range(40)]
    found += [("GET", f"/users/{number}/orders", 200) for number in range(40)]
    found += [("GET", "/users/me", 200), ("PATCH", "/users/me", 200), ("POST", "/orders", 201)] * 10
    found += [("GET", f"/products/{word}", 200) for word in WORDS]
    found += [("GET", f"/{word}.php", 404) for word in WORDS]
    found += [("GET", f"/files/{word}.pdf", 200) for word in WORDS[:30]]
    return found


def _har(path: Path, requests: list[tuple[str, str, int]]) -> None:
    entries = [
        {
            "startedDateTime": "2026-01-01T00:00:00Z",
            "request": {"method": method, "url": f"https://api.example{way}", "httpVersion": "HTTP/1.1", "headers": []},
            "response": {"status": status, "headers": [{"name": "Content-Type", "value": "application/json"}]},
        }
        for method, way, status in requests
    ]
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), "utf-8")


def _endpoints(invoke: Invoke, captures: list[Path], database: Path) -> list[tuple[Any, ...]]:
    assert invoke("scan", *captures, "--db", database).status == 0
    document = invoke("endpoints", "--db", database, "--format", "json").document
    return [(one["service"], one["method"], one["template"], one["count"]) for one in document["endpoints"]]


@pytest.mark.parametrize("seed", range(3))
def test_five_captures_are_as_good_as_one(tmp_path: Path, invoke: Invoke, seed: int) -> None:
    requests, chance = _requests(), random.Random(seed)
    _har(tmp_path / "whole.har", requests)
    wanted = _endpoints(invoke, [tmp_path / "whole.har"], tmp_path / "whole.db")
    assert {"/users/me", "/users/{userId}/orders"} <= {path for _, _, path, _ in wanted}
    chance.shuffle(requests)
    parts = [tmp_path / f"part{number}.har" for number in range(5)]
    for number, part in enumerate(parts):
        _har(part, requests[number::5])
    chance.shuffle(parts)
    assert _endpoints(invoke, parts, tmp_path / "together.db") == wanted
    for part in parts:
        apart = _endpoints(invoke, [part], tmp_path / "apart.db")
    assert apart == wanted
