"""A folder that tcpdump writes to, and a watcher that is killed again and again: all is there once in the end."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import ask, may_listen, serving

INVENTORY = [sys.executable, "-m", "inventory"]
DELAYS = (0.0, 0.15, 0.35)  # seconds after a capture was added at which the watcher is killed


@pytest.fixture
def port() -> Iterator[int]:
    with serving(size=4_000) as port:
        yield port


def _keep_asking(port: int, ended: threading.Event) -> None:
    for number in range(1_000_000):
        if ended.wait(0.25):
            return
        kind = ("orders", "customers")[number % 2]
        ask(port, (f"/v1/{kind}/{one}" for one in range(number * 40, number * 40 + 40)))


def _document(*arguments: object) -> Any:
    command = [*INVENTORY, *map(str, arguments), "--format", "json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _captures(db: Path) -> list[Any]:
    return sorted(_document("db", "info", "--db", db)["captures"], key=lambda one: str(one["digest"]))


def _watch(db: Path, folder: Path, *more: str) -> list[str]:
    return [*INVENTORY, "watch", str(folder), "--db", str(db), "--settle", "0.4", "--interval", "0.1", *more]


def _kill_in_the_middle(db: Path, folder: Path, delay: float) -> None:
    """Watch until a capture was added, and a moment longer."""
    with subprocess.Popen(_watch(db, folder), stderr=subprocess.PIPE, text=True) as watcher:
        assert watcher.stderr is not None
        assert any(": added, " in line for line in watcher.stderr)
        time.sleep(delay)
        watcher.kill()


if may_listen():

    def test_counts_are_those_of_one_scan_over_all_files(tmp_path: Path, port: int) -> None:
        folder, db, ended = tmp_path / "captures", tmp_path / "watched.db", threading.Event()
        folder.mkdir()
        beside = ["tcpdump", "-i", "lo", "-B", "65536", "-Z", "root"]
        rotated = ["-G", "1", "-w", "orders-%Y%m%d-%H%M%S.pcap"], ["-C", "1", "-W", "90", "-w", "orders.pcap"]
        dumps = [
            subprocess.Popen([*beside, *options, f"tcp port {port}"], cwd=folder, stderr=subprocess.PIPE)
            for options in rotated
        ]
        for one in dumps:
            assert one.stderr is not None
            assert b"listening" in one.stderr.readline()
        asking = threading.Thread(target=_keep_asking, args=(port, ended))
        asking.start()
        for delay in DELAYS:
            _kill_in_the_middle(db, folder, delay)
        before = len(_captures(db))
        ended.set()
        asking.join()
        time.sleep(1.2)  # tcpdump leaves what came in its last second
        for one in dumps:
            one.send_signal(signal.SIGINT)
            one.communicate(timeout=60)
        subprocess.run(_watch(db, folder, "--settle", "0", "--once"), check=True, stderr=subprocess.DEVNULL)
        subprocess.run([*INVENTORY, "scan", folder, "--db", tmp_path / "scanned.db"], check=True, capture_output=True)
        assert _captures(db) == _captures(tmp_path / "scanned.db")
        assert _document("endpoints", "--all", "--db", db) == _document(
            "endpoints", "--all", "--db", tmp_path / "scanned.db"
        )
        assert len(DELAYS) <= before < len(_captures(db))
        assert sum(one["exchanges"] for one in _captures(db)) > 500
