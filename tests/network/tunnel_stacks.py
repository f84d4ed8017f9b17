"""Stacks of tunnels, tags and labels around one TCP segment, and what scapy finds in them, one packet at a time."""

import ipaddress
import random
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st
from scapy.contrib import erspan, etherip, geneve, gtp, mpls, nsh
from scapy.layers import inet, inet6, l2, l2tp, ppp, vxlan
from scapy.packet import Packet, Raw

from inventory.model.packets import PacketBatch
from inventory.network.layers import Layers

LOADED = (etherip,)  # by importing it, scapy learns to read it
RAW_IP, ETHERNET = 101, 1


class Seen(NamedTuple):
    """One TCP segment, whoever found it."""

    frame: int
    source: int
    target: int
    ports: tuple[int, int]
    sequence: int
    data: bytes


def _ip(chance: random.Random, payload: bytes, protocol: int) -> bytes:
    if chance.random() < 0.3:
        header = inet6.IPv6(src=f"2001:db8::{chance.randrange(1, 99):x}", dst="2001:db8::ff", nh=protocol)
        if chance.random() < 0.3:
            header.nh = 0
            header /= inet6.IPv6ExtHdrHopByHop(nh=protocol)
        return bytes(header / Raw(payload))
    options = [inet.IPOption(b"\x94\x04\0\0")] if chance.random() < 0.2 else []
    ends = {"src": f"10.0.0.{chance.randrange(1, 99)}", "dst": "10.0.9.9"}
    return bytes(inet.IP(**ends, proto=protocol, options=options, id=chance.randrange(65536)) / Raw(payload))


def _udp(chance: random.Random, payload: bytes, port: int, source: int = 0) -> bytes:
    ports = {"sport": source or chance.randrange(50_000, 60_000), "dport": port}
    return _ip(chance, bytes(inet.UDP(**ports) / Raw(payload)), 17)


def _type(packet: bytes) -> int:
    return 0x86DD if packet[0] >> 4 == 6 else 0x0800


def _gre(chance: random.Random, kind: int, payload: bytes) -> bytes:
    flags = {name: chance.randrange(2) for name in ("chksum_present", "key_present", "seqnum_present")}
    header = l2.GRE(proto=kind, **flags)
    for name, field in (("key_present", "key"), ("seqnum_present", "sequence_number")):
        if flags[name]:
            setattr(header, field, chance.randrange(1 << 32))
    return _ip(chance, bytes(header / Raw(payload)), 47)


def _labels(chance: random.Random, payload: bytes) -> bytes:
    depth = chance.randrange(1, 4)
    labels = (
        bytes(mpls.MPLS(label=chance.randrange(1 << 20), s=n == depth - 1, ttl=chance.randrange(256)))
        for n in range(depth)
    )
    return b"".join(labels) + payload


def _mac(chance: random.Random) -> str:
    """Return an address whose first bits say nothing: pseudo-wires are told by them, by scapy ERSPAN and BIER too."""
    return f"{chance.choice((0x02, 0x3E, 0x8A, 0xFA)):02x}:01:5e:{chance.randrange(256):02x}:00:01"


def _frame(chance: random.Random, kind: int, payload: bytes) -> bytes:
    header: Packet = l2.Ether(src=_mac(chance), dst=_mac(chance), type=kind)
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        header.lastlayer().type = 0x8100
        header /= l2.Dot1Q(vlan=chance.randrange(4096), type=kind)
    return bytes(header / Raw(payload))


def _vxlan(chance: random.Random, frame: bytes) -> bytes:
    header = chance.choice((
        vxlan.VXLAN(vni=chance.randrange(1 << 24)),
        vxlan.VXLAN(flags="Instance+G", gpid=chance.randrange(1 << 16), vni=7),
        vxlan.VXLAN(flags=12, NextProtocol=3, vni=9),
        vxlan.VXLAN(flags=0, reserved2=chance.randrange(256)),
    ))  # fmt: skip
    return _udp(chance, bytes(header / Raw(frame)), chance.choice((4789, 8472)))


def _geneve(chance: random.Random, kind: int, payload: bytes) -> bytes:
    options = [
        geneve.GeneveOptions(classid=chance.randrange(1 << 16), data=chance.randbytes(4 * chance.randrange(4)))
        for _ in range(chance.randrange(4))
    ]
    return _udp(chance, bytes(geneve.GENEVE(proto=kind, vni=5, options=options) / Raw(payload)), 6081)


