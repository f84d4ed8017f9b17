"""What is remembered of texts is bounded by their length, too: hostile paths and queries are long."""

from inventory.model.caching import SHORT, remember
from inventory.observe import observer, redaction


def test_short_texts_are_remembered_and_long_ones_are_not() -> None:
    asked: list[str] = []

    @remember(2)
    def length(text: str, *, more: int = 0) -> int:
        asked.append(text)
        return len(text) + more

    short, long = "x" * SHORT, "x" * (SHORT + 1)
    assert [length(short), length(short), length(short, more=1)] == [SHORT, SHORT, SHORT + 1]
    assert asked == [short, short]
    assert [length(long), length(long, more=1)] == [SHORT + 1, SHORT + 2]
    assert asked == [short, short, long, long]


def test_what_reads_paths_remembers_short_ones_alone() -> None:
    for function in (redaction.redact_segment, observer._path):
        long = "/" + "x" * SHORT
        assert function(long) is not function(long)
        assert function("/short") is function("/short")
