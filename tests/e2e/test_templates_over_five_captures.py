"""Traffic split over five captures or databases in any order gives the templates of one, on the command line."""

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
    return _listed(invoke, database)


def _listed(invoke: Invoke, database: Path) -> list[tuple[Any, ...]]:
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


@pytest.mark.parametrize("seed", range(2))
def test_five_databases_merge_to_one(tmp_path: Path, invoke: Invoke, seed: int) -> None:
    requests, chance = _requests(), random.Random(seed)
    _har(tmp_path / "whole.har", requests)
    wanted = _endpoints(invoke, [tmp_path / "whole.har"], tmp_path / "whole.db")
    chance.shuffle(requests)
    databases = []
    for number in range(5):
        part, database = tmp_path / f"part{number}.har", tmp_path / f"{number}.db"
        _har(part, requests[number::5])
        _endpoints(invoke, [part], database)
        databases.append(database)
    chance.shuffle(databases)
    merged = tmp_path / "merged.db"
    assert invoke("db", "merge", *databases[:3], "--db", merged).status == 0
    result = invoke("db", "merge", *databases[2:], "--db", merged, "--format", "json")
    assert len(result.document["known"]) == 1
    assert len(result.document["captures"]) == 2
    assert _listed(invoke, merged) == wanted


def test_merging_keeps_corrections_that_are_there(tmp_path: Path, invoke: Invoke) -> None:
    ours, theirs = tmp_path / "ours.db", tmp_path / "theirs.db"
    _har(tmp_path / "some.har", [("GET", f"/users/{number}", 200) for number in range(9)])
    for database, name in ((ours, "login"), (theirs, "account")):
        assert invoke("scan", tmp_path / "some.har", "--db", database).status == 0
        assert invoke("template", "set", f"/users/{{{name}}}", "--db", database).status == 0
    assert invoke("template", "keep", "/users/vip", "--db", theirs).status == 0
    result = invoke("db", "merge", theirs, "--db", ours)
    assert result.status == 0
    assert "left out" in result.err
    assert "/users/{account}" in result.err
    assert [template for _, _, template, _ in _listed(invoke, ours)] == ["/users/{login}"]
    told = invoke("template", "list", "--db", ours).out
    assert "/users/vip" in told
    assert "/users/{account}" not in told


def test_an_inventory_that_is_not_there_cannot_be_merged(tmp_path: Path, invoke: Invoke) -> None:
    result = invoke("db", "merge", tmp_path / "none.db", "--db", tmp_path / "all.db")
    assert (result.status, result.out) == (5, "")
    assert not (tmp_path / "all.db").exists()
