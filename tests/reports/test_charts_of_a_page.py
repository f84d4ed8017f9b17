"""Charts: bars stand for their figures, in their order, within the chart, and the table tells the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.reports import charts
from inventory.reports.charts import HEIGHT, STEP
from inventory.reports.documents import LatencyDocument, TrafficDocument


def traffic(*steps: tuple[int, int, int], unit: str = "day") -> TrafficDocument:
    starts = tuple(f"2026-{1 + number // 28:02}-{1 + number % 28:02}T06:00:00Z" for number in range(len(steps)))
    columns = tuple(zip(*steps, strict=True)) or ((), (), ())
    return TrafficDocument(unit, starts, *columns, new_endpoints=tuple(step[0] % 3 for step in steps))


@st.composite
def steps(draw: st.DrawFn) -> tuple[int, int, int]:
    parts = [draw(st.sampled_from([0, 1, 7, 300, 10**6])) for _ in range(3)]
    return sum(parts), parts[1], parts[2]


@given(st.lists(steps(), min_size=1, max_size=100))
def test_bars_stand_on_each_other_within_the_chart(given_steps: list[tuple[int, int, int]]) -> None:
    chart = charts.traffic(traffic(*given_steps))
    assert chart is not None
    by_step: dict[int, list[charts.Bar]] = {}
    for bar in chart.bars:
        by_step.setdefault(round(bar.x / STEP), []).append(bar)
        assert bar.y >= 0
        assert bar.height > 0
        assert bar.x + bar.width < chart.width
    for number, (count, client, server) in enumerate(given_steps):
        parts = by_step.get(number, [])
        wanted = {"fine": count - client - server, "client-error": client, "server-error": server}
        assert [bar.kind for bar in parts] == [kind for kind, part in wanted.items() if part]
        level = HEIGHT
        for bar in parts:
            level -= bar.height
            assert bar.y == pytest.approx(level, abs=0.05)
    assert [int(row[1].replace(",", "")) for row in chart.rows] == [step[0] for step in given_steps]


def test_heights_are_in_proportion_and_the_scale_is_round() -> None:
    chart = charts.traffic(traffic((150, 0, 0), (75, 0, 75)))
    assert chart is not None
    assert [(bar.kind, bar.height) for bar in chart.bars] == [("fine", 75.0), ("server-error", 37.5)]
    assert (chart.top, chart.middle) == ("200", "100")
    assert (
        "225 exchanges from 2026-01-01 to 2026-01-02, each bar stands for one day; most, 150, on 2026-01-01."
        in chart.description
    )
    assert chart.rows == (("2026-01-01", "150", "0", "0"), ("2026-01-02", "75", "0", "75"))


@pytest.mark.parametrize(
    ("count", "top"), [(0, "2"), (1, "2"), (3, "4"), (9, "10"), (11, "20"), (2_001, "4k"), (10**7, "10M")]
)
def test_the_scale_ends_at_a_round_number(count: int, top: str) -> None:
    chart = charts.traffic(traffic((count, 0, 0)))
    assert chart is not None
    assert chart.top == top


def test_hours_are_told_with_their_time_and_many_steps_have_three_marks() -> None:
    chart = charts.new_endpoints(traffic(*[(1, 0, 0)] * 20, unit="hour"))
    assert chart is not None
    assert chart.ticks == ("2026-01-01 06:00", "2026-01-11 06:00", "2026-01-20 06:00")
    assert "20 endpoints were seen for the first time" in chart.description
    few = charts.new_endpoints(traffic((1, 0, 0)))
    assert few is not None
    assert few.ticks == ("2026-01-01",)


def test_without_times_there_is_no_chart() -> None:
    assert charts.traffic(traffic()) is None
    assert charts.new_endpoints(traffic()) is None
    assert charts.latency(LatencyDocument(0, 0, 0, 0, ())) is None


def test_latency_stands_on_a_scale_of_powers_of_ten() -> None:
    chart = charts.latency(LatencyDocument(30, 12.0, 100.0, 950.0, ((12.0, 20), (100.0, 9), (950.0, 1))))
    assert chart is not None
    assert chart.ticks == ("10 ms", "100 ms", "1 s")
    assert [round(bar.x + bar.width) for bar in chart.bars] == [7, 100, 197]
    assert [mark.label for mark in chart.marks] == ["half within 12 ms", "90 % within 100 ms", "99 % within 950 ms"]
    assert [round(mark.x) for mark in chart.marks] == [8, 100, 198]
    assert chart.rows == (("12 ms", "20"), ("100 ms", "9"), ("950 ms", "1"))


@given(
    st.lists(
        st.tuples(st.floats(0, 1e12, allow_nan=False), st.integers(0, 10**9)), min_size=1, max_size=60,
        unique_by=lambda step: step[0],
    )
)  # fmt: skip
def test_bars_of_latency_stay_within_the_chart(steps: list[tuple[float, int]]) -> None:
    ends = sorted(steps)
    chart = charts.latency(LatencyDocument(9, ends[0][0], ends[0][0], ends[-1][0], tuple(ends)))
    assert chart is not None
    for bar in chart.bars:
        assert bar.x >= -0.5
        assert bar.x + bar.width <= chart.width + 0.5
        assert 0 <= bar.y <= HEIGHT
    assert all(-0.5 <= mark.x <= chart.width + 0.5 for mark in chart.marks)


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0.25, "0.25 ms"), (38.05, "38 ms"), (999.0, "999 ms"), (1_190.2, "1.19 s"), (5e6, "5,000 s")],
)  # fmt: skip
def test_durations_have_three_digits(milliseconds: float, text: str) -> None:
    assert charts.duration(milliseconds) == text


def test_shares_of_nothing_are_nothing_and_small_ones_are_seen() -> None:
    assert [charts.share(count, total) for count, total in ((0, 0), (0, 9), (1, 10**6), (1, 4))] == [0, 0, 1, 25]
