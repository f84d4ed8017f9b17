"""The first datagrams of QUIC (RFC 9000, 9001, 9369) to the host and the protocols that the client asked for.

Whoever sees a client's Initial packets can open them: their keys come from a connection ID that stands in the open.
All that follows is protected for good, so nothing more is read.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inventory.decode.tls import handshakes
from inventory.decode.tls.key_schedule import expand_label

LEAST_DATAGRAM = 1_200  # bytes of a datagram that holds a client's Initial packet (RFC 9000 section 14.1)
CRYPTO_LIMIT = 16_384  # bytes of a handshake that are kept
TRIED_LIMIT = 16  # Initial packets of a flow that are tried
COALESCED_LIMIT = 8  # packets of one datagram that are looked at
FRAMES_LIMIT = 1_024  # frames of one packet that are read, fillings apart; ranges of one acknowledgement
ORIGINS_LIMIT = 4  # connection IDs of a flow that keys are derived from; each Retry makes a new one
ORIGIN_COST = 2_048  # bytes that the keys of a connection ID count for

_ID_LIMIT = 20  # bytes of a connection ID (RFC 9000 section 17.2)
_CHOSEN_ID = 8  # bytes that a client's first choice of one has at least (RFC 9000 section 7.2)
_LONG, _KIND = 0x80, 0x30  # bits of a first byte (RFC 9000 section 17.2)
_ZERO_RTT, _HANDSHAKE, _RETRY = 1, 2, 3  # types, counted from that of Initial packets
_NUMBER, _SAMPLE, _TAG, _KEY, _NONCE = 4, 16, 16, 16, 12  # bytes (RFC 9001 sections 5.3 and 5.4)

_ACK, _ACK_ECN, _CRYPTO = 2, 3, 6  # frames (RFC 9000 section 19)
_FILLING = re.compile(rb"[\x00\x01]*")  # PADDING and PING
_MISSING = re.compile(rb"\x00+")


class _Version(NamedTuple):
    """How one version protects its Initial packets."""

    salt: bytes
    label: bytes = b"quic"  # what the labels of its keys begin with
    initial: int = 0  # type of its Initial packets; the others follow in the order of version 1

    def kind(self, first: int) -> int:
        """Return the type of a packet by its first byte, counted from that of Initial packets."""
        return ((first & _KIND) // 16 - self.initial) % 4


def _versions() -> dict[bytes, _Version]:
    """Return the versions that can be opened, by the field that names them."""
    first = _Version(bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"))
    second = _Version(bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9"), b"quicv2", 1)
    drafts = {
        range(22, 23): "7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a",
        range(23, 29): "c3eef712c72ebb5a11a7d2432bb46365bef9f502",
        range(29, 33): "afbfec289993d24c9e9786f19c6111e04390a899",
        range(33, 35): first.salt.hex(),
    }
    found = {b"\x00\x00\x00\x01": first, b"\x6b\x33\x43\xcf": second}
    for numbers, salt in drafts.items():
        found.update((b"\xff\x00\x00" + bytes([number]), _Version(bytes.fromhex(salt))) for number in numbers)
    return found


_VERSIONS = _versions()


class _CutError(Exception):
    """Bytes end before what they hold does."""


class _Fields:
    """The fields of a packet, one after the other."""

    __slots__ = ("_data", "at")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data, self.at = data, at

    def take(self, size: int) -> bytes:
        """Return the next bytes; raise _CutError where they are missing."""
        end = self.at + size
        if end > len(self._data):
            raise _CutError
        taken, self.at = self._data[self.at : end], end
        return taken

    def integer(self) -> int:
        """Return an integer of variable length (RFC 9000 section 16)."""
        first = self.take(1)[0]
        size = 1 << (first >> 6)
        return int.from_bytes(bytes([first & 0x3F]) + self.take(size - 1), "big")

    def connection(self) -> bytes:
        """Return a connection ID (RFC 9000 section 17.2); raise _CutError where it is too long for one."""
        size = self.take(1)[0]
        if size > _ID_LIMIT:
            raise _CutError
        return self.take(size)


class _Packet(NamedTuple):
    """An Initial packet, by its places in a datagram."""

    version: bytes
    connection: bytes  # whom it is for
    token: bool
    start: int
    number: int  # where its protected number stands
    end: int  # may be past what was captured

    def whole(self, datagram: bytes) -> bool:
        return self.end <= len(datagram)


def begins_flow(payload: bytes, *, size: int = 0) -> bool:
    """Tell whether the payload of a UDP datagram is a client's, with an Initial packet (RFC 9000 section 17.2.2).

    That it can be opened is the proof. Where the capture cut it, its header must do; `size` is then the size in bytes
    that it had on the wire.
    """
    size = max(size, len(payload))
    if size < LEAST_DATAGRAM:
        return False
    for packet in _initials(payload, size):
        if packet.whole(payload):
            return _Opener(packet.version, packet.connection).open(payload, packet, -1) is not None
        return packet.token or len(packet.connection) >= _CHOSEN_ID
    return False


class QuicFlow:
    """Reads the client's hello out of what goes between one pair of addresses and ports.

    The packets may come in any order, repeated or with losses. Nothing but the hello is kept once that is complete,
    or too much was tried in vain.
    """

    __slots__ = ("_done", "_hello", "_opened", "_origins", "_tried")

    def __init__(self) -> None:
        self._origins: dict[bytes, _Origin] = {}
        self._hello: handshakes.ClientHello | None = None
        self._tried = 0
        self._opened, self._done = False, False

    @property
    def host(self) -> str:
        """The server name that the client asked for, in lower case; "" while there is none that could be one."""
        return self._hello.host if self._hello is not None else ""

    @property
    def protocols(self) -> tuple[str, ...]:
        """The application protocols that the client offered (RFC 7301)."""
        return self._hello.protocols if self._hello is not None else ()

    @property
    def opened(self) -> bool:
        """Tell whether any packet could be opened: nothing but QUIC can."""
        return self._opened

    @property
    def done(self) -> bool:
        """Tell whether nothing more is to be found out."""
        return self._done

    @property
    def held(self) -> int:
        """Memory that the flow takes while it waits for more, roughly, in bytes."""
        return sum(origin.held for origin in self._origins.values())

    def add(self, payload: bytes, *, from_client: bool) -> None:
        """Read the payload of a UDP datagram, if it can still tell something."""
        if self._done or not from_client:
            return
        for packet in _initials(payload, len(payload)):
            self._tried += 1
            self._hello = self._read(payload, packet)
            self._opened |= bool(self._origins)
            if self._hello is not None or self._tried >= TRIED_LIMIT:
                self._done = True
                self._origins = {}
                return

    def _read(self, payload: bytes, packet: _Packet) -> handshakes.ClientHello | None:
        """Open a packet; return the hello that is complete with it."""
        for origin in self._origins.values():
            content = origin.open(payload, packet)
            if content is not None:
                return origin.hello(content)
        if packet.connection in self._origins or len(self._origins) >= ORIGINS_LIMIT:
            return None
        origin = _Origin(packet.connection)  # the client's own choice, or the server's by Retry
        content = origin.open(payload, packet)
        if content is None:
            return None
        self._origins[packet.connection] = origin
        return origin.hello(content)


class _Origin:
    """What was opened by keys from one connection ID.

    The client keeps its keys when the server gives it another connection ID, and also derives from the first one when
    it changes to another version (RFC 9369 section 4).
    """

    __slots__ = ("_bytes", "_connection", "_known", "_largest", "_openers")

    def __init__(self, connection: bytes) -> None:
        self._connection = connection
        self._openers: dict[bytes, _Opener] = {}
        self._largest = -1  # packet number
        self._bytes, self._known = bytearray(), bytearray()  # the handshake's; by byte whether it is there

    @property
    def held(self) -> int:
        return len(self._bytes) + len(self._known) + ORIGIN_COST * len(self._openers)

    def open(self, payload: bytes, packet: _Packet) -> bytes | None:
        """Return the frames of a packet; None where it does not authenticate."""
        opener = self._openers.get(packet.version) or _Opener(packet.version, self._connection)
        opened = opener.open(payload, packet, self._largest)
        if opened is None:
            return None
        self._openers[packet.version] = opener
        self._largest = max(self._largest, opened.number)
        return opened.content

    def hello(self, content: bytes) -> handshakes.ClientHello | None:
        """Put the pieces of a handshake in their places; return the hello once it is complete."""
        for offset, piece in _pieces(content):
            self._place(offset, piece)
        there = self._known.find(0)
        beginning = bytes(self._bytes[: there if there >= 0 else None])
        for kind, body in handshakes.Messages().read(beginning):
            if kind == handshakes.CLIENT_HELLO:
                return handshakes.client_hello(body)
        return None

    def _place(self, offset: int, piece: bytes) -> None:
        """Put a piece in its place; the first copy of any byte wins."""
        end = min(offset + len(piece), CRYPTO_LIMIT)
        if offset >= end:
            return
        more = max(end - len(self._bytes), 0)
        self._bytes += bytes(more)
        self._known += bytes(more)
        for missing in list(_MISSING.finditer(self._known, offset, end)):
            start, stop = missing.span()
            self._bytes[start:stop] = piece[start - offset : stop - offset]
            self._known[start:stop] = b"\x01" * (stop - start)


class _Opened(NamedTuple):
    """An Initial packet without its protection."""

    number: int
    content: bytes  # frames


class _Opener:
    """Takes the protection off a client's Initial packets (RFC 9001 sections 5.2 to 5.4, RFC 9369 section 3.3)."""

    __slots__ = ("_aead", "_header", "_iv")

    def __init__(self, version: bytes, connection: bytes) -> None:
        salt, label, _ = _VERSIONS[version]
        secret = HKDF.extract(hashes.SHA256(), salt, connection)
        secret = expand_label(secret, b"client in", 32, "sha256")
        self._aead = AESGCM(expand_label(secret, label + b" key", _KEY, "sha256"))
        self._iv = int.from_bytes(expand_label(secret, label + b" iv", _NONCE, "sha256"), "big")
        header = algorithms.AES(expand_label(secret, label + b" hp", _KEY, "sha256"))
        self._header = Cipher(header, modes.ECB())  # noqa: S305 - one block of it makes the mask of a header

    def open(self, payload: bytes, packet: _Packet, largest: int) -> _Opened | None:
        """Open a packet; `largest` is the largest packet number so far; None where it does not authenticate."""
        start, at, end = packet.start, packet.number, packet.end
        sample = payload[at + _NUMBER : at + _NUMBER + _SAMPLE]
        mask = self._header.encryptor().update(sample)
        first = payload[start] ^ mask[0] & 0x0F
        size = 1 + (first & 0x03)
        short = bytes(left ^ right for left, right in zip(payload[at : at + size], mask[1:], strict=False))
        number = _full_number(short, largest)
        nonce = (self._iv ^ number).to_bytes(_NONCE, "big")
        header = bytes([first]) + payload[start + 1 : at] + short
        try:
            return _Opened(number, self._aead.decrypt(nonce, payload[at + size : end], header))
        except InvalidTag:
            return None


