"""Corrections hold for what was scanned and what will be, and move to another inventory as a file."""

import json
from pathlib import Path

import pytest
from har_files import write_har
from program import SAMPLES, Invoke

SHOP = SAMPLES / "shop" / "capture.pcap"


def har(path: Path, *paths: str) -> Path:
    """Make a capture of GET requests that were all served."""
    return write_har(path, [f"https://api.example{one}" for one in paths])


def listed(invoke: Invoke, db: Path) -> list[str]:
    found = invoke("endpoints", "--all", "--db", db, "--format", "json").document["endpoints"]
    return [f"{one['method']} {one['template']}" for one in found]


def test_a_correction_holds_at_once_and_after_the_next_scan(invoke: Invoke, tmp_path: Path) -> None:
    db = tmp_path / "i.db"
    invoke("scan", har(tmp_path / "1.har", "/users/anna", "/users/me"), "--db", db)
    before = listed(invoke, db)
    assert "GET /users/{id}" not in before
    told = invoke("template", "set", "GET /users/{id}", "--db", db)
    assert (told.status, told.out) == (0, "")
    assert told.err.startswith("GET api.example/users/{id}, formerly /users/")
    assert listed(invoke, db) == ["GET /users/{id}"]
    invoke("template", "keep", "/users/me", "--db", db)
    invoke("scan", har(tmp_path / "2.har", "/users/bob", "/users/me", "/users/carl/orders"), "--db", db)
    wanted = ["GET /users/me", "GET /users/{id}", "GET /users/{id}/orders"]
    assert listed(invoke, db) == wanted
    (shown,) = invoke("show", "GET /users/{id}", "--db", db, "--format", "json").document["endpoints"]
    assert shown["count"] == 2
    assert shown["parameters"][0]["reason"] == "corrected"
    exported = invoke("template", "export", "--db", db)
    file, other = tmp_path / "corrections.json", tmp_path / "other.db"
    invoke("template", "export", file, "--db", db)
    assert file.read_text() == exported.out
    assert invoke("template", "import", file, "--db", other, "--create").status == 0
    invoke("scan", tmp_path / "2.har", tmp_path / "1.har", "--db", other)
    assert listed(invoke, other) == wanted
    assert invoke("template", "export", "--db", other).out == exported.out
    for template in ("GET /users/{anyName}", "/users/me"):
        assert invoke("template", "remove", template, "--db", db).status == 0
    assert "GET /users/{id}" not in listed(invoke, db)


def test_correcting_before_is_correcting_after(invoke: Invoke, tmp_path: Path) -> None:
    before, after = tmp_path / "before.db", tmp_path / "after.db"
    said = [("set", "/v1/products/{sku}"), ("name", "/v1/users/{userId}", "who"), ("split", "/v1/orders/{orderId}")]
    for words in said:
        invoke("template", *words, "--db", before, "--create")
    invoke("scan", SHOP, "--db", before)
    invoke("scan", SHOP, "--db", after)
    for words in reversed(said):
        assert invoke("template", *words, "--db", after).status == 0
    documents = [invoke("endpoints", "--all", "--db", db, "--format", "json").document for db in (before, after)]
    assert documents[0] == documents[1]
    assert "GET /v1/products/{sku}/reviews" in listed(invoke, before)


def test_the_list(invoke: Invoke, tmp_path: Path) -> None:
    db = tmp_path / "i.db"
    for words in (
        ("set", "get /users/{id}", "--service", "API.example"),
        ("set", "GET /users/{key}", "--service", "api.example"),
        ("split", "/orders/{orderId}", "export", "import"),
    ):
        invoke("template", *words, "--db", db, "--create")
    document = invoke("template", "list", "--db", db, "--format", "json").document
    assert document["corrections"] == [
        {"kind": "set", "service": "api.example", "method": "GET", "template": "/users/{key}", "words": []},
        {
            "kind": "split",
            "service": None,
            "method": None,
            "template": "/orders/{orderId}",
            "words": ["export", "import"],
        },
    ]
    assert "GET /users/{key}" in invoke("template", "list", "--db", db).out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("set", "users/{id}"), "slash"),
        (("set", "/users/{id}/{id}"), "same name"),
        (("set", "/users/{id"), "braces"),
        (("set", "/users/{}"), "no name"),
        (("set", "/users/{a}{b}"), "told apart"),
        (("set", "/a//b"), "empty segment"),
        (("set", "G3T /a"), "method"),
        (("set", "/" + "a/" * 40), "too long"),
        (("set", "/a/anna@mail.example-{id}"), "not kept"),
        (("set", "/a", "--service", "no service"), "no service"),
        (("keep", "/users/42"), "{integer}"),
        (("keep", "/users/{id}"), "no word"),
        (("keep", "/"), "no word"),
        (("keep", "/a/.."), "no such segment"),
        (("keep", "GET /users/me"), "no method"),
        (("split", "/users/me", "me"), "no parameter"),
        (("split", "/users/{id}", "4f1c2a9be0d14a7b"), "not kept"),
        (("split", "/users/{id}", "a/b"), "not kept"),
        (("name", "/users/{id}", "a", "b"), "as many names"),
        (("name", "/users/{id}", "a b"), "as many names"),
        (("name", "/users/{a}/orders/{b}", "a"), "taken"),
        (("remove", "/users/{id}"), "no correction"),
    ],
)
def test_what_cannot_be_meant_is_refused(invoke: Invoke, tmp_path: Path, words: tuple[str, ...], reason: str) -> None:
    db = tmp_path / "i.db"
    invoke("template", "keep", "/x", "--db", db, "--create")
    kept = db.read_bytes()
    result = invoke("template", *words, "--db", db)
    assert result.status == 2
    assert reason in result.err
    assert result.err.count("\n") == 1
    assert result.err.endswith(")\n"), "no hint"
    assert db.read_bytes() == kept


