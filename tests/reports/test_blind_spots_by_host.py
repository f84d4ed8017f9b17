"""Blind spots by host: short and safe in tables, whole in JSON."""

import json

import pytest

from inventory.model.captures import CaptureSummary
from inventory.model.coverage import Fate
from inventory.model.history import Changes
from inventory.reports import publishing, render

NOTHING = Changes((), ())


def shown(*fates: Fate) -> str:
    """Return the lines about blind spots of one capture."""
    text = render(publishing.scan([_summary(*fates)], [], NOTHING, 0), "table", width=10_000)
    return "\n".join(line for line in text.splitlines() if "blind spot" in line)


def _summary(*fates: Fate) -> CaptureSummary:
    return CaptureSummary("d", "one.pcap", "pcap", 1, 1, 0, 0, 0, 0, 0, coverage=fates)


@pytest.mark.parametrize(
    ("protocols", "told"),
    [
        ((), "a.test (1.5 kB)"),
        (("h2",), "a.test (1.5 kB; ALPN h2)"),
        (("h2", "h3", "http/1.1"), "a.test (1.5 kB; ALPN h2, h3, http/1.1)"),
        (("h2", "h3", "h3-29", "http/1.1"), "a.test (1.5 kB; ALPN h2, h3, h3-29 and 1 more)"),
        (tuple(f"p{number}" for number in range(16)), "a.test (1.5 kB; ALPN p0, p1, p2 and 13 more)"),
    ],
)
def test_beside_the_host(protocols: tuple[str, ...], told: str) -> None:
    assert shown(Fate("a.test", "encrypted", 1, 1_500, protocols)) == (
        f"one.pcap: blind spot: 1.5 kB encrypted of 1 connection: {told}"
    )


def test_several_hosts() -> None:
    found = shown(
        Fate("a.test", "encrypted", 1, 200, ("h3",)),
        Fate("a.test", "lost", 1, 9),
        Fate("b.test", "encrypted", 2, 300, ("http/1.1",)),
    )
    assert found.splitlines() == [
        "one.pcap: blind spot: 500 bytes encrypted of 3 connections: "
        "b.test (300 bytes; ALPN http/1.1), a.test (200 bytes; ALPN h3)",
        "one.pcap: blind spot: 9 bytes lost of 1 connection: a.test (9 bytes)",
    ]


def test_json_has_all_of_it() -> None:
    names = tuple(f"p{number}" for number in range(16))
    text = render(publishing.scan([_summary(Fate("a.test", "encrypted", 1, 9, names))], [], NOTHING, 0), "json")
    (capture,) = json.loads(text)["captures"]
    (fate,) = capture["coverage"]
    assert fate == {"host": "a.test", "fate": "encrypted", "connections": 1, "size": 9, "protocols": list(names)}


@pytest.mark.parametrize("name", ["\x1b[2J", "a\nblind spot: none", "\u202eh2", "\x9b31m", "[bold]h2[/]"])
def test_names_from_a_database_that_others_wrote(name: str) -> None:
    """Reading a capture leaves nothing unprintable; a database may have been written by anything."""
    text = shown(Fate("a.test", "encrypted", 1, 9, (name,)))
    assert len(text.splitlines()) == 1
    assert all(sign.isprintable() and sign != "\u202e" for sign in text)
    assert "[bold]" in text or "[bold]" not in name
