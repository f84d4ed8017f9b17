"""Frames of link types that only scapy knows to the IP packets inside of them, one at a time."""

import logging

logging.getLogger("scapy").setLevel(logging.CRITICAL)  # what it says about packets is for its own users

from scapy.config import conf  # noqa: E402
from scapy.error import Scapy_Exception  # noqa: E402
from scapy.layers import inet, inet6, l2, ppp  # noqa: E402, F401 - loading a layer makes it known to scapy
from scapy.packet import Packet  # noqa: E402

_INNER = (inet.IP, inet6.IPv6)
_PACKET_LIMIT = 65_575  # bytes: an IPv6 packet without extensions


def known(linktype: int) -> bool:
    """Tell whether scapy can read a LINKTYPE_ number."""
    return linktype in conf.l2types.num2layer


def inside(data: bytes, linktype: int) -> bytes:
    """Return the outermost IP packet of a frame; b"" where there is none."""
    try:
        packet: Packet = conf.l2types.num2layer[linktype](data[:_PACKET_LIMIT])
    except (Scapy_Exception, ValueError, IndexError, KeyError, TypeError, AttributeError, OSError, RecursionError):
        return b""  # scapy has no one kind of error for what it can't read
    except Exception:  # noqa: BLE001 - struct.error and whatever a dissector raises on hostile bytes
        return b""
    while packet and packet.name != "NoPayload":
        if isinstance(packet, _INNER):
            return bytes(packet.original or b"")
        packet = packet.payload
    return b""
