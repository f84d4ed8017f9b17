"""However many processes read a capture: the same summary, sightings and connection numbers."""

import os
import random
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from inventory import key_files, pipeline, scanning, workers
from inventory.endpoints import Room, gather

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*/capture.pcap*"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.name}")
@pytest.mark.parametrize("count", [2, 3])
def test_shares_add_up(path: Path, count: int) -> None:
    alone = scanning.scan_alone(path)
    assert alone.summary.exchanges
    assert workers.scan(path, count) == alone


@pytest.mark.parametrize("count", [2, 5])
def test_protocols_of_one_host_come_together(count: int) -> None:
    """Its connections fall to several shares, and not all of them show the same."""
    scanned = workers.scan(ROOT / "samples" / "encrypted" / "capture.pcap", count)
    assert scanned is not None
    told = {one.host: one.protocols for one in scanned.summary.coverage if one.fate == "encrypted"}
    both = ("h2", "http/1.1")
    assert told == {"api.tickets.example": both, "payments.example": both, "floor.tickets.example": ()}


def test_connections_that_come_in_no_order(tmp_path: Path) -> None:
    """Packets in any order, so that connections go on after their end, are late, or begin in the middle."""
    data = (ROOT / "samples" / "shop" / "capture.pcap").read_bytes()
    records, at = [], 24
    while at < len(data):
        size = 16 + struct.unpack_from("<I", data, at + 8)[0]
        records.append(data[at : at + size])
        at += size
    random.Random(1).shuffle(records)
    path = tmp_path / "shuffled.pcap"
    path.write_bytes(data[:24] + b"".join(records))
    assert workers.scan(path, 2) == scanning.scan_alone(path)


def test_what_meets_a_limit_is_left_to_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "ROOM", Room(3, 3, 1))
    assert workers.scan(SAMPLES[-1], 2) is None


def test_small_captures_take_one_process_and_large_ones_take_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = SAMPLES[0]
    assert workers.count(path) == 1
    monkeypatch.setattr(workers, "LEAST_SIZE", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(64)))
    assert workers.count(path) == workers.MEMORY // workers.OWN_MEMORY == 3
    assert workers.count(path, 200) == 1
    assert workers.count(path, 4_000) == workers.MOST
    assert workers.count(Path("-")) == 1
    other = tmp_path / "capture.har"
    other.write_text('{"log": {}}')
    assert workers.count(other) == 1
    asked = []
    monkeypatch.setattr(workers, "scan", lambda *args, **_: asked.append(args[1]))
    assert pipeline.scan(path).summary.exchanges  # as the others could not
    assert asked == [3]


PROGRAM = """
import sys, threading, time
from pathlib import Path
from inventory import scanning, workers

if __name__ == "__main__":
    if sys.argv[2] == "SpawnProcess":
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    path = Path(sys.argv[1])
    assert workers.scan(path, 2) == scanning.scan_alone(path)
    print(type(workers._process(0, None, [], None)).__name__)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux alone")
@pytest.mark.parametrize("kind", ["ForkProcess", "SpawnProcess"])
def test_processes_are_copied_unless_a_thread_may_be_in_the_middle_of_something(kind: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    found = subprocess.run(
        [sys.executable, str(program), str(SAMPLES[-1]), kind],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.stdout.strip(), found.stderr) == (kind, "")


def test_a_process_that_began_early_counts_for_its_capture_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = SAMPLES[0], SAMPLES[-1]
    monkeypatch.setattr(workers, "LEAST_SIZE", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(workers, "_waiting", [])
    workers.begin([first, second], keyless=True)
    assert [team.job and team.job.path for team in workers._waiting] == [first]
    early = workers._waiting[0]
    assert workers.scan(second, 2) == scanning.scan_alone(second)
    assert not any(process.is_alive() for process in early._processes)
    workers.begin([first], keyless=True)
    assert workers.scan(first, 2) == scanning.scan_alone(first)
    assert not workers._waiting


def test_processes_wait_for_keys_before_they_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = ROOT / "samples" / "encrypted" / "capture.pcap"
    keys = key_files.read([sample.with_name("keys.log")])
    monkeypatch.setattr(workers, "LEAST_SIZE", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    for keyless in (False, True):
        monkeypatch.setattr(workers, "_waiting", [])
        workers.begin([sample], keyless=keyless)
        found = workers.scan(sample, 2, keys=keys)
        assert found == scanning.scan_alone(sample, keys=keys)
        assert found.summary.exchanges == 41
        assert not workers._waiting


KILLED = """
import os, signal, sys, threading, time
from pathlib import Path
from inventory import workers

if __name__ == "__main__":
    if sys.argv[2] == "SpawnProcess":
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    team = workers._Team(3)
    if len(sys.argv) > 3:
        team.begin(workers._Job(Path(sys.argv[1]), 3, workers.KeyLog(), 1.0))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux alone")
@pytest.mark.parametrize("kind", ["ForkProcess", "SpawnProcess"])
@pytest.mark.parametrize("working", [["working"], []])
def test_no_process_stays_when_the_first_one_is_killed(kind: str, working: list[str], tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(KILLED)
    found = subprocess.run(
        [sys.executable, str(program), str(SAMPLES[-1]), kind, *working],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,  # ends when nobody is left who could write
        text=True,
        check=False,
        timeout=60,
    )
    assert (found.returncode, found.stderr) == (-signal.SIGKILL, "")
