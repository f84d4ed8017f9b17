"""Charts of blocks: as long and as high as the figures are, within the room that there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.reports.tables.charts import bar, sparkline

COUNTS = st.lists(st.integers(0, 10**12), max_size=300)


@pytest.mark.parametrize(
    ("count", "total", "room", "shown"),
    [
        (4, 4, 4, "████"),
        (2, 4, 4, "██"),
        (1, 4, 2, "▌"),
        (1, 10**9, 40, "▏"),
        (0, 9, 9, ""),
        (0, 0, 9, ""),
        (5, 9, 0, ""),
    ],
)
def test_bars(count: int, total: int, room: int, shown: str) -> None:
    assert bar(count, total, room) == shown


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 80))
def test_a_bar_has_room_and_can_be_seen(count: int, more: int, room: int) -> None:
    shown = bar(count, count + more, room)
    assert len(shown) <= room
    assert bool(shown) is bool(count and room)


@pytest.mark.parametrize(
    ("figures", "room", "shown"),
    [
        ((1, 2, 3, 4, 5, 6, 7, 8), 8, "▁▂▃▄▅▆▇█"), ((0, 5, 0), 9, " █ "), ((1, 1_000), 9, "▁█"), ((), 9, ""),
        ((0, 0), 9, "  "), ((4, 4, 0, 4), 2, "█▄"), ((9, 9, 9), 2, "▄█"), ((1,), 0, ""),
    ],
)  # fmt: skip
def test_lines(figures: tuple[int, ...], room: int, shown: str) -> None:
    assert sparkline(figures, room) == shown


@given(COUNTS, st.integers(1, 120))
def test_a_line_has_room_and_shows_what_is_not_nothing(figures: list[int], room: int) -> None:
    shown = sparkline(figures, room)
    assert len(shown) <= room
    assert bool(shown.strip()) is any(figures)
    assert ("█" in shown) is any(figures)
