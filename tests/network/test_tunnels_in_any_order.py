"""Tunnels in tunnels in any order: columns find what scapy finds, and count every byte of what nobody can read."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packets import CLIENT, SERVER, batch, ethernet, ipv4, tcp
from tunnel_stacks import NAMES, Seen, by_columns, by_scapy, stack, stacks

from inventory.network import ethertypes, tunnels
from inventory.network.layers import DEPTH_LIMIT

INNER = tcp(0, 1, b"GET / HTTP/1.1")
HIDDEN = b"bytes of another packet"


@settings(max_examples=150)
@given(st.lists(stacks, min_size=1, max_size=4))
def test_columns_find_what_scapy_finds(frames: list[bytes]) -> None:
    found, noted = by_columns(batch(frames))
    assert found == by_scapy(frames)
    assert len(found) == len(frames)
    assert noted == {"packet-headers": sum(map(len, frames)) - sum(len(seen.data) for seen in found)}


@pytest.mark.parametrize("name", NAMES)
def test_a_tunnel_cut_at_any_byte_gives_what_is_left_of_its_segment(name: str) -> None:
    frame = stack(7, [name], plain=True)
    (whole,) = by_columns(batch([frame]))[0]
    headers = len(frame) - len(whole.data)
    for size in range(len(frame)):
        seen, noted = by_columns(batch([frame[:size]], missing=len(frame) - size))
        assert seen == ([whole._replace(data=whole.data[: size - headers])] if size >= headers else [])
        missing = noted.pop("truncated-packet", 0)
        assert missing == (len(frame) - size if size >= headers else 0)
        assert sum(noted.values()) + sum(len(one.data) for one in seen) == size
        assert min(noted.values(), default=1) > 0


@pytest.mark.parametrize("name", NAMES)
def test_what_follows_a_cut_packet_is_never_read(name: str) -> None:
    """The bytes that were cut stand behind the packet, as those of the next packet do in a file."""
    frame = stack(11, [name], plain=True)
    (whole,) = by_columns(batch([frame]))[0]
    headers = len(frame) - len(whole.data)
    for size in range(headers):
        cut = batch([frame])
        cut.captured[:] = size
        assert by_columns(cut)[0] == []


def _around(payload: bytes) -> list[bytes]:
    """Return packets that carry a payload in every way that is told by protocol, port or EtherType."""
    ports = (1701, 2152, 3544, 4754, 4789, 4790, 5072, 6081, 6635, 8472)
    udp = [struct.pack(">HHHH", 9, port, 8 + len(payload), 0) + payload for port in ports]
    udp += [struct.pack(">HHHH", port, 9, 8 + len(payload), 0) + payload for port in ports]
    found = [ethernet(ipv4(payload, CLIENT[0], SERVER[0], protocol=number)) for number in (4, 41, 47, 97, 137)]
    found += [ethernet(ipv4(one, CLIENT[0], SERVER[0], protocol=17)) for one in udp]
    kinds = (0x6558, 0x880B, 0x8847, 0x8848, 0x8864, 0x88E7, 0x8926, 0x892F, 0x894F, 0x8100, 0)
    return found + [bytes(12) + struct.pack(">H", kind) + payload for kind in kinds]


@settings(max_examples=150)
@given(st.binary(max_size=12), st.sampled_from([b"", INNER, ethernet(INNER)]), st.booleans())
def test_nonsense_in_tunnels_is_counted_and_stays_within_its_packet(start: bytes, rest: bytes, cut: bool) -> None:
    frames = _around(start + rest)
    packets = batch([frame + HIDDEN for frame in frames])
    packets.captured[:] -= len(HIDDEN) + cut
    found, noted = by_columns(packets)
    lost = noted.pop("truncated-packet", 0)
    assert (lost == 0) or cut
    read = sum(len(seen.data) for seen in found)
    assert sum(noted.values()) + read == int(packets.captured.sum())
    assert not any(HIDDEN[:1] in seen.data[len(INNER) - 40 :] for seen in found)


def _one(payload: bytes, protocol: int) -> list[Seen]:
    return by_columns(batch([ethernet(ipv4(payload, CLIENT[0], SERVER[0], protocol=protocol))]))[0]


def _udp(payload: bytes, port: int) -> bytes:
    return struct.pack(">HHHH", 50_000, port, 8 + len(payload), 0) + payload


SIX = struct.pack(">IHBB", 6 << 28, len(INNER) - 20, 6, 64) + bytes(32) + INNER[20:]
MIRRORED = b"\x1e" + ethernet(INNER)[1:]  # an address that begins like the version of an ERSPAN header
UNREAD_BY_SCAPY = {
    "ERSPAN type I, odd address": (47, b"\0\0\x88\xbe" + MIRRORED),
    "MPLS over an address like BIER": (137, b"\0\0\x11\x40" + b"\x52" + ethernet(INNER)[1:]),
    "MPLS multicast in GRE": (47, b"\0\0\x88\x48\0\0\x11\x40" + INNER),
    "Teredo": (17, _udp(SIX, 3544)),
    "Teredo with an origin": (17, _udp(bytes(8) + SIX, 3544)),
    "Teredo with authentication and an origin": (17, _udp(b"\0\1\2\3" + bytes(14) + bytes(8) + SIX, 3544)),
    "AYIYA": (17, _udp(b"\x41\x52\x11\x29" + bytes(40) + SIX, 5072)),
    "PPTP": (47, b"\x30\x81\x88\x0b" + bytes(12) + b"\xff\x03\0\x21" + INNER),
    "GRE in UDP": (17, _udp(b"\0\0\x08\0" + INNER, 4754)),
    "VXLAN-GPE with IPv4": (17, _udp(b"\x0c\0\0\1\0\0\7\0" + INNER, 4790)),
    "VXLAN-GPE with NSH": (17, _udp(b"\x0c\0\0\4\0\0\7\0" + b"\x0f\xc2\2\1\0\0\7\xff" + INNER, 4790)),
    "VXLAN with all reserved bits": (17, _udp(b"\xff\xff\xff\xff\0\0\7\xff" + ethernet(INNER), 4789)),
    "VXLAN with reserved bits that look like IPv4": (17, _udp(b"\xff\xff\xff\1\0\0\7\xff" + ethernet(INNER), 4789)),
    "GTP with three extensions": (
        17, _udp(b"\x34\xff\0\0\0\0\0\7\0\0\0\xc0\1\0\0\x40\1\0\0\x85\2" + bytes(7) + INNER, 2152),
    ),
    "GTP from its port to another": (17, struct.pack(">HHHH", 2152, 40_000, 76, 0) + b"\x30\xff\0\0\0\0\0\7" + INNER),
    "GTP with PPP": (17, _udp(b"\x30\xff\0\0\0\0\0\7\0\x21" + INNER, 2152)),
    "ERSPAN type III of IP": (47, b"\x10\0\x22\xeb\0\0\0\7" + b"\x20\0\0\0\0\0\0\0\0\0\x08\0" + INNER),
    "authentication header": (51, b"\6\4" + bytes(22) + INNER[20:]),
    "tunnel behind an authentication header": (51, b"\4\1" + bytes(10) + INNER),
    "VN-Tag": (97, b"\x30\0" + bytes(12) + b"\x89\x26\0\0\0\0\x08\0" + INNER),
    "HSR tag": (97, b"\x30\0" + bytes(12) + b"\x89\x2f\0\0\0\0\x08\0" + INNER),
    "PPP with MPLS": (47, b"\0\0\x88\x0b\x02\x81" + b"\0\0\x11\x40" + INNER),
    "bridged Ethernet twice": (47, b"\0\0\x65\x58" + bytes(12) + b"\x65\x58" + ethernet(INNER)),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREAD_BY_SCAPY)
def test_tunnels_that_scapy_does_not_read(name: str) -> None:
    protocol, payload = UNREAD_BY_SCAPY[name]
    assert [seen.data for seen in _one(payload, protocol)] == [INNER[40:]]


NO_TUNNELS = {
    "GTP, echo request": (17, _udp(b"\x32\x01\0\0\0\0\0\7\0\0\0\0" + INNER, 2152)),
    "GTP of another version": (17, _udp(b"\x48\xff\0\0\0\0\0\7" + INNER, 2152)),
    "GTP with an extension of no length": (17, _udp(b"\x34\xff\0\0\0\0\0\7\0\0\0\xc0\0\x21" + INNER, 2152)),
    "GRE with source routes": (47, b"\x40\0\x08\0" + INNER),
    "GRE of version 2": (47, b"\0\2\x08\0" + INNER),
    "EtherIP of another version": (97, b"\x20\0" + ethernet(INNER)),
    "L2TP, control message": (17, _udp(b"\x80\x02" + bytes(4) + b"\0\x21" + INNER, 1701)),
    "L2TP version 3": (17, _udp(b"\0\x03" + bytes(4) + b"\0\x21" + INNER, 1701)),
    "PPPoE discovery": (47, b"\0\0\x88\x64\x11\x09\0\7\0\0\0\x21" + INNER),
    "PPP of another protocol": (47, b"\0\0\x88\x0b\xc0\x21" + INNER),
    "NSH too short for itself": (47, b"\0\0\x89\x4f\x0f\xc1\2\1" + INNER),
    "AYIYA of no IP": (17, _udp(b"\x01\0\x11\x3b" + bytes(6) + SIX, 5072)),
    "Teredo bubble": (17, _udp(struct.pack(">IHBB", 6 << 28, 0, 59, 0) + bytes(32), 3544)),
    "some other port": (17, _udp(b"\x08\0\0\0\0\0\7\0" + ethernet(INNER), 4788)),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_TUNNELS)
def test_what_only_looks_like_a_tunnel_is_another_protocol(name: str) -> None:
    protocol, payload = NO_TUNNELS[name]
    frame = ethernet(ipv4(payload, CLIENT[0], SERVER[0], protocol=protocol))
    seen, noted = by_columns(batch([frame]))
    assert seen == []
    assert set(noted) <= {"other-protocols", "packet-headers"}
    assert noted["other-protocols"] >= len(payload) - 8
    assert sum(noted.values()) == len(frame)


def test_an_authentication_header_in_fragments() -> None:
    whole = b"\6\4" + bytes(22) + INNER[20:]
    parts = [
        ipv4(whole[at : at + 24], CLIENT[0], SERVER[0], protocol=51, ident=7, fragment=at // 8 | 0x2000 * (at < 48))
        for at in range(0, len(whole), 24)
    ]
    assert [seen.data for seen in by_columns(batch(parts, linktype=101))[0]] == [INNER[40:]]


@pytest.mark.parametrize("size", [0, 13, 14])
def test_a_frame_without_a_network_layer_is_another_protocol(size: int) -> None:
    """Whatever stands behind it in the file."""
    packets = batch([ethernet(INNER)])
    packets.captured[:] = size
    assert by_columns(packets) == ([], {"other-protocols": size} if size else {})


def test_an_authentication_header_of_ipv6() -> None:
    shown = struct.pack(">IHBB", 6 << 28, len(INNER) - 20 + 24, 51, 64) + bytes(32) + b"\6\4" + bytes(22) + INNER[20:]
    for size in range(40, 64):
        assert by_columns(batch([ethernet(shown)[: 14 + size]]))[0] == []
    assert [seen.data for seen in by_columns(batch([ethernet(shown)]))[0]] == [INNER[40:]]


def test_a_bad_header_in_a_tunnel_is_malformed() -> None:
    wrong = b"\x43" + INNER[1:]
    frame = ethernet(ipv4(wrong, CLIENT[0], SERVER[0], protocol=4))
    assert by_columns(batch([frame])) == (
        [],
        {"malformed-packet": len(wrong), "packet-headers": len(frame) - len(wrong)},
    )


@pytest.mark.parametrize("depth", [DEPTH_LIMIT - 1, DEPTH_LIMIT])
def test_tunnels_end_at_the_limit(depth: int) -> None:
    packet = INNER
    for _ in range(depth):
        packet = ipv4(b"\0\0\x08\0" + packet, CLIENT[0], SERVER[0], protocol=47)
    seen, noted = by_columns(batch([packet], linktype=101))
    assert (len(seen), noted.get("nested-too-deep", 0)) == ((1, 0) if depth < DEPTH_LIMIT else (0, len(INNER)))


@pytest.mark.parametrize("size", [tunnels.EXTENSION_LIMIT, tunnels.EXTENSION_LIMIT + 1])
def test_extensions_of_gtp_end_at_the_limit(size: int) -> None:
    chain = b"\0\0\0\xc0" + b"\1\0\0\xc0" * (size - 1) + b"\1\0\0\0"
    seen = _one(_udp(b"\x34\xff\0\0\0\0\0\7" + chain + INNER, 2152), 17)
    assert len(seen) == (size <= tunnels.EXTENSION_LIMIT)


@pytest.mark.parametrize("size", [ethertypes.LABEL_LIMIT, ethertypes.LABEL_LIMIT + 1])
def test_label_stacks_end_at_the_limit(size: int) -> None:
    """A label that looks like the beginning of IPv4 is none."""
    labels = b"\x45\0\x10\x40" * (size - 1) + b"\x45\0\x11\x40"
    seen, noted = by_columns(batch([bytes(12) + b"\x88\x47" + labels + INNER]))
    assert (len(seen), set(noted)) == (
        (1, {"packet-headers"}) if size <= ethertypes.LABEL_LIMIT else (0, {"other-protocols"})
    )


@pytest.mark.parametrize("size", [ethertypes.HEADER_LIMIT, ethertypes.HEADER_LIMIT + 1])
def test_tags_end_at_the_limit(size: int) -> None:
    seen = by_columns(batch([ethernet(INNER, *[0x8100] * size)]))[0]
    assert len(seen) == (size <= ethertypes.HEADER_LIMIT)


OFFLOADED = INNER[:2] + b"\0\0" + INNER[4:]  # leaves its length to the hardware, so it ends where the tunnel does


def test_padding_behind_a_tunnel_is_no_part_of_it() -> None:
    frame = ethernet(ipv4(OFFLOADED, CLIENT[0], SERVER[0], protocol=4))
    (seen,), noted = by_columns(batch([frame + bytes(6)]))
    assert seen.data == INNER[40:]
    assert noted == {"packet-headers": len(frame) + 6 - len(seen.data)}


@pytest.mark.parametrize(("length", "taken"), [(16 + len(OFFLOADED), 0), (0, 6), (7, 6)])
def test_what_follows_a_datagram_is_no_part_of_it(length: int, taken: int) -> None:
    """A length that cannot be is not believed."""
    udp = struct.pack(">HHHH", 50_000, 2152, length, 0) + b"\x30\xff\0\0\0\0\0\7" + OFFLOADED + bytes(6)
    (seen,), noted = by_columns(batch([ethernet(ipv4(udp, CLIENT[0], SERVER[0], protocol=17))]))
    assert seen.data == INNER[40:] + bytes(taken)
    assert noted == {"packet-headers": 14 + 20 + len(udp) - len(seen.data)}
