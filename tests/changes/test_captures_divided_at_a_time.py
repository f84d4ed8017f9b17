from growing import tally
from hypothesis import given
from hypothesis import strategies as st

from inventory.model.captures import CaptureSummary
from inventory.model.dividing import divided, tallies_between, until
from inventory.model.evidence import Evidence
from inventory.model.observations import Name, Sighting, Tally
from inventory.model.periods import EVERYTHING, NOTHING, Period, Point, shares
from inventory.model.traffic import HOUR, merge_times

TIMES = st.lists(st.integers(1, 400 * HOUR), min_size=1, max_size=60)
POINTS = st.integers(1, 400 * HOUR)


def exact(times: list[int], time: int) -> tuple[int, int]:
    return sum(one <= time for one in times), sum(one > time for one in times)


@given(TIMES, POINTS)
def test_both_sides_together_are_the_whole(times: list[int], time: int) -> None:
    whole = tally(times)
    before, after = divided(whole, time)
    parts = [one for one in (before, after) if one is not None]
    assert sum(one.count for one in parts) == whole.count
    assert merge_times(one.times for one in parts) == whole.times
    assert (before is not None, after is not None) == tuple(count > 0 for count in exact(times, time))
    for one in parts:
        assert sum(count for _, _, count in one.times) <= one.count
        assert one.first_seen <= one.last_seen


@given(TIMES, POINTS)
def test_ends_are_as_far_as_they_may_be(times: list[int], time: int) -> None:
    before, after = divided(tally(times), time)
    if before is not None:
        assert before.first_seen == min(times)
        assert max(one for one in times if one <= time) <= before.last_seen <= time
    if after is not None:
        assert after.last_seen == max(times)
        assert time < after.first_seen <= min(one for one in times if one > time)


@given(TIMES, st.integers(1, 399))
def test_between_hours_nothing_is_guessed(times: list[int], hour: int) -> None:
    time = hour * HOUR - 1
    before, after = divided(tally(times), time)
    counts = tuple(one.count if one is not None else 0 for one in (before, after))
    assert counts == exact(times, time)


@given(TIMES, POINTS, POINTS)
def test_more_time_shows_more(times: list[int], one: int, other: int) -> None:
    first, second = (divided(tally(times), time)[0] for time in sorted((one, other)))
    if first is not None:
        assert second is not None
        assert first.count <= second.count


@given(st.integers(2, 9), st.integers(1, 9 * HOUR), st.integers(1, 9 * HOUR), POINTS)
def test_where_nobody_counted_hours_time_is_shared_out(count: int, one: int, other: int, time: int) -> None:
    first, last = sorted((one, other + HOUR * 10))
    whole = Tally(200, "api", "served", count, first, last, ())
    before, after = divided(whole, time)
    assert sum(part.count for part in (before, after) if part is not None) == count
    assert (before is not None) == (first <= time)
    assert (after is not None) == (last > time)


def test_what_has_no_time_comes_first() -> None:
    undated = Tally(200, "api", "served", 3, 0, 0, ())
    assert divided(undated, 5) == (undated, None)


@given(TIMES, POINTS, POINTS)
def test_before_a_time_after_it_and_after_the_end(times: list[int], one: int, other: int) -> None:
    after, end = sorted((one, other))
    shown = Sighting("api.example", "GET", "/a", (tally(times),))
    before, within = tallies_between(shown, after, end)
    assert bool(before) == (min(times) <= after)
    assert all(part.last_seen <= after for part in before)
    assert all(after < part.first_seen <= part.last_seen <= end for part in within)
    everything = tallies_between(shown, after, EVERYTHING)
    assert sum(part.count for parts in everything for part in parts) == len(times)
    assert tallies_between(shown, NOTHING, EVERYTHING) == ((), shown.tallies)


def test_names_that_were_not_seen_by_then_are_left_out() -> None:
    early = Name(200, "query", "early", 2, 20, (Evidence(10, "c", 1),))
    both = Name(200, "query", "both", 4, 40, (Evidence(10, "c", 1),))
    late = Name(200, "query", "late", 2, 40, (Evidence(30, "c", 3),))
    shown = Sighting("api.example", "GET", "/a", (tally([10, 20, 30, 40]),), (both, early, late))
    (found,) = until([shown], 25)
    assert [(one.name, one.count, one.last_seen) for one in found.names] == [("both", 2, 25), ("early", 2, 20)]
    assert list(until([shown], 9)) == []


def summary(first: int, last: int, digest: str = "a") -> CaptureSummary:
    return CaptureSummary(digest, "one.pcap", "pcap", 1, 1, 1, 1, 1, first, last)


def test_a_date_begins_with_its_first_nanosecond_and_a_capture_ends_with_its_last() -> None:
    assert Point("2026-06-01", 100).limit(summary(100, 120)) == NOTHING
    assert Point("2026-06-01", 100).limit(summary(90, 99)) == EVERYTHING
    assert Point("2026-06-01", 100).limit(summary(90, 100)) == 99
    assert Point("one.pcap", 100, is_last=True).limit(summary(90, 100)) == EVERYTHING
    assert Point("one.pcap", 100, is_last=True).limit(summary(100, 101)) == 100
    assert Point("7d", 100).limit(summary(0, 0)) == EVERYTHING


def test_a_report_knows_captures_whatever_their_times() -> None:
    last = Point("last", known={"a": 50})
    assert last.limit(summary(10, 50)) == EVERYTHING
    assert last.limit(summary(10, 90)) == 50, "it has grown since"
    assert last.limit(summary(1, 2, "b")) == NOTHING, "it came late"


def test_a_capture_that_goes_over_both_ends() -> None:
    (found,) = shares([summary(10, 90)], Period(Point("a", 30), Point("b", 60)))
    assert (found.before, found.until, found.is_divided) == (29, 59, True)
    assert shares([summary(10, 90)], Period(until=Point("b", 5))) == ()
    assert [one.is_within for one in shares([summary(10, 90)], Period())] == [True]
