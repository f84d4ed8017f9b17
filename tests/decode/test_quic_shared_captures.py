"""Real captures: the hosts of QUIC are those that tshark has, each at its flow."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from inventory.decode.quic import QuicFlow, begins_flow

SHARED = Path(__file__).parents[2].parent / "shared" / "captures"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="needs the team's shared captures"),
    pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is the oracle"),
]

Address = tuple[str, ...]  # source and its port, destination and its port


def captures() -> list[str]:
    if not SHARED.exists():
        return []
    with (SHARED / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    kinds = {row["file"]: set(row["kinds"].split(",")) for row in rows}
    return [name for name, kind in kinds.items() if "quic" in kind and "har" not in kind]


def _lines(path: Path, wanted: str, *fields: str) -> list[list[str]]:
    """Ask tshark for the innermost addresses of packets, and more fields."""
    names = ("ip.src", "ipv6.src", "udp.srcport", "ip.dst", "ipv6.dst", "udp.dstport", *fields)
    command = ["tshark", "-n", "-r", str(path), "-Y", wanted, "-T", "fields", "-E", "occurrence=l"]
    options = [option for name in names for option in ("-e", name)]
    out = subprocess.run([*command, *options], check=True, capture_output=True, text=True).stdout
    return [line.split("\t") for line in out.splitlines()]


def of_tshark(path: Path) -> dict[Address, tuple[str, tuple[str, ...]]]:
    found = {}
    for *address, host, protocol in _lines(
        path,
        "quic && tls.handshake.type == 1",
        "tls.handshake.extensions_server_name",
        "tls.handshake.extensions_alpn_str",
    ):
        found.setdefault(tuple(address), (host, (protocol,) if protocol else ()))
    return found


def read(path: Path) -> dict[Address, tuple[str, tuple[str, ...]]]:
    flows: dict[Address, QuicFlow] = {}
    for *address, payload in _lines(path, "udp.payload", "udp.payload"):
        data, (*source, port) = bytes.fromhex(payload), (*address[:2], address[2])
        there, back = tuple(address), (*address[3:], *source, port)
        if there not in flows and back not in flows and begins_flow(data):
            flows[there] = QuicFlow()
        for key in (there, back):
            if key in flows:
                flows[key].add(data, from_client=key == there)
    return {address: (flow.host, flow.protocols[-1:]) for address, flow in flows.items()}


def test_hosts_of_real_captures():
    wanted = {name: of_tshark(SHARED / name) for name in captures()}
    found = {name: read(SHARED / name) for name in wanted}
    assert sum(map(len, wanted.values())) > 8
    assert found == wanted
