import msgspec
import pytest
from store_examples import each_path, sightings, summary

from inventory.model.growth import ToldFinding
from inventory.store import Store
from inventory.store.reports import REPORTS_LIMIT
from inventory.store.writing import remove_capture

TOLD = ToldFinding("f1", "rule", "error", "api.example", "GET", "/items", None, "message", True, "why", False)
GONE = ToldFinding("f0", "rule", "note", "api.example", "GET", "/items", "query.x", "message", gone=True)


@pytest.fixture
def filled(store: Store) -> Store:
    for name in ("one.pcap", "two.pcap"):
        store.add(summary(name), sightings(2, capture=name), each_path)
    return store


def known(store: Store, name: str = "default") -> dict[str, int]:
    found = store.report(name)
    assert found is not None
    digests = {one.digest: one.name for one in store.captures()}
    return {digests[digest]: until for digest, until in found.known.items()}


def test_what_was_told_comes_back(filled: Store) -> None:
    assert filled.report("default") is None
    assert filled.remember("default", 7, filled.captures(), [TOLD, GONE]) == ()
    found = filled.report("default")
    assert found is not None
    assert (found.name, found.made_at, found.findings) == ("default", 7, (GONE, TOLD))
    assert known(filled) == {"one.pcap": 100, "two.pcap": 100}
    assert filled.report("other") is None


def test_the_last_one_takes_the_place_of_that_before(filled: Store) -> None:
    filled.remember("default", 7, filled.captures(), [TOLD])
    filled.remember("default", 8, filled.captures()[:1], [])
    found = filled.report("default")
    assert found is not None
    assert (found.made_at, len(found.known), found.findings) == (8, 1, ())
    assert {name: filled.info().rows[name] for name in ("reports", "report_captures", "report_findings")} == {
        "reports": 1,
        "report_captures": 1,
        "report_findings": 0,
    }


def test_a_capture_that_is_taken_out_is_known_no_more(filled: Store) -> None:
    filled.remember("default", 7, filled.captures(), [])
    digest = filled.captures()[0].digest
    with filled._writer.begin() as connection:
        remove_capture(connection, digest)
    assert len(known(filled)) == 1


def test_a_capture_that_grows_is_known_until_then(filled: Store) -> None:
    filled.remember("default", 7, filled.captures(), [])
    short = summary("one.pcap")
    longer = msgspec.structs.replace(short, digest="f" * 64, size=2_000, exchanges=9, last_seen=500)
    assert filled.add(longer, sightings(4), each_path, replacing=short.digest)
    assert known(filled) == {"one.pcap": 100, "two.pcap": 100}


def test_a_capture_that_is_read_again_with_keys_is_new(filled: Store) -> None:
    filled.remember("default", 7, filled.captures(), [])
    sealed = summary("one.pcap")
    opened = msgspec.structs.replace(sealed, exchanges=9)
    assert filled.add(opened, sightings(4), each_path, replacing=sealed.digest)
    assert known(filled) == {"two.pcap": 100}


def test_a_capture_that_is_judged_again_stays_known(filled: Store) -> None:
    filled.remember("default", 7, filled.captures(), [])
    judged = msgspec.structs.replace(summary("one.pcap"), judged_by=("d",))
    assert filled.add(judged, sightings(2), each_path, replacing=judged.digest)
    assert known(filled) == {"one.pcap": 100, "two.pcap": 100}


def test_what_grew_while_a_report_was_made_is_known_as_it_was(filled: Store) -> None:
    seen = filled.captures()
    short = summary("one.pcap")
    longer = msgspec.structs.replace(short, digest="f" * 64, size=2_000, last_seen=500)
    filled.add(longer, sightings(4), each_path, replacing=short.digest)
    filled.remember("default", 7, seen, [])
    assert known(filled) == {"one.pcap": 100, "two.pcap": 100}


def test_there_are_so_many_names_at_most(filled: Store) -> None:
    for number in range(REPORTS_LIMIT):
        assert filled.remember(f"{number}", 1_000 - number, (), ()) == ()
    assert filled.remember("one more", 2_000, (), ()) == (f"{REPORTS_LIMIT - 1}",)
    assert filled.remember("0", 2_001, (), ()) == ()
    assert filled.info().rows["reports"] == REPORTS_LIMIT


def test_sums_over_some_captures_are_those_of_an_inventory_of_these(filled: Store) -> None:
    with Store.open(":memory:", create=True) as alone:
        alone.add(summary("two.pcap"), sightings(2, capture="two.pcap"), each_path)
        digest = summary("two.pcap").digest
        assert filled.shown_by([digest]) == alone.sightings() == filled.shown(digest)
    assert filled.shown_by([one.digest for one in filled.captures()]) == filled.sightings()
    assert filled.shown_by([]) == ()
    assert filled.shown_by(["'); DROP TABLE captures; --", "\u2028"]) == ()
