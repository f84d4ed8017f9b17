"""Redacted paths to what the parameters of the template that claims them were."""

import pytest

from inventory.drift.path_shapes import path_shapes
from inventory.model.lengths import Range
from inventory.model.observations import Sighting, Tally
from inventory.model.shapes import Kind


def sighting(path: str, *lengths: tuple[int, int], outcome: str = "served", status: int = 200) -> Sighting:
    """Make a sighting of three exchanges."""
    tally = Tally(status, "api", outcome, 3, 0, 0, ())
    return Sighting("api.example", "GET", path, (tally,), lengths=tuple(Range(*one) for one in lengths))


def kinds(template: str, *sightings: Sighting) -> dict[str, tuple[Kind, ...]]:
    """Return the kinds of each parameter of exchanges with status 200."""
    (shape,) = [one for one in path_shapes(template, sightings) if one.status == 200]
    assert shape.role == "path"
    return {part.pointer: part.kinds for part in shape.parts if part.pointer}


@pytest.mark.parametrize(
    ("segment", "kind"),
    [
        ("{integer}", Kind("integer", 3)),
        ("{number}", Kind("number", 3)),
        ("true", Kind("boolean", 3)),
        ("12", Kind("integer", 3)),  # as versions stay, where they may be
        ("1.2", Kind("number", 3)),
        ("2024-05-06", Kind("string", 3, 10, 10, (("version", 3),), ("2024-05-06",))),
        ("latest", Kind("string", 3, 6, 6, (("", 3),), ("latest",))),
        ("a%20b", Kind("string", 3, 3, 3, (("", 3),), ("a b",))),
    ],
)
def test_segments_as_kinds(segment: str, kind: Kind) -> None:
    lengths = ((1, 9),) if "{" in segment else ()
    assert kinds("/orders/{id}", sighting(f"/v1/orders/{segment}", *lengths)) == {"/id": (kind,)}


def test_lengths_are_those_of_whole_segments() -> None:
    (kind,) = kinds("/files/{name}", sighting("/files/{integer}.json", (2, 4)))["/name"]
    assert (kind.least, kind.greatest, kind.words) == (7, 9, None)


def test_lengths_of_rejected_requests_prove_nothing() -> None:
    both = Sighting(
        "api.example", "GET", "/files/{token}",
        (Tally(200, "api", "served", 1, 0, 0, ()), Tally(400, "api", "rejected", 1, 0, 0, ())), lengths=(Range(2, 90),),
    )  # fmt: skip
    (kind,) = kinds("/files/{name}", both)["/name"]
    assert (kind.least, kind.greatest) == (None, None)


def test_several_paths_add_up_by_status() -> None:
    found = path_shapes(
        "/a/{x}/b/{y}",
        [sighting("/a/{uuid}/b/on", (36, 36)), sighting("/a/me/b/off"), sighting("/a/no/b/on", status=404)],
    )
    assert [(one.status, one.count) for one in found] == [(200, 6), (404, 3)]
    assert kinds("/a/{x}/b/{y}", sighting("/a/me/b/on"), sighting("/a/me/b/off"))["/y"] == (
        Kind("string", 6, 2, 3, (("", 6),), ("off", "on")),
    )


@pytest.mark.parametrize("template", ["/files", "/files/{name}.json", "/{a}/{rest*}", "/a/{b}/c/{d}/e/{f}"])
def test_what_cannot_be_told_apart_is_left_out(template: str) -> None:
    assert path_shapes(template, [sighting("/files/x")]) == ()
