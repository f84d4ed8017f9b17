"""Lengths of time as people write them."""

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from inventory.cli.capture import LONGEST, duration


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("1h30m", 5_400), ("2d", 172_800), ("1d1h1m1s", 90_061)]
)
def test_lengths_of_time(text: str, seconds: int) -> None:
    assert duration(text) == seconds


@given(st.integers(0, 300), st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_any_combination(days: int, hours: int, minutes: int, seconds: int) -> None:
    text = f"{days}d{hours}h{minutes}m{seconds}s"
    assert duration(text) == ((days * 24 + hours) * 60 + minutes) * 60 + seconds


@pytest.mark.parametrize(
    "text",
    ["", "s", "10", "-5s", "1.5s", "5s3m", "0s", "0h0m", "10m\n", "5 m", "\u0663s", f"{LONGEST + 1}s", "9" * 500],
)
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="1h30m"):
        duration(text)
