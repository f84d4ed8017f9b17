"""Time from a packet capture to the inventory, next to other tools, on one generated capture, in one run.

    python benchmarks/decoding.py [PACKETS ...]

Prints seconds, ratios and peak memory. tcpdump (which only copies packets), tcpflow (which only writes streams to
files) and tshark (which only lists the requests) take part where they are installed.
"""

import itertools
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKETS = 1_000_000
ON_EACH_CONNECTION = 20  # exchanges
PACKETS_OF_A_CONNECTION = 3 * ON_EACH_CONNECTION + 6
CONTENT = b'{"items": [' + b'{"id": 12345, "name": "a thing of some length"}, ' * 24 + b"null]}"
ACK, PSH_ACK, SYN, SYN_ACK, FIN_ACK = 0x10, 0x18, 0x02, 0x12, 0x11


def main() -> None:
    """Measure at each size that is asked for."""
    for packets in map(int, sys.argv[1:] or [str(PACKETS)]):
        compare(packets)


def compare(packets: int) -> None:
    """Generate, measure, print."""
    count = packets // PACKETS_OF_A_CONNECTION * ON_EACH_CONNECTION
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder) / "capture.pcap"
        generate(capture, count)
        size = capture.stat().st_size
        connections = count // ON_EACH_CONNECTION
        print(f"{packets:,} packets, {count:,} exchanges, {connections:,} connections, {size / 1e6:.0f} MB")
        own = [sys.executable, "-m", "inventory"]
        commands: dict[str, list[str]] = {
            "inventory scan": [*own, "scan", str(capture), "--db", str(Path(folder) / "i.db")],
            "inventory exchanges": [*own, "exchanges", str(capture)],
            "tcpdump -w /dev/null": ["tcpdump", "-r", str(capture), "-w", "/dev/null"],
            "tcpflow": ["tcpflow", "-r", str(capture), "-o", str(Path(folder) / "flows")],
            "tshark -Y http": [
                "tshark",
                "-r",
                str(capture),
                "-Y",
                "http",
                "-T",
                "fields",
                "-e",
                "http.request.full_uri",
            ],
        }
        taken = {name: measure(command) for name, command in commands.items() if shutil.which(command[0])}
    base, _ = taken["inventory scan"]
    for name, (seconds, memory) in taken.items():
        print(f"{name:24} {seconds:8.2f} s   {seconds / base:7.2f} times the first   {memory / 1e6:7.0f} MB of memory")
    sys.stdout.flush()


def measure(command: list[str]) -> tuple[float, int]:
    """Return the seconds that a command takes and the most memory of one of its processes; its output goes nowhere."""
    os.sync()  # what was written before is not to be waited for now
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, usage.ru_maxrss * 1024


def generate(path: Path, count: int, kind: "type[Talk] | None" = None) -> None:
    """Write a pcap file of keep-alive connections, 64 of them open at a time."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
        clock = itertools.count(1_700_000_000_000_000, 50)
        connections = count // ON_EACH_CONNECTION
        for first in range(0, connections, 64):
            talks = [(kind or Talk)(number) for number in range(first, min(first + 64, connections))]
            for step in range(ON_EACH_CONNECTION + 2):
                for talk in talks:
                    for packet in talk.step(step):
                        moment = next(clock)
                        head = struct.pack("<IIII", moment // 1_000_000, moment % 1_000_000, len(packet), len(packet))
                        file.write(head + packet)


class Talk:
    """One connection, a few packets at a time."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._sequence = [1_000, 5_000]

    def step(self, step: int) -> list[bytes]:
        """Return the packets of one step: the handshake, an exchange, the end."""
        if step == 0:
            return [self._packet(0, SYN, b""), self._packet(1, SYN_ACK, b""), self._packet(0, ACK, b"")]
        if step > ON_EACH_CONNECTION:
            return [self._packet(0, FIN_ACK, b""), self._packet(1, FIN_ACK, b""), self._packet(0, ACK, b"")]
        request, response = self.exchange(self._number * 31 + step)
        return [self._packet(0, PSH_ACK, request), self._packet(1, PSH_ACK, response), self._packet(0, ACK, b"")]

    def exchange(self, number: int) -> tuple[bytes, bytes]:
        """Return a request and its response."""
        target = f"/v1/orders/{number}/items?page={number % 31}"
        request = f"GET {target} HTTP/1.1\r\nHost: api.example\r\nAccept: application/json\r\nUser-Agent: bench\r\n\r\n"
        response = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(CONTENT)
        return request.encode(), response + CONTENT

    def _packet(self, side: int, flags: int, payload: bytes) -> bytes:
        client = (
            struct.pack(">BBH", 10, self._number >> 14 & 0xFF, self._number >> 4 & 0x3FF),
            20_000 + self._number % 40_000,
        )
        ends = [client, (b"\x0a\xff\x00\x01", 8080)]
        (source, source_port), (target, target_port) = ends[side], ends[1 - side]
        tcp = struct.pack(
            ">HHIIBBHHH",
            source_port,
            target_port,
            self._sequence[side],
            self._sequence[1 - side],
            0x50,
            flags,
            65_535,
            0,
            0,
        )
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 0, 0x4000, 64, 6, 0, source, target)
        self._sequence[side] += len(payload) + (flags in (SYN, SYN_ACK, FIN_ACK))
        return bytes(12) + b"\x08\x00" + ip + tcp + payload


if __name__ == "__main__":
    main()
