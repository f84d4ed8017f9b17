"""Names, servers and application protocols of real TLS and QUIC connections are those that tshark has."""

import csv
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from program import SAMPLES, shared

from inventory import capture, decode, network
from inventory.model.coverage import Coverage
from inventory.model.packets import PacketBatch

pytestmark = pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is the oracle")

Hello = tuple[str, str, tuple[str, ...]]  # server's address, name that was asked for, application protocols

CLIENT, SERVER = "1", "2"  # types of hellos
CAPTURES_SIZE = 3_000_000  # bytes of a capture that takes tshark no more than a moment
UNREADABLE = "ajbanjara__Wireshark/pcap-ng_Wi-Fi_Bluetooth_USB_Cooked_timestamps_issue_1.ntar"  # for tshark
FIELDS = (
    "tcp.stream", "udp.stream", "ip.dst", "ipv6.dst", "tcp.dstport", "udp.dstport", "ip.src", "ipv6.src", "tcp.srcport",
    "udp.srcport", "tls.handshake.type", "tls.handshake.extensions.supported_version",
    "tls.handshake.extensions_server_name", "tls.handshake.extensions_alpn_str",
)  # fmt: skip


def _address(four: str, six: str, tcp: str, udp: str) -> str:
    """Write the innermost address and port."""
    address = f"[{six}]" if six else four.rpartition("\x1f")[2]
    return f"{address}:{tcp or udp}"


def of_tshark(path: Path) -> Counter[Hello]:
    """Return what the first hellos of each connection say; a server of TLS 1.3 chooses behind its hello."""
    options = [option for name in FIELDS for option in ("-e", name)]
    command = ["tshark", "-n", "-r", str(path), "-Y", "(tcp || quic) && tls.handshake.type in {1, 2}", "-T", "fields"]
    command += ["-o", "tcp.try_heuristic_first:TRUE", "-E", "aggregator=\x1f", *options]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    hellos: dict[tuple[str, str], dict[str, Hello]] = {}
    for line in out.splitlines():
        tcp, udp, *ends, types, versions, name, names = line.split("\t")
        kind = types.split("\x1f")[0]
        server = _address(*ends[:4]) if kind == CLIENT else _address(*ends[4:])
        told = tuple(names.split("\x1f")) if names and not (kind == SERVER and versions) else ()
        hellos.setdefault((tcp, udp), {}).setdefault(kind, (server, name.lower(), told))
    found: Counter[Hello] = Counter()
    for one in hellos.values():
        server, name, offered = one.get(CLIENT) or one[SERVER]
        chosen = one[SERVER][2] if SERVER in one else ()
        found[server, name, chosen or offered] += bool(chosen or offered)
    return +found


def read(path: Path) -> Counter[Hello]:
    """Return what is told of connections without any keys."""
    with capture.read(path) as reading:
        found = decode.decode(network.reassemble(item for item in reading if isinstance(item, PacketBatch)))
        ends = [one for one in found if isinstance(one, Coverage) and one.protocols]
    return Counter((one.server, one.name, one.protocols) for one in ends)


def test_sample() -> None:
    path = SAMPLES / "encrypted" / "capture.pcap"
    found = read(path)
    assert found == of_tshark(path)
    assert {protocols for _, _, protocols in found} >= {("h2",), ("http/1.1",), ("h2", "http/1.1")}


@pytest.mark.shared
def test_captures_by_others() -> None:
    with shared("captures", "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    kinds = {row["file"]: row["kinds"] for row in rows if row["file"] != UNREADABLE}
    names = [name for name, kind in kinds.items() if ("tls" in kind or "quic" in kind) and "har" not in kind.split(",")]
    paths = {name: shared("captures", name) for name in names}
    paths = {name: path for name, path in paths.items() if path.stat().st_size < CAPTURES_SIZE}
    wanted = {name: of_tshark(path) for name, path in paths.items()}
    found = {name: read(path) for name, path in paths.items()}
    assert sum(one.total() for one in wanted.values()) > 90
    assert found == wanted
