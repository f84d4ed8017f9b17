"""A database that is locked or full costs nothing of what is watched: what was read is kept, and stored later."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from watch_examples import Watched, pcap, scanned, shows

from inventory import watching
from inventory.cli.watching import Watch
from inventory.decode import KeyLog
from inventory.errors import StoreError
from inventory.model.endpoints import Endpoint
from inventory.model.watching import Outcome
from inventory.model.watching import Watched as Row
from inventory.notifying import Notifier
from inventory.store import Store, sqlite
from inventory.taking import How

ONE, TWO = pcap(0, 200), pcap(200, 300)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "RETRY_FIRST", 0.0)


def _locked(watched: Watched, message: str) -> None:
    for _ in range(2):
        with pytest.raises(StoreError, match=message):
            watched.look()
    assert watched.store.captures() == ()


def test_a_full_disk(watched: Watched, tmp_path: Path) -> None:
    pages = (tmp_path / "inventory.db").stat().st_size // 4096
    _limit(watched.store, pages + 1)
    watched.write("one.pcap", ONE)
    watched.write("two.pcap", TWO)
    _locked(watched, "is full, or its disk is")
    (watched.folder / "one.pcap").unlink()  # by a ring that goes on: it was read
    _limit(watched.store, 1_000_000)
    assert watched.became() == [("one.pcap", "added"), ("two.pcap", "added")]
    with scanned(ONE, TWO, folder=tmp_path) as once:
        assert shows(watched.store) == shows(once)


def _limit(store: Store, pages: int) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_database_that_another_process_has_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.02)
    database, folder = tmp_path / "inventory.db", tmp_path / "captures"
    folder.mkdir()
    with Store.open(str(database), create=True) as store, closing(sqlite3.connect(database)) as other:
        watched = Watched(folder, store)
        watched.write("one.pcap", ONE)
        watched.write("odd.txt", b"no capture")
        other.execute("BEGIN IMMEDIATE")
        _locked(watched, "is locked by another process")
        other.rollback()
        assert watched.became() == [("one.pcap", "added"), ("odd.txt", "refused")]


def test_it_is_not_tried_again_at_once(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "RETRY_FIRST", 1_000.0)
    _limit(watched.store, 1)
    watched.write("one.pcap", ONE)
    with pytest.raises(StoreError):
        watched.look()
    assert watched.became() == []


def test_it_is_complained_of_once(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watching, "RETRY_FIRST", 0.05)
    watch = Watch(watched.store, watched.folder, How(settle=0, keys=KeyLog()), None, Notifier([], watched.store), None)
    _limit(watched.store, 1)
    watched.write("one.pcap", ONE)
    for _ in range(8):
        watch.look()
        watch.wait(0.02)
    _limit(watched.store, 1_000_000)
    watch.wait(1)
    watch.look()
    complaint, added, *_ = capfd.readouterr().err.splitlines()
    assert complaint.endswith("(make room and try again; nothing was changed; it is tried again)")
    assert added.startswith("one.pcap: added, ")


def test_what_no_database_can_keep_is_refused(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bool:
        raise StoreError("i.db cannot keep one of the values", hint="leave that capture out", lasting=True)

    watched.write("one.pcap", ONE)
    with monkeypatch.context() as patch:
        patch.setattr(watched.store, "add", refuse)
        assert watched.became() == [("one.pcap", "refused")]
    watched.write("two.pcap", TWO)
    assert watched.became() == [("two.pcap", "added")]


@pytest.mark.parametrize("last", ["inventory.endpoints.infer", "inventory.store.store.put_watched"])
def test_a_file_is_known_with_what_it_shows_or_not_at_all(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    def fail(*_: object, **__: object) -> list[Endpoint]:
        raise KeyboardInterrupt

    watched.write("one.pcap", ONE)
    with monkeypatch.context() as patch:
        patch.setattr(last, fail)
        with pytest.raises(KeyboardInterrupt):
            watched.look()
    assert (watched.store.captures(), watched.store.watched(watched.watcher.folder)) == ((), ())
    watched.restart()
    assert watched.became() == [("one.pcap", "added")]


def test_what_is_known_of_files_is_bounded(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.store.watched.WATCHED_LIMIT", 5)
    rows = [Row("/f", f"{n}.pcap", 1, n, 1, "", Outcome.REFUSED, gone=n if n % 2 else 0) for n in range(10)]
    watched.store.watch(rows)
    assert [one.name for one in watched.store.watched("/f")] == [f"{n}.pcap" for n in (0, 2, 4, 6, 8)]


def test_only_the_newest_files_of_a_crowded_folder(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.capture.folder.FILES_LIMIT", 2)
    for number in range(3):
        watched.write(f"{number}.pcap", pcap(number * 10, number * 10 + 10))
    told, *events = watched.look()
    assert told.message == "of 3 files only the newest 2 are looked at"
    assert [event.name for event in events] == ["1.pcap", "2.pcap"]
