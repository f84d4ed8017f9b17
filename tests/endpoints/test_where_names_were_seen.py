"""Names know the oldest exchange of each capture that had them, whatever the order, the split and the store."""

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.endpoints import Gatherer, fold, infer
from inventory.model.captures import CaptureSummary
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.observations import Evidence, Name, Repeated, Sighting, merge_names, merge_sightings
from inventory.observe import observe
from inventory.store import Store

Seen = tuple[int, int, str, int]  # time, frame, query and status
SEEN = st.tuples(
    st.integers(0, 9), st.integers(1, 9), st.sampled_from(["a=1", "b=2", "a=1&b=2"]), st.sampled_from([200, 404])
)


def exchange(one: Seen) -> Exchange:
    time, frame, query, status = one
    place = Place(frame, 0, time)
    return Exchange("GET", "http", "h", f"/x?{query}", "1.1", status, place, Fields(), Fields())


def gathered(seen: list[Seen], capture: str = "c") -> tuple[Sighting, ...]:
    gatherer = Gatherer(capture)
    for one in seen:
        gatherer.add(observe(exchange(one)))
    return tuple(gatherer.sightings())


def queries(sightings: tuple[Sighting, ...]) -> dict[tuple[int, str], Name]:
    return {(name.status, name.name): name for one in sightings for name in one.names if name.role == "query"}


@settings(deadline=None)
@given(st.lists(SEEN, min_size=1, max_size=30))
def test_the_oldest_is_evidence_and_the_last_is_known(seen: list[Seen]) -> None:
    for (status, word), name in queries(gathered(seen)).items():
        own = [one for one in seen if one[3] == status and f"{word}=" in one[2]]
        time, frame = min(one[:2] for one in own)
        assert name.evidence == (Evidence(time, "c", frame, 0),)
        assert (name.count, name.last_seen) == (len(own), max(one[0] for one in own))


@settings(deadline=None)
@given(st.lists(SEEN, min_size=1, max_size=30), st.integers(0, 30))
def test_order_and_split_do_not_matter(seen: list[Seen], cut: int) -> None:
    whole = gathered(seen)
    parts = merge_sightings((*gathered(seen[cut:]), *gathered(seen[:cut])))
    assert queries(parts) == queries(whole)
    assert queries(gathered(sorted(seen))) == queries(whole)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), min_size=1, max_size=9))
def test_many_at_once_count_as_each_alone(places: list[tuple[int, int]]) -> None:
    together = Gatherer("c")
    times, frames = [time for time, _ in places], [frame for _, frame in places]
    together.add_many(Repeated(observe(exchange((1, 1, "a=1", 200))), 0, frames, times))
    alone = gathered([(time, frame, "a=1", 200) for time, frame in places])
    assert queries(tuple(together.sightings())) == queries(alone)


@settings(deadline=None)
@given(st.permutations([Name(200, "query", "a", 1, n, (Evidence(n, f"capture {n % 5}", n, 0),)) for n in range(1, 9)]))
def test_each_capture_gives_one_and_the_oldest_three_stay(names: list[Name]) -> None:
    (merged,) = merge_names(names)
    assert [(one.time, one.capture) for one in merged.evidence] == [(n, f"capture {n}") for n in (1, 2, 3)]
    assert (merged.count, merged.last_seen) == (8, 8)


@settings(deadline=None, max_examples=5)
@given(st.lists(SEEN, min_size=2, max_size=12))
def test_the_store_keeps_it(seen: list[Seen]) -> None:
    half = len(seen) // 2
    captures = {"one": seen[:half], "two": seen[half:]}
    expected = merge_sightings(sighting for name, own in captures.items() for sighting in gathered(own, name))
    with Store.open(":memory:", create=True) as store:
        for name, own in captures.items():
            summary = CaptureSummary(name * 10, name, "pcap", 1, 1, len(own), 0, 0, 1, 9)
            store.add(summary, gathered(own, name), infer, "", fold)
        assert queries(store.sightings()) == queries(expected)
