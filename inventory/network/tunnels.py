"""Packets in rare wrappings to the IP packets inside of them, through scapy, one at a time."""

import logging
from functools import cache

logging.getLogger("scapy").setLevel(logging.CRITICAL)  # what it says about packets is for its own users

from scapy.config import conf  # noqa: E402
from scapy.error import Scapy_Exception  # noqa: E402
from scapy.layers import dot11, inet, inet6, l2, l2tp, ppp, vxlan  # noqa: E402, F401 - loading a layer makes it known to scapy
from scapy.packet import Packet  # noqa: E402

_UDP = 17
_AYIYA, _VXLAN = 5072, {4789, 8472}  # ports
_INNER = (inet.IP, inet6.IPv6)
_PACKET_LIMIT = 65_575  # bytes: an IPv6 packet without extensions


@cache
def _load_contributed() -> None:
    """Load the tunnels that scapy keeps apart; each registers itself."""
    from scapy.contrib import erspan, geneve, gtp, mpls, nsh  # noqa: F401, PLC0415


def known(linktype: int) -> bool:
    """Tell whether scapy can read a LINKTYPE_ number."""
    return linktype in conf.l2types.num2layer


def inside_link(data: bytes, linktype: int) -> bytes:
    """Return the outermost IP packet of a frame; b"" where there is none."""
    _load_contributed()
    return _first_ip(conf.l2types.num2layer[linktype], data, 0)


def inside_ip(data: bytes, header: int, protocol: int) -> bytes:
    """Return the IP packet that an IP packet carries as its payload; b"" where there is none."""
    if protocol in (4, 41):
        return data[header:]
    _load_contributed()
    found = _first_ip(inet.IP if data[0] >> 4 == 4 else inet6.IPv6, data, 1)
    return found or (_inside_udp(data, header) if protocol == _UDP else b"")


def _inside_udp(data: bytes, header: int) -> bytes:
    """Read what scapy does not: AYIYA (draft-massar-v6ops-ayiya-02), and VXLAN whose reserved bits are in use."""
    ports = {int.from_bytes(data[header + at : header + at + 2], "big") for at in (0, 2)}
    payload = data[header + 8 :]
    if _AYIYA in ports and len(payload) > 8 and payload[3] in (4, 41):
        return payload[8 + (1 << (payload[0] >> 4)) + 4 * (payload[1] >> 4) :]
    if ports & _VXLAN and len(payload) > 8 and payload[0] & 0x08:
        return _first_ip(l2.Ether, payload[8:], 0)
    return b""


def _first_ip(outermost: type[Packet], data: bytes, skip: int) -> bytes:
    try:
        packet = outermost(data[:_PACKET_LIMIT])
    except (Scapy_Exception, ValueError, IndexError, KeyError, TypeError, AttributeError, OSError, RecursionError):
        return b""  # scapy has no one kind of error for what it can't read
    except Exception:  # noqa: BLE001 - struct.error and whatever a dissector raises on hostile bytes
        return b""
    seen = 0
    while packet and packet.name != "NoPayload":
        if isinstance(packet, _INNER):
            if seen == skip:
                return bytes(packet.original or b"")
            seen += 1
        packet = packet.payload
    return b""
