"""How long the values of a parameter were is told, the same for packets and a HAR, in any order of captures."""

import itertools
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from program import ROOT, SAMPLES, Invoke
from test_corrections_stick import har

from inventory.store import Store

SHOP = SAMPLES / "shop"
PARTS = (
    ("/users/7", "/users/me", "/orders/1234/items/1"),
    ("/users/123456", "/users/me", "/orders/12/items/12345"),
    ("/users/42", "/files/report-7.pdf", "/users/me"),
)


def parameters(invoke: Invoke, database: Path) -> list[Any]:
    document = invoke("endpoints", "--db", database, "--format", "json").document
    schema = json.loads((ROOT / "docs" / "schemas" / "endpoints.json").read_text())
    jsonschema_rs.validator_for(schema).validate(document)
    return [(one["method"], one["template"], one["parameters"]) for one in document["endpoints"]]


def test_packets_tell_what_a_har_tells(invoke: Invoke, tmp_path: Path) -> None:
    found = []
    for name in ("capture.pcap", "capture.pcapng", "capture.har"):
        invoke("scan", SHOP / name, "--db", tmp_path / f"{name}.db")
        found.append(parameters(invoke, tmp_path / f"{name}.db"))
    assert found[0] == found[1] == found[2]
    known = [one for _, _, several in found[0] for one in several if one["min_length"]]
    assert {one["type"] for one in known} >= {"integer", "string"}


@pytest.fixture
def captures(tmp_path: Path) -> list[Path]:
    return [har(tmp_path / f"{number}.har", *paths) for number, paths in enumerate(PARTS)]


def test_any_order_of_captures(invoke: Invoke, tmp_path: Path, captures: list[Path]) -> None:
    outcomes = []
    for number, order in enumerate(itertools.permutations(captures)):
        database = tmp_path / f"{number}.db"
        for path in order:
            invoke("scan", path, "--db", database)
        outcomes.append(parameters(invoke, database))
    assert all(one == outcomes[0] for one in outcomes)
    (user,) = next(found for _, template, found in outcomes[0] if template == "/users/{userId}")
    assert (user["type"], user["min_length"], user["max_length"]) == ("integer", 1, 6)


def test_show_tells_it_in_words(invoke: Invoke, tmp_path: Path, captures: list[Path]) -> None:
    invoke("scan", *captures, "--db", tmp_path / "all.db")
    text = invoke("show", "GET /users/{userId}", "--db", tmp_path / "all.db").out
    assert "  {userId}    integer, 1 to 6 digits, value-shape: " in text
    text = invoke("show", "GET /orders/{orderId}/items/{itemId}", "--db", tmp_path / "all.db").out
    assert "integer, 2 to 4 digits, value-shape: " in text
    one = har(tmp_path / "one.har", "/users/7", "/posts/12345", "/sent/ada@example.com")
    invoke("scan", one, "--db", tmp_path / "one.db")
    shown = [
        invoke("show", f"GET {way}", "--db", tmp_path / "one.db").out for way in ("/users/{userId}", "/posts/{postId}")
    ]
    assert "integer, 1 digit, " in shown[0]
    assert "integer, 5 digits, " in shown[1]
    assert "email, 15 characters, " in invoke("show", "GET /sent/{email}", "--db", tmp_path / "one.db").out


def test_lengths_go_with_their_capture(invoke: Invoke, tmp_path: Path, captures: list[Path]) -> None:
    """Rows stand for paths with values alone."""
    database = tmp_path / "all.db"
    invoke("scan", *captures, "--db", database)
    with Store.open(str(database), create=False) as store:
        assert store.info().rows["lengths"] == 5
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM captures WHERE name = '1.har'")
        connection.commit()
    with Store.open(str(database), create=False) as store:
        (user,) = [one for one in store.sightings() if one.path == "/users/{integer}"]
    assert user.lengths == ((1, 2),)


@pytest.mark.parametrize("ranges", ["", "[[1,2],[3,4]]", "[]", "[[1]]", '[["a","b"]]'])
def test_lengths_that_cannot_be(invoke: Invoke, tmp_path: Path, captures: list[Path], ranges: str) -> None:
    database = tmp_path / "all.db"
    invoke("scan", captures[0], "--db", database)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("UPDATE lengths SET ranges = ?", (ranges,)).rowcount
        connection.commit()
    result = invoke("endpoints", "--db", database)
    assert result.status == 5
    assert "lengths of values that cannot be read" in result.err
