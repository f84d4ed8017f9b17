"""Real traffic to files: what the recipes share to record packets, run servers and keep a HAR.

Standard library only, so that a recipe runs anywhere. Recording packets needs tcpdump, dumpcap (it comes with Wireshark
and tshark) and the right to capture on the loopback interface.
"""

import base64
import gzip
import http.client
import json
import platform
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ADDRESS = "127.0.0.1"
INTERFACE = "lo0" if platform.system() == "Darwin" else "lo"
PATIENCE = 10.0  # seconds that a program may take to get ready
SETTLE = 1.2  # seconds for the last packets to reach the recorders

_TEXT_TYPES = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/x-ndjson",
    "application/javascript",
)
_MACHINE_OPTIONS = {0x0A0D0D0A: (2, 3), 1: (12,)}  # pcapng: shb_hardware, shb_os; if_os


# Packets ------------------------------------------------------------------------------------------------------------


@contextmanager
def packets(folder: Path, ports: Iterable[int]) -> Iterator[None]:
    """Record TCP on these loopback ports while the block runs, as `capture.pcap` and `capture.pcapng` in `folder`."""
    wanted = " or ".join(f"tcp port {port}" for port in ports)
    with tempfile.TemporaryDirectory() as name:
        pcap, pcapng = Path(name, "capture.pcap"), Path(name, "capture.pcapng")
        # An unprivileged tcpdump user must be able to write here.
        Path(name).chmod(0o777)
        commands = (
            (
                ("tcpdump", "-i", INTERFACE, "-s", "0", "-B", "65536", "--immediate-mode", "-w", str(pcap), wanted),
                "listening on",
            ),
            (("dumpcap", "-i", INTERFACE, "-s", "0", "-B", "64", "-w", str(pcapng), "-f", wanted), "File:"),
        )
        recorders = [_start(command, ready) for command, ready in commands]
        try:
            yield
            time.sleep(SETTLE)
        finally:
            said = [recorder.stop() for recorder in recorders]
        if any(dropped != "0" for text in said for dropped in re.findall(r"(\d+) packets dropped by kernel", text)):
            raise RuntimeError("packets were dropped: record again")
        (folder / "capture.pcap").write_bytes(pcap.read_bytes())
        (folder / "capture.pcapng").write_bytes(_without_machine(pcapng.read_bytes()))


class _Program:
    """A running program, and what it says on its standard error."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.said = ""
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stderr or ():
            self.said += line

    def stop(self) -> str:
        """End the program as Ctrl-C does, and return all that it said."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return self.said


def _start(command: tuple[str, ...], ready: str) -> _Program:
    """Start a recorder, and wait until it says that it records."""
    program = _Program(command)
    deadline = time.monotonic() + PATIENCE
    while ready not in program.said:
        if time.monotonic() > deadline or program.process.poll() is not None:
            program.stop()
            raise RuntimeError(f"{command[0]} did not get ready: {program.said.strip()}")
        time.sleep(0.02)
    time.sleep(0.2)  # the message comes a moment before the first packet is seen
    return program


def _without_machine(data: bytes) -> bytes:
    """Blank what dumpcap notes of the recording machine, its processor and kernel; no packet is touched."""
    clean, start = bytearray(data), 0
    while start < len(data):
        kind, length = struct.unpack_from("<II", data, start)
        at = start + {0x0A0D0D0A: 24, 1: 16}.get(kind, length)
        while at < start + length - 4:
            code, size = struct.unpack_from("<HH", data, at)
            if code in _MACHINE_OPTIONS[kind]:
                clean[at + 4 : at + 4 + size] = b" " * size
            at += 4 + (size + 3) // 4 * 4
        start += length
    return bytes(clean)


# Servers ------------------------------------------------------------------------------------------------------------


@contextmanager
def serving(script: Path, port: int) -> Iterator[None]:
    """Run a Python script that serves on a loopback port while the block runs; the port is its only argument."""
    server = subprocess.Popen((sys.executable, str(script), str(port)))
    try:
        deadline = time.monotonic() + PATIENCE
        while not _accepts(port):
            if time.monotonic() > deadline or server.poll() is not None:
                raise RuntimeError(f"{script.name} does not serve on port {port}")
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _accepts(port: int) -> bool:
    try:
        socket.create_connection((ADDRESS, port), 1).close()
    except OSError:
        return False
    return True


