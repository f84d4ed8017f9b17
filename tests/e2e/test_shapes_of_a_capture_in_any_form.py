"""The same traffic gives the same shapes: as packets or as a HAR, by one process or several, plain or in chunks."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from program import SAMPLES, Invoke, shared
from several import together

from inventory import pipeline
from inventory.model.observations import Sighting
from inventory.model.shapes import Shape
from inventory.store import Store

Key = tuple[str, str, str]


def shapes(sightings: tuple[Sighting, ...]) -> Mapping[Key, tuple[Shape, ...]]:
    return {(one.service, one.method, one.path): one.shapes for one in sightings}


def _counts(found: Sighting) -> list[tuple[int, str, str, int]]:
    """Return how often names stood there; where that was has other numbers in other files, and a HAR no networks."""
    return [(name.status, name.role, name.name, name.count) for name in found.names if name.role != "network"]


@pytest.mark.parametrize("other", ["capture.har", "capture.pcapng"])
def test_of_packets_and_of_a_har(other: str) -> None:
    one, same = (pipeline.scan(SAMPLES / "shop" / name) for name in ("capture.pcap", other))
    assert shapes(one.sightings) == shapes(same.sightings)
    assert [_counts(found) for found in one.sightings] == [_counts(found) for found in same.sightings]
    roles = {shape.role for found in one.sightings for shape in found.shapes}
    assert roles >= {"request", "response", "query"}
    assert not any(shape.unreadable for found in one.sightings for shape in found.shapes)


@pytest.mark.shared
def test_of_packets_and_of_a_har_of_others() -> None:
    folder = shared("drift", "cases", "alertmanager")
    one, same = (shapes(pipeline.scan(folder / f"capture.{form}.gz").sightings) for form in ("pcap", "har"))
    both = one.keys() & same.keys()
    assert len(both) > 5
    assert {key: one[key] for key in both} == {key: same[key] for key in both}


@pytest.mark.parametrize("of", [2, 3])
def test_of_several_processes(of: int) -> None:
    path = SAMPLES / "shop" / "capture.pcap"
    found = together(path, of)
    assert found is not None
    assert found.sightings == pipeline.scan(path).sightings


def test_inventories_merge_to_that_of_both_captures(invoke: Invoke, tmp_path: Path) -> None:
    captures = [SAMPLES / "shop" / "capture.pcap", SAMPLES / "shop" / "capture.har"]
    for number, capture in enumerate(captures):
        assert invoke("scan", capture, "--db", tmp_path / f"{number}.db").status == 0
    assert invoke("scan", *captures, "--db", tmp_path / "both.db").status == 0
    assert invoke("db", "merge", tmp_path / "1.db", "--db", tmp_path / "0.db").status == 0
    found = []
    for name in ("0.db", "both.db"):
        with Store.open(str(tmp_path / name), create=False) as store:
            found.append((store.sightings(), store.endpoints(), store.info().rows))
    assert found[0] == found[1]
    assert found[0][2]["shapes"] > 200
    counts = [shape.count for one in found[0][0] for shape in one.shapes]
    assert min(counts) == 2, "both captures show the same exchanges"


def test_they_are_shown(invoke: Invoke, tmp_path: Path) -> None:
    database = tmp_path / "i.db"
    assert invoke("scan", SAMPLES / "shop" / "capture.pcap", "--db", database).status == 0
    shown = invoke("show", "GET /v1/products", "--db", database).out
    assert "response 200 application/json, 12 bodies" in shown
    assert "items[].inStock   boolean, always" in shown
    assert "sort      string of 5 characters, in 8 of 12" in shown
    (one,) = invoke("show", "GET /v1/products", "--db", database, "--format", "json").document["endpoints"]
    (answered,) = [shape for shape in one["shapes"] if shape["role"] == "response"]
    (total,) = [place for place in answered["places"] if place["pointer"] == "/total"]
    assert total == {
        "pointer": "/total", "count": 12, "of": 12,
        "kinds": [{"name": "integer", "count": 12, "least": 11, "greatest": 46}],
    }  # fmt: skip
