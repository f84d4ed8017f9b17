"""Hours and latencies are read as they were written, in few characters, and only as they can have been written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steps import times_of
from store_examples import each_path, sightings, summary

from inventory.errors import StoreError
from inventory.model.traffic import DAY, HOUR, LATENCIES, WEEK
from inventory.store import Store, upgrade
from inventory.store.rows import dump_latencies, dump_times, load_latencies, load_times

MOMENT = 1_750_000_000 * 10**9


@given(st.lists(st.one_of(st.integers(1, 2**62), st.integers(MOMENT, MOMENT + 200 * HOUR)), max_size=200))
def test_times_come_back(moments: list[int]) -> None:
    assert load_times(dump_times(times_of(moments))) == times_of(moments)


@given(st.dictionaries(st.integers(0, len(LATENCIES) - 1), st.integers(1, 2**40)))
def test_latencies_come_back(counts: dict[int, int]) -> None:
    latencies = tuple(sorted(counts.items()))
    assert load_latencies(dump_latencies(latencies)) == latencies


def test_what_is_written_is_short() -> None:
    assert dump_times(()) == dump_latencies(()) == "[]"
    assert dump_times(times_of([MOMENT] * 7 + [MOMENT + 2 * HOUR])) == "[1,486111,7,2,1]"
    assert dump_times(((DAY, 20_000 * DAY, 3), (DAY, 20_009 * DAY, 1))) == "[24,480000,3,9,1]"
    assert dump_times(((WEEK, 4 * DAY, 3),)) == "[168,96,3]"
    assert load_times("[24,480000,3,9,1]") == ((DAY, 20_000 * DAY, 3), (DAY, 20_009 * DAY, 1))
    assert load_times("[168,96,3,2,1]") == ((WEEK, 4 * DAY, 3), (WEEK, 18 * DAY, 1))
    assert dump_latencies(((4, 1), (90, 12))) == "[4,1,90,12]"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("times", "[2,486111,7]"),
        ("times", "[1,486111]"),
        ("times", "[1,486111,7,1]"),
        ("times", "[1]"),
        ("times", "7"),
        ("times", '["x"]'),
        ("times", ""),
        ("latencies", "[4]"),
        ("latencies", "[121,1]"),
        ("latencies", "[-1,1]"),
        ("latencies", "{}"),
    ],
)
def test_what_cannot_have_been_written_is_damage(store: Store, database: Path, column: str, text: str) -> None:
    store.add(summary(), sightings(2), each_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(f"UPDATE observations SET {column} = ?", (text,))
    with pytest.raises(StoreError, match=f"damaged: it has {column} that cannot be read"):
        store.sightings()


def test_an_upgraded_inventory_says_nothing_of_times(store: Store, database: Path) -> None:
    store.add(summary(), sightings(3), each_path)
    store.close()
    with closing(sqlite3.connect(database)) as connection, connection:
        for column in ("times", "latencies"):
            connection.execute(f"ALTER TABLE observations DROP COLUMN {column}")
        for table in ("messages", "report_captures", "report_findings", "reports", "watched"):  # which came later
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0009'")
    assert upgrade(str(database))
    with Store.open(str(database), create=False) as upgraded:
        told = [tally for one in upgraded.sightings() for tally in one.tallies]
        assert {(tally.count, tally.times, tally.latencies) for tally in told} == {(2, (), ())}
        upgraded.add(summary("two.pcap"), sightings(3, capture="two.pcap"), each_path)
        told = [tally for one in upgraded.sightings() for tally in one.tallies]
        assert {(tally.count, sum(count for _, _, count in tally.times)) for tally in told} == {(4, 2)}
