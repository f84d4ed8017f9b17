"""Processes that share a capture and are killed or stopped: one process does it alone, and nobody waits for ever."""

import os
import signal
import struct
import time
from pathlib import Path

import pytest
from program import SAMPLES

from inventory import pipeline, scanning, workers
from inventory.errors import CaptureError

SHOP = SAMPLES / "shop" / "capture.pcap"


@pytest.fixture
def teams(monkeypatch: pytest.MonkeyPatch) -> list[workers._Team]:
    """Note which processes are started."""
    made: list[workers._Team] = []
    begin = workers._Team.begin

    def noted(self: workers._Team, job: workers._Job) -> None:
        made.append(self)
        begin(self, job)

    monkeypatch.setattr(workers._Team, "begin", noted)
    return made


def pid(team: workers._Team, number: int) -> int:
    found = team._processes[number].pid
    assert found is not None
    return found


def none_is_left(teams: list[workers._Team]) -> bool:
    return bool(teams) and not any(process.is_alive() for team in teams for process in team._processes)


@pytest.mark.parametrize("killed", [0, 1])
def test_one_that_is_killed_in_the_middle(killed: int, teams: list[workers._Team]) -> None:
    def kill(_: int) -> None:
        os.kill(pid(teams[0], killed), signal.SIGKILL)

    begin = workers._Team.begin

    def slowed(self: workers._Team, job: workers._Job) -> None:
        if killed:
            os.kill(pid(self, killed), signal.SIGSTOP)
        begin(self, job)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workers._Team, "begin", slowed)
        assert workers.scan(SHOP, 3, kill) is None
    assert none_is_left(teams)


@pytest.mark.parametrize("killed", [0, 1])
def test_one_that_was_killed_before(killed: int, teams: list[workers._Team], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LEAST_SIZE", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2})
    monkeypatch.setattr(workers, "_waiting", [])
    workers.begin([SHOP], keyless=True)
    os.kill(pid(teams[0], killed), signal.SIGKILL)
    teams[0]._processes[killed].join()
    assert pipeline.scan(SHOP) == scanning.scan_alone(SHOP)
    assert none_is_left(teams)
    assert not workers._waiting


def test_a_capture_that_cannot_be_read_is_told_of_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "capture.pcap"
    path.write_bytes(struct.pack("<IHH", 0xA1B2C3D4, 2, 4))
    monkeypatch.setattr(workers, "LEAST_SIZE", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    with pytest.raises(CaptureError, match="the file header is cut short"):
        pipeline.scan(path)


def test_no_memory_to_share(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> int:
        raise OSError

    monkeypatch.setattr(workers, "LEAST_SIZE", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr("os.memfd_create", refuse)
    workers.begin([SHOP], keyless=True)
    assert not workers._waiting
    assert pipeline.scan(SHOP) == scanning.scan_alone(SHOP)


def test_what_interrupts_this_process_ends_all(teams: list[workers._Team]) -> None:
    class Stopped(BaseException):
        pass

    def stop(_: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        workers.scan(SHOP, 3, stop)
    assert none_is_left(teams)
    assert not workers._ends


def test_one_that_is_slow_is_waited_for(teams: list[workers._Team]) -> None:
    def slow(_: int) -> None:
        time.sleep(0.05)

    assert workers.scan(SHOP, 2, slow) == scanning.scan_alone(SHOP)
    assert none_is_left(teams)
