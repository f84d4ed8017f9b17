"""Tunnels of other people's captures, and made ones: tshark and the columns see the same inmost segments."""

import random
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from packets import batch
from program import shared
from tunnel_stacks import NAMES, Seen, by_columns, stack

from inventory import capture
from inventory.model.packets import PacketBatch

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is the oracle")]

CAPTURES = [
    "AlexeyVasilev__PcapFlowLab/16_vxlan_vni_boundary_values.pcap",
    "AlexeyVasilev__PcapFlowLab/31_gtpu_outer_ipv6_fragmentation.pcap",
    "OISF__suricata-verify/bug-4810--pppoe-session-http.pcap",
    "OISF__suricata-verify/decode-teredo-01.pcap",
    "OISF__suricata-verify/vxlan-non-zero-reserved-fields.pcap",
    "ajbanjara__Wireshark/nb6-http.pcap",
    "ajbanjara__Wireshark/nb6-hotspot.pcap",
    "deepflowio__deepflow/decapsulate_erspan1.pcap",
    "seladb__PcapPlusPlus/MplsPackets.pcap",
    "the-tcpdump-group__tcpdump/erspan-type-i-1.pcap",
    "zeek__zeek/erspan.pcap",
    "zeek__zeek/geneve-many-options.pcap",
    "zeek__zeek/mixed-vlan-mpls.pcap",
    "zeek__zeek/mpls-6in6-6in6-4in6-invalid-version-4.pcap",
    "zeek__zeek/mpls-in-vlan.pcap",
    "zeek__zeek/vxlan-overlapping-http-get.pcap",
]
UNREAD_BY_TSHARK = {"pseudo-wire"}  # without a control word it takes a guess


def _by_tshark(path: Path) -> list[tuple[int, int, int, int]]:
    """Return frame, ports and sequence number of each inmost segment."""
    command = [
        "tshark",
        "-n",
        "-r",
        path,
        "-Y",
        "tcp",
        "-T",
        "fields",
        "-E",
        "occurrence=l",
        "-d",
        "udp.port==8472,vxlan",
    ]
    fields = [part for name in ("frame.number", "tcp.srcport", "tcp.dstport", "tcp.seq_raw") for part in ("-e", name)]
    done = subprocess.run([*command, *fields], capture_output=True, text=True, check=True, timeout=120)
    found = [tuple(map(int, line.split("\t"))) for line in done.stdout.splitlines()]
    return [(row[0], row[1], row[2], row[3]) for row in found]


def _facts(found: list[Seen]) -> list[tuple[int, int, int, int]]:
    return [(seen.frame, *seen.ports, seen.sequence) for seen in found]


@pytest.mark.parametrize("name", CAPTURES)
def test_captures_by_others(name: str) -> None:
    path = shared("captures", *name.split("/"))
    with capture.read(path) as reading:
        found = [seen for item in reading if isinstance(item, PacketBatch) for seen in by_columns(item)[0]]
    assert _facts(found) == _by_tshark(path)


def test_made_stacks(tmp_path: Path) -> None:
    chance = random.Random(3)
    names = [name for name in NAMES if name not in UNREAD_BY_TSHARK]
    frames = [stack(number, [name]) for number, name in enumerate(names * 8)]
    frames += [stack(number, chance.choices(names, k=3)) for number in range(100)]
    path = tmp_path / "made.pcap"
    records = (struct.pack("<IIII", 1_700_000_000, 0, len(frame), len(frame)) + frame for frame in frames)
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1) + b"".join(records))
    assert _facts(by_columns(batch(frames))[0]) == _by_tshark(path)
