from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import times_of
from store_examples import each_path, first_segment, summary

from inventory.endpoints import infer
from inventory.model.anomalies import Anomaly
from inventory.model.captures import CaptureSummary
from inventory.model.endpoints import Endpoint
from inventory.model.evidence import EVIDENCE_LIMIT, Evidence
from inventory.model.observations import Name, Sighting, Tally, merge_sightings, merge_tallies
from inventory.model.traffic import HOUR, LATENCIES
from inventory.store import Store

SOME = settings(max_examples=20)  # every example makes two databases
LIMIT = (1 << 63) - 1
OUTCOMES = {200: "served", 404: "absent", 0: "unanswered"}
Capture = tuple[CaptureSummary, list[Sighting]]

counts = st.integers(1, 1 << 40)
times = st.sampled_from([0, 1, 2, 3, 10**18, LIMIT - 100])
moments = st.lists(st.one_of(times, st.integers(10**18, 10**18 + 200 * HOUR)), max_size=150)
latencies = st.dictionaries(st.integers(0, len(LATENCIES) - 1), counts, max_size=4)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def tallies(draw: st.DrawFn, capture: str) -> tuple[Tally, ...]:
    keys = draw(st.sets(st.tuples(st.sampled_from(sorted(OUTCOMES)), st.sampled_from(["api", "page"])), min_size=1))
    evidence = st.builds(Evidence, times, st.just(capture), st.integers(1, LIMIT), st.integers(-1, 3))
    return tuple(
        Tally(
            status,
            kind,
            OUTCOMES[status],
            draw(counts),
            *sorted([draw(times), draw(times)]),
            tuple(sorted(draw(st.sets(evidence, max_size=EVIDENCE_LIMIT)))),
            times_of(draw(moments)),
            tuple(sorted(draw(latencies).items())),
        )
        for status, kind in sorted(keys)
    )


@st.composite
def names(draw: st.DrawFn) -> tuple[Name, ...]:
    keys = draw(st.sets(st.tuples(st.sampled_from([0, 200]), st.sampled_from(["query", "scheme"]), texts), max_size=3))
    return tuple(Name(*key, draw(counts)) for key in sorted(keys))


@st.composite
def captures(draw: st.DrawFn, number: int) -> Capture:
    name = draw(st.sampled_from(["one.pcap", "two.har", f"capture {number}"]))
    kinds = draw(st.sets(texts, max_size=3))
    about = msgspec.structs.replace(
        summary(name, first_seen=draw(times), anomalies=tuple(Anomaly(kind, draw(texts)) for kind in sorted(kinds))),
        digest=f"{number:064x}",
    )
    keys = st.tuples(
        st.sampled_from(["a.example", "b.example"]),
        st.sampled_from(["GET", "POST"]),
        st.sampled_from(
            ["/", "/users", "/users/{integer}", "/users/{integer}/orders", "/orders/{uuid}", "/naïve/\x00"]
        ),
    )
    seen = [Sighting(*key, draw(tallies(name)), draw(names())) for key in sorted(draw(st.sets(keys, max_size=4)))]
    return about, seen


@st.composite
def capture_sets(draw: st.DrawFn) -> list[Capture]:
    return [draw(captures(number)) for number in range(draw(st.integers(1, 4)))]


def outcome(
    added: Sequence[Capture], how: Callable[[Sequence[Sighting]], Sequence[Endpoint]]
) -> tuple[tuple[CaptureSummary, ...], tuple[Sighting, ...], tuple[Endpoint, ...]]:
    with Store.open(":memory:", create=True) as store:
        for about, seen in added:
            assert store.add(about, seen, how)
        return store.captures(), store.sightings(), store.endpoints()


@pytest.mark.parametrize("how", [each_path, first_segment, infer])
@SOME
@given(data=st.data())
def test_the_order_of_captures_does_not_matter(how: Callable[..., Sequence[Endpoint]], data: st.DataObject) -> None:
    added = data.draw(capture_sets())
    assert outcome(added, how) == outcome(data.draw(st.permutations(added)), how)


@SOME
@given(capture_sets())
def test_what_goes_in_comes_out(added: list[Capture]) -> None:
    found, seen, _ = outcome(added, each_path)
    assert found == tuple(sorted((about for about, _ in added), key=lambda about: (about.first_seen, about.digest)))
    assert seen == merge_sightings(one for _, sightings in added for one in sightings)


@pytest.mark.parametrize("how", [each_path, first_segment, infer])
@SOME
@given(data=st.data())
def test_endpoints_are_those_of_all_sightings(how: Callable[..., Sequence[Endpoint]], data: st.DataObject) -> None:
    _, seen, endpoints = outcome(data.draw(capture_sets()), how)
    inferred = sorted(how(seen), key=lambda endpoint: (endpoint.service, endpoint.template, endpoint.method))
    assert endpoints == tuple(inferred)


def test_sightings_of_one_path_are_added_up() -> None:
    one = Sighting(
        "a", "GET", "/", (Tally(200, "api", "served", 1, 5, 5, (Evidence(5, "x", 1),)),), (Name(200, "query", "q", 1),)
    )
    other = Sighting(
        "a", "GET", "/", (Tally(200, "api", "served", 2, 3, 9, (Evidence(3, "x", 2),)),), (Name(200, "query", "q", 2),)
    )
    _, (seen,), _ = outcome([(summary("x"), [one, other, Sighting("a", "GET", "/never", ())])], each_path)
    assert seen.tallies == merge_tallies([*one.tallies, *other.tallies])
    assert seen.names == (Name(200, "query", "q", 3),)


def test_evidence_is_the_oldest_of_all_captures() -> None:
    def capture(name: str, *moments: int) -> Capture:
        places = tuple(Evidence(moment, name, moment) for moment in moments)
        return summary(name), [Sighting("a", "GET", "/", (Tally(200, "api", "served", 3, 1, 9, places),))]

    _, (seen,), _ = outcome([capture("late", 7, 8, 9), capture("early", 1, 5, 6), capture("middle", 2, 3)], each_path)
    assert seen.tallies[0].evidence == (Evidence(1, "early", 1), Evidence(2, "middle", 2), Evidence(3, "middle", 3))


def test_tallies_of_one_status_and_kind_are_added_up() -> None:
    tallies = tuple(Tally(200, "api", "served", count, 5, 5, (Evidence(5, "x", count),)) for count in (1, 2))
    names = (Name(200, "query", "q", 1), Name(200, "query", "q", 4))
    _, (seen,), _ = outcome([(summary("x"), [Sighting("a", "GET", "/", tallies, names)])], each_path)
    assert (seen.tallies, seen.names) == (merge_tallies(tallies), (Name(200, "query", "q", 5),))
