"""Hours and latencies of each status are those of its exchanges, in any order, split and number."""

from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from steps import latency_step, times_of

from inventory.endpoints import Gatherer
from inventory.endpoints.timing import HOURS_LIMIT, WAITING_LIMIT
from inventory.model.exchanges import Place
from inventory.model.observations import Observation, Repeated, Sighting, Tally, merge_sightings
from inventory.model.traffic import HOUR, LATENCIES, STEPS_LIMIT, UNKNOWN, Latencies, merge_times

MOMENT = 1_750_000_000 * 10**9
Seen = tuple[int, int, int]  # status, time and latency
TIMES = st.one_of(st.just(0), st.integers(MOMENT, MOMENT + 3 * HOUR), st.integers(MOMENT, MOMENT + 300 * HOUR))
LATENCY = st.one_of(st.just(UNKNOWN), st.integers(0, 2**41))
SEEN = st.lists(st.tuples(st.sampled_from([200, 404]), TIMES, LATENCY), min_size=1, max_size=300)


def observation(status: int, time: int = 0, latency: int = UNKNOWN) -> Observation:
    outcome = {200: "served", 404: "absent"}[status]
    return Observation("h", "GET", "/x", outcome, "api", status, Place(1, 0, time), latency=latency)


def gathered(seen: Iterable[Seen]) -> list[Sighting]:
    gatherer = Gatherer("c")
    for one in seen:
        gatherer.add(observation(*one))
    return list(gatherer.sightings())


def gathered_together(seen: Sequence[Seen]) -> list[Sighting]:
    gatherer = Gatherer("c")
    for status in {one[0] for one in seen}:
        own = [one for one in seen if one[0] == status]
        times, latencies = [time for _, time, _ in own], [latency for _, _, latency in own]
        gatherer.add_many(Repeated(observation(status), 0, [1] * len(own), times, latencies))
    return list(gatherer.sightings())


def tallies(sightings: Iterable[Sighting]) -> dict[int, Tally]:
    return {tally.status: tally for one in sightings for tally in one.tallies}


def steps(latencies: Iterable[int]) -> Latencies:
    return tuple(sorted(Counter(latency_step(latency) for latency in latencies if latency != UNKNOWN).items()))


@settings(deadline=None)
@given(SEEN, st.integers(1, 4))
def test_each_status_has_those_of_its_exchanges(seen: list[Seen], parts: int) -> None:
    wanted = {
        status: (times_of(time for _, time, _ in own), steps(latency for _, _, latency in own))
        for status in {status for status, _, _ in seen}
        for own in [[one for one in seen if one[0] == status]]
    }
    split = merge_sightings(one for number in range(parts) for one in gathered(seen[number::parts]))
    for found in (tallies(gathered(seen)), tallies(gathered_together(seen)), tallies(split)):
        assert {status: (tally.times, tally.latencies) for status, tally in found.items()} == wanted


def test_years_of_traffic_are_the_same_at_once_and_bit_by_bit() -> None:
    moments = [MOMENT + number * 7 * HOUR for number in range(3 * HOURS_LIMIT)]
    gatherer = Gatherer("c")
    for number, moment in enumerate(moments):
        gatherer.add(observation(200, moment))
        if number % 500 == 0:
            list(gatherer.sightings())  # as a live capture looks at what it has so far
    (tally,) = tallies(gatherer.sightings()).values()
    assert tally.times == times_of(moments) == merge_times([tally.times])
    assert len(tally.times) <= STEPS_LIMIT
    (counts,) = [counts for places in gatherer._places.values() for _, _, counts in places]
    held = counts.tallies[200, "api"].timing
    assert held is not None
    assert len(held._hours) <= HOURS_LIMIT


def test_latencies_at_the_ends_of_their_steps() -> None:
    ends = [0, *(end + more for end in LATENCIES for more in (0, 1)), 2**62] * (WAITING_LIMIT // 50)
    (tally,) = tallies(gathered((200, 0, latency) for latency in ends)).values()
    assert tally.latencies == steps(ends)
    assert (tally.times, tally.first_seen) == ((), 0)


def test_nothing_is_said_of_what_is_not_known() -> None:
    (tally,) = tallies(gathered([(200, 0, UNKNOWN)] * 3)).values()
    assert (tally.count, tally.times, tally.latencies) == (3, (), ())
