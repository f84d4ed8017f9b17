"""When exchanges were seen and how long they took add up in any order, in a bounded number of steps."""

from hypothesis import given
from hypothesis import strategies as st
from steps import latency_step, times_of

from inventory.model.traffic import (
    DAY,
    HOUR,
    LATENCIES,
    STEPS,
    STEPS_LIMIT,
    WEEK,
    merge_latencies,
    merge_times,
    step_of,
)

MOMENT = 1_750_000_000 * 10**9
_near = st.integers(MOMENT, MOMENT + 30 * HOUR)
_anywhere = st.integers(0, 2**62)
_moments = st.lists(st.one_of(_near, st.integers(MOMENT, MOMENT + 400 * DAY), _anywhere), max_size=300)


@given(_moments, st.integers(1, 7))
def test_parts_in_any_order_give_the_same_counts(moments: list[int], parts: int) -> None:
    whole = times_of(moments)
    pieces = [times_of(moments[number::parts]) for number in range(parts)]
    merged = ()
    for piece in reversed(pieces):
        merged = merge_times((merged, piece))
    assert merged == whole == merge_times(pieces)


@given(_moments)
def test_every_dated_exchange_counts_once(moments: list[int]) -> None:
    assert sum(count for _, _, count in times_of(moments)) == sum(time > 0 for time in moments)


def test_many_hours_are_told_in_days_and_many_days_in_weeks() -> None:
    hours = [MOMENT + number * HOUR for number in range(STEPS_LIMIT)]
    assert {length for length, _, _ in times_of(hours)} == {HOUR}
    assert {length for length, _, _ in times_of([*hours, hours[-1] + HOUR])} == {DAY}
    days = times_of([MOMENT + number * DAY for number in range(STEPS_LIMIT + 1)])
    assert {length for length, _, _ in days} == {WEEK}
    assert all((begin // DAY + 3) % 7 == 0 for _, begin, _ in days)  # Mondays: day 4 since 1970 was one


@given(_anywhere, st.sampled_from(STEPS))
def test_a_step_holds_its_time_and_lies_in_the_longer_ones(time: int, length: int) -> None:
    begin = step_of(time, length)
    assert begin <= time < begin + length
    assert all(step_of(begin, longer) == step_of(time, longer) for longer in STEPS if longer >= length)


@given(st.integers(0, 2**62))
def test_a_latency_is_in_the_first_step_that_is_as_long(nanoseconds: int) -> None:
    step = latency_step(nanoseconds)
    assert nanoseconds <= LATENCIES[step] or step == len(LATENCIES) - 1
    assert step == 0 or nanoseconds > LATENCIES[step - 1]


def test_latencies_add_up() -> None:
    assert merge_latencies((((3, 1), (7, 2)), (), ((1, 5), (7, 1)))) == ((1, 5), (3, 1), (7, 3))
