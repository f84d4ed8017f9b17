"""What it means that a declared operation was not used: unused, not observable, or too little seen."""

import pytest
from cases import HOST, judged_example

from inventory.model.coverage import Fate
from inventory.model.findings import Finding
from inventory.rules import Example
from inventory.rules.watching import DAY, duration

TWO = ("GET /a", "GET /b")


def absent(count: int, *, described: tuple[str, ...] = TWO, days: int = 0, coverage: tuple[Fate, ...] = ()) -> Finding:
    """Return the finding about the last operation after so many exchanges with the first."""
    times = ["2024-05-01T10:00:00Z GET /a"] * (count - 1) + [f"2024-05-{1 + days:02}T10:00:00Z GET /a"]
    example = Example(title="", described=described, observed=tuple(times), server="https://api.example")
    unused = [one for one in judged_example(example, coverage) if one.rule == "declared-unused"]
    return unused[-1]


def read(size: int) -> Fate:
    return Fate(HOST, "exchange", 1, size)


@pytest.mark.parametrize(
    ("count", "days", "verdict", "severity", "confidence"),
    [
        (1, 0, "insufficient", "note", "low"),
        (99, 9, "insufficient", "note", "low"),
        (100, 0, "unused", "note", "medium"),
        (1_000, 0, "unused", "note", "medium"),
        (1_000, 1, "unused", "warning", "high"),
    ],
)
def test_it_tells_more_the_more_was_watched(
    count: int, days: int, verdict: str, severity: str, confidence: str
) -> None:
    found = absent(count, days=days)
    assert (found.verdict, found.severity.value, found.confidence) == (verdict, severity, confidence)
    assert f"{count:,} exchange{'s' * (count > 1)} on 1 of 1 other operations" in found.message
    assert ("over 1 day" in found.message) == (days == 1)


def test_other_operations_that_nobody_used_tell_nothing_either() -> None:
    described = ("GET /a", "GET /b", "GET /c", "GET /d")
    assert absent(500, described=described).verdict == "insufficient"
    assert absent(500, described=described[:3]).verdict == "unused"


def test_many_operations_take_many_exchanges() -> None:
    described = tuple(f"GET /{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    observed = tuple(one for one in described[:-1] for _ in range(4))
    example = Example(title="", described=described, observed=observed)
    (found,) = judged_example(example)
    assert (found.verdict, found.path) == ("unused", "/z")
    (found,) = judged_example(Example(title="", described=described, observed=observed[: -len(observed) // 3]))[-1:]
    assert found.verdict == "insufficient"


@pytest.mark.parametrize("fate", ["encrypted", "lost", "mid-stream", "undecodable"])
@pytest.mark.parametrize(
    ("size", "verdict"), [(50, "unused"), (100, "insufficient"), (900, "insufficient"), (1_100, "not-observable")]
)
def test_what_was_not_read_might_have_held_it(fate: str, size: int, verdict: str) -> None:
    found = absent(200, coverage=(read(1_000), Fate(HOST, fate, 1, size)))
    assert found.verdict == verdict
    assert (f"{size:,} bytes" in found.message) == (verdict != "unused")


def test_what_others_did_not_show_does_not_matter() -> None:
    assert absent(200, coverage=(read(1_000), Fate("other.example", "encrypted", 9, 10**6))).verdict == "unused"


def test_a_server_with_a_port_is_known_by_the_name_that_was_encrypted_for() -> None:
    example = Example(
        title="", described=TWO, observed=("GET https://api.example:8443/a",) * 200, server="https://api.example:8443"
    )
    (found,) = judged_example(example, (Fate(HOST, "encrypted", 3, 5_000),))
    assert found.verdict == "not-observable"


def test_the_verdict_is_no_part_of_the_fingerprint() -> None:
    assert absent(1).fingerprint == absent(1_000, days=3).fingerprint


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(5, "less than a second"), (10**9, "1 second"), (DAY - 1, "23 hours"), (DAY, "1 day"), (9 * DAY, "9 days")],
)
def test_durations_are_told_in_their_largest_unit(nanoseconds: int, text: str) -> None:
    assert duration(nanoseconds) == text
