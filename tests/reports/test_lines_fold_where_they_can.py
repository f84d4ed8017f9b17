"""Folding: lines fit, nothing is lost, and names stay readable."""

import pytest
from hostile_text import hostile_texts
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inventory.reports.tables.folding import fold
from inventory.reports.wording import safe

ANY = st.one_of(st.text(), hostile_texts, st.text("a/ {}é漢", max_size=200)).map(safe)


@given(ANY, st.integers(2, 60), st.integers(0, 20))
def test_lines_fit_and_nothing_is_lost(text: str, width: int, hang: int) -> None:
    lines = fold(text, width, hang)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(ANY, st.integers(2, 200))
def test_what_fits_stays_as_it_is(text: str, more: int) -> None:
    assert fold(text, cell_len(text) + more, 4) == [text]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("/v1/orders/{orderId}/items", 20, ["/v1/orders/", "{orderId}/items"]),
        ("GET /v1/orders in words", 12, ["GET", "/v1/orders", "in words"]),
        ("GET /v1/orders", 8, ["GET /v1/", "orders"]),
        ("stun_tcp_multiple_messages.pcap", 20, ["stun_tcp_multiple_", "messages.pcap"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("漢漢漢", 5, ["漢漢", "漢"]),
        ("", 5, [""]),
    ],
)
def test_where_lines_end(text: str, width: int, lines: list[str]) -> None:
    assert fold(text, width) == lines


def test_what_goes_on_is_indented_where_there_is_room() -> None:
    assert fold("one two three", 9, 2) == ["one two", "  three"]
    assert fold("one two three", 6, 4) == ["one", "two", "three"]


def test_a_long_text_fills_its_lines() -> None:
    assert fold("a/" * 50_000, 40) == ["a/" * 20] * 2_500
    assert fold("a" * 100_000, 40) == ["a" * 40] * 2_500
