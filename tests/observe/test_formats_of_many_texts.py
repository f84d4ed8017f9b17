"""Many texts asked about at once have the formats of each of them alone."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.observe.formats import format_of, formats_of

EXAMPLES = [
    "12", "-3", "1.5", "true", "false", "truer", "5b0b2cd2-4d0c-4c8d-9c5a-0f1a2b3c4d5e", "ab0b2cd2-4d0c", "2024-02-29",
    "2024-02-29T10:00:00Z", "2024-02-29 10:00:00+01:00", "10:00:00", "192.0.2.1", "fe80::1", "::", "a::b", "1,2",
    "1.5,2", "a@b.example", "1@b.example", "https://x.example", "urn:x:y", "fe80://x", "word", "two words", "", "-",
    "é", "\n",
    "1\n", "word\n", "x" * 3_000, "1" * 3_000, "12-34", "x:y z",
]  # fmt: skip
TEXTS = st.sampled_from(EXAMPLES) | st.text("01a:.-@/T ,", max_size=8)


@settings(max_examples=400)
@given(st.lists(TEXTS, min_size=1, max_size=6), st.integers(1, 5))
def test_as_each_alone(texts: list[str], times: int) -> None:
    several = texts * times
    assert formats_of(several, set(several)) == Counter(map(format_of, several))


@settings(max_examples=400)
@given(TEXTS, TEXTS)
def test_one_after_another_of_any_format(first: str, other: str) -> None:
    assert formats_of([first, other], {first, other}) == Counter(map(format_of, [first, other]))
