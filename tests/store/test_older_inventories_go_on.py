"""An inventory of an older version, with all that it holds, is upgraded and goes on: corrected, scanned into, shown."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from alembic import command
from sqlalchemy import Connection, select
from store_examples import sightings as shaped
from store_examples import summary

from inventory.endpoints import infer
from inventory.errors import StoreError
from inventory.model.corrections import Correction
from inventory.model.history import Former
from inventory.model.observations import Sighting
from inventory.store import Store, schema, sqlite, upgrade
from inventory.store.files import Location
from inventory.store.tables import metadata

LATER = (  # tables that came after 0003
    "corrections", "former_templates", "lengths", "messages", "outcomes", "report_captures",
    "report_findings", "reports", "shapes", "watched",
)  # fmt: skip


def sightings(count: int, *, capture: str = "one.pcap") -> list[Sighting]:
    """Return sightings without shapes, hours and latencies, of which older inventories know nothing."""
    return [
        msgspec.structs.replace(
            one, shapes=(), tallies=tuple(msgspec.structs.replace(own, times=(), latencies=()) for own in one.tallies)
        )
        for one in shaped(count, capture=capture)
    ]


def made_by_0003(database: Path) -> Store:
    """Make what this version would, and carry every row of it into a database of the older schema."""
    newest = Store.open(":memory:", create=True)
    newest.add(summary("one.pcap"), sightings(9), infer)
    newest.add(summary("two.pcap"), sightings(12, capture="two.pcap"), infer)
    database.touch()
    engine = sqlite.connect(Location(database))
    with engine.begin() as old, newest._engine.begin() as new:
        command.upgrade(schema.configuration(old), "0003")
        sqlite.mark(old)
        for table in metadata.sorted_tables:
            if table.name not in LATER:
                _copy(new, old, table.name)
    engine.dispose()
    return newest


def _copy(new: Connection, old: Connection, name: str) -> None:
    kept = [column[1] for column in old.exec_driver_sql(f"PRAGMA table_info({name})")]
    rows = [tuple(row) for row in new.exec_driver_sql(f"SELECT {', '.join(kept)} FROM {name}")]
    if rows:
        old.exec_driver_sql(f"INSERT INTO {name} ({', '.join(kept)}) VALUES ({', '.join('?' * len(kept))})", rows)


def test_it_keeps_what_it_has_and_goes_on(database: Path) -> None:
    newest = made_by_0003(database)
    for create in (True, False):
        with pytest.raises(StoreError, match="has schema 0003"):
            Store.open(str(database), create=create)
    assert upgrade(str(database))
    told = Correction("set", "", "", "/items/{thing}")
    with newest, Store.open(str(database), create=False) as old:
        for opened in (old, newest):
            assert opened.corrections() == ()
            assert opened.snapshot().former == {}
        assert (old.captures(), old.sightings()) == (newest.captures(), newest.sightings())
        assert old.endpoints() == newest.endpoints()
        assert old.info().rows == newest.info().rows
        assert not old.add(summary("one.pcap"), sightings(9), infer), "a capture counts once, also after an upgrade"
        before = {one.template for one in old.endpoints()}
        for opened in (old, newest):
            opened.correct(infer, [told])
            assert opened.add(summary("three.pcap"), sightings(15, capture="three.pcap"), infer)
        assert old.snapshot() == newest.snapshot()
        assert {one.template for one in old.endpoints()} == {"/items/{thing}"}
        was = {one for some in old.snapshot().former.values() for one in some}
        assert was == {Former(template, "") for template in before}


def test_a_service_of_an_older_version_has_folded_nothing(database: Path) -> None:
    made_by_0003(database).close()
    upgrade(str(database))
    with Store.open(str(database), create=False) as store:
        with store._engine.begin() as connection:
            services = metadata.tables["services"]
            assert set(connection.execute(select(services.c.folds)).scalars()) == {""}
        asked: list[str] = []

        def fold(found: Sequence[Sighting], remembered: str) -> tuple[dict[tuple[str, str], str], str]:
            asked.append(remembered)
            return {}, ""

        store.add(summary("x"), sightings(3), infer, fold=fold)
        assert asked == ["", "", ""]