def _full_number(short: bytes, largest: int) -> int:
    """Return the packet number next to the one that is expected, by its last bytes (RFC 9000 appendix A.3)."""
    window = 1 << 8 * len(short)
    expected = largest + 1
    number = expected - expected % window + int.from_bytes(short, "big")
    if number + window // 2 <= expected:
        return number + window
    return number - window if number > expected + window // 2 and number >= window else number


def _initials(payload: bytes, size: int) -> Iterator[_Packet]:
    """Yield the Initial packets of a datagram (RFC 9000 section 12.2) of so many bytes, as far as they can be told."""
    fields = _Fields(payload)
    try:
        for _ in range(COALESCED_LIMIT):
            start = fields.at
            first, field = fields.take(1)[0], fields.take(4)
            version = _VERSIONS.get(field)
            kind = version.kind(first) if version is not None and first & _LONG else _RETRY
            if kind == _RETRY:  # it ends where the datagram does, as anything that is not known
                return
            connection, _ = fields.connection(), fields.connection()
            token = fields.take(fields.integer()) if kind not in (_ZERO_RTT, _HANDSHAKE) else b""
            length = fields.integer()
            packet = _Packet(field, connection, bool(token), start, fields.at, fields.at + length)
            if packet.end > size:
                return
            if kind not in (_ZERO_RTT, _HANDSHAKE) and length >= _NUMBER + _TAG:
                yield packet
            fields.at = packet.end
    except _CutError:
        pass


def _pieces(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield offset and bytes of the CRYPTO frames of a packet (RFC 9000 section 19.6).

    Acknowledgements are passed over, as are PADDING and PING; any other frame ends it.
    """
    fields = _Fields(content)
    try:
        for _ in range(FRAMES_LIMIT):
            filling = _FILLING.match(content, fields.at)
            fields.at = filling.end() if filling else fields.at
            kind = fields.integer()
            if kind == _CRYPTO:
                yield fields.integer(), fields.take(fields.integer())
            elif kind in (_ACK, _ACK_ECN):
                _pass_acknowledgement(fields, kind)
            else:
                return
    except _CutError:
        pass


def _pass_acknowledgement(fields: _Fields, kind: int) -> None:
    """Pass over the rest of an ACK frame (RFC 9000 section 19.3); raise _CutError where it is too long."""
    fields.integer()
    fields.integer()
    ranges = fields.integer()
    if ranges > FRAMES_LIMIT:
        raise _CutError
    for _ in range(1 + 2 * ranges + (3 if kind == _ACK_ECN else 0)):
        fields.integer()
