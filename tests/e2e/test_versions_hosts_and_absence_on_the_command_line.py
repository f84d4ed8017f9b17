"""Older descriptions, other hosts and what was not seen, as users of the command line meet them."""

import json
from pathlib import Path

import pytest
import yaml
from program import SAMPLES, Invoke

SHOP = SAMPLES / "shop"
ENCRYPTED = SAMPLES / "encrypted"


def older(folder: Path, **info: str) -> Path:
    """Write an earlier description of the shop, with a path of its own that is still in use."""
    description = yaml.safe_load((SHOP / "openapi.yaml").read_text("utf-8"))
    description["info"].update(info)
    file = folder / "older.yaml"
    file.write_text(yaml.safe_dump(description, sort_keys=False), "utf-8")
    return file


def newer(folder: Path, **info: str) -> Path:
    """Write a later description of the shop, in which baskets are gone."""
    description = yaml.safe_load((SHOP / "openapi.yaml").read_text("utf-8"))
    description["info"].update(info)
    del description["paths"]["/basket/{basketId}"]
    file = folder / "newer.yaml"
    file.write_text(yaml.safe_dump(description, sort_keys=False), "utf-8")
    return file


@pytest.mark.parametrize("swapped", [False, True])
def test_what_the_newer_description_lacks_was_removed(invoke: Invoke, tmp_path: Path, *, swapped: bool) -> None:
    specs = [older(tmp_path, version="1.9.0"), newer(tmp_path, version="1.10.0")][:: -1 if swapped else 1]
    given = [part for spec in specs for part in ("--spec", spec)]
    result = invoke("check", SHOP / "capture.pcap", *given, "--format", "json")
    assert result.status == 1
    found = [(one["rule"], one["method"], one["path"]) for one in result.document["findings"]]
    assert found == [("removed-in-use", method, "/basket/{basketId}") for method in ("GET", "PUT")]
    finding, summary = result.document["findings"][0], result.document["summary"]
    assert "is in Demo shop 1.9.0, gone from 1.10.0, and still called on api.shop.example" in finding["message"]
    assert finding["spec"]["file"].endswith("older.yaml")
    assert summary["older"] == {str(tmp_path / "older.yaml"): str(tmp_path / "newer.yaml")}
    table = invoke("check", SHOP / "capture.pcap", *given, "--fail-on", "never").out
    assert f"{tmp_path / 'older.yaml'} is an older version of {tmp_path / 'newer.yaml'}" in " ".join(table.split())


def test_what_is_in_another_version_that_is_mounted_elsewhere_was_not_removed(invoke: Invoke, tmp_path: Path) -> None:
    file = newer(tmp_path, version="2.0.0")
    file.write_text(file.read_text("utf-8").replace("/v1", "/v2"), "utf-8")
    specs = ("--spec", SHOP / "openapi.yaml", "--spec", file)
    result = invoke("check", SHOP / "capture.pcap", *specs, "--format", "json")
    assert result.status == 0
    assert set(result.document["summary"]["by_rule"]) == {"declared-unused"}
    assert result.document["summary"]["older"] == {}


def test_the_inventory_is_compared_alike(invoke: Invoke, tmp_path: Path) -> None:
    specs = ("--spec", older(tmp_path, version="1"), "--spec", newer(tmp_path, version="2"), "--format", "json")
    invoke("scan", SHOP / "capture.pcap")
    stored, at_once = invoke("diff", *specs), invoke("check", SHOP / "capture.pcap", *specs)
    assert stored.document["findings"] == at_once.document["findings"]
    assert stored.status == at_once.status == 1


def test_without_keys_nothing_could_be_seen(invoke: Invoke, tmp_path: Path) -> None:
    """The seat service speaks in clear; what is only ever encrypted is not to be taken for unused."""
    paths = {"/reports": {"get": {"responses": {"200": {"description": "ok"}}}}}
    seats = {"/tickets.seats.v2.Seats/Find": {"post": {"responses": {"200": {"description": "ok"}}}}}
    specs: list[object] = []
    for name, host, own in (
        ("api", "https://api.tickets.example", paths),
        ("gone", "https://gone.example", paths),
        ("seats", "http://seats.tickets.example", seats | paths),
    ):
        info, file = {"title": name, "version": "1"}, tmp_path / f"{name}.json"
        file.write_text(json.dumps({"openapi": "3.1.0", "info": info, "servers": [{"url": host}], "paths": own}))
        specs += ["--spec", file]
    invoke("scan", ENCRYPTED / "capture.pcap")
    for command in (("check", ENCRYPTED / "capture.pcap"), ("diff",)):
        result = invoke(*command, *specs, "--format", "json", "--fail-on", "never")
        unused = [one for one in result.document["findings"] if one["rule"] == "declared-unused"]
        told = {Path(one["spec"]["file"]).stem: one for one in unused}
        assert set(told) == {"api", "gone", "seats"}
        assert "bytes encrypted" in told["api"]["message"]
        assert told["gone"]["message"].endswith("no exchange with gone.example was captured")
        assert "too little to tell" in told["seats"]["message"]


def test_coverage_is_told_in_figures(invoke: Invoke) -> None:
    spec = SHOP / "openapi-drifted.yaml"
    result = invoke("check", SHOP / "capture.har", "--spec", spec, "--format", "json", "--fail-on", "never")
    summary = result.document["summary"]
    assert (summary["operations_used"], summary["operations"]) == (24, 29)
    assert (summary["parameters_used"], summary["parameters"]) == (12, 12)
    assert (summary["statuses_seen"], summary["statuses"]) == (41, 41)
    table = invoke("check", SHOP / "capture.har", "--spec", spec, "--fail-on", "never").out
    assert "12 of 12 declared parameters and 41 of 41 declared statuses were seen" in table
