"""Hosts of tenants are listed, shown, corrected and judged as the one service that they are."""

import json
from pathlib import Path

import pytest
from har_files import write_har
from program import Invoke
from tenants import API, SUFFIX, TENANTS, requests

TOGETHER = f"{{tenant}}.{SUFFIX}"
NAMES = [f"{label}.{SUFFIX}" for label in TENANTS]
EVIDENCE = "3 hosts: 9 of 9 endpoints are the same on at least two of them"


def har(folder: Path, host: str) -> Path:
    return write_har(folder / f"{host}.har", [f"https://{name}{path}" for name, path in requests(host)])


@pytest.fixture
def db(invoke: Invoke, tmp_path: Path) -> Path:
    found = tmp_path / "i.db"
    for name in NAMES:
        assert invoke("scan", har(tmp_path, name), "--db", found).status == 0
    return found


def services(invoke: Invoke, db: Path) -> set[str]:
    found = invoke("endpoints", "--all", "--db", db, "--format", "json").document["endpoints"]
    return {one["service"] for one in found}


def test_the_last_host_renames_endpoints_and_adds_none(invoke: Invoke, tmp_path: Path) -> None:
    for name in NAMES:
        told = invoke("scan", har(tmp_path, name), "--db", tmp_path / "i.db", "--format", "json").document
    assert (told["new_endpoints"], told["endpoints"]) == ([], len(API))
    (renamed,) = (one for one in told["renamed_endpoints"] if one["template"] == "/v1/projects")
    assert (renamed["service"], renamed["formerly"]) == (TOGETHER, [f"{name}/v1/projects" for name in NAMES[:2]])


def test_an_endpoint_is_found_by_its_host_and_tells_the_evidence(invoke: Invoke, db: Path) -> None:
    for wanted in (f"GET {NAMES[1]}/v1/projects", f"{TOGETHER}/v1/projects"):
        (shown,) = invoke("show", wanted, "--db", db, "--format", "json").document["endpoints"]
        assert (shown["service"], shown["hosts"], shown["same_api"]) == (TOGETHER, NAMES, EVIDENCE)
    told = invoke("show", "GET /v1/projects", "--db", db, "--explain", "--format", "table")
    assert f"  one API     {EVIDENCE}\n  hosts       {', '.join(NAMES)}\n" in told.out
    assert "/projects is a name" in told.out
    assert f"inventory template hosts '{TOGETHER}' --apart" in invoke("show", "/v1/projects", "--db", db).err
    listed = invoke("endpoints", "--service", NAMES[2], "--db", db, "--format", "json").document["endpoints"]
    assert {one["service"] for one in listed} == {TOGETHER}


def test_a_user_parts_hosts_and_takes_that_to_another_inventory(invoke: Invoke, db: Path, tmp_path: Path) -> None:
    told = invoke("template", "hosts", TOGETHER, "--apart", "--db", db)
    assert told.err.startswith(f"GET {NAMES[0]}/health, formerly {TOGETHER}/health\n")
    assert services(invoke, db) == set(NAMES)
    exported, other = tmp_path / "c.json", tmp_path / "other.db"
    invoke("template", "export", exported, "--db", db)
    invoke("template", "import", exported, "--db", other, "--create")
    invoke("scan", *(tmp_path / f"{name}.har" for name in NAMES), "--db", other)
    assert services(invoke, other) == set(NAMES)
    assert invoke("template", "remove", "{t}.API.example.com".lower(), "--db", other).status == 0
    assert services(invoke, other) == {TOGETHER}


def test_a_user_names_the_label(invoke: Invoke, db: Path) -> None:
    invoke("template", "hosts", "{shopId}.API.example.com", "--db", db)
    assert services(invoke, db) == {f"{{shopId}}.{SUFFIX}"}
    (shown,) = invoke("show", "/v1/projects", "--db", db, "--format", "json").document["endpoints"]
    assert shown["same_api"] == f"a correction says so; {EVIDENCE}"


@pytest.mark.parametrize(
    "text", ["api.example.com", "{t}.com", "{a}.{b}.example.com", "t{a}.example.com", "{a b}.x.com", "10.{a}.0.1"]
)
def test_what_is_no_pattern_is_refused(invoke: Invoke, db: Path, text: str) -> None:
    told = invoke("template", "hosts", text, "--db", db)
    assert told.status == 2
    assert "{tenant}.api.example.com" in told.err or "letters, digits" in told.err
    assert services(invoke, db) == {TOGETHER}


def test_each_line_of_a_stream_has_its_own_host(invoke: Invoke, tmp_path: Path) -> None:
    asked = [
        {"method": "GET", "host": host, "path": path, "status": 200, "content_type": "application/json"}
        for name in NAMES
        for host, path in requests(name)
    ]
    lines = tmp_path / "lines.jsonl"
    lines.write_text("".join(json.dumps(one) + "\n" for one in asked))
    told = [json.loads(line) for line in invoke("templates", lines, "--format", "jsonl").out.splitlines()]
    assert [one["host"] for one in told] == [one["host"] for one in asked]
    assert len({one["template"] for one in told}) == len(API)


def test_traffic_is_judged_by_the_pattern(invoke: Invoke, db: Path, tmp_path: Path) -> None:
    spec = tmp_path / "openapi.json"
    paths = {path: {"get": {"responses": {"200": {"description": "ok"}}}} for path in ("/health", "/v1/projects")}
    spec.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths}))
    options = ("--spec", spec, "--server", f"https://{TOGETHER}", "--db", db, "--format", "json")
    told = invoke("diff", *options)
    assert told.status == 1
    assert told.document["summary"]["services"] == [TOGETHER]
    found = {one["path"]: one["hosts"] for one in told.document["findings"]}
    assert len(found) == len(API) - 2
    assert found["/v1/members"] == NAMES
