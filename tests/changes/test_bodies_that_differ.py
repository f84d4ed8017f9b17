"""Shapes of two sides: what is told as new, gone or of another type, and where nothing is known."""

from growing import SERVICE, sighting, tally

from inventory import changes
from inventory.changes import Seen
from inventory.endpoints import infer
from inventory.model.captures import CaptureSummary
from inventory.model.observations import Sighting, merge_sightings
from inventory.model.periods import Share
from inventory.model.shapes import Kind, Part, Shape

MEMBERS = dict[str, dict[str, int]]  # counts of kinds by pointer


def shown(
    kinds: MEMBERS, *, time: int, role: str = "response", media: str = "application/json", cut: int = 0
) -> Sighting:
    parts = tuple(
        Part(pointer, tuple(Kind(name, count) for name, count in sorted(own.items())))
        for pointer, own in sorted(kinds.items())
    )
    count = parts[0].count
    shape = Shape(200, role, media, count, parts, cut)
    found = sighting("/a", tally([time] * count))
    return Sighting(SERVICE, "GET", "/a", found.tallies, (), (), (shape,))


def texts(before: Sighting, after: Sighting, *divided: Sighting) -> list[str]:
    parts = [(Share(CaptureSummary("d", "d", "pcap", 1, 1, 1, 1, 1, 1, 9), 5, 9), [one]) for one in divided]
    endpoints = infer(merge_sightings([before, after]))
    found = changes.sides(endpoints, Seen([before], [after], parts))
    told = changes.compare(found, changes.activities(found)).changed
    return [one.text.partition(": ")[2] for change in told for one in change.differences if one.kind == "shape"]


def test_a_member_is_new_or_gone() -> None:
    before = shown({"": {"object": 10}, "/a": {"string": 10}}, time=1)
    after = shown({"": {"object": 20}, "/a": {"string": 20}, "/b": {"string": 10}}, time=9)
    assert texts(before, after) == ["/b is new: in 10 of 20 objects, in none of 10 before"]
    assert texts(after, before) == ["/b is gone: in 10 of 20 objects before, in none of 10 since"]


def test_a_rare_member_says_nothing_among_few() -> None:
    before = shown({"": {"object": 10}}, time=1)
    after = shown({"": {"object": 20}, "/b": {"string": 9}}, time=9)
    assert texts(before, after) == []


def test_of_a_new_object_its_members_are_not_told() -> None:
    before = shown({"": {"object": 10}}, time=1)
    after = shown({"": {"object": 10}, "/b": {"object": 10}, "/b/c": {"string": 10}}, time=9)
    assert texts(before, after) == ["/b is new: in 10 of 10 objects, in none of 10 before"]


def test_types_that_change() -> None:
    before = shown({"": {"object": 10}, "/a": {"integer": 10}}, time=1)
    assert texts(before, shown({"": {"object": 10}, "/a": {"number": 10}}, time=9)) == []
    assert texts(before, shown({"": {"object": 10}, "/a": {"integer": 5, "null": 5}}, time=9)) == [
        "/a is null in 5 of 10 values, in none of 10 before"
    ]
    assert texts(shown({"": {"object": 10}, "/a": {"integer": 5, "null": 5}}, time=1), before) == [
        "/a is null no more: in 5 of 10 values before, in none of 10 since"
    ]
    assert texts(before, shown({"": {"array": 10}}, time=9)) == [
        "the whole body is array in 10 of 10 values, in none of 10 before (object)"
    ]


def test_where_members_were_not_told_apart_nothing_is_known() -> None:
    after = shown({"": {"object": 10}, "/b": {"string": 10}}, time=9)
    assert texts(shown({"": {"object": 10}}, time=1, cut=1), after) == []
    assert texts(shown({"": {"object": 10}, "/{string}": {"string": 30}}, time=1), after) == []
    assert (
        texts(shown({"": {"object": 10}}, time=1), shown({"": {"object": 10}, "/{uuid}": {"null": 10}}, time=9)) == []
    )


def test_what_a_divided_capture_shows_may_be_of_either_side() -> None:
    before, after = shown({"": {"object": 10}}, time=1), shown({"": {"object": 10}, "/b": {"string": 10}}, time=9)
    assert texts(before, after, shown({"": {"object": 1}}, time=4)) == [
        "/b is new: in 10 of 10 objects, in none of 10 before"
    ]
    assert texts(before, after, shown({"": {"object": 1}, "/b": {"string": 1}}, time=4)) == []


def test_forms_and_parameters_are_compared_elsewhere() -> None:
    for role, media in (("query", ""), ("request", "multipart/form-data")):
        before = shown({"": {"object": 10}}, time=1, role=role, media=media)
        after = shown({"": {"object": 10}, "/b": {"string": 10}}, time=9, role=role, media=media)
        assert texts(before, after) == []


def test_of_many_differences_the_first_are_told() -> None:
    before = shown({"": {"object": 10}}, time=1)
    after = shown({"": {"object": 10}, **{f"/m{number}": {"null": 10} for number in range(9)}}, time=9)
    assert len(texts(before, after)) == 6
    assert texts(before, after)[-1] == "and 4 more differences"
