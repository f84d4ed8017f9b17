"""`inventory watch` as a user and a supervisor see it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from program import SAMPLES, Invoke
from watch_examples import pcap

from inventory.reports.documents import HealthDocument
from inventory.supervising import Supervisor

INVENTORY = [sys.executable, "-m", "inventory"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "captures"
    path.mkdir()
    return path


def test_once_takes_what_is_finished_and_ends(invoke: Invoke, folder: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "shop" / "capture.pcap", folder / "one.pcap")
    (folder / "two.pcap").write_bytes(pcap(0, 20)[:-1])  # of this moment, and cut
    found = invoke("watch", "captures", "--once", "--health", "health.json")
    assert (found.status, found.out) == (0, "")
    assert found.err.splitlines()[-1] == "0 added, 0 known, 0 refused, 0 missed, 2 waiting"
    found = invoke("watch", "captures", "--once", "--settle", "0", "--health", "health.json")
    assert found.status == 0
    one, two, new, summary = found.err.splitlines()
    assert one == "one.pcap: added, 1,430 packets, 326 exchanges"
    assert two.startswith("two.pcap: added, 19 packets, ")
    assert new.startswith("new endpoints (30): GET api.shop.example/v1/")
    assert new.endswith(" and 25 more")
    assert summary == "2 added, 0 known, 0 refused, 0 missed, 0 waiting"
    health = msgspec.json.decode((tmp_path / "health.json").read_bytes(), type=HealthDocument)
    assert (health.state, health.added, health.waiting, health.last_error) == ("stopped", 2, 0, None)
    assert invoke("watch", "captures", "--once").err == "0 added, 0 known, 0 refused, 0 missed, 0 waiting\n"


def test_once_fails_when_a_file_cannot_be_read(invoke: Invoke, folder: Path, tmp_path: Path) -> None:
    (folder / "odd\x1b[31m.pcap").write_bytes(b"no capture")
    found = invoke("watch", "captures", "--once", "--settle", "0", "--health", "health.json")
    assert found.status == 3
    assert "odd\\x1b[31m.pcap: is no capture in a known format (" in found.err
    health = json.loads((tmp_path / "health.json").read_text())
    assert (health["refused"], "odd" in health["last_error"]) == (1, True)
    assert "\x1b" not in found.err + health["last_error"]
    assert invoke("watch", "captures", "--once", "--settle", "0").status == 0  # it was told


def test_its_own_files_may_stand_in_the_folder(invoke: Invoke, folder: Path) -> None:
    shutil.copy(SAMPLES / "shop" / "openapi.yaml", folder / "openapi.yaml")
    shutil.copy(SAMPLES / "shop" / "capture.har", folder / "capture.har")
    for given in ("captures/i.db", f"sqlite:///{folder / 'i.db'}"):
        found = invoke(
            "watch", "captures", "--once", "--settle", "0", "--db", given, "--spec", "captures/openapi.yaml",
            "--health", "captures/health.json",
        )  # fmt: skip
        assert (found.status, "openapi" in found.err, "i.db" in found.err) == (0, False, False)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["nowhere"], 2, "inventory: nowhere is no folder (give the one that captures are written to)\n"),
        (["captures", "--health", "no/such/health.json"], 2, "inventory: cannot write no/such/health.json: "),
        (["captures", "--notify", "t0ken"], 2, "inventory: the URL of --notify number 1 cannot be notified ("),
        (["captures", "--db", "captures"], 5, "inventory: captures is a folder (give the name of a file in it)\n"),
    ],
)
def test_wrong_use_is_told_at_once(
    invoke: Invoke, folder: Path, arguments: list[str], status: int, message: str
) -> None:
    found = invoke("watch", *arguments, "--once")
    assert (found.status, found.err.count("\n")) == (status, 1)
    assert found.err.startswith(message)
    assert "t0ken" not in found.err


@contextmanager
def _manager(address: str) -> Iterator[socket.socket]:
    """Listen as a service manager does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + address[1:] if address.startswith("@") else address)
        manager.settimeout(60)
        yield manager


@pytest.mark.parametrize("abstract", [False, True])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_supervisor_is_told_and_a_signal_ends_it(
    tmp_path: Path, folder: Path, abstract: bool, number: signal.Signals
) -> None:
    address = f"@inventory-test-{os.getpid()}-{number}" if abstract else str(tmp_path / "notify")
    variables = {**os.environ, "NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"}
    command = [*INVENTORY, "watch", folder, "--db", tmp_path / "i.db", "--settle", "0", "--interval", "30"]
    command += ["--health", tmp_path / "health.json"]
    shutil.copy(SAMPLES / "shop" / "capture.har", folder)
    with _manager(address) as manager, subprocess.Popen(command, env=variables, stderr=subprocess.PIPE) as watch:
        said = [manager.recv(4096) for _ in range(8)]
        assert watch.poll() is None
        watch.send_signal(number)
        _, err = watch.communicate(timeout=60)
        while b"STOPPING=1" not in said:
            said.append(manager.recv(4096))
    assert watch.returncode == 128 + number
    assert said[0] == b"READY=1"  # a backlog may take long
    assert b"STATUS=1 added, 0 known, 0 refused, 0 missed, 0 waiting" in said
    assert said.count(b"WATCHDOG=1") >= 4  # in the middle of an interval
    assert err.decode().splitlines()[-1] == "1 added, 0 known, 0 refused, 0 missed, 0 waiting"
    assert json.loads((tmp_path / "health.json").read_text())["state"] == "stopped"


def test_a_watchdog_of_another_process_wants_nothing() -> None:
    given = {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "2000000"}
    assert Supervisor(given).pause == 0.5
    assert Supervisor({**given, "WATCHDOG_PID": str(os.getpid())}).pause == 0.5
    for odd in ({**given, "WATCHDOG_PID": "1"}, {**given, "WATCHDOG_USEC": "x"}, {**given, "WATCHDOG_USEC": "0"}, {}):
        assert Supervisor(odd).pause == float("inf")
    Supervisor(given).ready()  # nobody listens


def test_troubles_are_told_once_and_the_watch_goes_on(tmp_path: Path, folder: Path) -> None:
    command = [*INVENTORY, "watch", folder, "--db", tmp_path / "i.db", "--settle", "0", "--interval", "0.05"]
    command += ["--health", tmp_path / "health.json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as watch:
        _until(lambda: _health(tmp_path).get("state") == "watching")
        away = folder.rename(tmp_path / "away")
        _until(lambda: _health(tmp_path)["last_error"] is not None)
        first = _health(tmp_path)["last_error_at"]
        away.rename(folder)
        (folder / "one.pcap").write_bytes(pcap(0, 20))
        _until(lambda: _health(tmp_path)["added"] == 1)
        assert _health(tmp_path)["last_error_at"] == first
        watch.send_signal(signal.SIGTERM)
        _, err = watch.communicate(timeout=60)
    assert watch.returncode == 143
    complaint, added, *_ = err.splitlines()
    assert (
        complaint
        == f"inventory: {folder}: No such file or directory (check the path and its permissions; it is tried again)"
    )
    assert added.startswith("one.pcap: added, ")


def _health(folder: Path) -> dict[str, object]:
    path = folder / "health.json"
    return json.loads(path.read_text()) if path.exists() else {}  # type: ignore[no-any-return]


def _until(condition: object) -> None:
    end = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)
