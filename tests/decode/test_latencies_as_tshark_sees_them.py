"""Samples, and captures of other people: tshark finds the same ends of requests and beginnings of responses.

Its `http.time` is not asked, as it takes a response's last packet, or a request's first one.
"""

import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from program import SAMPLES, shared

from inventory import pipeline
from inventory.decode import KeyLog
from inventory.model.exchanges import Exchange
from inventory.model.load import MEMORY
from inventory.model.traffic import UNKNOWN

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is the oracle")]

CLOCK = 1_000  # nanoseconds: most captures tell no less
CAPTURES = [
    "AlexeyVasilev__PcapFlowLab/http_multi_message_3.pcap",
    "OISF__suricata-verify/vxlan-non-zero-reserved-fields.pcap",
    "OISF__suricata-verify/websocket-compressed--example_websocket.pcap",
    "ajbanjara__Wireshark/websocket_stomp.pcapng",
    "aol__moloch/http-no-length.pcap",
    "google__gopacket/test_ethernet.pcap",
    "google__gopacket/test_loopback.pcap",
]


@pytest.mark.parametrize("path", [SAMPLES / "shop" / "capture.pcap", SAMPLES / "odd-http" / "capture.pcapng"], ids=str)
def test_samples(path: Path) -> None:
    own, others = _by_inventory(path), _by_tshark(path)
    both = [frame for frame in own.keys() & others.keys() if own[frame] != UNKNOWN]
    assert len(both) > 20
    assert {frame: own[frame] for frame in both} == {frame: pytest.approx(others[frame], abs=CLOCK) for frame in both}
    assert len(own.keys() & others.keys()) - len(both) <= 1, "framing that is ambiguous"


@pytest.mark.parametrize("name", CAPTURES)
def test_captures_of_other_people(name: str) -> None:
    path = shared("captures", *name.split("/"))
    own, others = _by_inventory(path), _by_tshark(path)
    assert own.keys() & others.keys()
    assert all(own[frame] == pytest.approx(others[frame], abs=CLOCK) for frame in own.keys() & others.keys())


def _by_inventory(path: Path) -> dict[int, int]:
    """Return the latency of each exchange by the packet in which its request begins; of those that are alone there."""
    found: dict[int, list[int]] = defaultdict(list)
    for item in pipeline.exchanges(path, lambda _: None, KeyLog(), MEMORY):
        if isinstance(item, Exchange):
            found[item.place.frame].append(item.latency)
    return {frame: latencies[0] for frame, latencies in found.items() if len(latencies) == 1}


def _by_tshark(path: Path) -> dict[int, int]:
    """Return the same, from the last packet of each request to the first one of its response."""
    times = {int(frame): _nanoseconds(time) for frame, time in _fields(path, "tcp", "frame.number", "frame.time_epoch")}
    ends: dict[int, int] = {}
    fields = ("frame.number", "tcp.segment", "http.request.method")
    for frame, segments, methods in _fields(path, "http.request", *fields, whole=True):
        packets = [int(one) for one in (segments or frame).split(",")]
        if "," not in methods:
            ends[packets[0]] = max(times[one] for one in packets)
    found: dict[int, list[int]] = defaultdict(list)
    fields = ("frame.number", "tcp.segment", "http.request_in", "http.response.code")
    for frame, segments, asked, code in _fields(path, "http.response.code && http.request_in", *fields):
        if "," not in asked + code and (int(code) >= 200 or int(code) == 101) and int(asked) in ends:
            first = int((segments or frame).split(",")[0])
            found[int(asked)].append(times[first] - ends[int(asked)])
    return {frame: latencies[0] for frame, latencies in found.items() if len(latencies) == 1}


def _fields(path: Path, shown: str, *names: str, whole: bool = False) -> list[list[str]]:
    """Ask tshark for fields of packets; `whole` has it wait for all of a message's content."""
    options = ["-n", "-r", str(path), "-o", f"http.desegment_body:{str(whole).upper()}"]
    wanted = [part for name in names for part in ("-e", name)]
    command = ["tshark", *options, "-Y", shown, "-T", "fields", *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # a cut capture is no failure
    return [line.split("\t") for line in done.stdout.splitlines()]


def _nanoseconds(epoch: str) -> int:
    seconds, _, fraction = epoch.partition(".")
    return int(seconds) * 10**9 + int(fraction.ljust(9, "0"))
