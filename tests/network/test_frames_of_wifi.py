"""Frames of IEEE 802.11: what stands in the clear comes out, what is encrypted is counted as such."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packets import batch, tcp
from scapy.layers.dot11 import Dot11, Dot11CCMP, Dot11QoS, Dot11TKIP, Dot11WEP, RadioTap
from scapy.layers.inet import IP, TCP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import LLC, SNAP, Dot1Q

from inventory.model.anomalies import Anomaly
from inventory.model.overhead import Overhead
from inventory.model.streams import Run
from inventory.network import fate, reassemble, wireless

DATA = b"GET / HTTP/1.1"
INNER = IP(tcp(0, 0, DATA))
SIX = IPv6(src="2001:db8::1", dst="2001:db8::2") / TCP(flags="A") / DATA
CLEAR = LLC() / SNAP() / INNER
SEALED = bytes(range(100, 180))
DATA_FRAME, QOS_FRAME, NULL_FRAME = {"type": 2, "subtype": 0}, {"type": 2, "subtype": 8}, {"type": 2, "subtype": 4}


def read(frame: bytes, linktype: int = 105, missing: int = 0) -> tuple[bytes, dict[str, int]]:
    """Return the bytes of TCP that come out, and the sizes of all else."""
    items = list(reassemble([batch([bytes(frame)], linktype=linktype, missing=missing)]))
    sizes = {item.kind: item.size for item in items if isinstance(item, Overhead | Anomaly)}
    return b"".join(item.data for item in items if isinstance(item, Run)), sizes


HEADERS = {
    "to the access point": Dot11(**DATA_FRAME, FCfield=1),
    "from it": Dot11(**DATA_FRAME, FCfield=10),
    "between access points": Dot11(**DATA_FRAME, FCfield=3),
    "QoS": Dot11(**QOS_FRAME) / Dot11QoS(),
    "QoS between access points": Dot11(**QOS_FRAME, FCfield=3) / Dot11QoS(),
}
PRISM = struct.pack("<II", 68, 144) + bytes(136)
OUTER = {
    "plain": (105, b""),
    "radiotap": (127, bytes(RadioTap())),
    "radiotap with a time stamp": (127, bytes(RadioTap(present="TSFT+Flags+Rate", mac_timestamp=7, Flags="FCS"))),
    "radiotap with more words": (127, struct.pack("<BBHIIB", 0, 0, 17, 0x80000002, 0, 0x10) + bytes(4)),
    "Prism": (119, PRISM),
    "Prism, big-endian": (119, struct.pack(">II", 68, 144) + bytes(136)),
    "AVS as Prism": (119, struct.pack(">II", 0x80211001, 64) + bytes(56)),
    "AVS": (163, struct.pack(">II", 0x80211001, 64) + bytes(56)),
    "PPI": (192, struct.pack("<BBHI", 0, 0, 8, 105)),
}


@pytest.mark.parametrize("fcs", [b"", b"\x12\x34\x56\x78"], ids=["", "FCS"])
@pytest.mark.parametrize("outer", OUTER)
@pytest.mark.parametrize("header", HEADERS)
def test_bytes_come_out(header: str, outer: str, fcs: bytes) -> None:
    linktype, before = OUTER[outer]
    frame = before + bytes(HEADERS[header] / CLEAR) + fcs
    assert read(frame, linktype) == (DATA, {"packet-headers": len(frame) - len(DATA)})


@pytest.mark.parametrize("fcs", [b"", b"\x12\x34\x56\x78"], ids=["", "FCS"])
@pytest.mark.parametrize("sealed", [Dot11WEP(wepdata=SEALED), Dot11TKIP(data=SEALED), Dot11CCMP(data=SEALED)])
@pytest.mark.parametrize("outer", OUTER)
@pytest.mark.parametrize("header", HEADERS)
def test_encrypted_frames_are_counted(header: str, outer: str, sealed: Dot11WEP, fcs: bytes) -> None:
    linktype, before = OUTER[outer]
    made = HEADERS[header].copy()
    made.FCfield = int(made.FCfield) | 0x40
    frame = before + bytes(made / sealed) + fcs
    assert read(frame, linktype) == (b"", {"protected-frame": len(frame)})
    assert fate("protected-frame") == "encrypted"


@pytest.mark.parametrize("before", [b"", bytes(4), bytes(8)], ids=["no IV", "IV of WEP", "IV of CCMP"])
def test_frames_that_the_receiver_decrypted(before: bytes) -> None:
    frame = bytes(Dot11(**QOS_FRAME, FCfield=0x41) / Dot11QoS()) + before + bytes(CLEAR)
    assert read(frame)[0] == DATA


@pytest.mark.parametrize(
    "frame",
    [
        Dot11(**NULL_FRAME, FCfield=0x41),
        Dot11(**NULL_FRAME, FCfield=0x41) / b"\x12\x34\x56\x78",
        Dot11(type=0, subtype=8) / SEALED,
        Dot11(type=0, subtype=13, FCfield=0x40) / SEALED,
        Dot11(type=1, subtype=13),
        Dot11(**DATA_FRAME) / LLC(dsap=0x42, ssap=0x42, ctrl=3) / SEALED,
        Dot11(**DATA_FRAME) / LLC() / SNAP(code=0x888E) / SEALED,
        Dot11(**DATA_FRAME, FCfield=0x40),
        b"\x0b" + bytes(Dot11(**DATA_FRAME) / CLEAR)[1:],
    ],
    ids=[
        "null",
        "null with FCS",
        "beacon",
        "protected management",
        "control",
        "no SNAP",
        "EAPOL",
        "empty",
        "other version",
    ],
)
def test_what_carries_no_ip(frame: bytes) -> None:
    assert read(frame) == (b"", {"other-protocols": len(bytes(frame))})


def test_tags_and_ipv6() -> None:
    frame = bytes(Dot11(**DATA_FRAME) / LLC() / SNAP(code=0x8100) / Dot1Q(vlan=5) / SIX)
    assert read(frame)[0] == DATA


def test_headers_with_high_throughput_control_and_padding() -> None:
    ordered = bytes(Dot11(**QOS_FRAME, FCfield=0x80) / Dot11QoS()) + bytes(4) + bytes(CLEAR)
    assert read(ordered)[0] == DATA
    padded = bytes(HEADERS["QoS"]) + bytes(2) + bytes(CLEAR)
    befores = (
        struct.pack("<BBHIB", 0, 0, 9, 2, 0x20),
        struct.pack("<BBHIQB", 0, 0, 17, 3, 0, 0x20),
        struct.pack("<BBHIIQB", 0, 0, 25, 0x80000003, 0, 0, 0)[:12] + bytes(4) + bytes(8) + b"\x20",
    )
    for before in befores:
        assert read(before + padded, 127)[0] == DATA


def test_several_packets_in_one_frame() -> None:
    header = bytearray(bytes(HEADERS["QoS"]))
    header[24] |= 0x80
    packets = [tcp(0, at, DATA[at : at + 5]) for at in range(0, len(DATA), 5)]
    bodies = [bytes(LLC() / SNAP() / IP(packet)) for packet in packets]
    subframes = [bytes(12) + struct.pack(">H", len(body)) + body for body in bodies]
    body = b"".join(one + bytes(-len(one) % 4) for one in subframes)
    frame = bytes(header) + body + b"\x12\x34\x56\x78"
    assert read(frame) == (DATA, {"packet-headers": len(frame) - len(DATA)})


@given(st.binary(max_size=120), st.sampled_from(sorted(wireless.LINKTYPES)))
def test_nonsense_counts_once(data: bytes, linktype: int) -> None:
    _check_sum(data, linktype)


@given(st.sampled_from(sorted(OUTER)), st.sampled_from(sorted(HEADERS)), st.integers(0, 300), st.booleans())
def test_cut_frames_count_once(outer: str, header: str, size: int, protected: bool) -> None:
    linktype, before = OUTER[outer]
    made = HEADERS[header].copy()
    made.FCfield = int(made.FCfield) | (0x40 if protected else 0)
    _check_sum((before + bytes(made / CLEAR))[:size], linktype)


def _check_sum(data: bytes, linktype: int) -> None:
    out, sizes = read(data, linktype)
    sizes.pop("truncated-packet", 0)
    sizes.pop("lost-segment", 0)
    assert len(out) + sum(sizes.values()) == len(data)
