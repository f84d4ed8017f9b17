import random
from math import comb

import pytest
from growing import Captures, compared, sighting, tally
from hypothesis import assume, given
from hypothesis import strategies as st

from inventory.changes.telling import chance, differ, is_telling_absence
from inventory.model.growth import EndpointChanges
from inventory.model.observations import Name
from inventory.model.periods import Period, Point
from inventory.model.traffic import DAY, HOUR

NOTHING = EndpointChanges()


def at(hours: float) -> Period:
    return Period(Point("then", int(hours * HOUR)))


@st.composite
def days(draw: st.DrawFn) -> list[tuple[str, list[int], int]]:
    """Paths with the times of day at which each is asked for, and a status."""
    paths = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True))
    times = st.lists(st.integers(1, 20 * HOUR), min_size=1, max_size=40)
    return [(f"/{path}", draw(times), draw(st.sampled_from((200, 500, 404)))) for path in paths]


@given(days(), st.integers(2, 8))
def test_halves_of_the_same_days_do_not_differ(day: list[tuple[str, list[int], int]], half: int) -> None:
    captures: Captures = {
        f"{number}.pcap": [
            sighting(
                path,
                tally([DAY * (number + 1) + time for time in times], status=status, capture=f"{number}.pcap"),
                names=[Name(status, "query", "q", len(times)), Name(status, "credentials", "none", len(times))],
            )
            for path, times, status in day
        ]
        for number in range(2 * half)
    }
    assert compared(captures, at(24 * (half + 1))) == NOTHING


def test_random_halves_do_not_differ() -> None:
    """What is drawn from the same traffic differs by chance alone, on six hundred endpoints."""
    chances = random.Random(7)
    habits = {f"/{number:04}x": (chances.random() / 3, chances.randint(1, 60)) for number in range(600)}
    captures: Captures = {}
    for number in range(10):
        shown = []
        for path, (errors, often) in habits.items():
            times = [DAY * (number + 1) + chances.randrange(1, 20 * HOUR) for _ in range(often)]
            failed = [time for time in times if chances.random() < errors]
            served = [time for time in times if time not in failed]
            tallies = [tally(some, status=status) for some, status in ((served, 200), (failed, 503)) if some]
            shown.append(sighting(path, *tallies))
        captures[f"{number}.pcap"] = shown
    found = compared(captures, at(24 * 6))
    assert (found.appeared, found.vanished, found.woken) == ((), (), ())
    assert len(found.changed) <= 3


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60))
def test_chance_as_fisher_counted_it(count: int, among: int, other: int, other_among: int) -> None:
    count, other = min(count, among), min(other, other_among)
    hits, total = count + other, among + other_among
    assume(min(among, other_among) * min(hits, total - hits) < 10 * total)  # else by the other test, see below
    ways = {
        value: comb(hits, value) * comb(total - hits, among - value)
        for value in range(max(0, among + hits - total), min(among, hits) + 1)
    }
    expected = sum(way for way in ways.values() if way <= ways[count]) / comb(total, among)
    assert chance(count, among, other, other_among) == pytest.approx(expected, rel=1e-5)


def test_both_tests_are_nearly_the_same_where_they_meet() -> None:
    few = chance(40, 100, 60, 100)
    exact = sum(
        comb(100, value) * comb(100, 100 - value) for value in range(101) if comb(100, value) ** 2 <= comb(100, 40) ** 2
    ) / comb(200, 100)
    assert few == pytest.approx(exact, rel=0.5)
    assert chance(5, 50, 5, 50) == 1.0


@given(st.integers(0, 9_999), st.integers(1, 9_999), st.integers(0, 9_999), st.integers(1, 9_999))
def test_it_makes_no_difference_which_side_is_which(count: int, among: int, other: int, other_among: int) -> None:
    count, other = min(count, among), min(other, other_among)
    assert chance(count, among, other, other_among) == pytest.approx(chance(other, other_among, count, among))
    assert 0 <= chance(count, among, other, other_among) <= 1.000001


def test_a_difference_must_be_sure_and_matter() -> None:
    assert differ(0, 100, 20, 100)
    assert not differ(0, 10, 2, 10), "chance"
    assert not differ(0, 20, 6, 20), "perhaps chance"
    assert not differ(1_000, 100_000, 2_000, 100_000), "one point"
    assert not differ(0, 0, 5, 5)
    assert is_telling_absence(10, 20, 10)
    assert not is_telling_absence(10, 20, 9)
    assert not is_telling_absence(0, 0, 10)
