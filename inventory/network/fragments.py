"""IP fragments (RFC 791 section 3.2, RFC 8200 section 4.5) to whole packets, in bounded memory."""

from collections import OrderedDict
from collections.abc import Callable

LIVE_LIMIT = 1_024  # packets of which not all fragments have come; the oldest is given up for a new one
HELD_LIMIT = 16 * 1024 * 1024  # bytes of all their fragments
SIZE_LIMIT = 65_535  # bytes of one packet
PATIENCE = 60 * 10**9  # nanoseconds after which an identification number stands for another packet (RFC 1122 3.3.2)

Key = tuple[bytes, bytes, int]
Note = Callable[[str, int, int, int], None]  # kind, count, bytes, first frame


class _Partial:
    """The fragments of one packet so far."""

    __slots__ = ("captured", "frame", "header", "parts", "size", "time")

    def __init__(self, frame: int, time: int) -> None:
        self.frame, self.time = frame, time  # of the first that came
        self.header = b""
        self.parts: dict[int, bytes] = {}
        self.size = -1  # of the whole payload, once the last fragment has come
        self.captured = 0  # bytes of the packets that brought them

    def add(self, offset: int, data: bytes) -> bool:
        """Keep a part, unless one has come for its place; tell whether it contradicts what is there."""
        differs = any(
            data[max(begin - offset, 0) : begin - offset + len(part)]
            != part[max(offset - begin, 0) : max(offset - begin, 0) + len(data) - max(begin - offset, 0)]
            for begin, part in self.parts.items()
            if begin < offset + len(data) and offset < begin + len(part)
        )
        self.parts.setdefault(offset, data)
        return differs

    def payload(self) -> bytes | None:
        """Return the payload when nothing is missing. Where fragments overlap, the one that begins first wins."""
        if self.size < 0 or not self.header or sum(map(len, self.parts.values())) < self.size:
            return None
        whole = bytearray()
        for offset, part in sorted(self.parts.items()):
            if offset > len(whole):
                return None
            whole += part[len(whole) - offset :]
        return bytes(whole[: self.size]) if len(whole) >= self.size else None


class Fragments:
    """Collects fragments; `note` is told of what is given up, and of bytes that go no further."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._live: OrderedDict[Key, _Partial] = OrderedDict()
        self._held = 0

    def add(self, packet: bytes, header: int, wire_size: int, *, captured: int, frame: int, time: int) -> bytes:
        """Take a fragment as an IP packet; return the whole packet when this was the last one missing, else b"".

        `captured` are the bytes of the packet with all that was around it; what of them is not returned is noted.
        """
        six = packet[0] >> 4 == 6
        key, offset, more = _ipv6(packet, header) if six else _ipv4(packet)
        data = packet[header + 8 * six : wire_size]
        if len(packet) < wire_size or offset + len(data) > SIZE_LIMIT or (more and len(data) % 8):
            self._note("malformed-packet", 1, captured, frame)
            return b""
        partial = self._partial(key, frame, time)
        partial.captured += captured
        self._held += captured
        if not offset:
            partial.header = partial.header or packet[:header]
        if not more:
            partial.size = offset + len(data)
        if partial.add(offset, data):
            self._note("conflicting-fragments", 1, 0, frame)
        payload = partial.payload()
        if payload is None:
            self._make_room()
            return b""
        del self._live[key]
        self._held -= partial.captured
        whole = _whole(partial.header, payload, packet[header] if six else -1)
        self._note("packet-headers", 1, partial.captured - len(whole), frame)
        return whole

    def finish(self) -> None:
        """Give up what is not whole, now that nothing more comes."""
        for key in list(self._live):
            self._give_up(key)

    def _partial(self, key: Key, frame: int, time: int) -> _Partial:
        partial = self._live.get(key)
        if partial is not None and time - partial.time > PATIENCE:
            self._give_up(key)
            partial = None
        if partial is None:
            partial = self._live[key] = _Partial(frame, time)
        return partial

    def _make_room(self) -> None:
        while len(self._live) > LIVE_LIMIT or (self._held > HELD_LIMIT and self._live):
            self._give_up(next(iter(self._live)))

    def _give_up(self, key: Key) -> None:
        partial = self._live.pop(key)
        self._held -= partial.captured
        self._note("unfinished-fragments", 1, partial.captured, partial.frame)


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
