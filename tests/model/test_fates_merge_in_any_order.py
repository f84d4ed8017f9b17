"""What became of bytes adds up by host and fate, in any order and however it was summed up before."""

import random

from hypothesis import given
from hypothesis import strategies as st

from inventory.model.coverage import HOST_LIMIT, OTHERS, PROTOCOLS_LIMIT, Fate, merge_fates

NAMES = [f"p{number:02}" for number in range(2 * PROTOCOLS_LIMIT)]
FATES = st.builds(
    Fate,
    st.sampled_from(["", "a.test", "b.test"]),
    st.sampled_from(["encrypted", "exchange", "lost"]),
    st.integers(0, 3),
    st.integers(0, 10**9),
    st.lists(st.sampled_from(NAMES), max_size=PROTOCOLS_LIMIT).map(tuple),
)


@given(st.lists(FATES, max_size=30), st.randoms(), st.integers(0, 30), st.integers(0, 30))
def test_order_and_parts_do_not_matter(fates: list[Fate], chance: random.Random, cut: int, other: int) -> None:
    whole = merge_fates(fates)
    shuffled = chance.sample(fates, len(fates))
    first, last = sorted((cut, other))
    parts = [merge_fates(part) for part in (shuffled[:first], shuffled[first:last], shuffled[last:])]
    assert merge_fates([*parts[0], *merge_fates([*parts[1], *parts[2]])]) == whole
    assert merge_fates([*merge_fates([*parts[2], *parts[0]]), *parts[1]]) == whole
    assert merge_fates(whole) == whole
    assert sum(one.size for one in whole) == sum(one.size for one in fates)
    for one in whole:
        names = {name for fate in fates if (fate.host, fate.fate) == (one.host, one.fate) for name in fate.protocols}
        assert one.protocols == tuple(sorted(names)[:PROTOCOLS_LIMIT])


@given(st.lists(FATES, max_size=10), st.sampled_from(NAMES), st.randoms())
def test_seen_again_it_changes_no_name(fates: list[Fate], name: str, chance: random.Random) -> None:
    """Connections add up, names do not."""
    again = [*fates, *(Fate(one.host, one.fate, 1, 1, one.protocols) for one in chance.sample(fates, len(fates)))]
    names = [(one.host, one.fate, one.protocols) for one in merge_fates(fates)]
    assert [(one.host, one.fate, one.protocols) for one in merge_fates(again)] == names


def test_hosts_beyond_the_limit_keep_a_few_names_together() -> None:
    fates = [
        Fate(f"{number}.test", "encrypted", 1, 10**6 - number, (f"p{number:05}", "h2"))
        for number in range(HOST_LIMIT + 40)
    ]
    found = merge_fates(random.Random(1).sample(fates, len(fates)))
    assert len(found) == HOST_LIMIT
    (others,) = [one for one in found if one.host == OTHERS]
    assert (others.connections, len(others.protocols)) == (41, PROTOCOLS_LIMIT)
    assert others.protocols == ("h2", *(f"p{number:05}" for number in range(HOST_LIMIT - 1, HOST_LIMIT + 14)))
