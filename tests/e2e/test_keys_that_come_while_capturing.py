"""A key log that clients write while packets are captured opens what it would open afterwards."""

import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from certificates import certificates
from program import SAMPLES, Invoke

from inventory import capture, key_files, pipeline
from inventory.capture.columns import batch
from inventory.model.flush import Flush
from inventory.model.packets import PacketBatch
from inventory.scanning import Scanned
from inventory.store import Store

INVENTORY = [sys.executable, "-m", "inventory"]
PCAP, KEYS = SAMPLES / "encrypted" / "capture.pcap", SAMPLES / "encrypted" / "keys.log"
COLUMNS = ("frame", "offset", "captured", "original", "time", "linktype")
STEP = 5  # packets
WAITING = "is not there yet: waiting for a key log\n"


class Recorded(capture.Live):
    """The sample as if it came live, STEP packets at a time; before each of them something may happen."""

    def __init__(self, happens: Callable[[int], None], flushes: Sequence[int] = ()) -> None:
        super().__init__(None, "test0", 1.0)  # type: ignore[arg-type]
        self._happens, self._flushes = happens, flushes

    def __iter__(self) -> Iterator[PacketBatch | Flush]:
        with capture.read(PCAP) as reading:
            (packets,) = [item for item in reading if isinstance(item, PacketBatch)]
        for number, at in enumerate(range(0, len(packets), STEP)):
            self._happens(number)
            yield batch(bytes(packets.data), **{name: getattr(packets, name)[at : at + STEP] for name in COLUMNS})
            yield from [Flush()] * (number in self._flushes)
        self._happens(-1)


def _watched(log: Path, live: Recorded) -> tuple[Scanned, list[Path]]:
    absent: list[Path] = []
    keys = key_files.follow([log], absent.append)
    with Store.open(":memory:", create=True) as store:
        *_, last = pipeline.watch(store, live, lambda _: None, keys)
    return last, absent


def _facts(scanned: Scanned) -> tuple[Any, ...]:
    summary = scanned.summary
    sizes = {(fate.host, fate.fate): (fate.connections, fate.size) for fate in summary.coverage}
    found = sorted((one.method, one.path, [tally.count for tally in one.tallies]) for one in scanned.sightings)
    return summary.exchanges, summary.decoded, summary.payload, sizes, found


@pytest.mark.parametrize("size", [37, 400, 2_000], ids=lambda size: f"{size} bytes at a time")
@pytest.mark.parametrize("pace", [1, 9], ids=["slowly", "soon"])
def test_a_live_capture_is_what_a_scan_with_all_keys_is(tmp_path: Path, size: int, pace: int) -> None:
    log, data = tmp_path / "keys.log", KEYS.read_bytes()
    pieces = iter([data[at : at + size] for at in range(0, len(data), size)])

    def write(number: int) -> None:
        count = 1_000 if number < 0 else pace * (number > 5)
        with log.open("ab") as file:
            file.writelines(islice(pieces, count))

    live, absent = _watched(log, Recorded(write, flushes=(14, 30)))
    assert _facts(live) == _facts(pipeline.scan(PCAP, keys=key_files.read([KEYS])))
    assert absent == [log]