@pytest.mark.parametrize(
    "words",
    [
        ("set", "/users/{id}"),
        ("keep", "/users/me"),
        ("split", "/users/{id}"),
        ("name", "/users/{id}", "key"),
        ("import", "f.json"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_mistyped_name_makes_no_inventory(
    invoke: Invoke, tmp_path: Path, words: tuple[str, ...], *, named: bool
) -> None:
    (tmp_path / "f.json").write_bytes(file())
    db = tmp_path / "inventroy.db" if named else tmp_path / "inventory.db"
    where = ("--db", db) if named else ()
    result = invoke("template", *words, *where)
    assert result.status == 5
    assert result.err.startswith("inventory: there is no inventory at ")
    assert "`inventory scan CAPTURE --db " in result.err
    assert result.err.endswith("first, or make one with --create)\n")
    assert not db.exists()
    assert invoke("template", *words, *where, "--create").status == 0
    assert invoke("template", "list", *where).status == 0


def test_a_check_keeps_nothing_and_yet_knows_corrections(invoke: Invoke, tmp_path: Path) -> None:
    capture = har(tmp_path / "1.har", "/users/anna", "/users/bob/orders")
    spec, told = tmp_path / "spec.json", tmp_path / "told.json"
    about = {"title": "t", "version": "1"}
    servers = [{"url": "https://api.example"}]
    paths = {"/health": {"get": {"responses": {"200": {"description": "fine"}}}}}
    spec.write_text(json.dumps({"openapi": "3.0.3", "info": about, "servers": servers, "paths": paths}))
    told.write_bytes(file(entry(template="/users/{name}")))

    def found(*more: object) -> list[str]:
        document = invoke("check", capture, "--spec", spec, "--format", "json", *more).document
        return sorted(one["path"] for one in document["findings"] if one["rule"] == "undocumented-endpoint")

    assert found("--corrections", told) == ["/users/{name}", "/users/{name}/orders"]
    assert "/users/{name}" not in found()
    refused = invoke("check", capture, "--spec", spec, "--corrections", tmp_path / "absent.json")
    assert refused.status == 2
    assert refused.err.startswith("inventory: ")
    assert "absent.json: No such file" in refused.err
    told.write_bytes(file(entry(kind="drop")))
    assert "correction 1: drop" in invoke("check", capture, "--spec", spec, "--corrections", told).err


def entry(**changes: object) -> dict[str, object]:
    return {"kind": "set", "template": "/users/{id}"} | changes


def file(*entries: object, version: object = 1) -> bytes:
    return json.dumps({"version": version, "corrections": entries}).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no file of corrections"),
        (b"\xff\xfe\x00", "no file of corrections"),
        (b"[" * 100_000, "no file of corrections"),
        (b'{"version": 1, "corrections": ' + b"[" * 100_000, "no file of corrections"),
        (b" " * (8 * 1024 * 1024 + 1), "too large"),
        (file(version=2), "version 2"),
        (file(version="1"), "no file of corrections"),
        (b'{"corrections": []}', "version"),
        (file(entry(more=1)), "more"),
        (file(entry(kind="drop")), "correction 1: drop"),
        (file(entry(), entry(template="/a/\x1b[31m{x")), "correction 2"),
        (file(entry(), entry(template="/users/{key}")), "contradicts"),
        (file(entry(kind="split", words=[f"w{n}" for n in range(1_001)])), "too many words"),
        (file(entry(kind="keep", template="/users/anna@mail.example")), "{email}"),
        (file(*[entry(template=f"/a{'b' * (number % 7)}/{{x{number}}}") for number in range(10_001)]), "too many"),
        (file(entry(template="/" + "{" * 100_000)), "too long"),
        (file(entry(words=["x"])), "no words"),
    ],
)
def test_a_hostile_file_is_refused_in_one_line_and_nothing_is_stored(
    invoke: Invoke, tmp_path: Path, content: bytes, reason: str
) -> None:
    path, db = tmp_path / "f.json", tmp_path / "i.db"
    path.write_bytes(content)
    result = invoke("template", "import", path, "--db", db, "--create")
    assert result.status == 2
    assert reason in result.err
    assert result.err.count("\n") == 1
    assert len(result.err) < 1_000
    assert "\x1b" not in result.err
    assert result.err.endswith(")\n"), "no hint"
    assert not db.exists()
