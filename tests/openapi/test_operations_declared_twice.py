"""The same operation twice, in one description or in two: what is given first counts, and one line says so."""

import json
from pathlib import Path
from typing import Any

from har_files import write_har
from program import Invoke
from writing import INFO, OK, described

from inventory.pipeline import describe


def get(*names: str) -> dict[str, Any]:
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {"get": {"parameters": parameters, "responses": OK}}


def write(file: Path, paths: object, *servers: str) -> Path:
    listed = [{"url": url} for url in servers]
    file.write_text(json.dumps({"openapi": "3.0.3", "info": INFO, "servers": listed, "paths": paths}, indent=1))
    return file


def test_in_one_description(tmp_path: Path) -> None:
    paths = {"/a/{id}": get("id"), "/a/{name}": get("name"), "/a/{name}/b": get("name"), "/a/me": get()}
    description = described(tmp_path, "3.0.3", paths)
    assert [one.path for one in description.operations] == ["/a/{id}", "/a/{name}/b", "/a/me"]
    (note,) = description.notes
    assert note.startswith(str(tmp_path))
    assert note.endswith("left out: GET /a/{name} is the same operation as GET /a/{id} in line 1")


def test_many_in_one_description_are_few_lines(tmp_path: Path) -> None:
    paths = {f"/a/{{p{number}}}": get(f"p{number}") for number in range(50)}
    description = described(tmp_path, "3.0.3", paths)
    assert len(description.operations) == 1
    assert len(description.notes) == 4
    assert description.notes[-1].endswith("46 more operations are there twice")


def test_in_two_descriptions(tmp_path: Path) -> None:
    first = write(tmp_path / "a.json", {"/v1/a/{id}": get("id"), "/b": get()}, "https://api.example")
    second = write(tmp_path / "b.json", {"/a/{name}": get("name"), "/c": get()}, "https://api.example/v1")
    one, other = describe([first, second])
    assert one.notes == ()
    (note,) = other.notes
    assert note.startswith(f"{second}:")
    assert note.endswith(
        "b.json declares an operation that a.json declares too, such as GET /a/{name}: what a.json says counts, as it"
        " is given first"
    )
    assert [len(each.operations) for each in (one, other)] == [2, 2]


def test_other_hosts_and_other_methods_are_no_repetition(tmp_path: Path) -> None:
    first = write(tmp_path / "a.json", {"/a": get()}, "https://one.example")
    second = write(tmp_path / "b.json", {"/a": get()}, "https://two.example")
    third = write(tmp_path / "c.json", {"/a": {"put": get()["get"]}}, "https://one.example")
    assert [one.notes for one in describe([first, second, third])] == [(), (), ()]


def test_a_newer_version_of_the_same_api_counts_whatever_is_given_first(tmp_path: Path) -> None:
    versions = [write(tmp_path / f"{name}.json", {"/a": get(), "/b": get()}, "https://x.example") for name in "no"]
    versions[0].write_text(versions[0].read_text("utf-8").replace(json.dumps(INFO["version"]), '"2.0"'), "utf-8")
    for given in (versions, versions[::-1]):
        assert [one.notes for one in describe(given)] == [(), ()]


def test_what_the_first_declares_is_no_unused_operation_of_the_second(tmp_path: Path, invoke: Invoke) -> None:
    paths = {"/orders/{id}": get("id"), "/never": get()}
    first = write(tmp_path / "a.json", paths, "http://api.example")
    second = write(tmp_path / "b.json", {"/orders/{order}": get("order"), "/nor-this": get()}, "https://api.example")
    capture = write_har(tmp_path / "traffic.har", ["http://api.example/orders/17"])
    for specs in ((first, second), (second, first)):
        given = [word for spec in specs for word in ("--spec", spec)]
        done = invoke("check", capture, *given, "--format", "json", "--fail-on", "never")
        assert done.status == 0, done.err
        unused = {one["path"] for one in done.document["findings"] if one["rule"] == "declared-unused"}
        assert unused == {"/never", "/nor-this"}
        assert f"what {specs[0].name} says counts" in done.err
