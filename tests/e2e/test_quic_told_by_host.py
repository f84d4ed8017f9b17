"""What QUIC carried is a blind spot of the host that it was carried for, by whatever way a capture is read."""

import csv
import random
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import SAMPLES, Invoke, shared
from quic_packets import TWO, Client, crypto, hello
from udp_packets import End, ether, ip_udp, pcap

from inventory import capture, decode, network, pipeline, scanning, workers
from inventory.decode import KeyLog
from inventory.model.anomalies import Anomaly
from inventory.model.coverage import Coverage
from inventory.model.flush import Flush
from inventory.model.packets import PacketBatch
from inventory.model.streams import Run
from inventory.scanning import Counts, Shown

SERVER, SIX = ("192.0.2.9", 443), ("2001:db8::9", 443)
QUESTION = ether(ip_udp(("192.0.2.1", 5_353), ("192.0.2.53", 53), b"question"))
CUT_AT = 142  # bytes of a frame


class Talk:
    """One connection: a hello in two datagrams, an answer, and what nobody can read."""

    def __init__(self, client: End, server: End, host: bytes, keys: Client, packets: int) -> None:
        whole = hello(host, padding=1_000)
        pieces = [keys.initial(crypto(at, whole[at : at + 700]), number=at // 700) for at in (0, 700)]
        rest = [(server, b"\x41" + bytes(1_100)), (client, b"\x42" + bytes(30))] * packets
        sent = [*((client, piece) for piece in pieces), (server, Client(origin=b"unknown").initial(b"", to=b"you"))]
        self.payloads = [payload for _, payload in (*sent, *rest)]
        self.frames = [ether(ip_udp(end, server if end is client else client, data)) for end, data in (*sent, *rest)]

    @property
    def size(self) -> int:
        return sum(map(len, self.payloads))


FIRST = Talk(("192.0.2.1", 50_000), SERVER, b"API.example.test", Client(), 10)
SIXTH = Talk(("2001:db8::1", 50_000), SIX, b"six.example.test", Client(TWO), 5)
AGAIN = Talk(("192.0.2.3", 50_001), SERVER, b"api.example.test", Client(origin=b"another-one"), 3)
NAMELESS = Talk(("192.0.2.4", 50_001), SERVER, b"", Client(), 2)
LATE = Talk(("192.0.2.7", 50_000), SERVER, b"never.example", Client(), 4).frames[2:]
ENCRYPTED = {
    "api.example.test": (2, FIRST.size + AGAIN.size),
    "six.example.test": (1, SIXTH.size),
    "192.0.2.9:443": (1, NAMELESS.size),
}


def frames() -> Iterator[bytes]:
    """Yield the packets of all connections in turn."""
    for at in range(30):
        for some in (FIRST.frames, SIXTH.frames, AGAIN.frames, NAMELESS.frames, LATE, [QUESTION] * 7):
            yield from some[at : at + 1]


def written(path: Path, snaplen: int = 65_535) -> Path:
    return pcap(path, ((number * 1_000, data[:snaplen], len(data)) for number, data in enumerate(frames())))


def by_host(summary: scanning.CaptureSummary, fate: str = "encrypted") -> dict[str, tuple[int, int]]:
    return {one.host: (one.connections, one.size) for one in summary.coverage if one.fate == fate}


def test_scan_tells_of_blind_spots_by_host(tmp_path: Path, invoke: Invoke) -> None:
    path = written(tmp_path / "quic.pcap")
    (told,) = invoke("scan", path, "--format", "json").document["captures"]
    found = {one["host"]: (one["connections"], one["size"]) for one in told["coverage"] if one["fate"] == "encrypted"}
    assert found == ENCRYPTED
    protocols = {one["host"]: one["protocols"] for one in told["coverage"] if one["protocols"]}
    assert protocols == {host: ["h3"] for host in ENCRYPTED}
    sizes = {one["fate"]: one["size"] for one in told["coverage"] if one["host"] is None}
    assert sizes["other-protocols"] == sum(map(len, LATE)) - 42 * len(LATE) + 7 * len(QUESTION)
    assert sum(one["size"] for one in told["coverage"]) == told["captured"] == sum(map(len, frames()))
    shown = invoke("scan", path, "--db", "other.db", "--format", "table")
    line = next(line for line in (shown.out + shown.err).splitlines() if "blind spot" in line)
    assert "encrypted of 4 connections: api.example.test (" in " ".join(line.split())
    assert line.count("; ALPN h3)") == len(ENCRYPTED)


@pytest.mark.parametrize("snaplen", [65_535, CUT_AT])
@pytest.mark.parametrize("count", [2, 3])
def test_processes_add_up(tmp_path: Path, count: int, snaplen: int) -> None:
    path = written(tmp_path / "quic.pcap", snaplen)
    alone = scanning.scan_alone(path)
    assert by_host(alone.summary)
    assert workers.scan(path, count) == alone


def test_what_may_meet_a_limit_is_left_to_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished = [FIRST.frames[0], SIXTH.frames[0], *FIRST.frames[2:]]
    path = pcap(tmp_path / "begun.pcap", ((at, data, len(data)) for at, data in enumerate(unfinished)))
    assert workers.scan(path, 2) == scanning.scan_alone(path)
    for limit in ("inventory.network.QUIC_LIMIT", "inventory.decode.HELLOS_LIMIT"):
        with monkeypatch.context() as patched:
            patched.setattr(limit, 1)
            assert workers.scan(path, 2) is None


def test_cut_packets_are_told_by_address(tmp_path: Path) -> None:
    summary = pipeline.scan(written(tmp_path / "cut.pcap", CUT_AT)).summary
    four, six = (FIRST, AGAIN, NAMELESS), (SIXTH,)
    room = {"192.0.2.9:443": (four, CUT_AT - 42), "[2001:db8::9]:443": (six, CUT_AT - 62)}
    for host, (talks, size) in room.items():
        left = sum(min(len(data), size) for talk in talks for data in talk.payloads)
        assert by_host(summary)[host] == (len(talks), left)
        assert by_host(summary, "truncated")[host] == (len(talks), sum(talk.size for talk in talks) - left)
    assert summary.captured == sum(one.size for one in summary.coverage if one.fate != "truncated")


def test_datagrams_in_any_order(tmp_path: Path) -> None:
    """The hello may come last, of all but its first datagram; what comes before that is not known for QUIC."""
    for seed in range(5):
        first, *others = FIRST.frames
        random.Random(seed).shuffle(others)
        path = pcap(tmp_path / f"{seed}.pcap", ((at, data, len(data)) for at, data in enumerate([first, *others])))
        assert by_host(pipeline.scan(path).summary) == {"api.example.test": (1, FIRST.size)}


def test_beside_exchanges_nothing_changes(tmp_path: Path) -> None:
    sample = SAMPLES / "shop" / "capture.pcap"
    mixed = tmp_path / "capture.pcap"
    mixed.write_bytes(sample.read_bytes() + written(tmp_path / "quic.pcap").read_bytes()[24:])
    alone, both = pipeline.scan(sample), pipeline.scan(mixed)
    assert [(one.path, one.tallies) for one in both.sightings] == [(one.path, one.tallies) for one in alone.sightings]
    assert (both.summary.exchanges, both.summary.payload) == (alone.summary.exchanges, alone.summary.payload)
    assert (both.summary.decoded, both.summary.anomalies) == (alone.summary.decoded, alone.summary.anomalies)
    assert set(both.summary.coverage) >= {one for one in alone.summary.coverage if one.host}


@pytest.mark.parametrize("every", [1, 7, 1_000])
def test_live_is_told_as_a_file_is(tmp_path: Path, every: int) -> None:
    """Flushes between packets, and none of the connections silent for long."""
    path = written(tmp_path / "quic.pcap")
    counts, shown = Counts(), Shown("live")

    def packets() -> Iterator[PacketBatch | Anomaly | Flush]:
        with capture.read(path) as reading:
            for batch in reading:
                assert isinstance(batch, PacketBatch)
                for at in range(0, len(batch), every):
                    names = ("frame", "offset", "captured", "original", "time", "linktype")
                    yield PacketBatch(batch.data, **{name: getattr(batch, name)[at : at + every] for name in names})
                    yield Flush()

    for item in counts.exchanges(packets(), KeyLog()):
        if not isinstance(item, Flush):
            shown.add(item)
    found = shown.scanned(counts, "", "live", 0).summary
    assert found.coverage == pipeline.scan(path).summary.coverage


def _tshark(path: Path, wanted: str, *fields: str) -> list[list[str]]:
    names = ("frame.number", "udp.stream", *fields)
    options = [option for name in names for option in ("-e", name)]
    command = ["tshark", "-n", "-r", str(path), "-Y", wanted, "-T", "fields", "-E", "occurrence=l", *options]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.split("\t") for line in out.splitlines()]


def of_tshark(path: Path) -> dict[str, tuple[int, int]]:
    """Return connections and bytes of payload by the host that a hello asks for."""
    hosts: dict[str, str] = {}
    for _, stream, host in _tshark(path, "quic && tls.handshake.type == 1", "tls.handshake.extensions_server_name"):
        hosts.setdefault(stream, host.lower())
    begins: dict[str, int] = {}
    for frame, stream in _tshark(path, "quic.long.packet_type == 0 || quic.long.packet_type_v2 == 1"):
        begins.setdefault(stream, int(frame))
    sizes: dict[str, int] = defaultdict(int)
    for frame, stream, length in _tshark(path, "udp", "udp.length"):
        if stream in hosts and int(frame) >= begins[stream]:
            sizes[stream] += int(length) - 8
    found: dict[str, tuple[int, int]] = {}
    for stream, host in hosts.items():
        connections, size = found.get(host, (0, 0))
        found[host] = (connections + 1, size + sizes[stream])
    return {host: one for host, one in found.items() if host}


def quic(path: Path) -> dict[str, tuple[int, int]]:
    """Return what a capture has of QUIC alone, without TCP."""
    found: dict[str, tuple[int, int]] = {}
    with capture.read(path) as reading:
        batches = (item for item in reading if isinstance(item, PacketBatch))
        for item in decode.decode(item for item in network.reassemble(batches) if not isinstance(item, Run)):
            if isinstance(item, Coverage):
                connections, size = found.get(item.name, (0, 0))
                found[item.name] = (connections + 1, size + dict(item.sizes)["encrypted"])
    return found


@pytest.mark.shared
@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is the oracle")
def test_captures_by_others_are_told_as_tshark_does() -> None:
    with shared("captures", "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    paths = [shared("captures", row["file"]) for row in rows if "quic" in row["kinds"].split(",")]
    expected = {path.name: of_tshark(path) for path in paths if path.suffix != ".har"}
    found = {path.name: {host: one for host, one in quic(path).items() if host} for path in paths}
    assert sum(map(len, expected.values())) >= 10
    assert found == expected
