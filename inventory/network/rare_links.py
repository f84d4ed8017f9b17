"""Frames of rare link types whose headers are a few bytes, to the IP packets inside of them."""

import struct
from collections.abc import Callable

_IP_TYPES = (0x0800, 0x86DD)
_RFC1201_IP, _RFC1201_IPV6, _RFC1051_IP = 212, 196, 240  # protocol numbers of ARCNET
_NFLOG_PAYLOAD = 9


def inside(data: bytes, linktype: int) -> bytes:
    """Return the IP packet of a frame; b"" where there is none."""
    try:
        return READERS[linktype](data)
    except (IndexError, struct.error):
        return b""


def _cisco_hdlc(data: bytes) -> bytes:
    """Read address, control and an Ethernet type (RFC 1547 section 4.3.1)."""
    return data[4:] if struct.unpack_from(">H", data, 2)[0] in _IP_TYPES else b""


def _arcnet(header: int) -> Callable[[bytes], bytes]:
    """Read ARCNET (RFC 1201, RFC 1051) behind addresses that take some bytes."""

    def read(data: bytes) -> bytes:
        protocol = data[header]
        if protocol == _RFC1051_IP:
            return data[header + 1 :]
        flag = data[header + 1]
        begin = header + 4 if flag != 0xFF else header + 8  # an exception packet repeats flag and sequence number
        return data[begin:] if protocol in (_RFC1201_IP, _RFC1201_IPV6) and flag in (0, 0xFF) else b""

    return read


def _nflog(data: bytes) -> bytes:
    """Read the attributes of a packet that netfilter logged (https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html)."""
    at = 4
    order = "<" if struct.unpack_from("<H", data, at)[0] <= len(data) - at else ">"  # of the host that captured
    while at + 4 <= len(data):
        size, kind = struct.unpack_from(order + "HH", data, at)
        if kind & 0x7FFF == _NFLOG_PAYLOAD:
            return data[at + 4 : at + size]
        if size < 4:
            return b""
        at += size + (-size & 3)
    return b""


def _pflog(data: bytes) -> bytes:
    """Read what OpenBSD's packet filter logged: its header says how long it is, without padding."""
    length = data[0] + (-data[0] & 3)
    return data[length:] if data[length] >> 4 in (4, 6) else b""


def _erf(data: bytes) -> bytes:
    """Read Ethernet of the Extensible Record Format (Endace): a header of 16 bytes, extensions, two of padding."""
    kind, at = data[8], 16
    while kind & 0x80:
        kind, at = (data[at] & 0x80) | (kind & 0x7F), at + 8
    if kind & 0x7F not in (2, 11, 16, 20):
        return b""
    at += 2 + 14
    while (found := struct.unpack_from(">H", data, at - 2)[0]) in (0x8100, 0x88A8):
        at += 4
    return data[at:] if found in _IP_TYPES else b""


def _frame_relay(data: bytes) -> bytes:
    """Read an address of two bytes, and NLPID or SNAP (RFC 2427 section 4)."""
    if data[2:4] in (b"\x03\xcc", b"\x03\x8e"):
        return data[4:]
    if data[2:8] == b"\x03\x00\x80\x00\x00\x00":
        return data[10:] if struct.unpack_from(">H", data, 8)[0] in _IP_TYPES else b""
    return data[4:] if struct.unpack_from(">H", data, 2)[0] in _IP_TYPES else b""


def _rfc1483(data: bytes) -> bytes:
    """Read LLC and SNAP (RFC 2684 section 5)."""
    return data[8:] if data[:3] == b"\xaa\xaa\x03" and struct.unpack_from(">H", data, 6)[0] in _IP_TYPES else b""


def _ip_over_infiniband(data: bytes) -> bytes:
    """Read an Ethernet type behind addresses (RFC 4391 section 6)."""
    begin = 40 if len(data) > 44 and struct.unpack_from(">H", data, 40)[0] in _IP_TYPES else 0
    return data[begin + 4 :] if struct.unpack_from(">H", data, begin)[0] in _IP_TYPES else b""


READERS: dict[int, Callable[[bytes], bytes]] = {
    7: _arcnet(2),
    100: _rfc1483,
    104: _cisco_hdlc,
    107: _frame_relay,
    117: _pflog,
    129: _arcnet(4),
    197: _erf,
    239: _nflog,
    242: _ip_over_infiniband,
}
