"""The same TCP bytes behind every link type, tag and tunnel that is read."""

import struct

import pytest
from packets import CLIENT, SERVER, batch, ethernet, ipv4, tcp
from scapy.contrib.mpls import MPLS
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrHopByHop
from scapy.layers.l2 import GRE, Ether
from scapy.layers.ppp import PPP, PPPoE
from scapy.layers.vxlan import VXLAN

from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch
from inventory.model.streams import Run
from inventory.network import reassemble

INNER = tcp(0, 0, b"GET / HTTP/1.1")
SIX = IPv6(src="2001:db8::1", dst="2001:db8::2")


def payload(packets: PacketBatch) -> bytes:
    """Return all bytes that come out."""
    return b"".join(item.data for item in reassemble([packets]) if isinstance(item, Run))


LINKS = {
    "Ethernet": (1, ethernet(INNER)),
    "one VLAN tag": (1, ethernet(INNER, 0x8100)),
    "QinQ": (1, ethernet(INNER, 0x88A8, 0x8100)),
    "802.3 with SNAP": (1, bytes(12) + struct.pack(">H", 8 + len(INNER)) + b"\xaa\xaa\x03\0\0\0\x08\x00" + INNER),
    "cooked v1": (113, bytes(14) + b"\x08\x00" + INNER),
    "cooked v2": (276, b"\x08\x00" + bytes(18) + INNER),
    "null, little-endian": (0, b"\x02\0\0\0" + INNER),
    "null, big-endian": (0, b"\0\0\0\x02" + INNER),
    "OpenBSD loopback": (108, b"\0\0\0\x02" + INNER),
    "raw IP": (101, INNER),
    "raw IPv4": (228, INNER),
    "PPP": (9, bytes(PPP(proto=0x21) / IP(INNER))),
    "MPLS": (1, bytes(Ether() / MPLS(label=3, s=1) / IP(INNER))),
    "PPPoE": (1, bytes(Ether(type=0x8864) / PPPoE() / PPP(proto=0x21) / IP(INNER))),
    "IP in IP": (101, ipv4(INNER, CLIENT[0], SERVER[0], protocol=4)),
    "GRE": (101, bytes(IP() / GRE() / IP(INNER))),
    "VXLAN": (1, bytes(Ether() / IP() / UDP(dport=4789) / VXLAN() / Ether() / IP(INNER))),
    "VXLAN in a VLAN": (1, ethernet(bytes(IP() / UDP(dport=4789) / VXLAN() / Ether() / IP(INNER)), 0x8100)),
    "IPv6 with extensions": (
        101, bytes(SIX / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / TCP(flags="A") / b"GET / HTTP/1.1"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
def test_the_bytes_come_out(name: str) -> None:
    linktype, frame = LINKS[name]
    assert payload(batch([frame], linktype=linktype)) == b"GET / HTTP/1.1"


def _fragments(size: int) -> list[bytes]:
    body = INNER[20:]
    pieces = [(at, body[at : at + size]) for at in range(0, len(body), size)]
    return [
        ipv4(piece, CLIENT[0], SERVER[0], ident=7, fragment=at // 8 | (0x2000 if at + size < len(body) else 0))
        for at, piece in pieces
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_fragments_are_put_together(backwards: bool) -> None:
    frames = _fragments(8)
    assert len(frames) > 3
    assert payload(batch(frames[::-1] if backwards else frames, linktype=101)) == b"GET / HTTP/1.1"


def test_fragments_that_never_end_are_given_up() -> None:
    frames = [ipv4(bytes(16), CLIENT[0], SERVER[0], ident=number, fragment=0x2000) for number in range(3_000)]
    found = {item.kind: item for item in reassemble([batch(frames, linktype=101)]) if isinstance(item, Anomaly)}
    assert found["unfinished-fragments"].count >= 1_900


def test_a_link_type_that_is_not_known_is_named() -> None:
    (found,) = list(reassemble([batch([b"\1\2\3"] * 5, linktype=147)]))
    assert isinstance(found, Anomaly)
    assert (found.kind, found.count) == ("unsupported-link-type-147", 5)


def test_tunnels_in_tunnels_end() -> None:
    packet = INNER
    for _ in range(40):
        packet = ipv4(packet, CLIENT[0], SERVER[0], protocol=4)
    kinds = {item.kind for item in reassemble([batch([packet], linktype=101)]) if isinstance(item, Anomaly)}
    assert kinds == {"nested-too-deep"}