def _gtp(chance: random.Random, packet: bytes) -> bytes:
    fields = {"teid": chance.randrange(1 << 32), "gtp_type": 255, "S": chance.randrange(2), "PN": chance.randrange(2)}
    header: Packet = gtp.GTP_U_Header(**fields)
    if chance.random() < 0.4:
        header = gtp.GTP_U_Header(**fields, E=1, next_ex=0x85) / gtp.GTPPDUSessionContainer(type=1, QFI=9)
    return _udp(chance, bytes(header / Raw(packet)), 2152, chance.choice((2152, 0)))


def _erspan(chance: random.Random, frame: bytes) -> bytes:
    header = chance.choice((
        l2.GRE(proto=0x88BE, seqnum_present=1, sequence_number=7) / erspan.ERSPAN_II(session_id=3),
        l2.GRE(proto=0x22EB, seqnum_present=1, sequence_number=7) / erspan.ERSPAN_III(session_id=3),
        l2.GRE(proto=0x22EB, seqnum_present=1, sequence_number=7)
        / erspan.ERSPAN_III(session_id=3, o=1)
        / erspan.ERSPAN_PlatformSpecific(),
        l2.GRE(proto=0x88BE),
    ))  # fmt: skip
    return _ip(chance, bytes(header / Raw(frame)), 47)


def _protocol(packet: bytes) -> int:
    return 41 if packet[0] >> 4 == 6 else 4


def _ppp(chance: random.Random, packet: bytes) -> bytes:
    number = 0x57 if packet[0] >> 4 == 6 else 0x21
    return bytes((number,)) + packet if chance.random() < 0.3 else number.to_bytes(2, "big") + packet


def _pppoe(chance: random.Random, packet: bytes) -> bytes:
    return _frame(chance, 0x8864, bytes(ppp.PPPoE(sessionid=chance.randrange(65536)) / Raw(_ppp(chance, packet))))


def _snap(chance: random.Random, packet: bytes) -> bytes:
    body = bytes(l2.LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / l2.SNAP(code=_type(packet)) / Raw(packet))
    return bytes(l2.Dot3(src=_mac(chance), dst=_mac(chance)) / Raw(body))


def _backbone(chance: random.Random, packet: bytes) -> bytes:
    customer = l2.Ether(src=_mac(chance), dst=_mac(chance), type=_type(packet)) / Raw(packet)
    return bytes(l2.Ether(src=_mac(chance), dst=_mac(chance), type=0x88E7) / l2.Dot1AH(isid=7) / customer)


def _l2tp(chance: random.Random, packet: bytes) -> bytes:
    header = chance.choice((
        l2tp.L2TP(hdr=0, tunnel_id=1),
        l2tp.L2TP(hdr="length+sequence"),
        l2tp.L2TP(hdr="offset", offset=3, pad=b"abc"),
    ))  # fmt: skip
    return _udp(chance, bytes(header / Raw(_ppp(chance, packet))), 1701)


def _service(chance: random.Random, packet: bytes) -> bytes:
    following = 2 if packet[0] >> 4 == 6 else 1
    return bytes(nsh.NSH(mdtype=1, nextproto=following, context_header=chance.randbytes(16)) / Raw(packet))


Layer = Callable[[random.Random, bytes], bytes]
FRAMES: dict[str, Layer] = {  # an IP packet to a frame
    "Ethernet": lambda chance, packet: _frame(chance, _type(packet), packet),
    "MPLS": lambda chance, packet: _frame(chance, 0x8847, _labels(chance, packet)),
    "PPPoE": _pppoe,
    "SNAP": _snap,
    "provider backbone": _backbone,
}
OVER_IP: dict[str, Layer] = {  # an IP packet to an IP packet
    "IP in IP": lambda chance, packet: _ip(chance, packet, _protocol(packet)),
    "GRE": lambda chance, packet: _gre(chance, _type(packet), packet),
    "GRE with MPLS": lambda chance, packet: _gre(chance, 0x8847, _labels(chance, packet)),
    "GRE with NSH": lambda chance, packet: _gre(chance, 0x894F, _service(chance, packet)),
    "MPLS in IP": lambda chance, packet: _ip(chance, _labels(chance, packet), 137),
    "MPLS in UDP": lambda chance, packet: _udp(chance, _labels(chance, packet), 6635),
    "GENEVE with IP": lambda chance, packet: _geneve(chance, _type(packet), packet),
    "GTP": _gtp,
    "L2TP": _l2tp,
}
FRAMES_OVER_IP: dict[str, Layer] = {  # a frame to an IP packet
    "VXLAN": _vxlan,
    "GENEVE": lambda chance, frame: _geneve(chance, 0x6558, frame),
    "NVGRE": lambda chance, frame: _gre(chance, 0x6558, frame),
    "ERSPAN": _erspan,
    "EtherIP": lambda chance, frame: _ip(inet4_only(chance), b"\x30\x00" + frame, 97),
    "pseudo-wire": lambda chance, frame: _gre(chance, 0x8847, _labels(chance, frame)),
    "pseudo-wire with control word": lambda chance, frame: _gre(chance, 0x8847, _labels(chance, b"\0\0\0\7" + frame)),
}