# HAR ----------------------------------------------------------------------------------------------------------------


class Journal:
    """What a recipe's clients really sent and received, as HAR 1.2."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def add(
        self,
        *,
        started: float,
        timings: dict[str, float],
        request: tuple[bytes, bytes],
        response: tuple[bytes, bytes],
        port: int,
    ) -> None:
        """Note one exchange: heads and contents as on the wire, `started` in seconds since 1970, timings in ms."""
        begun = datetime.fromtimestamp(started, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        rounded = {"blocked": -1, "dns": -1, "ssl": -1} | {name: round(value, 3) for name, value in timings.items()}
        self.entries.append(
            {
                "startedDateTime": begun,
                "time": round(sum(value for value in rounded.values() if value > 0), 3),
                "request": _request(*request),
                "response": _response(*response),
                "cache": {},
                "timings": rounded,
                "serverIPAddress": ADDRESS,
                "connection": str(port),
            }
        )

    def write(self, path: Path, comment: str) -> None:
        """Write the HAR, one entry a line, oldest first."""
        entries = sorted(self.entries, key=lambda entry: str(entry["startedDateTime"]))
        head = {"version": "1.2", "creator": {"name": "recording.py", "version": "1"}, "comment": comment}
        lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
        opening = json.dumps({"log": head})[:-2]
        path.write_text(f'{opening}, "entries": [\n{lines}\n]}}}}\n', encoding="utf-8")


def _fields(head: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """Take a message head apart into the words of its first line and its field lines."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first.split(" ", 2), [{"name": name, "value": value.strip()} for name, _, value in pairs]


def _first(fields: list[dict[str, str]], name: str) -> str:
    return next((field["value"] for field in fields if field["name"].lower() == name), "")


