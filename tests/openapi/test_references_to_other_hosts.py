"""References by http: fetched where that is allowed, within limits, and never otherwise."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from program import SAMPLES, Invoke
from writing import INFO, OK

from inventory.errors import DescriptionError
from inventory.openapi import load, remote

BODY = {"content": {"application/json": {"schema": {"$ref": "schemas.json#/Order"}}}}


class Host(BaseHTTPRequestHandler):
    """Answers with what the test put there; remembers what it was asked for."""

    files: dict[str, object]
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        found = self.files.get(self.path)
        self.send_response(404 if found is None else 302 if isinstance(found, str) else 200)
        if isinstance(found, str):
            self.send_header("Location", found)
        self.end_headers()
        if isinstance(found, bytes):
            self.wfile.write(found)
        elif found is not None:
            self.wfile.write(json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def host(files: dict[str, object]) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Made", (Host,), {"files": files, "asked": asked}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def write(folder: Path, reference: str) -> Path:
    file = folder / "api.json"
    paths = {"/orders": {"$ref": reference}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": INFO, "paths": paths}))
    return file


def test_files_of_another_host_and_what_they_refer_to(tmp_path: Path) -> None:
    files: dict[str, object] = {
        "/v1/orders.json": {"post": {"requestBody": BODY, "responses": OK}},
        "/v1/schemas.json": {"Order": {"type": "object"}},
    }
    with host(files) as (url, asked):
        file = write(tmp_path, f"{url}/v1/orders.json")
        (description,) = load([file], allow_remote=True)
    assert [one.source.file for one in description.operations] == [f"{url}/v1/orders.json"]
    assert list(description.schemas.documents) == [
        file.as_uri(), f"{url}/v1/orders.json", f"{url}/v1/schemas.json",
    ]  # fmt: skip
    assert sorted(asked) == ["/v1/orders.json", "/v1/schemas.json"]
    assert description.notes == ()


def test_nothing_is_fetched_unasked(tmp_path: Path) -> None:
    with host({"/orders.json": {"get": {"responses": OK}}}) as (url, asked):
        file = write(tmp_path, f"{url}/orders.json")
        with pytest.raises(DescriptionError, match="is not fetched without --allow-remote-refs"):
            load([file])
        body = {"content": {"application/json": {"schema": {"$ref": f"{url}/orders.json"}}}}
        paths = {"/a": {"post": {"requestBody": body, "responses": OK}}}
        file.write_text(json.dumps({"openapi": "3.0.3", "info": INFO, "paths": paths}))
        (description,) = load([file])
    assert asked == []
    (note,) = description.notes
    assert note.endswith("is not fetched without --allow-remote-refs")


@pytest.mark.parametrize("command", ["check", "scan", "diff"])
def test_the_option_is_there_and_off(tmp_path: Path, invoke: Invoke, command: str) -> None:
    with host({"/orders.json": {"get": {"responses": OK}}}) as (url, asked):
        spec = write(tmp_path, f"{url}/orders.json")
        database = () if command == "check" else ("--db", tmp_path / "a.db")
        captures = () if command == "diff" else (SAMPLES / "shop" / "capture.har",)
        given = (command, *captures, "--spec", spec, *database)
        refused = invoke(*given)
        assert refused.status == 2
        assert "--allow-remote-refs" in refused.err
        assert asked == []
        invoke(*given, "--allow-remote-refs")
        assert asked == ["/orders.json"]


def test_another_host_cannot_point_at_files_of_this_one(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"get": {"responses": {"200": {"description": "ok"}}}}')
    with (
        host({"/orders.json": {"$ref": secret.as_uri()}}) as (url, _),
        pytest.raises(DescriptionError, match="leads from another host to this one"),
    ):
        load([write(tmp_path, f"{url}/orders.json")], allow_remote=True)


def test_redirects_are_few_and_lead_to_http(tmp_path: Path) -> None:
    files: dict[str, object] = {
        "/here": "/there", "/there": {"get": {"responses": OK}}, "/circle": "/circle",
        "/file": (tmp_path / "api.json").as_uri(), "/ftp": "ftp://127.0.0.1/a.json",
    }  # fmt: skip
    with host(files) as (url, asked):
        (description,) = load([write(tmp_path, f"{url}/here")], allow_remote=True)
        assert [one.method for one in description.operations] == ["GET"]
        for name in ("/circle", "/file", "/ftp", "/absent"):
            with pytest.raises(DescriptionError, match="cannot be fetched: the server answers"):
                load([write(tmp_path, url + name)], allow_remote=True)
    assert len(asked) < 20


def test_what_is_too_large_or_no_description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.openapi.folder.SIZE_LIMIT", 100_000)
    with host({"/large": b"a: " + b"x" * 200_000, "/odd": b"\xff\xfe\xff"}) as (url, _):
        with pytest.raises(DescriptionError, match="more than 100,000 bytes"):
            load([write(tmp_path, f"{url}/large")], allow_remote=True)
        with pytest.raises(DescriptionError, match="UTF-16"):
            load([write(tmp_path, f"{url}/odd")], allow_remote=True)


def test_a_server_that_takes_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "SECONDS", 0.1)
    released = threading.Event()

    class Slow(Host):
        def do_GET(self) -> None:
            released.wait(30)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with pytest.raises(DescriptionError, match="cannot be fetched: "):
            load([write(tmp_path, f"http://127.0.0.1:{server.server_port}/a.json")], allow_remote=True)
    finally:
        released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_many_files_of_other_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.openapi.folder.REMOTE_LIMIT", 3)
    item = {"get": {"responses": OK}}
    with host({f"/{number}": item for number in range(9)}) as (url, asked):
        paths = {f"/{number}": {"$ref": f"{url}/{number}"} for number in range(9)}
        file = tmp_path / "api.json"
        file.write_text(json.dumps({"openapi": "3.1.0", "info": INFO, "paths": paths}))
        with pytest.raises(DescriptionError, match="more than 3 files of other hosts"):
            load([file], allow_remote=True)
    assert len(asked) == 3
