"""Shapes are sums: any order, any parts and any number of steps give the same one, within bounds."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.model.shape_sums import ShapeSums, merge_shapes, settled_shapes
from inventory.model.shapes import PARTS_LIMIT, SHAPES_LIMIT, WORDS_LIMIT, Kind, Part, Shape

POINTERS = st.lists(st.sampled_from(["a", "b", "*", "c~1d"]), max_size=3).map(
    lambda names: "".join(f"/{n}" for n in names)
)
WORDS = st.lists(st.sampled_from([f"word{number}" for number in range(9)]), max_size=5, unique=True).map(sorted)


@st.composite
def kinds(draw: st.DrawFn) -> Kind:
    name = draw(st.sampled_from(["string", "integer", "object"]))
    ends = sorted(draw(st.lists(st.integers(0, 900), min_size=2, max_size=2)))
    count = draw(st.integers(1, 50))
    if name != "string":
        return Kind(name, count, *ends)
    formats = ((draw(st.sampled_from(["", "date", "uuid"])), count),)
    candidates = draw(st.none() | WORDS.map(lambda words: tuple((word, 1 + len(word)) for word in words)))
    return Kind(name, count, *ends, formats, None, candidates)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    parts = draw(st.dictionaries(POINTERS, st.lists(kinds(), min_size=1, max_size=2, unique_by=lambda one: one.name)))
    found = tuple(Part(at, tuple(sorted(own, key=lambda one: one.name))) for at, own in sorted(parts.items()))
    key = draw(st.sampled_from([(200, "response", "application/json"), (0, "query", ""), (404, "header", "")]))
    return Shape(*key, draw(st.integers(0, 9)), found, draw(st.integers(0, 3)), draw(st.integers(0, 3)))


@given(st.lists(shapes(), max_size=7), st.randoms(use_true_random=False), st.integers(0, 7))
def test_any_order_and_any_parts(found: list[Shape], chance: random.Random, middle: int) -> None:
    mixed = chance.sample(found, len(found))
    whole = merge_shapes(found)
    assert merge_shapes(mixed) == whole
    assert merge_shapes((*merge_shapes(mixed[:middle]), *merge_shapes(mixed[middle:]))) == whole
    assert sum(one.count for one in whole) == sum(one.count for one in found)


def _wide(names: range, count: int = 1) -> Shape:
    parts = [Part("", (Kind("object", count, len(names), len(names)),))]
    parts += [Part(f"/m{name}", (Kind("boolean", count),)) for name in names]
    return Shape(200, "response", "application/json", count, tuple(sorted(parts, key=lambda one: one.pointer)))


@settings(max_examples=20)
@given(st.lists(st.integers(0, 1_000), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_what_stays_beyond_the_limit_was_counted_from_the_beginning(starts: list[int], chance: random.Random) -> None:
    found = [_wide(range(start, start + 350)) for start in starts]
    (whole,) = merge_shapes([*found, _wide(range(2_000, 2_300))])
    step: tuple[Shape, ...] = ()
    for one in chance.sample([*found, _wide(range(2_000, 2_300))], len(found) + 1):
        step = merge_shapes((*step, one))
    assert step == (whole,)
    assert len(whole.parts) == PARTS_LIMIT
    for part in whole.parts[1:]:
        number = int(part.pointer[2:])
        assert part.count == sum(start <= number < start + 350 for start in starts) + (number >= 2_000)
    values = sum(part.count for one in (*found, _wide(range(2_000, 2_300))) for part in one.parts)
    assert whole.cut == values - sum(part.count for part in whole.parts)


def test_shallow_places_stay_before_deep_ones() -> None:
    deep = Shape(200, "response", "text/json", 1, tuple(Part(f"/a/{n:03}", (Kind("null", 1),)) for n in range(400)))
    shallow = Shape(200, "response", "text/json", 1, tuple(Part(f"/{n:03}", (Kind("null", 1),)) for n in range(400)))
    assert [part.pointer for part in merge_shapes([deep, shallow])[0].parts] == [f"/{n:03}" for n in range(400)]
    assert merge_shapes([deep, shallow])[0].cut == 400


def test_too_many_shapes_of_one_path_leave_the_common_ones() -> None:
    odd = [Shape(200, "response", f"application/x{number}+json", 1, ()) for number in range(300)]
    common = [Shape(status, "response", "application/json", 1, ()) for status in (200, 404)]
    kept = merge_shapes([*odd, *common])
    assert len(kept) == SHAPES_LIMIT
    assert set(common) <= set(kept)
    assert merge_shapes([*merge_shapes(odd[:150]), *merge_shapes([*odd[150:], *common])]) == kept


@pytest.mark.parametrize(
    ("several", "kept"),
    [
        ([("a", "b"), ("b", "c")], ("a", "b", "c")),
        ([("a",), None], None),
        ([None, ("a",)], None),
        ([tuple(map(str, range(7))), tuple(map(str, range(7, 7 + WORDS_LIMIT - 6)))], None),
    ],
)
def test_words_of_captures(several: list[tuple[str, ...] | None], kept: tuple[str, ...] | None) -> None:
    found = [Shape(200, "query", "", 1, (Part("/s", (Kind("string", 40, 1, 1, (), words),)),)) for words in several]
    assert merge_shapes(found)[0].parts[0].kinds[0].words == kept


@pytest.mark.parametrize(
    ("candidates", "count", "kept"),
    [
        ((("open", 20), ("shut", 10)), 30, ("open", "shut")),
        ((("open", 28), ("shut", 2)), 30, None),  # one of them is hardly repeated
        ((("open", 20), ("shut", 9)), 29, None),  # too few values
        (None, 1_000, None),
    ],
)
def test_words_are_kept_when_they_are_few_and_repeated(
    candidates: tuple[tuple[str, int], ...] | None, count: int, kept: tuple[str, ...] | None
) -> None:
    kind = Kind("string", count, 4, 4, (("", count),), None, candidates)
    (one,) = settled_shapes([Shape(200, "query", "", count, (Part("/state", (kind,)),))])
    assert (one.parts[0].kinds[0].words, one.parts[0].kinds[0].candidates) == (kept, None)


def test_places_that_are_too_deep_or_too_long_are_cut_alone() -> None:
    sums = ShapeSums()
    assert sums.at("/a" * 32) is not None
    assert sums.at("/a" * 33) is None
    assert sums.at("/" + "a" * 600) is None
