"""Whatever is wrong with an input: one line with a hint, the documented status, no traceback, nothing half stored."""

import sqlite3
from pathlib import Path

import pytest
from program import SAMPLES, Invoke, Result

CAPTURE = SAMPLES / "shop" / "capture.pcap"
SPEC = SAMPLES / "shop" / "openapi.yaml"


def _assert_one_line(result: Result, status: int, *words: str) -> None:
    assert result.status == status
    assert result.err.count("\n") == 1
    assert result.err.startswith("inventory: ")
    assert result.err.endswith(")\n"), "no hint"
    assert "Traceback" not in result.err
    for word in words:
        assert word in result.err


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xd4\xc3\xb2\xa1", "cut short"),
        (b"no capture at all, just text", "no capture"),
        (b'{"hello": "world"}', "no HAR"),
        (b'{"log": {"entries": [{"request"', "JSON"),
        (b"\x1f\x8b\x08\x00broken", "gzip"),
        (b"\x28\xb5\x2f\xfd0123456789", "zstd"),
        (b"GMBU" + bytes(200), "Network Monitor"),
    ],
)
def test_a_file_that_is_no_capture(invoke: Invoke, tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "strange"
    path.write_bytes(content)
    _assert_one_line(invoke("check", path, "--spec", SPEC), 3, word, str(path))
    db = tmp_path / "i.db"
    result = invoke("scan", path, "--db", db, "--format", "json")
    assert result.status == 3
    assert result.document["captures"] == []


def test_a_capture_that_does_not_exist(invoke: Invoke, tmp_path: Path) -> None:
    _assert_one_line(invoke("scan", tmp_path / "nothing.pcap"), 3, "does not exist")
    assert not (tmp_path / "inventory.db").exists()


def test_a_folder_without_captures(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    _assert_one_line(invoke("scan", tmp_path), 3, "no captures in")


def test_a_bad_capture_does_not_keep_the_good_ones_out(invoke: Invoke, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pcap"
    bad.write_bytes(b"bad")
    result = invoke("scan", bad, CAPTURE, "--db", tmp_path / "i.db", "--format", "json")
    assert result.status == 3
    assert [one["name"] for one in result.document["captures"]] == ["capture.pcap"]


def test_a_truncated_capture_gives_what_came_before_the_cut(invoke: Invoke, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pcap"
    whole = CAPTURE.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    result = invoke("scan", cut, "--db", tmp_path / "i.db", "--format", "json")
    assert result.status == 0
    (capture,) = result.document["captures"]
    assert "truncated-file" in {one["kind"] for one in capture["anomalies"]}
    every = invoke("exchanges", CAPTURE).out.splitlines()
    assert 0 < capture["exchanges"] < len(every)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("openapi: 3.1.0\n", "info"),
        ("hello: world\n", "no OpenAPI description"),
        ("openapi: 9.9.9\ninfo: {title: a, version: '1'}\npaths: {}\n", "9.9.9"),
        ("{", "JSON"),
    ],
)
def test_a_description_that_does_not_validate(invoke: Invoke, tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text)
    _assert_one_line(invoke("check", CAPTURE, "--spec", path), 2, word, str(path))


def test_a_server_that_does_not_fit_names_what_was_seen(invoke: Invoke) -> None:
    result = invoke("check", CAPTURE, "--spec", SPEC, "--server", "http://elsewhere.example")
    _assert_one_line(result, 4, "http://elsewhere.example", "api.shop.example", "--server")


def test_nothing_to_judge(invoke: Invoke, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pcap"
    empty.write_bytes(CAPTURE.read_bytes()[:24])
    _assert_one_line(invoke("check", empty, "--spec", SPEC), 4, "nothing to judge")


def test_a_database_that_is_none(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("just text")
    _assert_one_line(invoke("scan", CAPTURE, "--db", path), 5, str(path))
    assert path.read_text() == "just text"
    _assert_one_line(invoke("endpoints", "--db", tmp_path / "missing.db"), 5, "inventory scan")


def test_a_database_newer_than_the_code(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "i.db"
    assert invoke("scan", CAPTURE, "--db", path).status == 0
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'ffff'")
    connection.close()
    before = path.read_bytes()
    _assert_one_line(invoke("scan", CAPTURE, "--db", path), 5, "newer")
    assert path.read_bytes() == before


def test_wrong_use(invoke: Invoke) -> None:
    assert invoke("check", CAPTURE).status == 2
    assert invoke("nonsense").status == 2
    _assert_one_line(invoke("rules", "no-such-rule"), 2, "no-such-rule")
    _assert_one_line(invoke("check", CAPTURE, "--spec", SPEC, "--server", "nonsense://x"), 2, "--server")