def _cookies(fields: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    jar = SimpleCookie(_first(fields, name))
    return [{"name": key, "value": morsel.value} for key, morsel in jar.items()]


def _request(head: bytes, content: bytes) -> dict[str, Any]:
    (method, target, version), fields = _fields(head)
    query = parse_qsl(urlsplit(target).query, keep_blank_values=True)
    shown: dict[str, Any] = {
        "method": method,
        "url": f"http://{_first(fields, 'host')}{target}",
        "httpVersion": version,
        "cookies": _cookies(fields, "cookie"),
        "headers": fields,
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": len(head),
        "bodySize": len(content),
    }
    if content:
        shown["postData"] = {"mimeType": _first(fields, "content-type"), "text": content.decode()}
    return shown


def _response(head: bytes, content: bytes) -> dict[str, Any]:
    (version, status, *reason), fields = _fields(head)
    plain = gzip.decompress(content) if _first(fields, "content-encoding") == "gzip" and content else content
    media_type = _first(fields, "content-type")
    shown: dict[str, Any] = {"size": len(plain), "mimeType": media_type or "x-unknown"}
    if len(plain) != len(content):
        shown["compression"] = len(plain) - len(content)
    if plain and media_type.startswith(_TEXT_TYPES):
        shown["text"] = plain.decode()
    elif plain:
        shown |= {"text": base64.b64encode(plain).decode(), "encoding": "base64"}
    return {
        "status": int(status),
        "statusText": " ".join(reason),
        "httpVersion": version,
        "cookies": _cookies(fields, "set-cookie"),
        "headers": fields,
        "content": shown,
        "redirectURL": _first(fields, "location"),
        "headersSize": len(head),
        "bodySize": len(content),
    }


# Clients ------------------------------------------------------------------------------------------------------------


class Connection(http.client.HTTPConnection):
    """A connection of the standard library's client that notes each exchange in a journal."""

    journal: Journal
    connecting = -1.0  # ms; -1 on a connection that was open already
    started = 0.0
    sent = b""
    port_here = 0

    def connect(self) -> None:
        """Connect, and keep the time it took."""
        begun = time.perf_counter()
        super().connect()
        self.connecting = (time.perf_counter() - begun) * 1000
        self.port_here = self.sock.getsockname()[1]

    def send(self, data: Any) -> None:
        """Send bytes of a request, and keep them."""
        if not self.sent:
            self.started, self.begun = time.time(), time.perf_counter()
            self.connecting = -1.0
            if self.sock is None:
                self.connect()
        self.sent += data
        super().send(data)

    def getresponse(self) -> http.client.HTTPResponse:
        """Read the whole response, whose content is then in the journal."""
        sent_at = time.perf_counter()
        response = super().getresponse()
        answered_at = time.perf_counter()
        content = response.read()
        received_at = time.perf_counter()
        reason = f"HTTP/{response.version // 10}.{response.version % 10} {response.status} {response.reason}"
        lines = (reason, *(f"{name}: {value}" for name, value in response.headers.items()), "", "")
        head, _, body = self.sent.partition(b"\r\n\r\n")
        self.journal.add(
            started=self.started,
            timings={
                "connect": self.connecting,
                "send": (sent_at - self.begun) * 1000 - max(self.connecting, 0),
                "wait": (answered_at - sent_at) * 1000,
                "receive": (received_at - answered_at) * 1000,
            },
            request=(head + b"\r\n\r\n", body),
            response=("\r\n".join(lines).encode("latin-1"), content),
            port=self.port_here,
        )
        self.sent = b""
        return response


class Client:
    """One keep-alive client of one service; `fields` go with every request."""

    def __init__(self, journal: Journal, host: str, port: int, fields: dict[str, str]) -> None:
        self._connection = Connection(ADDRESS, port, timeout=PATIENCE)
        self._connection.journal = journal
        self._fields = {"Host": host, **fields}

    def call(
        self, method: str, target: str, content: object = None, *, fields: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Do one exchange, and return the response as the HAR has it; content other than bytes is sent as JSON."""
        sent = {**self._fields, **(fields or {})}
        body = content if content is None or isinstance(content, bytes) else json.dumps(content).encode()
        if body is not None and body is not content:
            sent["Content-Type"] = "application/json"
        self._connection.request(method, target, body, sent)
        self._connection.getresponse()
        response: dict[str, Any] = self._connection.journal.entries[-1]["response"]
        return response

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class _JournalHandler(urllib.request.HTTPHandler):
    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        def connection(host: str, **options: Any) -> Connection:
            made = Connection(host, **options)
            made.journal = self._journal
            return made

        return self.do_open(connection, req)


def fetch(journal: Journal, host: str, port: int, target: str, fields: dict[str, str]) -> dict[str, Any]:
    """Get one target with urllib, on a connection of its own, and return the response as the HAR has it."""
    request = urllib.request.Request(f"http://{ADDRESS}:{port}{target}", headers=fields | {"Host": host})
    with suppress(urllib.error.HTTPError):
        urllib.request.build_opener(_JournalHandler(journal)).open(request, timeout=PATIENCE).close()
    response: dict[str, Any] = journal.entries[-1]["response"]
    return response


def curl(journal: Journal, host: str, port: int, target: str, *arguments: str) -> dict[str, Any]:
    """Do one exchange with the curl program, and return the response as the HAR has it."""
    with tempfile.TemporaryDirectory() as name:
        content, report = Path(name, "content"), "%{json}"
        there = ("--connect-to", f"{host}:80:{ADDRESS}:{port}", f"http://{host}{target}")
        command = ("curl", "-sS", "-v", "--http1.1", "-o", str(content), "-w", report, *arguments, *there)
        started = time.time()
        done = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        facts = json.loads(done.stdout)
        # The answer to HEAD has no content; curl writes its head instead.
        received = content.read_bytes() if facts["size_download"] else b""
    said = done.stderr.replace(b"\r\n", b"\n").decode("latin-1").split("\n")
    heads = ["".join(f"{line[2:]}\r\n" for line in said if line[:2] == mark) for mark in ("> ", "< ")]
    at = {key: facts[f"time_{key}"] * 1000 for key in ("connect", "pretransfer", "starttransfer", "total")}
    body = next((arguments[index + 1] for index, word in enumerate(arguments) if word == "--data"), "")
    journal.add(
        started=started,
        timings={
            "connect": at["connect"],
            "send": at["pretransfer"] - at["connect"],
            "wait": at["starttransfer"] - at["pretransfer"],
            "receive": at["total"] - at["starttransfer"],
        },
        request=(heads[0].encode("latin-1"), body.encode()),
        response=(heads[1].encode("latin-1"), received),
        port=facts["local_port"],
    )
    response: dict[str, Any] = journal.entries[-1]["response"]
    return response
