"""An endpoint that only changed its template is none that is new; what it was called before still finds it."""

from functools import partial
from pathlib import Path

import pytest
from program import Invoke
from test_corrections_stick import har

from inventory import endpoints
from inventory.endpoints.judge import Question, Verdict

WORDS = ["bob", "carl", "dora", "emil", "fritz", "gustav", "hanna", "ida"]


@pytest.fixture(autouse=True)
def _simple_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told of templates does not hang on how they are judged: here, four words at a place are values."""

    def judge(question: Question) -> Verdict:
        return Verdict(frozenset(question.stems if len(question.stems) > 3 else ()))

    monkeypatch.setattr(endpoints, "infer", partial(endpoints.infer, judge=judge))


@pytest.fixture
def scanned(invoke: Invoke, tmp_path: Path) -> tuple[Path, str, dict[str, object]]:
    """An inventory to which a capture was added that makes a parameter of /users/anna; what that scan printed."""
    db = tmp_path / "i.db"
    first = har(tmp_path / "first.har", "/users/anna", "/health")
    assert invoke("scan", first, "--db", db, "--format", "json").document["renamed_endpoints"] == []
    more = har(tmp_path / "more.har", "/users/anna/orders", *(f"/users/{word}" for word in WORDS))
    copy = tmp_path / "copy.db"
    copy.write_bytes(db.read_bytes())
    table = invoke("scan", more, "--db", copy, "--format", "table").out
    return db, table, invoke("scan", more, "--db", db, "--format", "json").document


def test_a_scan_tells_them_from_new_ones(scanned: tuple[Path, str, dict[str, object]]) -> None:
    _, table, document = scanned
    assert document["renamed_endpoints"] == [
        {"service": "api.example", "method": "GET", "template": "/users/{user}", "formerly": ["/users/anna"]}
    ]
    assert [one["template"] for one in document["new_endpoints"]] == ["/users/{user}/orders"]  # type: ignore[attr-defined]
    assert document["endpoints"] == 3
    lines = table.splitlines()
    assert lines[-1] == "3 endpoints in the inventory, 1 of them new, 1 with another template"
    at = lines.index("With another template (1):")
    assert lines[at + 2].split() == ["api.example", "GET", "/users/{user}", "/users/anna"]


def test_captures_of_one_scan_change_what_is_new_before_anybody_saw_it(invoke: Invoke, tmp_path: Path) -> None:
    first = har(tmp_path / "1.har", "/users/anna")
    more = har(tmp_path / "2.har", *(f"/users/{word}" for word in WORDS))
    document = invoke("scan", first, more, "--db", tmp_path / "i.db", "--format", "json").document
    assert [one["template"] for one in document["new_endpoints"]] == ["/users/{user}"]
    assert document["renamed_endpoints"] == []


@pytest.mark.parametrize("asked", ["/users/{who}", "GET /users/{who}", "api.example/users/{who}"])
def test_what_it_was_called_finds_it(invoke: Invoke, scanned: tuple[Path, str, dict[str, object]], asked: str) -> None:
    db = scanned[0]
    invoke("template", "set", "/users/{who}", "--db", db)
    invoke("template", "set", "/users/{name}", "--db", db)
    (shown,) = invoke("show", asked, "--db", db, "--format", "json").document["endpoints"]
    assert shown["template"] == "/users/{name}"
    assert shown["formerly"] == [
        {"template": "/users/anna", "capture": "more.har"},
        {"template": "/users/{user}", "capture": None},
        {"template": "/users/{who}", "capture": None},
    ]
    lines = invoke("show", asked, "--db", db).out.splitlines()
    assert [line.split(maxsplit=1)[1] for line in lines if line.startswith("  formerly ")] == [
        "GET /users/anna, until more.har",
        "GET /users/{user}, until a correction",
        "GET /users/{who}, until a correction",
    ]


def test_what_it_is_called_comes_before_what_others_were(
    invoke: Invoke, scanned: tuple[Path, str, dict[str, object]]
) -> None:
    db = scanned[0]
    invoke("template", "split", "/users/{user}", "anna", "--db", db)
    (shown,) = invoke("show", "/users/{user}", "--db", db, "--format", "json").document["endpoints"]
    assert (shown["template"], shown["formerly"][0]["template"]) == ("/users/{user}", "/users/anna")
    (part,) = invoke("show", "GET /users/anna", "--db", db, "--format", "json").document["endpoints"]
    assert part["formerly"] == [{"template": "/users/{user}", "capture": None}]


def test_the_list_says_nothing_about_the_order_of_scans(
    invoke: Invoke, scanned: tuple[Path, str, dict[str, object]], tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    invoke("scan", tmp_path / "more.har", tmp_path / "first.har", "--db", other)
    listed = [invoke("endpoints", "--all", "--db", db, "--format", "json").out for db in (scanned[0], other)]
    assert listed[0] == listed[1]
    assert "formerly" not in listed[0]


def test_a_correction_tells_what_changed_by_it_and_no_more_than_a_few(invoke: Invoke, tmp_path: Path) -> None:
    db = tmp_path / "i.db"
    invoke("scan", har(tmp_path / "1.har", *(f"/x/{word}/y" for word in WORDS)), "--db", db)
    invoke("template", "set", "/x/{a}/y", "--db", db)
    told = invoke("template", "split", "/x/{a}", "--db", db).err
    assert told == "stored; no endpoint has another template by it\n"
    told = invoke("template", "remove", "/x/{a}/y", "--db", db).err.splitlines()
    assert told[0] == "GET api.example/x/bob/y, formerly /x/{a}/y"
    assert len(told) == 6
    assert told[-1] == "and 3 more endpoints with other templates"
    told = invoke("template", "set", "/x/{a}/{b}", "--db", db).err.splitlines()
    assert told == [
        "GET api.example/x/{a}/{b}, formerly /x/bob/y, /x/carl/y, /x/dora/y, /x/emil/y, /x/fritz/y and 3 more"
    ]
