"""Lengths of values merge in any order, also where paths are no longer told apart."""

from hypothesis import given
from hypothesis import strategies as st

from inventory.model.lengths import UNKNOWN, Lengths, Range, merge_lengths, moved, whole

RANGES = st.builds(lambda least, more: Range(least, least + more), st.integers(0, 40), st.integers(0, 40))
RANGE = st.one_of(RANGES, st.just(UNKNOWN))
PATHS = {
    "/users/{integer}": 1,
    "/users/{integer}/{string}": 2,
    "/users/x-{integer}": 1,
    "/users/{integer}-{string}": 2,
    "/users/anna": 0,
    "/users/J%C3%B8rn/12": 0,
    "/users/{integer}-{integer}/{string}.json": 3,
}
FOLDED = ["/users/{word}", "/users/{word}/{word}", "/users/{word}/{string}", "/users/{rest}", "/{rest}", "/users/all"]


def ranges(count: int) -> st.SearchStrategy[Lengths]:
    return st.one_of(st.just(()), st.tuples(*[RANGE] * count))


@given(st.integers(0, 3).flatmap(lambda count: st.lists(ranges(count), max_size=6)), st.randoms(use_true_random=False))
def test_any_order_and_partition(several: list[Lengths], chance) -> None:  # type: ignore[no-untyped-def]
    together = merge_lengths(several)
    for at in range(len(together)):
        known = [one[at] for one in several if one]
        assert together[at] == (min(one.least for one in known), max(one.greatest for one in known))
    chance.shuffle(several)
    cut = chance.randint(0, len(several))
    assert merge_lengths([merge_lengths(several[:cut]), merge_lengths(several[cut:])]) == together


@given(st.sampled_from(sorted(PATHS)), st.sampled_from(FOLDED), st.data())
def test_folded_before_or_after_it_is_merged(path: str, into: str, data: st.DataObject) -> None:
    several = data.draw(st.lists(ranges(PATHS[path]), min_size=1, max_size=4))
    old, new = path.split("/"), into.split("/")
    after = moved(old, new, merge_lengths(several))
    assert merge_lengths(moved(old, new, one) for one in several) == after
    assert len(after) in (0, into.count("{"))


def test_words_that_become_one_are_as_long_as_they_were() -> None:
    def folded(path: str, into: str, *lengths: Range) -> Lengths:
        return moved(path.split("/"), into.split("/"), lengths)

    assert folded("/users/anna", "/users/{word}") == ((4, 4),)
    assert folded("/users/J%C3%B8rn.json", "/users/{word}.json") == ((4, 4),)
    assert folded("/users/x-{integer}", "/users/{word}", Range(1, 5)) == ((3, 7),)
    assert folded("/users/{uuid}/abc", "/users/{uuid}/{word}", Range(36, 36)) == ((36, 36), (3, 3))
    assert folded("/users/anna/orders", "/users/{rest}") == (UNKNOWN,)
    assert folded("/users/{integer}/anna", "/users/{integer}/{word}") == ()  # told by an older version


def test_which_lengths_stood_together_is_not_known() -> None:
    assert whole("{integer}-{integer}", (Range(1, 2), Range(3, 4))) == UNKNOWN
    assert whole("x-{rest}", (UNKNOWN,)) == UNKNOWN
