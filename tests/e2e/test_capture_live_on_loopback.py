"""`inventory capture` on the loopback interface, next to tcpdump; or, without the right, what it says then."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import ask, may_listen, serving

INVENTORY = [sys.executable, "-m", "inventory"]
REQUESTS = 1_200


MAY_LISTEN = may_listen()
WITHOUT_RIGHT = (
    ["setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"] if os.geteuid() == 0 else []
)  # root has the right unless it is taken away


def test_without_the_right_it_names_the_right(tmp_path: Path) -> None:
    command = [*WITHOUT_RIGHT, *INVENTORY, "capture", "-i", "lo", "--db", tmp_path / "i.db", "--for", "1s"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "CAP_NET_RAW" in done.stderr
    assert "setpriv" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "i.db").exists()


def test_an_interface_that_is_not_there(tmp_path: Path) -> None:
    command = [*INVENTORY, "capture", "-i", "nope7", "--db", tmp_path / "i.db"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no interface nope7 (there are: " in done.stderr
    assert "lo" in done.stderr.split("there are: ")[1]


def test_a_filter_that_is_none(tmp_path: Path) -> None:
    command = [*INVENTORY, "capture", "-i", "lo", "--filter", "tcp porty 80", "--db", tmp_path / "i.db"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--filter: " in done.stderr
    assert "syntax error" in done.stderr


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as port:
        yield port


def _ask(port: int, count: int) -> None:
    """Send requests over a few connections."""
    for start in range(0, count, 40):
        ask(port, (f"/v1/orders/{number}" for number in range(start, min(start + 40, count))))


def _wait_for_listener(db: Path) -> None:
    """Wait until it listens: the database comes after the socket."""
    deadline = time.monotonic() + 30
    while not db.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)


def _exchanges(capture: Path) -> Counter[tuple[str, str, int]]:
    done = subprocess.run([*INVENTORY, "exchanges", str(capture)], capture_output=True, text=True, check=True)
    lines = map(json.loads, done.stdout.splitlines())
    return Counter((one["method"], one["authority"], one["status"]) for one in lines)


def _stored(db: Path) -> Counter[tuple[str, str, int]]:
    command = [*INVENTORY, "endpoints", "--all", "--db", str(db), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Counter[tuple[str, str, int]] = Counter()
    for one in json.loads(done.stdout)["endpoints"]:
        for status, count in one["statuses"].items():
            found[one["method"], one["service"], int(status)] += count
    return found


def _captures(db: Path) -> list[dict[str, Any]]:
    command = [*INVENTORY, "db", "info", "--db", str(db), "--format", "json"]
    return list(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["captures"])


if MAY_LISTEN:

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_every_exchange_that_tcpdump_holds_is_stored(tmp_path: Path, port: int, number: signal.Signals) -> None:
        db, file, expression = tmp_path / "i.db", tmp_path / "beside.pcap", f"tcp port {port}"
        beside = ["tcpdump", "-i", "lo", "-B", "65536", "-U", "-w", str(file), expression]
        own = [
            *INVENTORY,
            "capture",
            "-i",
            "lo",
            "--filter",
            expression,
            "--db",
            str(db),
            "--interval",
            "1s",
            "--format",
            "json",
        ]
        with (
            subprocess.Popen(beside, stderr=subprocess.PIPE) as tcpdump,
            subprocess.Popen(own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as capture,
        ):
            assert tcpdump.stderr is not None
            assert b"listening" in tcpdump.stderr.readline()
            _wait_for_listener(db)
            _ask(port, REQUESTS // 2)
            time.sleep(1.5)
            assert sum(_stored(db).values()) == REQUESTS // 2  # after an interval, while it goes on
            _ask(port, REQUESTS // 2)
            time.sleep(0.3)
            capture.send_signal(number)
            out, err = capture.communicate(timeout=60)
            time.sleep(1.5)  # tcpdump leaves what came in its last second
            tcpdump.send_signal(signal.SIGINT)
            tcpdump.communicate(timeout=60)
        assert capture.returncode == 128 + number
        assert err == ""  # no terminal, nothing to complain about
        assert sum(_exchanges(file).values()) == REQUESTS
        assert _stored(db) == _exchanges(file)
        (segment,) = _captures(db)
        assert segment["name"].startswith("live-lo-20")
        assert segment["format"] == "live"
        (total,) = json.loads(out)["captures"]
        assert total == segment
        assert total["exchanges"] == REQUESTS
        assert total["payload"] == total["decoded"] > 0
        assert total["anomalies"] == []

    def test_it_ends_after_its_time_and_what_is_not_filtered_is_left(tmp_path: Path, port: int) -> None:
        db = tmp_path / "i.db"
        own = [*INVENTORY, "capture", "-i", "lo", "--filter", f"tcp port {port}", "--db", str(db), "--for", "3s"]
        with (
            subprocess.Popen(own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as capture,
            serving() as other,
        ):
            _wait_for_listener(db)
            _ask(port, 30)
            _ask(other, 30)
            out, err = capture.communicate(timeout=60)
        assert (capture.returncode, err) == (0, "")
        assert "New endpoints" in out
        assert sum(_stored(db).values()) == 30

    def test_packets_cut_at_the_snap_length_are_counted(tmp_path: Path, port: int) -> None:
        db = tmp_path / "i.db"
        own = [*INVENTORY, "capture", "-i", "lo", "--filter", f"tcp port {port}", "--db", str(db), "--for", "3s"]
        with subprocess.Popen(
            [*own, "--snaplen", "150", "--format", "json"], stdout=subprocess.PIPE, text=True
        ) as capture:
            _wait_for_listener(db)
            _ask(port, 20)
            out, _ = capture.communicate(timeout=60)
        (total,) = json.loads(out)["captures"]
        kinds = {one["kind"]: one["count"] for one in total["anomalies"]}
        assert kinds["truncated-packet"] >= 20
        assert total["exchanges"] == 20