def test_a_log_that_is_rotated_meanwhile_is_read_on(tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    lines = KEYS.read_bytes().splitlines(keepends=True)

    def rotate(number: int) -> None:
        if number == 0:
            log.write_bytes(b"".join(lines[:12]))
        elif number == 25:
            log.rename(tmp_path / "keys.log.1")
        elif number == 35:
            log.write_bytes(b"".join(lines[12:]))

    found, _ = _watched(log, Recorded(rotate))
    assert _facts(found) == _facts(pipeline.scan(PCAP, keys=key_files.read([KEYS])))


@pytest.mark.parametrize("after", [0, 20_000, 10**9], ids=["before", "between", "after all packets"])
def test_a_pipe_with_keys_that_come_meanwhile(tmp_path: Path, after: int) -> None:
    log, packets = tmp_path / "keys.log", PCAP.read_bytes()
    command = [*INVENTORY, "scan", "-", "--keylog", str(log), "--db", str(tmp_path / "i.db"), "--format", "json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as scan:
        assert scan.stdin is not None
        assert scan.stderr is not None
        assert scan.stderr.readline().decode().endswith(WAITING)
        scan.stdin.write(packets[:after])
        scan.stdin.flush()
        time.sleep(0.2)
        log.write_bytes(KEYS.read_bytes())
        scan.stdin.write(packets[after:])
        scan.stdin.close()
        assert scan.stdout is not None
        document = json.loads(scan.stdout.read())
        assert (scan.wait(), scan.stderr.read()) == (0, b"")
    (found,) = document["captures"]
    whole = pipeline.scan(PCAP, keys=key_files.read([KEYS])).summary
    assert (found["exchanges"], found["decoded"], found["payload"]) == (whole.exchanges, whole.decoded, whole.payload)
    assert [one["kind"] for one in found["anomalies"]] == ["encrypted"]


def test_a_file_on_standard_input_has_all_that_ever_comes(tmp_path: Path) -> None:
    command = [*INVENTORY, "exchanges", "-", "--keylog", str(tmp_path / "keys.log")]
    with PCAP.open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No such file" in done.stderr


@pytest.mark.parametrize("command", ["exchanges", "check"])
def test_other_commands_read_a_pipe_with_a_key_log(tmp_path: Path, command: str) -> None:
    spec = ["--spec", str(SAMPLES / "encrypted" / "openapi.yaml"), "--fail-on", "never"] if command == "check" else []
    words = [*INVENTORY, command, "-", "--keylog", str(KEYS), *spec]
    piped = subprocess.run(words, input=PCAP.read_bytes(), capture_output=True, check=True, cwd=tmp_path)
    assert piped.stderr == b""
    assert b"/v2/internal/metrics" in piped.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"hello\nworld\n", "holds no secret"), (None, "is no file")],
    ids=["other text", "a folder"],
)
def test_what_is_no_key_log_is_told_before_it_begins(
    invoke: Invoke, tmp_path: Path, content: bytes | None, message: str
) -> None:
    log = tmp_path / "keys.log"
    log.mkdir() if content is None else log.write_bytes(content)
    result = invoke("capture", "-i", "nope7", "--keylog", log)
    assert (result.status, result.err.count("\n")) == (2, 1)
    assert message in result.err


def test_the_variable_that_clients_know_names_a_log_to_wait_for(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, waits in (("keys.log", True), ("", False), ("/dev/null", False), (str(KEYS), False)):
        monkeypatch.setenv("SSLKEYLOGFILE", name)
        assert invoke("capture", "-i", "nope7").err.startswith(f"{name} {WAITING}") is waits


def test_a_log_that_has_only_begun_is_taken(tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    for content in (b"", b"# TLS secrets log file\n", b"CLIENT_RAND"):
        log.write_bytes(content)
        assert len(key_files.follow([log], _never)) == 0
    log.write_bytes(KEYS.read_bytes())
    assert len(key_files.follow([log], _never)) == len(key_files.read([KEYS]))


def _never(path: Path) -> None:
    raise AssertionError(path)


def _may_listen() -> bool:
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()
    except PermissionError:
        return False
    return True


class _Orders(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    pem = tmp_path / "server.pem"
    pem.write_bytes(certificates()[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Orders) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def _ask(port: int, log: Path | None, version: ssl.TLSVersion) -> None:
    """Send ten requests over a connection of its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    if log is not None:
        context.keylog_filename = str(log)
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname="a.test") as there,
        there.makefile("rb") as answers,
    ):
        for number in range(10):
            there.sendall(f"GET /v1/orders/{number} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode())
            while answers.readline() != b"\r\n":
                pass
            assert answers.read(2) == b"ok"


if _may_listen():

    def test_live_with_a_log_that_comes_later_and_one_that_is_brought_after_the_fact(tmp_path: Path, port: int) -> None:
        log, aside, db = tmp_path / "keys.log", tmp_path / "aside.log", tmp_path / "i.db"
        own = [*INVENTORY, "capture", "-i", "lo", "--filter", f"tcp port {port}", "--keylog", str(log), "--db", str(db)]
        with subprocess.Popen(
            [*own, "--interval", "60s", "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as listening:
            deadline = time.monotonic() + 30
            while not db.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(0.3)
            for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
                _ask(port, log, version)
                _ask(port, aside, version)
            _ask(port, None, ssl.TLSVersion.TLSv1_3)
            time.sleep(0.6)  # the connections have been read, and wait
            with log.open("ab") as file:
                file.write(aside.read_bytes())
            listening.send_signal(signal.SIGINT)
            out, err = listening.communicate(timeout=60)
        assert listening.returncode == 130
        assert err.endswith(WAITING)
        assert err.count("\n") == 1
        (found,) = json.loads(out)["captures"]
        assert found["exchanges"] == 40
        assert [(one["kind"], one["count"]) for one in found["anomalies"]] == [("encrypted", 1)]
