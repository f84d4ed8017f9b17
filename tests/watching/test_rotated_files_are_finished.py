"""When a file in a folder that is written to is taken for finished, on a clock of the test's own."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from watch_examples import HEADER, pcap

from inventory.capture import Rotation, listing, rotation
from inventory.capture.rotation import PATIENCE

START = 1_700_000_000.0
SETTLE = 10.0
WHOLE, CUT = pcap(0, 5), pcap(0, 5)[:-3]


class Clock:
    """What time it is; files are written by the clock of their file system, which may be another one."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return 5_000.0 + self.now

    def time_ns(self) -> int:
        return int((START + self.now) * 1e9)


class Folder:
    def __init__(self, path: Path, clock: Clock) -> None:
        self.path, self.clock = path, clock
        self.rotation = Rotation(SETTLE)

    def write(self, name: str, content: bytes, *, ahead: float = 0.0) -> Path:
        path = self.path / name
        path.write_bytes(content)
        moment = self.clock.time_ns() + int(ahead * 1e9)
        os.utime(path, ns=(moment, moment))
        return path

    def finished(self, after: float = 0.0, *, wary: bool = False) -> list[str]:
        """Look at the folder, some seconds after the last look."""
        self.clock.now += after
        files = listing(self.path).files
        self.rotation.look(files)
        return sorted(one.name for one in files if self.rotation.is_finished(one, wary=wary))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    clock = Clock()
    monkeypatch.setattr(rotation, "time", SimpleNamespace(monotonic=clock.monotonic, time_ns=clock.time_ns))
    (tmp_path / "captures").mkdir()
    return Folder(tmp_path / "captures", clock)


def test_a_whole_file_that_has_not_changed_for_a_while(folder: Folder) -> None:
    assert folder.finished() == []
    folder.write("one.pcap", WHOLE)
    assert folder.finished() == []
    assert folder.finished(SETTLE - 0.1) == []
    assert folder.finished(0.2) == ["one.pcap"]


def test_a_change_begins_the_wait_anew(folder: Folder) -> None:
    folder.write("one.pcap", WHOLE)
    folder.finished()
    folder.clock.now += SETTLE - 1
    folder.write("one.pcap", pcap(0, 6))
    assert folder.finished() == []
    assert folder.finished(SETTLE - 1) == []
    assert folder.finished(1.1) == ["one.pcap"]


def test_what_was_there_before_is_as_old_as_it_says(folder: Folder) -> None:
    folder.write("old.pcap", WHOLE, ahead=-SETTLE - 1)
    folder.write("young.pcap", WHOLE)
    folder.write("future.pcap", WHOLE, ahead=3_600)
    assert folder.finished() == ["old.pcap"]
    assert folder.finished(SETTLE) == ["future.pcap", "old.pcap", "young.pcap"]


def test_later_the_clock_of_the_file_system_does_not_matter(folder: Folder) -> None:
    folder.finished()
    folder.write("behind.pcap", WHOLE, ahead=-3_600)
    assert folder.finished(1) == []
    assert folder.finished(SETTLE) == ["behind.pcap"]


@pytest.mark.parametrize("content", [CUT, pcap(0, 5)[: HEADER + 7], pcap(0, 5)[:9], b"", b'{"log": {"entries": ['])
def test_one_that_ends_in_a_cut_waits_for_long(folder: Folder, content: bytes) -> None:
    folder.write("one.pcap", content)
    folder.finished()
    assert folder.finished(SETTLE + 1) == []
    assert folder.finished(PATIENCE * SETTLE - SETTLE - 2) == []
    assert folder.finished(2) == ["one.pcap"]


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("cap.pcap", "cap.pcap1"),  # tcpdump -C
        ("cap.pcap9", "cap.pcap10"),
        ("cap.pcap07", "cap.pcap00"),  # tcpdump -C -W, from its beginning
        ("cap-20261121-235959.pcap", "cap-20261122-000000.pcap"),  # tcpdump -G
        ("cap_00001_20261121120000.pcapng", "cap_00002_20261121120100.pcapng"),  # dumpcap -b
        ("2026-11-21/cap.pcap", "2026-11-22/cap.pcap"),
        ("cap-1.pcap.gz", "cap-2.pcap.gz"),
    ],
)
def test_one_that_ends_in_a_cut_but_is_followed(folder: Folder, name: str, successor: str) -> None:
    for path in (name, successor):
        (folder.path / path).parent.mkdir(exist_ok=True)
    folder.write(name, CUT)
    folder.write(successor, CUT, ahead=1)
    folder.finished()
    assert folder.finished(SETTLE + 1) == [name]


@pytest.mark.parametrize("other", ["web.pcap2", "cap.har", "cap.pcap1.gz", "below/cap.pcap1"])
def test_a_file_of_another_series_follows_nothing(folder: Folder, other: str) -> None:
    (folder.path / "below").mkdir()
    folder.write("cap.pcap", CUT)
    folder.write(other, CUT, ahead=1)
    folder.finished()
    assert folder.finished(SETTLE + 1) == []


def test_files_of_one_moment_follow_each_other_by_their_numbers(folder: Folder) -> None:
    for number in (9, 10, 11):
        folder.write(f"cap.pcap{number}", CUT)
    folder.finished()
    assert folder.finished(SETTLE + 1) == ["cap.pcap10", "cap.pcap9"]


def test_one_that_somebody_writes_to_is_never_finished(folder: Folder) -> None:
    with folder.write("cap.pcap1", WHOLE).open("ab"):
        folder.write("cap.pcap2", WHOLE, ahead=1)
        assert folder.finished() == []
        assert folder.finished(PATIENCE * SETTLE + 1) == ["cap.pcap2"]
    assert folder.finished() == ["cap.pcap1", "cap.pcap2"]


def test_who_writes_is_not_asked_where_the_answer_tells_nothing(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = folder.path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    monkeypatch.setattr(rotation, "MOUNTS", mounts)
    line = "36 35 {}:{} / /captures rw,noatime shared:1 master:2 - {} server:/captures rw\n"
    with folder.write("cap.pcap", WHOLE).open("ab"):
        folder.finished()
        for kind, finished in (("ext4", []), ("nfs4", ["cap.pcap"]), ("cifs", ["cap.pcap"])):
            mounts.write_text(line.format(0, 1, "nfs4") + line.format(os.major(device), os.minor(device), kind))
            assert folder.finished(SETTLE + 1) == finished


def test_one_that_somebody_reads_is(folder: Folder) -> None:
    with folder.write("cap.pcap", WHOLE).open("rb"):
        folder.finished()
        assert folder.finished(SETTLE + 1) == ["cap.pcap"]


def test_one_that_was_not_finished_although_it_looked_so_waits_for_long(folder: Folder) -> None:
    folder.write("cap.pcap1", WHOLE)
    folder.finished()
    assert folder.finished(SETTLE + 1, wary=True) == []
    assert folder.finished(PATIENCE * SETTLE, wary=True) == ["cap.pcap1"]
    folder.write("cap.pcap2", CUT)
    folder.write("cap.pcap3", CUT, ahead=1)
    folder.finished()
    assert folder.finished(SETTLE + 1, wary=True) == ["cap.pcap1", "cap.pcap2"]


def test_it_is_read_once_to_tell_whether_it_is_whole(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[Path]()
    monkeypatch.setattr(rotation, "is_whole", lambda path, _progress: bool(read.append(path)))
    folder.write("cap.pcap", CUT)
    folder.finished()
    for _ in range(5):
        assert folder.finished(SETTLE) == []
    assert len(read) == 1
