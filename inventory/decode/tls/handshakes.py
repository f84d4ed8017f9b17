"""Handshake messages to what the two sides agreed on (RFC 5246 section 7.4, RFC 8446 section 4)."""

import hashlib
import re
import struct
from collections.abc import Iterator

import msgspec

from inventory.decode.tls.ciphers import TLS13

CLIENT_HELLO, SERVER_HELLO, END_OF_EARLY_DATA, ENCRYPTED_EXTENSIONS, FINISHED, KEY_UPDATE = 1, 2, 5, 8, 20, 24

HELLO_LIMIT = 65_536  # bytes of a message that is read; longer ones are passed over
_READ = frozenset({CLIENT_HELLO, SERVER_HELLO, END_OF_EARLY_DATA, ENCRYPTED_EXTENSIONS, FINISHED, KEY_UPDATE})

_SERVER_NAME, _ALPN, _ENCRYPT_THEN_MAC, _PRE_SHARED_KEY, _EARLY_DATA, _VERSIONS = 0, 16, 22, 41, 42, 43
_RETRY = hashlib.sha256(b"HelloRetryRequest").digest()  # in place of a server's random (RFC 8446 section 4.1.3)
_DRAFTS = range(0x7F17, 0x7F1D)  # versions of TLS 1.3 before it was published that protect records as it does

_HOST = re.compile(rb"(?=[^.]*[A-Za-z0-9_])[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*")
_HOST_LIMIT = 253  # characters (RFC 1035 section 2.3.4)
_NAME = re.compile(rb"[!-~]{1,32}")
_NAMES_LIMIT = 16
_GREASE = frozenset(bytes([high << 4 | 0x0A] * 2) for high in range(16))  # names that mean nothing (RFC 8701)

_PREFIX = 4  # bytes before a message's body
_VIEW = 11  # bytes that show a hello: the headers of record and message, and the version
_HELLO = re.compile(rb"\x16\x03[\x00-\x04](..)([\x01\x02])\x00(..)\x03[\x00-\x04]", re.DOTALL)
_EXAMPLE = b"\x16\x03\x01\x00\xff\x01\x00\x00\xff\x03\x03"
_OLD_HELLO = re.compile(rb"[\x80-\xff].\x01\x03[\x00-\x03]", re.DOTALL)
_OLD_EXAMPLE = b"\x80\x2e\x01\x03\x01"
_LEAST_RECORD = 6  # bytes of a hello's first record that are needed to know it
_LEAST_HELLO = 38  # bytes of a hello without extensions


class ClientHello(msgspec.Struct, frozen=True):
    """What a client offered."""

    random: bytes
    session: bytes
    host: str = ""  # server name (RFC 6066 section 3) in lower case; "" where there is none that could be one
    protocols: tuple[str, ...] = ()  # application protocols (RFC 7301), the first few, in the order of its preference
    early_data: bool = False


class ServerHello(msgspec.Struct, frozen=True):
    """What a server chose."""

    random: bytes
    session: bytes
    version: int
    suite: int
    compressed: bool = False  # by DEFLATE (RFC 3749)
    encrypt_then_mac: bool = False
    resumed: bool = False  # by a pre-shared key of TLS 1.3
    retry: bool = False  # it asks for another hello
    protocol: str = ""  # application protocol (RFC 7301); TLS 1.3 has it elsewhere, encrypted


class _CutError(Exception):
    """A message is shorter than it says."""


