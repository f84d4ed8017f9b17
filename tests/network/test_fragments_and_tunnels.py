"""Tunnels in fragments, fragments in tunnels, and both beside plain packets of one batch."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packets import CLIENT, SERVER, batch, ethernet, ipv4, tcp
from tunnel_stacks import by_columns

INNER = tcp(0, 1, b"GET /inside HTTP/1.1")


def _vxlan(packet: bytes) -> bytes:
    payload = b"\x08\0\0\0\0\0\7\0" + ethernet(packet)
    return ipv4(struct.pack(">HHHH", 5, 4789, 8 + len(payload), 0) + payload, CLIENT[0], SERVER[0], protocol=17)


def _fragments(packet: bytes, size: int) -> list[bytes]:
    body, protocol = packet[20:], packet[9]
    last = (len(body) - 1) // size * size
    return [
        ipv4(
            body[at : at + size],
            CLIENT[0],
            SERVER[0],
            protocol=protocol,
            ident=7,
            fragment=at // 8 | (0x2000 if at < last else 0),
        )
        for at in range(0, len(body), size)
    ]


FRAMES = {
    "a tunnel in fragments": [ethernet(part) for part in _fragments(_vxlan(INNER), 24)],
    "fragments in a tunnel": [ethernet(_vxlan(part)) for part in _fragments(INNER, 16)],
    "a tunnel in fragments in a tunnel": [ethernet(_vxlan(part)) for part in _fragments(_vxlan(INNER), 32)],
}


@pytest.mark.parametrize("name", FRAMES)
def test_fragments_and_tunnels_wrap_each_other(name: str) -> None:
    frames = FRAMES[name]
    (seen,), noted = by_columns(batch(frames))
    assert (seen.frame, seen.data) == (len(frames), INNER[40:])
    assert noted == {"packet-headers": sum(map(len, frames)) - len(seen.data)}


MIXED = [
    ethernet(tcp(0, 1, b"plain")),
    ethernet(_vxlan(tcp(0, 2, b"tunnel"))),
    ethernet(_vxlan(_vxlan(tcp(0, 3, b"two tunnels")))),
    ethernet(_vxlan(tcp(1, 4, b"answer"))),
    *FRAMES["a tunnel in fragments"],
]


@given(st.permutations(MIXED))
def test_levels_come_out_in_capture_order(frames: list[bytes]) -> None:
    """Segments of three levels, and of other bytes than the capture's, keep their places and their payloads."""
    seen, noted = by_columns(batch(frames))
    whole = max(frames.index(part) for part in FRAMES["a tunnel in fragments"])
    places = {b"plain": 0, b"tunnel": 1, b"two tunnels": 2, b"answer": 3}
    wanted = {frames.index(MIXED[place]) + 1: data for data, place in places.items()} | {whole + 1: INNER[40:]}
    assert [(one.frame, one.data) for one in seen] == sorted(wanted.items())
    assert noted == {"packet-headers": sum(map(len, frames)) - sum(map(len, wanted.values()))}
