"""A file that is appended to, rotated, cut or not there gives each of its lines, in bounded reads."""

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.capture import following
from inventory.capture.following import Followed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.log"


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


@settings(max_examples=60)
@given(st.lists(st.one_of(st.none(), st.binary(max_size=40).map(lambda data: data + b"\n" * (len(data) % 2)))))
def test_every_byte_comes_once_however_it_is_written_and_looked_at(
    tmp_path_factory: pytest.TempPathFactory, steps: list[bytes | None]
) -> None:
    path = tmp_path_factory.mktemp("log") / "keys.log"
    followed, written, found = Followed(path), b"", b""
    for step in steps:
        if step is None:
            lines = followed.read()
            assert not lines or lines.endswith(b"\n")
            found += lines
            assert found == written[: written.rfind(b"\n") + 1]
        else:
            append(path, step)
            written += step
    assert found + followed.read(last=True) == written
    assert followed.read(last=True) == b""


def test_a_file_that_comes_later_is_read_from_its_beginning(path: Path) -> None:
    followed = Followed(path)
    assert followed.read() == b""
    append(path, b"one\ntw")
    assert followed.read() == b"one\n"
    append(path, b"o\n")
    assert followed.read() == b"two\n"


def test_a_file_that_was_replaced_is_read_from_its_beginning(path: Path) -> None:
    followed = Followed(path)
    append(path, b"one\ntw")
    followed.read()
    path.rename(path.with_suffix(".1"))
    assert followed.read() == b""
    append(path, b"three\nfour and more\n")
    assert followed.read() == b"three\nfour and more\n"


@pytest.mark.parametrize("again", [b"two\n", b"other lines, and more of them\n"], ids=["shorter", "longer"])
def test_a_file_that_was_written_anew_is_read_from_its_beginning(path: Path, again: bytes) -> None:
    followed = Followed(path)
    append(path, b"one line\npart of")
    followed.read()
    path.write_bytes(again)
    assert followed.read() == again
    append(path, b"next\n")
    assert followed.read() == b"next\n"


def test_a_look_is_bounded_and_the_next_one_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "READ_LIMIT", 1_000)
    lines = b"".join(b"line %d\n" % number for number in range(1_000))
    append(path, lines)
    followed, found = Followed(path), []
    while some := followed.read():
        assert len(some) < 1_020
        found.append(some)
    assert b"".join(found) == lines


def test_a_line_without_an_end_is_not_kept_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LINE_LIMIT", 100)
    followed = Followed(path)
    append(path, bytes(100))
    assert followed.read() == b""
    append(path, bytes(10))
    assert followed.read() == bytes(110)


def test_a_file_that_did_not_change_is_not_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    followed, opened = Followed(path), []
    append(path, b"one\n")
    followed.read()
    real = os.open
    monkeypatch.setattr(os, "open", lambda *arguments: opened.append(arguments) or real(*arguments))
    assert followed.read() == b""
    assert opened == []
    append(path, b"two\n")
    assert followed.read() == b"two\n"
    assert len(opened) == 1


def test_what_is_no_file_has_nothing_to_say(path: Path) -> None:
    os.mkfifo(path)
    assert Followed(path).read(last=True) == b""
    assert Followed(path.parent).read(last=True) == b""
    assert Followed(Path("\0")).read() == b""


def test_another_process_can_go_on(path: Path) -> None:
    followed = Followed(path)
    append(path, b"one\nt")
    followed.read()
    other = pickle.loads(pickle.dumps(followed))
    append(path, b"wo\n")
    assert other.read() == followed.read() == b"two\n"
