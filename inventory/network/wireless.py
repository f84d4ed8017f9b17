"""Frames of IEEE 802.11, behind what receivers put before them, to the IP packets inside of them."""

import struct
from collections.abc import Callable

_IP_TYPES, _TAGS = (0x0800, 0x86DD), (0x8100, 0x88A8)
_TAG_LIMIT = 8  # VLAN tags of one packet
_SUBFRAME_LIMIT = 256  # packets of one frame

# Bits of frame control (IEEE 802.11-2020 section 9.2.4.1), first and second byte, and of QoS control (9.2.4.5).
_VERSION_AND_TYPE, _DATA, _NO_DATA, _QOS = 0x0F, 0x08, 0x40, 0x80
_DIRECTIONS, _PROTECTED, _ORDER = 0x03, 0x40, 0x80
_AGGREGATE = 0x80

_SNAP = (b"\xaa\xaa\x03\x00\x00\x00", b"\xaa\xaa\x03\x00\x00\xf8")  # RFC 1042, IEEE 802.1H
_PLAIN_AT = (0, 4, 8)  # behind nothing, the IV of WEP, or that of TKIP and CCMP
_ITSELF = 105  # LINKTYPE_IEEE802_11
_AVS = 0x80211001
_PADDED = 0x20  # bit of radiotap's flags


class _Frame:
    """A data frame that may hold something."""

    __slots__ = ("aggregate", "body", "protected")

    def __init__(self, data: bytes, at: int, *, padded: bool = False) -> None:
        kind, flags = data[at], data[at + 1]
        data_frame = kind & _VERSION_AND_TYPE == _DATA and not kind & _NO_DATA
        header = 24 + 6 * (flags & _DIRECTIONS == _DIRECTIONS)
        self.aggregate = bool(kind & _QOS and data_frame and data[at + header] & _AGGREGATE)
        header += (2 + 4 * bool(flags & _ORDER)) if kind & _QOS else 0
        header += -header & 3 if padded else 0
        self.body = data[at + header :] if data_frame else b""
        self.protected = bool(flags & _PROTECTED and self.body)
        if self.protected:
            # Some receivers decrypt and leave the bit, and the IV, where they were.
            plain = next((start for start in _PLAIN_AT if self.body.startswith(_SNAP, start)), None)
            self.protected, self.body = plain is None, self.body[plain:] if plain is not None else b""

    def packets(self) -> list[bytes]:
        """Return the IP packets; what follows each of them, such as the frame check sequence, may be at its end."""
        if not self.aggregate:
            packet = _behind_snap(self.body)
            return [packet] if packet else []
        found, at = [], 0
        for _ in range(_SUBFRAME_LIMIT):  # section 9.3.2.2.2: addresses, length, packet, padding
            if at + 14 > len(self.body):
                break
            (size,) = struct.unpack_from(">H", self.body, at + 12)
            packet = _behind_snap(self.body[at + 14 : at + 14 + size])
            found += [packet] if packet else []
            at += 14 + size + (-(14 + size) & 3)
        return found


def packets(data: bytes, linktype: int) -> list[bytes] | None:
    """Return the IP packets of a frame; None where they are encrypted."""
    try:
        frame = LINKTYPES[linktype](data)
    except (IndexError, struct.error):
        return []
    if frame is None:
        return []
    return None if frame.protected else frame.packets()


def _behind_snap(body: bytes) -> bytes:
    """Return the IP packet behind LLC and SNAP, and VLAN tags; b"" where there is none."""
    if body[:6] not in _SNAP:
        return b""
    for at in range(8, 8 + 4 * _TAG_LIMIT, 4):
        kind = int.from_bytes(body[at - 2 : at], "big")
        if kind in _IP_TYPES:
            return body[at:]
        if kind not in _TAGS:
            break
    return b""


def _plain(data: bytes) -> _Frame | None:
    return _Frame(data, 0)


def _radiotap(data: bytes) -> _Frame | None:
    """Read radiotap (https://www.radiotap.org): its length, and whether 802.11's header is padded to four bytes."""
    version, size, present = struct.unpack_from("<BxHI", data)
    at, words = 8, present
    while words & 0x80000000:
        (words,) = struct.unpack_from("<I", data, at)
        at += 4
    at = at + (-at & 7) + 8 if present & 1 else at  # a time stamp, aligned to its size
    padded = bool(present & 2 and data[at] & _PADDED)
    return _Frame(data, size, padded=padded) if version == 0 and size >= 8 else None


def _prism(data: bytes) -> _Frame | None:
    """Read a header of Prism, which says its length in the byte order of the host; it may be one of AVS."""
    if struct.unpack_from(">I", data)[0] == _AVS:
        return _avs(data)
    little, big = (struct.unpack_from(order + "I", data, 4)[0] for order in "<>")
    return _Frame(data, min(little, big))


def _avs(data: bytes) -> _Frame | None:
    magic, size = struct.unpack_from(">II", data)
    return _Frame(data, size) if magic == _AVS else None


def _per_packet(data: bytes) -> _Frame | None:
    """Read Per-Packet Information (CACE Technologies): it says its length and what link type follows."""
    size, linktype = struct.unpack_from("<HI", data, 2)
    return _Frame(data, size) if linktype == _ITSELF and size >= 8 else None


LINKTYPES: dict[int, Callable[[bytes], _Frame | None]] = {
    _ITSELF: _plain,
    119: _prism,
    127: _radiotap,
    163: _avs,
    192: _per_packet,
}
