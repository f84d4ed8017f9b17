"""The same TCP bytes behind every link type, tag and tunnel that is read."""

import dataclasses
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packets import CLIENT, SERVER, batch, ethernet, ipv4, tcp
from scapy.contrib.mpls import MPLS
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrHopByHop
from scapy.layers.l2 import GRE, Ether
from scapy.layers.l2tp import L2TP
from scapy.layers.ppp import PPP, PPPoE
from scapy.layers.vxlan import VXLAN

from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch
from inventory.model.streams import Run
from inventory.network import fragments, rare_links, reassemble

INNER_DATA = b"GET / HTTP/1.1"
INNER = tcp(0, 0, INNER_DATA)
SIX = IPv6(src="2001:db8::1", dst="2001:db8::2")
SIXTH = bytes(SIX / TCP(flags="A") / INNER_DATA)


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
    "VXLAN with reserved bits": (
        1, bytes(Ether() / IP() / UDP(dport=4789) / (b"\xff\xff\xff\xff\0\0\x2a\xff" + ethernet(INNER))),
    ),
    "L2TP": (
        101, bytes(IP() / UDP(sport=1701, dport=1701) / L2TP(hdr=0) / PPP(proto=0x21) / IP(INNER)),
    ),
    "AYIYA": (
        101, bytes(IP() / UDP(dport=5072) / (b"\x41\x52\x11\x29" + bytes(40) + SIXTH)),
    ),
    "Cisco HDLC": (104, b"\x0f\0\x08\0" + INNER),
    "ARCNET, whole packets": (129, b"\x01\x02\0\0\xd4\0\0\x07" + INNER),
    "ARCNET, RFC 1051": (7, b"\x01\x02\xf0" + INNER),
    "netfilter log": (239, b"\x02\0\0\0" + struct.pack("<HHIHH", 8, 4, 1, 4 + len(INNER), 9) + INNER),
    "BSD packet filter log": (117, b"\x3d" + bytes(63) + INNER),
    "ERF": (197, bytes(8) + b"\x02" + bytes(7) + bytes(2) + ethernet(INNER)),
    "ERF with an extension": (197, bytes(8) + b"\x82" + bytes(7) + bytes(8) + bytes(2) + ethernet(INNER, 0x8100)),
    "Frame Relay": (107, b"\x18\x41\x03\xcc" + INNER),
    "Frame Relay with SNAP": (107, b"\x18\x41\x03\0\x80\0\0\0\x08\0" + INNER),
    "ATM": (100, b"\xaa\xaa\x03\0\0\0\x08\0" + INNER),
    "InfiniBand": (242, bytes(40) + b"\x08\0\0\0" + INNER),
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


@pytest.mark.parametrize("linktype", sorted(rare_links.READERS))
@given(st.binary(max_size=80))
def test_rare_links_read_nothing_from_nonsense(linktype: int, data: bytes) -> None:
    assert len(rare_links.inside(data, linktype)) <= len(data)


def _noted(frames: list[bytes], times: list[int] | None = None) -> tuple[bytes, dict[str, int], dict[str, int]]:
    """Return the bytes that come out, and by kind the numbers and the bytes of what was noted."""
    found = batch(frames, linktype=101)
    if times is not None:
        found = dataclasses.replace(found, time=np.array(times, np.int64))
    items = list(reassemble([found]))
    noted = [item for item in items if isinstance(item, Anomaly)]
    data = b"".join(item.data for item in items if isinstance(item, Run))
    return data, {one.kind: one.count for one in noted}, {one.kind: one.size for one in noted}


def test_fragments_that_never_meet_are_counted_at_the_end() -> None:
    frames = _fragments(16)[:-1]
    data, counts, sizes = _noted(frames)
    assert (data, counts) == (b"", {"unfinished-fragments": 1})
    assert sizes == {"unfinished-fragments": sum(map(len, frames))}


def test_fragments_a_long_time_apart_are_not_of_one_packet() -> None:
    frames = _fragments(16)
    assert _noted(frames, [10**18] * len(frames))[0] == INNER_DATA
    late = [10**18] * (len(frames) - 1) + [10**18 + 61 * 10**9]
    assert _noted(frames, late)[1] == {"unfinished-fragments": 2}


def test_fragments_with_other_content_for_the_same_place_are_told() -> None:
    first, *others = _fragments(16)
    other = first[:-1] + bytes([first[-1] ^ 1])
    data, counts, _ = _noted([first, other, first, *others])
    assert data == INNER_DATA
    assert counts == {"conflicting-fragments": 1}


def test_bytes_of_fragments_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "HELD_LIMIT", 1_000)
    frames = [ipv4(bytes(800), CLIENT[0], SERVER[0], ident=number, fragment=0x2000) for number in range(20)]
    kept = fragments.Fragments(lambda *_: None)
    for number, frame in enumerate(frames):
        kept.add(frame, 20, len(frame), captured=len(frame), frame=number, time=0)
        assert kept._held <= 1_000
