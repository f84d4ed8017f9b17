"""SIGINT and SIGTERM end a scan with 130 and 143, without a traceback and without half a capture."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import SAMPLES

from inventory import capture

CAPTURE = (SAMPLES / "shop" / "capture.pcap").read_bytes()


def _scan_of_a_pipe(db: Path) -> subprocess.Popen[bytes]:
    """Begin a scan that has read a capture and waits for more."""
    command = [sys.executable, "-m", "inventory", "scan", "-", "--db", str(db)]
    scan = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert scan.stdin is not None
    scan.stdin.write(CAPTURE)
    scan.stdin.flush()
    deadline = time.monotonic() + 60
    while not db.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    return scan


def _endpoints(db: Path) -> int:
    command = [sys.executable, "-m", "inventory", "endpoints", "--db", str(db), "--format", "json"]
    return len(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["endpoints"])


@pytest.mark.parametrize("numbers", [[signal.SIGTERM], [signal.SIGINT, signal.SIGINT], [signal.SIGINT, signal.SIGTERM]])
def test_a_signal_stops_a_scan(tmp_path: Path, numbers: list[signal.Signals]) -> None:
    db = tmp_path / "i.db"
    with _scan_of_a_pipe(db) as scan:
        for number in numbers:
            scan.send_signal(number)
            time.sleep(0.3)
        assert scan.wait(timeout=60) == 128 + numbers[-1]
        assert scan.stderr is not None
        assert scan.stderr.read() == b"inventory: stopped; nothing is half stored\n"
    assert _endpoints(db) == 0


def test_a_first_interrupt_waits_a_moment_for_the_end_of_a_pipe(tmp_path: Path) -> None:
    db = tmp_path / "i.db"
    with _scan_of_a_pipe(db) as scan:
        scan.send_signal(signal.SIGINT)
        assert scan.wait(timeout=60) == 128 + signal.SIGINT  # no end came
    assert _endpoints(db) == 0


def test_an_interrupted_pipe_is_stored_whole(tmp_path: Path) -> None:
    """As Ctrl-C ends a pipeline: the writer writes what it holds, and ends."""
    db = tmp_path / "i.db"
    with _scan_of_a_pipe(db) as scan:
        scan.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert scan.stdin is not None
        scan.stdin.write(CAPTURE[24:])
        out, err = scan.communicate(timeout=60)
    assert scan.returncode == 128 + signal.SIGINT
    assert err == b""
    assert b"endpoints in the inventory" in out
    assert _endpoints(db) > 0
    (listed,) = json.loads(
        subprocess.run(
            [sys.executable, "-m", "inventory", "db", "info", "--db", str(db), "--format", "json"],
            capture_output=True, check=True,
        ).stdout
    )["captures"]  # fmt: skip
    with capture.read(SAMPLES / "shop" / "capture.pcap") as reading:
        packets = sum(len(batch) for batch in reading)
    assert listed["packets"] == 2 * packets


def test_standard_input_is_read_like_a_file(tmp_path: Path) -> None:
    data = (SAMPLES / "shop" / "capture.pcap").read_bytes()
    command = [sys.executable, "-m", "inventory", "exchanges"]
    piped = subprocess.run([*command, "-"], input=data, capture_output=True, check=True)
    named = subprocess.run([*command, str(SAMPLES / "shop" / "capture.pcap")], capture_output=True, check=True)
    assert piped.stdout.replace(b'"-"', b'"capture.pcap"') == named.stdout
    assert piped.stdout.count(b"\n") > 100
