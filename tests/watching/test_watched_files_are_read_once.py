"""Whatever becomes of a file in a folder that is watched, what it holds is in the inventory once."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch_examples import HEADER, Watched, pcap, scanned, shows

from inventory import pipeline, watching
from inventory.errors import CaptureError
from inventory.store import Store

SHORT, LONG, OTHER = pcap(0, 12), pcap(0, 30), pcap(40, 80)


def test_each_file_is_read_once_in_the_order_in_which_they_were_written(watched: Watched) -> None:
    for name, content in (("c.pcap", SHORT), ("a.pcap", OTHER), ("b.pcap", pcap(80, 90))):
        watched.write(name, content)
    assert watched.became() == [("c.pcap", "added"), ("a.pcap", "added"), ("b.pcap", "added")]
    assert watched.became() == []
    watched.restart()
    assert watched.became() == []


def test_a_copy_is_known_and_so_is_one_that_was_scanned_before(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "before.pcap").write_bytes(OTHER)
    pipeline.add(watched.store, tmp_path / "before.pcap")
    watched.write("one.pcap", SHORT)
    watched.write("two.pcap", SHORT)
    watched.write("three.pcap", OTHER)
    assert watched.became() == [("one.pcap", "added"), ("two.pcap", "known"), ("three.pcap", "known")]


@pytest.mark.parametrize("restarted", [False, True])
def test_the_longer_version_of_a_file_takes_the_place_of_the_shorter(
    watched: Watched, tmp_path: Path, restarted: bool
) -> None:
    watched.write("one.pcap", SHORT)
    watched.write("other.pcap", OTHER)
    watched.look()
    watched.write("one.pcap", LONG)
    if restarted:
        watched.restart()
    assert watched.became() == [("one.pcap", "grew")]
    with scanned(LONG, OTHER, folder=tmp_path) as once:
        assert shows(watched.store) == shows(once)


def test_the_longer_version_of_a_compressed_file_as_well(watched: Watched, tmp_path: Path) -> None:
    import gzip  # noqa: PLC0415

    whole = gzip.compress(LONG)
    watched.write("one.pcap.gz", whole[: len(whole) // 2])
    watched.write("two.pcap.gz", gzip.compress(OTHER))
    assert watched.became() == [("one.pcap.gz", "added"), ("two.pcap.gz", "added")]
    watched.write("one.pcap.gz", whole)
    watched.write("three.pcap.gz", gzip.compress(pcap(80, 90)))
    assert ("one.pcap.gz", "grew") in watched.became()
    with scanned(LONG, OTHER, pcap(80, 90), folder=tmp_path) as once:
        assert shows(watched.store) == shows(once)


def test_a_ring_that_writes_to_the_same_name_again_makes_a_new_capture(watched: Watched, tmp_path: Path) -> None:
    watched.write("ring1.pcap", SHORT)
    watched.write("ring2.pcap", OTHER)
    watched.look()
    watched.write("ring1.pcap", pcap(100, 160))
    watched.write("ring2.pcap", pcap(160, 170))
    assert watched.became() == [("ring1.pcap", "added"), ("ring2.pcap", "added")]
    with scanned(SHORT, OTHER, pcap(100, 160), pcap(160, 170), folder=tmp_path) as once:
        assert shows(watched.store) == shows(once)


def test_a_file_that_grows_takes_nothing_from_its_copy(watched: Watched, tmp_path: Path) -> None:
    """Such as two files without a packet, of which one gets some."""
    empty = SHORT[:HEADER]
    for name in ("one1.pcap", "one2.pcap", "one3.pcap"):
        watched.write(name, empty if name != "one3.pcap" else OTHER)
    watched.look()
    watched.write("one1.pcap", LONG)
    watched.write("one3.pcap", pcap(40, 90))
    assert watched.became() == [("one1.pcap", "added"), ("one3.pcap", "grew")]
    with scanned(empty, LONG, pcap(40, 90), folder=tmp_path) as once:
        assert shows(watched.store) == shows(once)


def test_a_longer_version_that_is_known_already_leaves_the_shorter_one_out(watched: Watched, tmp_path: Path) -> None:
    watched.write("one.pcap", SHORT)
    watched.look()
    (tmp_path / "by-hand.pcap").write_bytes(LONG)
    pipeline.add(watched.store, tmp_path / "by-hand.pcap")
    watched.write("one.pcap", LONG)
    watched.write("two.pcap", OTHER)
    watched.look()
    with scanned(LONG, OTHER, folder=tmp_path) as once:
        assert shows(watched.store) == shows(once)


def test_garbage_is_told_once_and_tried_again_when_it_changes(watched: Watched) -> None:
    watched.write("odd.pcap", b"no capture")
    watched.write("one.pcap", SHORT)
    refused, added = watched.look()
    assert (refused.became, added.became) == ("refused", "added")
    assert "odd.pcap: is no capture in a known format" in refused.message
    for _ in range(2):
        assert watched.became() == []
        watched.restart()
    watched.write("odd.pcap", OTHER)
    watched.write("two.pcap", b"no capture either")
    assert watched.became() == [("odd.pcap", "added"), ("two.pcap", "refused")]


def test_a_file_that_is_refused_for_the_same_reason_again_is_not_told_again(watched: Watched) -> None:
    for number in range(3):
        watched.write("log1.txt", b"a line\n" * (number + 1))
        watched.write("log2.txt", b"")
        assert [event.name for event in watched.look()] == (["log1.txt", "log2.txt"] if number == 0 else [])
    assert watched.watcher.counts["refused"] == 6


def test_what_is_no_regular_file_or_is_not_finished_by_its_name_is_passed_over(watched: Watched) -> None:
    (watched.folder / "folder.pcap").mkdir()
    os.mkfifo(watched.folder / "pipe.pcap")
    (watched.folder / "link.pcap").symlink_to(watched.write("real.pcap", SHORT))
    (watched.folder / "away").symlink_to(watched.folder.parent)
    for name in (".hidden.pcap", "a.pcap.part", "a.har.crdownload", "a.pcap.tmp", "a.pcap~", "a.LOCK"):
        watched.write(name, OTHER)
    watched.write("folder.pcap/below.pcap", pcap(80, 90))
    assert watched.became() == [("real.pcap", "added"), ("folder.pcap/below.pcap", "added")]


def test_files_of_its_own_are_left(watched: Watched) -> None:
    own = watched.write("inventory.db", b"a database")
    watched.restart(leave=(own.resolve(),))
    assert watched.became() == []


def test_names_of_any_bytes(watched: Watched) -> None:
    names = [b"\xff.pcap", b"\\xff.pcap", "\u202eé\x1b[31m.pcap".encode(), b"a\nb.pcap"]
    for at, name in enumerate(names):
        watched.write(os.fsdecode(name), pcap(at * 10, at * 10 + 10))
    assert len({name for name, became in watched.became() if became == "added"}) == len(names)
    watched.restart()
    assert watched.became() == []


def test_what_is_gone_before_it_is_read_is_missed(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = watched.write("gone.pcap", SHORT)
    read_for = pipeline.read_for

    def late(store: Store, path: Path, *rest: object, **more: object) -> pipeline.Read:
        gone.unlink(missing_ok=True)
        return read_for(store, path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "read_for", late)
    (event,) = watched.look()
    assert (event.became, event.message) == ("missed", "gone.pcap: gone before it could be read")
    assert watched.became() == []


def test_what_goes_while_it_waits_is_missed_but_not_what_is_renamed_or_compressed(watched: Watched) -> None:
    for name in ("gone.pcap", "old.pcap", "dense.pcap", "short.pcap"):
        watched.write(name, LONG)
    with (
        (watched.folder / "gone.pcap").open("ab"), (watched.folder / "old.pcap").open("ab"),
        (watched.folder / "dense.pcap").open("ab"), (watched.folder / "short.pcap").open("ab"),
    ):  # fmt: skip
        assert watched.became() == []
        assert watched.watcher.waiting.files == 4
    (watched.folder / "gone.pcap").unlink()
    (watched.folder / "old.pcap").rename(watched.folder / "new.pcap")
    (watched.folder / "dense.pcap").rename(watched.folder.parent / "away")
    shutil.copy(watched.folder.parent / "away", watched.folder / "dense.pcap.gz")
    watched.write("short.pcap", SHORT)
    found = watched.became()
    assert [name for name, became in found if became == "missed"] == ["gone.pcap", "short.pcap"]
    assert watched.watcher.counts["missed"] == 2


def test_what_is_overwritten_while_it_is_read_is_missed_and_read_anew(watched: Watched) -> None:
    names = iter(["one.pcap"])

    def overwrite(_done: int) -> None:
        for name in names:
            watched.write(name, OTHER)

    watched.restart(progress=overwrite)
    watched.write("one.pcap", LONG)
    (event,) = watched.look()
    assert (event.became, event.message) == ("missed", "one.pcap: overwritten while it was read")
    assert watched.store.captures() == ()
    assert watched.became() == [("one.pcap", "added")]


def test_what_grows_while_it_is_read_is_read_to_its_end_later(watched: Watched, tmp_path: Path) -> None:
    names = iter(["one.pcap"])

    def grow(_done: int) -> None:
        for name in names:
            watched.write(name, LONG)

    watched.restart(progress=grow)
    watched.write("one.pcap", SHORT)
    assert watched.became() == [("one.pcap", "added")]
    watched.write("two.pcap", OTHER)
    assert watched.became() == [("one.pcap", "grew"), ("two.pcap", "added")]
    with scanned(LONG, OTHER, folder=tmp_path) as once:
        assert shows(watched.store) == shows(once)


def test_a_folder_that_goes_and_comes_back(watched: Watched) -> None:
    watched.write("one.pcap", SHORT)
    watched.look()
    away = watched.folder.rename(watched.folder.parent / "away")
    with pytest.raises(CaptureError, match="captures: No such file or directory"):
        watched.look()
    away.rename(watched.folder)
    watched.write("two.pcap", OTHER)
    assert watched.became() == [("two.pcap", "added")]


def test_a_file_is_known_for_a_while_after_it_is_gone(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    path = watched.write("one.pcap", SHORT)
    watched.look()
    kept = path.rename(watched.folder.parent / "kept")
    assert watched.became() == []
    (row,) = watched.store.watched(watched.watcher.folder)
    assert row.gone > 0
    kept.rename(path)
    assert watched.became() == []
    (row,) = watched.store.watched(watched.watcher.folder)
    assert row.gone == 0
    path.unlink()
    watched.look()
    monkeypatch.setattr(watching, "GONE_KEPT", -1)
    watched.look()
    assert watched.store.watched(watched.watcher.folder) == ()


def test_a_file_that_may_not_be_read_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "RETRY_FIRST", 0.0)
    with tempfile.TemporaryDirectory() as name, Store.open(":memory:", create=True) as store:
        Path(name).chmod(0o755)
        watched = Watched(Path(name), store)
        path = watched.write("one.pcap", SHORT)
        path.chmod(0)
        before = os.geteuid()
        if before == 0:
            os.seteuid(65534)
        try:
            (event,) = watched.look()
            assert watched.became() == []  # it was told
        finally:
            os.seteuid(before)
        assert (event.became, event.hint) == ("delayed", "it is tried again")
        assert event.message.endswith("one.pcap: Permission denied")
        path.chmod(0o600)
        assert watched.became() == [("one.pcap", "added")]


def test_a_mistake_of_this_program_costs_one_file(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.write("one.pcap", SHORT)
    watched.write("two.pcap", OTHER)
    read_for = pipeline.read_for

    def odd(store: Store, path: Path, *rest: object, **more: object) -> pipeline.Read:
        if path.name == "one.pcap":
            raise LookupError("a secret")
        return read_for(store, path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "read_for", odd)
    refused, added = watched.look()
    assert refused.message.endswith("one.pcap: a LookupError ended the reading")
    assert (refused.became, added.became) == ("refused", "added")


def test_a_round_that_takes_long_ends_before_all_is_read(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "TURN", -1.0)
    watched.write("one.pcap", SHORT)
    assert (watched.became(), watched.watcher.has_more) == ([], True)
    monkeypatch.undo()
    assert (watched.became(), watched.watcher.has_more) == ([("one.pcap", "added")], False)


_NAMES = st.sampled_from(["a.pcap", "b.pcap", "c.pcap"])
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), _NAMES, st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.just("append"), _NAMES),
        st.tuples(st.just("rename"), _NAMES, _NAMES),
        st.tuples(st.just("restart")),
    ),
    min_size=3,
    max_size=8,
)


class _Expected:
    """What should be in the inventory, by the contents of files alone."""

    def __init__(self) -> None:
        self.read: dict[str, bytes] = {}  # by name, also of files that are gone
        self.captures: set[bytes] = set()

    def look(self, name: str, content: bytes) -> None:
        before = self.read.pop(name, content)
        if content.startswith(before) and before not in self.read.values():
            self.captures.discard(before)
        self.captures.add(content)
        self.read[name] = content


@settings(max_examples=25)
@given(steps=_STEPS)
def test_the_inventory_is_that_of_all_that_was_ever_there(steps: list[tuple[object, ...]]) -> None:
    """Written anew is another capture, longer is the same one; renamed and restarted is nothing."""
    with tempfile.TemporaryDirectory() as name, Store.open(":memory:", create=True) as store:
        (Path(name) / "captures").mkdir()
        watched, expected, there = Watched(Path(name) / "captures", store), _Expected(), dict[str, tuple[int, int]]()
        for kind, *what in steps:
            path = watched.folder / str(what[0]) if what else watched.folder
            if kind == "write":
                start, count = int(str(what[1])) * 100, int(str(what[2])) * 4
                there[path.name] = (start, start + count)
            elif kind == "append" and path.name in there:
                start, end = there[path.name]
                there[path.name] = (start, end + 5)
            elif kind == "rename" and path.name in there and what[1] not in there:
                there[str(what[1])] = there.pop(path.name)
                path = path.rename(watched.folder / str(what[1]))
            elif kind == "restart":
                watched.restart()
            if path.name in there:
                expected.look(path.name, watched.write(path.name, pcap(*there[path.name])).read_bytes())
            watched.look()
        with scanned(*expected.captures, folder=Path(name)) as once:
            assert shows(store) == shows(once)
