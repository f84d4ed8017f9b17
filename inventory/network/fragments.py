"""IP fragments (RFC 791 section 3.2, RFC 8200 section 4.5) to whole packets, in bounded memory."""

from collections.abc import Callable

LIVE_LIMIT = 1_024  # packets of which not all fragments have come; the oldest is given up for a new one
SIZE_LIMIT = 65_535  # bytes of one packet

Key = tuple[bytes, bytes, int]


class _Partial:
    """The fragments of one packet so far."""

    __slots__ = ("frame", "header", "parts", "size")

    def __init__(self, frame: int) -> None:
        self.frame = frame
        self.header = b""
        self.parts: dict[int, bytes] = {}
        self.size = -1  # of the whole payload, once the last fragment has come

    def payload(self) -> bytes | None:
        """Return the payload when nothing is missing. Where fragments overlap, the one that began first wins."""
        if self.size < 0 or not self.header or sum(map(len, self.parts.values())) < self.size:
            return None
        whole = bytearray()
        for offset, part in sorted(self.parts.items()):
            if offset > len(whole):
                return None
            whole += part[len(whole) - offset :]
        return bytes(whole[: self.size]) if len(whole) >= self.size else None


class Fragments:
    """Collects fragments; `note` is told of what is given up."""

    def __init__(self, note: Callable[[str, int, int, int], None]) -> None:
        self._note = note
        self._live: dict[Key, _Partial] = {}

    def add(self, packet: bytes, header: int, wire_size: int, frame: int) -> bytes:
        """Take a fragment as an IP packet; return the whole packet when this was the last one missing, else b""."""
        six = packet[0] >> 4 == 6
        key, offset, more = _ipv6(packet, header) if six else _ipv4(packet)
        data = packet[header + 8 * six : wire_size]
        if len(packet) < wire_size or offset + len(data) > SIZE_LIMIT or (more and len(data) % 8):
            self._note("malformed-packet", 1, len(packet), frame)
            return b""
        partial = self._live.get(key)
        if partial is None:
            partial = self._live[key] = _Partial(frame)
            self._make_room()
        if not offset:
            partial.header = partial.header or packet[:header]
        if not more:
            partial.size = offset + len(data)
        partial.parts.setdefault(offset, data)
        payload = partial.payload()
        if payload is None:
            return b""
        del self._live[key]
        return _whole(partial.header, payload, packet[header] if six else -1)

    def _make_room(self) -> None:
        if len(self._live) > LIVE_LIMIT:
            oldest = self._live.pop(next(iter(self._live)))
            self._note("unfinished-fragments", 1, sum(map(len, oldest.parts.values())), oldest.frame)


def _ipv4(packet: bytes) -> tuple[Key, int, bool]:
    flags = int.from_bytes(packet[6:8], "big")
    return (packet[12:20], packet[4:6], packet[9]), (flags & 0x1FFF) * 8, bool(flags & 0x2000)


def _ipv6(packet: bytes, header: int) -> tuple[Key, int, bool]:
    word = int.from_bytes(packet[header + 2 : header + 4], "big")
    return (packet[8:40], packet[header + 4 : header + 8], 0), word & 0xFFF8, bool(word & 1)


def _whole(header: bytes, payload: bytes, protocol: int) -> bytes:
    """Put a header without fragmentation before the payload; `protocol` is what an IPv6 fragment header announces."""
    if protocol < 0:
        fixed = header[:2] + (len(header) + len(payload)).to_bytes(2, "big") + header[4:6] + b"\0\0"
        return fixed + header[8:] + payload
    # Extension headers before the fragment header are of no use any more.
    return header[:4] + len(payload).to_bytes(2, "big") + bytes((protocol,)) + header[7:40] + payload