class _Never(random.Random):
    """Chance that takes no unlikely way: IPv4 without options."""

    def random(self) -> float:
        return 0.99


def inet4_only(chance: random.Random) -> random.Random:
    """Return chance for an outer IPv4 header: scapy knows EtherIP over IPv4 alone."""
    return _Never(chance.randrange(1 << 30))


def segment(chance: random.Random, *, plain: bool) -> bytes:
    """Return an IP packet with a TCP segment, and perhaps with options unless it is to be plain."""
    options = [] if plain or chance.random() < 0.5 else [("Timestamp", (1, 2))]
    ports = {"sport": chance.randrange(1, 65536), "dport": chance.randrange(1, 65536)}
    header = inet.TCP(**ports, seq=chance.randrange(1 << 32), flags="PA", options=options)
    return _ip(chance, bytes(header / Raw(chance.randbytes(chance.randrange(1, 60)))), 6)


def stack(seed: int, names: list[str], *, plain: bool = False) -> bytes:
    """Return a frame around a segment behind tunnels, the inmost first."""
    chance = random.Random(seed)
    packet = segment(chance, plain=plain)
    for name in names:
        if name in OVER_IP:
            packet = OVER_IP[name](chance, packet)
        else:
            frame = FRAMES[chance.choice(sorted(FRAMES))](chance, packet)
            packet = FRAMES_OVER_IP[name](chance, frame)
    return FRAMES[chance.choice(sorted(FRAMES))](chance, packet)


NAMES = (*OVER_IP, *FRAMES_OVER_IP)
stacks = st.builds(stack, st.integers(0, 1 << 30), st.lists(st.sampled_from(NAMES), max_size=4))


def by_scapy(frames: list[bytes]) -> list[Seen]:
    """Return the inmost segments as scapy dissects whole frames."""
    found = []
    for number, frame in enumerate(frames, 1):
        packet: Packet = l2.Ether(frame)
        network: Packet | None = None
        while packet.name != "NoPayload":
            if isinstance(packet, inet.IP | inet6.IPv6):
                network = packet
            elif isinstance(packet, inet.TCP) and network is not None:
                ports = (packet.sport, packet.dport)
                data = bytes(packet.payload)
                found.append(Seen(number, address(network.src), address(network.dst), ports, packet.seq, data))
            packet = packet.payload
    return found


def address(text: str) -> int:
    """Return an address as a number; IPv4 is mapped into IPv6."""
    found = ipaddress.ip_address(text)
    return int(found) | 0xFFFF << 32 if found.version == 4 else int(found)


def by_columns(packets: PacketBatch) -> tuple[list[Seen], dict[str, int]]:
    """Return the segments that columns find, and the bytes that were noted, by kind."""
    noted: dict[str, int] = {}

    def note(kind: str, count: int, size: int, frame: int) -> None:
        noted[kind] = noted.get(kind, 0) + size

    layers = Layers(note)
    found = layers.segments(packets)
    for level in layers.datagrams():
        note("other-protocols", 1, level.size, 0)
    seen = [
        Seen(
            int(found.frame[row]),
            int(found.source_high[row]) << 64 | int(found.source_low[row]),
            int(found.target_high[row]) << 64 | int(found.target_low[row]),
            (int(found.source_port[row]), int(found.target_port[row])),
            int(found.sequence[row]),
            found.data[found.start[row] : found.start[row] + found.captured[row]].tobytes(),
        )
        for row in range(len(found))
    ]
    return seen, noted
