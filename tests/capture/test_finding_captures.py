"""Files, folders and patterns to the captures that are meant."""

import gzip
import json
import os
from pathlib import Path

import pytest
from capture_examples import pcap, section

from inventory import capture
from inventory.errors import CaptureError

HAR = json.dumps({"log": {"entries": []}}).encode()


@pytest.fixture
def folder(tmp_path):
    files = {
        "b.txt": pcap([]),
        "a/z.dat": section(),
        "a/y.gz": gzip.compress(pcap([])),
        "c.json": HAR,
        "utf16.har": json.dumps({"log": {"entries": []}}).encode("utf-16"),
        "package.json": b'{"name": "x"}',
        "notes.md": b"# notes",
        "empty.pcap": b"",
        "photo.gz": gzip.compress(b"\x89PNG"),
        ".hidden.pcap": pcap([]),
        ".git/pack": pcap([]),
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def names(paths, folder):
    return [str(path.relative_to(folder)) for path in capture.find(paths)]


def test_folder_by_content_sorted_without_hidden(folder):
    assert names([folder], folder) == ["a/y.gz", "a/z.dat", "b.txt", "c.json", "utf16.har"]


def test_named_files_are_kept_whatever_they_are(folder):
    assert names([folder / "notes.md", folder / "empty.pcap", folder / ".hidden.pcap"], folder) == [
        "notes.md",
        "empty.pcap",
        ".hidden.pcap",
    ]


def test_each_once_in_the_order_given(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "link.pcap").symlink_to(folder / "b.txt")
    found = capture.find(
        [Path("b.txt"), folder / "b.txt", Path("a/../b.txt"), Path("link.pcap"), Path("a"), Path("-"), Path("-")]
    )
    assert found == [Path("b.txt"), Path("a/y.gz"), Path("a/z.dat"), Path("-")]


def test_pattern_is_expanded_where_no_such_file_exists(folder):
    assert names([folder / "*.txt", folder / "**" / "*.dat"], folder) == ["b.txt", "a/z.dat"]
    (folder / "x[1].pcap").write_bytes(pcap([]))
    assert names([folder / "x[1].pcap"], folder) == ["x[1].pcap"]


@pytest.mark.parametrize("name", ["missing", "*.nothing", "x" * 5_000, "a\x00b"])
def test_nothing_there(folder, name):
    with pytest.raises(CaptureError) as caught:
        capture.find([folder / name])
    assert caught.value.hint
    assert caught.value.exit_status == 3


def test_folder_without_captures(tmp_path):
    (tmp_path / "notes.md").write_bytes(b"# notes")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    with pytest.raises(CaptureError, match="no captures in"):
        capture.find([tmp_path])