class _Reader:
    """The fields of a message, one after the other."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def take(self, size: int) -> bytes:
        """Return the next bytes; raise _CutError where they are missing."""
        if self._at + size > len(self._data):
            raise _CutError
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, prefix: int) -> bytes:
        """Return what is prefixed by its size in that many bytes (RFC 8446 section 3.4)."""
        return self.take(self.number(prefix))


class Messages:
    """Puts handshake messages together that are spread over records."""

    __slots__ = ("_buffer", "_skip")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skip = 0  # bytes of a message that is passed over

    @property
    def held(self) -> int:
        """Bytes held back."""
        return len(self._buffer)

    def read(self, data: bytes | memoryview) -> Iterator[tuple[int, bytes]]:
        """Yield type and body of messages that are complete now; those that nobody reads are left out."""
        passed = min(self._skip, len(data))
        self._skip -= passed
        buffer = self._buffer
        buffer += data[passed:]
        at = 0
        while len(buffer) - at >= _PREFIX:
            end = at + _PREFIX + int.from_bytes(buffer[at + 1 : at + _PREFIX], "big")
            wanted = buffer[at] in _READ and end - at <= HELLO_LIMIT
            if wanted and end > len(buffer):
                break
            if wanted:
                yield buffer[at], bytes(buffer[at + _PREFIX : end])
            self._skip = max(end - len(buffer), 0)
            at = min(end, len(buffer))
        del buffer[:at]

    def clear(self) -> None:
        """Forget a message of which a part was lost."""
        self._buffer, self._skip = bytearray(), 0


def client_hello(body: bytes) -> ClientHello | None:
    """Read a ClientHello (RFC 8446 section 4.1.2); None where it is none."""
    reader = _Reader(body)
    try:
        reader.take(2)
        random, session = reader.take(32), reader.vector(1)
        reader.vector(2)
        reader.vector(1)
    except _CutError:
        return None
    extensions = _extensions(reader)
    return ClientHello(
        random,
        session,
        _host(extensions.get(_SERVER_NAME, b"")),
        _names(extensions.get(_ALPN, b"")),
        _EARLY_DATA in extensions,
    )


def old_client_hello(body: bytes) -> ClientHello | None:
    """Read a ClientHello as SSL 2.0 has it (RFC 5246 appendix E.2); None where it is none."""
    reader = _Reader(body)
    try:
        reader.take(3)
        suites, session, challenge = (reader.number(2) for _ in range(3))
        reader.take(suites)
        return ClientHello(session=reader.take(session), random=reader.take(challenge).rjust(32, b"\0"))
    except _CutError:
        return None


def server_hello(body: bytes) -> ServerHello | None:
    """Read a ServerHello (RFC 8446 section 4.1.3); None where it is none."""
    reader = _Reader(body)
    try:
        version, random, session = reader.number(2), reader.take(32), reader.vector(1)
        suite, compression = reader.number(2), reader.number(1)
    except _CutError:
        return None
    extensions = _extensions(reader)
    chosen = int.from_bytes(extensions.get(_VERSIONS, b""), "big") or version
    return ServerHello(
        random,
        session,
        TLS13 if chosen in _DRAFTS else chosen,
        suite,
        compressed=compression == 1,
        encrypt_then_mac=_ENCRYPT_THEN_MAC in extensions,
        resumed=_PRE_SHARED_KEY in extensions,
        retry=random == _RETRY,
        protocol=next(iter(_names(extensions.get(_ALPN, b""))), ""),
    )


def accepts_early_data(body: bytes) -> bool:
    """Tell whether a server's EncryptedExtensions accept early data (RFC 8446 section 4.2.10)."""
    return _EARLY_DATA in _extensions(_Reader(body))


def sender(data: bytes, *, first: bool) -> int | None:
    """Return the type of the hello that bytes begin with; 0 where there is none, None where more bytes must tell.

    Hellos as SSL 2.0 has them are looked for only where a stream begins.
    """
    view = data[:_VIEW] + _EXAMPLE[len(data) :]
    found = _HELLO.match(view)
    sizes = (int.from_bytes(found[1], "big"), int.from_bytes(found[3], "big")) if found else (0, 0)
    if found and sizes[0] >= _LEAST_RECORD and sizes[1] >= _LEAST_HELLO:
        return found[2][0] if len(data) >= _VIEW else None
    return _old_sender(data) if first else 0


def _old_sender(data: bytes) -> int | None:
    if not _OLD_HELLO.match(data[:_VIEW] + _OLD_EXAMPLE[len(data) :]):
        return 0
    if len(data) < _VIEW:
        return None
    size, suites, session, challenge = struct.unpack_from(">H3xHHH", data)
    whole = size & 0x7FFF == 9 + suites + session + challenge
    return CLIENT_HELLO if whole and suites and not suites % 3 and session <= 32 and 16 <= challenge <= 32 else 0


def _extensions(reader: _Reader) -> dict[int, bytes]:
    """Read extensions as far as they go; the first of each type counts."""
    found: dict[int, bytes] = {}
    try:
        inner = _Reader(reader.vector(2))
        while inner:
            found.setdefault(inner.number(2), inner.vector(2))
    except _CutError:
        pass
    return found


def _host(extension: bytes) -> str:
    """Return the host name of a server name extension, if it can be one (RFC 6066 section 3)."""
    reader = _Reader(extension)
    try:
        reader.take(2)
        kind, name = reader.number(1), reader.vector(2)
    except _CutError:
        return ""
    sane = kind == 0 and len(name) <= _HOST_LIMIT and _HOST.fullmatch(name)
    return name.decode("ascii").lower() if sane else ""


def _names(extension: bytes) -> tuple[str, ...]:
    """Return the application protocols of an extension (RFC 7301 section 3.1), the first few that are printable."""
    reader = _Reader(extension)
    names: dict[str, None] = {}  # each once, in order
    try:
        reader.take(2)
        while reader and len(names) < _NAMES_LIMIT:
            name = reader.vector(1)
            if _NAME.fullmatch(name) and name not in _GREASE:
                names[name.decode("ascii")] = None
    except _CutError:
        pass
    return tuple(names)
