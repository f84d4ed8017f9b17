"""`inventory diff --patch` changes a description so that what it lacked is declared, and nothing else."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from program import SAMPLES, Invoke, shared

PROPOSED = {"undocumented-endpoint", "undocumented-method", "undocumented-query-parameter", "undocumented-status"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _apply(patch: str) -> None:
    subprocess.run(["git", "apply", "-"], input=patch, text=True, check=True)


def test_the_patched_description_declares_what_was_found(invoke: Invoke, folder: Path) -> None:
    shutil.copy(SAMPLES / "shop" / "openapi-drifted.yaml", "api.yaml")
    invoke("scan", str(SAMPLES / "shop" / "capture.pcap"))
    before = Path("api.yaml").read_text("utf-8")
    found = invoke("diff", "--spec", "api.yaml", "--patch")
    assert found.status == 1
    assert found.err == ""
    assert all(not line.startswith("-") or line.startswith("---") for line in found.out.splitlines())
    _apply(found.out)
    after = invoke("diff", "--spec", "api.yaml", "--format", "json").document
    assert not PROPOSED & set(after["summary"]["by_rule"])
    kept = iter(Path("api.yaml").read_text("utf-8").splitlines())
    assert all(line in kept for line in before.splitlines())
    again = invoke("diff", "--spec", "api.yaml", "--patch")
    assert again.out == ""


def test_a_json_file_below_the_working_directory(invoke: Invoke, folder: Path) -> None:
    Path("specs").mkdir()
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "http://api.shop.example/v1"}],
        "paths": {"/health": {"get": {"responses": {"200": {"description": "fine"}}}}},
    }
    Path("specs/api.json").write_text(json.dumps(document, indent=4), "utf-8")
    invoke("scan", str(SAMPLES / "shop" / "capture.pcap"))
    found = invoke("diff", "--spec", str(folder / "specs" / "api.json"), "--patch")
    assert found.out.startswith("--- a/specs/api.json\n+++ b/specs/api.json\n")
    _apply(found.out)
    patched = json.loads(Path("specs/api.json").read_text("utf-8"))
    assert "/internal/debug" in patched["paths"]
    assert patched["paths"]["/health"] == document["paths"]["/health"]  # type: ignore[index]
    after = invoke("diff", "--spec", "specs/api.json", "--format", "json").document
    assert not {"undocumented-endpoint", "undocumented-method"} & set(after["summary"]["by_rule"])


def test_what_lies_outside_of_the_servers_is_told(invoke: Invoke, folder: Path) -> None:
    lines = ["openapi: 3.0.3", "info: {title: Shop, version: '1'}", "servers: [{url: 'http://api.shop.example/v9'}]"]
    lines += ["paths: {/health: {get: {responses: {default: {description: any}}}}}", ""]
    Path("api.yaml").write_text("\n".join(lines), "utf-8")
    invoke("scan", str(SAMPLES / "shop" / "capture.pcap"))
    found = invoke("diff", "--spec", "api.yaml", "--patch")
    assert found.out == ""
    assert "not in the patch: GET /v1/health: no server of the description has it" in found.err


def test_a_patch_has_one_format(invoke: Invoke, folder: Path) -> None:
    shutil.copy(SAMPLES / "shop" / "openapi-drifted.yaml", "api.yaml")
    invoke("scan", str(SAMPLES / "shop" / "capture.pcap"))
    for more in (("--format", "json"), ("--output", "junit=a.xml")):
        found = invoke("diff", "--spec", "api.yaml", "--patch", *more)
        assert (found.status, found.out) == (2, "")
        assert "leave out --format and --output" in found.err


@pytest.mark.shared
@pytest.mark.parametrize("case", ["alertmanager", "kratos", "typesense"])
def test_real_descriptions(invoke: Invoke, folder: Path, case: str) -> None:
    place = shared("drift", "cases", case)
    capture = folder / "capture.har.gz"
    shutil.copyfile(place / "capture.har.gz", capture)
    shutil.copyfile(place / "spec.json", "spec.json")
    server = (place / "server.txt").read_text("utf-8").strip()
    invoke("scan", str(capture))
    found = invoke("diff", "--spec", "spec.json", "--server", server, "--patch")
    _apply(found.out)
    after = invoke("diff", "--spec", "spec.json", "--server", server, "--format", "json")
    assert not PROPOSED & set(after.document["summary"]["by_rule"])


def test_a_single_exchange_and_answers_without_content(invoke: Invoke, folder: Path) -> None:
    lines = ["openapi: 3.0.3", "info: {title: A, version: '1'}", "servers: [{url: 'http://api.example'}]"]
    lines += ["paths: {/a: {get: {responses: {default: {description: any}}}}}", ""]
    Path("api.yaml").write_text("\n".join(lines), "utf-8")
    entry = {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "request": {"method": "DELETE", "url": "http://api.example/a", "httpVersion": "HTTP/1.1", "headers": []},
        "response": {
            "status": 204, "httpVersion": "HTTP/1.1", "content": {"mimeType": "application/json", "size": 0},
            "headers": [{"name": "content-type", "value": "application/json"}],
        },
    }  # fmt: skip
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": [entry]}
    Path("a.har").write_text(json.dumps({"log": log}), "utf-8")
    invoke("scan", "a.har")
    patch = invoke("diff", "--spec", "api.yaml", "--patch").out
    assert "Seen in traffic (1 exchange);" in patch
    assert "No Content" in patch
    assert "application/json" not in patch
