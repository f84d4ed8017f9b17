"""SIGINT and SIGTERM end a scan with 130 and 143, without a traceback and without half a capture."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import SAMPLES


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_scan(tmp_path: Path, number: signal.Signals) -> None:
    db = tmp_path / "i.db"
    command = [sys.executable, "-m", "inventory", "scan", "-", "--db", str(db)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as scan:
        assert scan.stdin is not None
        scan.stdin.write((SAMPLES / "shop" / "capture.pcap").read_bytes())
        scan.stdin.flush()  # and no end: the scan waits for more
        deadline = time.monotonic() + 60
        while not db.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        scan.send_signal(number)
        _, err = scan.communicate(timeout=60)
    assert scan.returncode == 128 + number
    assert b"Traceback" not in err
    listed = subprocess.run(
        [sys.executable, "-m", "inventory", "endpoints", "--db", str(db), "--format", "json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert '"endpoints": []' in listed.stdout


def test_standard_input_is_read_like_a_file(tmp_path: Path) -> None:
    data = (SAMPLES / "shop" / "capture.pcap").read_bytes()
    command = [sys.executable, "-m", "inventory", "exchanges"]
    piped = subprocess.run([*command, "-"], input=data, capture_output=True, check=True)
    named = subprocess.run([*command, str(SAMPLES / "shop" / "capture.pcap")], capture_output=True, check=True)
    assert piped.stdout.replace(b'"-"', b'"capture.pcap"') == named.stdout
    assert piped.stdout.count(b"\n") > 100
