"""Keys and a suite to what opens protected records: authenticated ciphers, block ciphers and stream ciphers."""

import struct
from collections.abc import Callable
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers import algorithms as old
from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305

from inventory.decode.tls.key_schedule import expand, expand_label, expand_old, hash_of, keyed, keyed_old
from inventory.decode.tls.records import APPLICATION, HEADER, Record
from inventory.decode.tls.suites import Suite

SSL30, TLS10, TLS12, TLS13 = 0x0300, 0x0301, 0x0303, 0x0304

SEQUENCES = (1 << 64) - 1  # the last sequence number
NONCE = 12  # bytes of a nonce (RFC 5116)
EXPLICIT = 8  # bytes of a nonce that stand in the record (RFC 5288 section 3)


class Opened(NamedTuple):
    """What a record says."""

    kind: int  # the record's type, or the one that stood inside of it (RFC 8446 section 5.2)
    content: bytes


class Opener(Protocol):
    """Opens the records that one side sends under the same keys."""

    overhead: int  # bytes that a record is longer than its content, roughly

    def open(self, record: Record, sequence: int) -> Opened | None:
        """Open a record by its sequence number; None where it does not authenticate."""

    def hint(self, record: Record) -> int:
        """Return a number in a record that counts as sequence numbers do; -1 where it has none."""


class Keys(NamedTuple):
    """What one side protects its records with."""

    mac: bytes
    key: bytes
    iv: bytes  # first initialisation vector, or the fixed part of nonces


class Aead(Protocol):
    """An authenticated cipher as `cryptography` has it."""

    def decrypt(
        self, nonce: bytes, data: bytes | memoryview, associated_data: bytes | memoryview | None
    ) -> bytes | memoryview:
        """Raise InvalidTag where data or what is associated does not authenticate."""


class Shape(NamedTuple):
    """The sizes of a cipher in bytes, and how to make one from a key."""

    key: int
    block: int = 0  # 0 where it is no block cipher
    tag: int = 0
    fixed: int = 0  # part of a nonce that comes from the keys in TLS 1.2
    weak: int = 0  # part of a key that is secret, where it was fit for export once (RFC 2246 section 6.3.1)
    aead: Callable[[bytes], Aead] | None = None
    algorithm: Callable[[bytes], CipherAlgorithm] | None = None


_SHAPES = {
    "aes-128-gcm": Shape(16, tag=16, fixed=4, aead=AESGCM),
    "aes-256-gcm": Shape(32, tag=16, fixed=4, aead=AESGCM),
    "aes-128-ccm": Shape(16, tag=16, fixed=4, aead=AESCCM),
    "aes-256-ccm": Shape(32, tag=16, fixed=4, aead=AESCCM),
    "aes-128-ccm-8": Shape(16, tag=8, fixed=4, aead=lambda key: AESCCM(key, 8)),
    "aes-256-ccm-8": Shape(32, tag=8, fixed=4, aead=lambda key: AESCCM(key, 8)),
    "chacha20-poly1305": Shape(32, tag=16, fixed=NONCE, aead=ChaCha20Poly1305),
    "aes-128-cbc": Shape(16, 16, algorithm=algorithms.AES),
    "aes-256-cbc": Shape(32, 16, algorithm=algorithms.AES),
    "camellia-128-cbc": Shape(16, 16, algorithm=old.Camellia),
    "camellia-256-cbc": Shape(32, 16, algorithm=old.Camellia),
    "seed-cbc": Shape(16, 16, algorithm=old.SEED),
    "idea-cbc": Shape(16, 8, algorithm=old.IDEA),
    "3des-cbc": Shape(24, 8, algorithm=old.TripleDES),
    "des-cbc": Shape(8, 8, algorithm=lambda key: old.TripleDES(key * 3)),
    "des-40-cbc": Shape(8, 8, weak=5, algorithm=lambda key: old.TripleDES(key * 3)),
    "rc2-40-cbc": Shape(16, 8, weak=5, algorithm=old.RC2),
    "rc4-40": Shape(16, weak=5, algorithm=old.ARC4),
    "rc4": Shape(16, algorithm=old.ARC4),
    "null": Shape(0),
}


def keys12(suite: Suite, version: int, master: bytes, randoms: tuple[bytes, bytes], *, client: bool) -> Keys:
    """Expand a master secret of TLS 1.0 to 1.2 to the keys of one side; `randoms` are the client's and the server's.

    See RFC 5246 section 6.3.
    """
    shape = _SHAPES[suite.cipher]
    prf = suite.prf if version >= TLS12 else ""
    mac = hash_of(suite.mac).digest_size if suite.mac else 0
    sizes = (mac, shape.weak or shape.key, shape.fixed or (shape.block if version <= TLS10 else 0))
    if version == SSL30:
        block = expand_old(master, randoms[1] + randoms[0], 2 * sum(sizes))
    else:
        block = expand(master, b"key expansion" + randoms[1] + randoms[0], 2 * sum(sizes), prf)
    parts, at = [], 0
    for size in sizes:
        start = at if client else at + size
        parts.append(block[start : start + size])
        at += 2 * size
    keys = Keys(*parts)
    if not shape.weak:
        return keys
    label = b"client write key" if client else b"server write key"
    vectors = expand(b"", b"IV block" + randoms[0] + randoms[1], 2 * shape.block, prf)
    vector = vectors[: shape.block] if client else vectors[shape.block :]
    return Keys(keys.mac, expand(keys.key, label + randoms[0] + randoms[1], shape.key, prf), vector)


def keys13(suite: Suite, secret: bytes) -> Keys:
    """Derive the keys of a traffic secret of TLS 1.3 (RFC 8446 section 7.3)."""
    key = expand_label(secret, b"key", _SHAPES[suite.cipher].key, suite.prf)
    return Keys(b"", key, expand_label(secret, b"iv", NONCE, suite.prf))


def opener(suite: Suite, version: int, keys: Keys, *, encrypt_then_mac: bool = False) -> Opener | None:
    """Return what opens the records of one side; None where the cipher is not at hand."""
    shape = _SHAPES[suite.cipher]
    try:
        if version >= TLS13:
            return _Authenticated13(shape.aead(keys.key), shape, keys.iv) if shape.aead is not None else None
        if shape.aead is not None:
            return _Authenticated(shape.aead(keys.key), shape, keys.iv)
        code = Code(keys.mac, suite.mac, old=version == SSL30)
        if shape.block:
            return _Blocks(shape, keys, code, explicit=version > TLS10, encrypt_then_mac=encrypt_then_mac)
        return _Stream(shape, keys, code)
    except UnsupportedAlgorithm:
        return None


class _Authenticated:
    """An authenticated cipher of TLS 1.2 (RFC 5246 section 6.2.3.3)."""

    __slots__ = ("_aead", "_explicit", "_fixed", "_tag", "overhead")

    def __init__(self, aead: Aead, shape: Shape, fixed: bytes) -> None:
        self._aead, self._tag, self._fixed = aead, shape.tag, fixed
        self._explicit = NONCE - len(fixed)
        self.overhead = HEADER + self._explicit + shape.tag

    def open(self, record: Record, sequence: int) -> Opened | None:
        explicit = self._explicit
        size = len(record.body) - explicit - self._tag
        if size < 0:
            return None
        nonce = self._fixed + bytes(record.body[:explicit]) if explicit else _nonce(self._fixed, sequence)
        data = record.body[explicit:] if explicit else record.body
        try:
            content = self._aead.decrypt(
                nonce, data, struct.pack(">QBHH", sequence & SEQUENCES, record.kind, record.version, size)
            )
        except InvalidTag:
            return None
        return Opened(record.kind, bytes(content))

    def hint(self, record: Record) -> int:
        return int.from_bytes(record.body[:EXPLICIT], "big") if self._explicit and record.body else -1


class _Authenticated13:
    """An authenticated cipher of TLS 1.3 (RFC 8446 section 5.2)."""

    __slots__ = ("_aead", "_iv", "overhead")

    def __init__(self, aead: Aead, shape: Shape, iv: bytes) -> None:
        self._aead, self._iv = aead, iv
        self.overhead = HEADER + 1 + shape.tag

    def open(self, record: Record, sequence: int) -> Opened | None:
        if record.kind != APPLICATION:
            return None
        header = struct.pack(">BHH", record.kind, record.version, len(record.body))
        try:
            inner = bytes(self._aead.decrypt(_nonce(self._iv, sequence), record.body, header))
        except InvalidTag:
            return None
        if not inner.endswith(b"\0"):
            return Opened(inner[-1], inner[:-1]) if inner else Opened(0, b"")
        inner = inner.rstrip(b"\0")  # padding (section 5.4)
        return Opened(inner[-1], inner[:-1]) if inner else Opened(0, b"")

    def hint(self, record: Record) -> int:  # noqa: ARG002 - others have one
        return -1


class Code:
    """The message authentication code of records without an authenticated cipher (RFC 5246 section 6.2.3.1)."""

    __slots__ = ("_hash", "_key", "old", "size")

    def __init__(self, key: bytes, name: str, *, old: bool) -> None:
        self._key, self._hash = key, name
        self.old = old  # as SSL 3.0 has it (RFC 6101 section 5.2.3.1)
        self.size = hash_of(name).digest_size

    def fits(self, code: bytes, record: Record, sequence: int, content: bytes | memoryview) -> bool:
        """Tell whether a code is the one of a record's content."""
        if self.old:
            head = struct.pack(">QBH", sequence & SEQUENCES, record.kind, len(content))
            return constant_time.bytes_eq(keyed_old(self._key, self._hash, head, content), code)
        head = struct.pack(">QBHH", sequence & SEQUENCES, record.kind, record.version, len(content))
        return constant_time.bytes_eq(keyed(self._key, self._hash, head, content), code)


class _Blocks:
    """A block cipher in CBC mode (RFC 5246 section 6.2.3.2), with encrypt-then-MAC (RFC 7366) or without."""

    __slots__ = ("_algorithm", "_block", "_code", "_explicit", "_iv", "_late", "_size", "overhead")

    def __init__(self, shape: Shape, keys: Keys, code: Code, *, explicit: bool, encrypt_then_mac: bool) -> None:
        assert shape.algorithm is not None
        self._algorithm, self._block = shape.algorithm(keys.key), shape.block
        self._code, self._size, self._iv = code, code.size, keys.iv
        self._explicit, self._late = explicit, encrypt_then_mac
        self.overhead = HEADER + self._size + (shape.block if explicit else 0) + shape.block // 2
        self._decrypt(bytes(shape.block), bytes(shape.block))  # raises where the algorithm is missing

    def open(self, record: Record, sequence: int) -> Opened | None:
        body: bytes | memoryview = record.body
        if self._late:
            body, code = body[: -self._size], bytes(body[-self._size :])
            if not self._code.fits(code, record, sequence, body):
                return None
        if self._explicit:
            iv, body = bytes(body[: self._block]), body[self._block :]
        else:  # the last block of the record before it (RFC 2246 section 6.2.3.2)
            end = len(record.before) - (self._size if self._late else 0)
            iv = bytes(record.before[max(end - self._block, 0) : end]) if sequence else self._iv
        if not body or len(body) % self._block or len(iv) != self._block:
            return None
        content = self._unpadded(self._decrypt(iv, body))
        if content is None or self._late:
            return None if content is None else Opened(record.kind, content)
        content, code = content[: -self._size], content[-self._size :]
        return Opened(record.kind, content) if self._code.fits(code, record, sequence, content) else None

    def hint(self, record: Record) -> int:  # noqa: ARG002 - others have one
        return -1

    def _decrypt(self, iv: bytes, data: bytes | memoryview) -> bytes:
        context = Cipher(self._algorithm, modes.CBC(iv)).decryptor()
        return context.update(data) + context.finalize()

    def _unpadded(self, content: bytes) -> bytes | None:
        """Take the padding off what was decrypted; None where it is none."""
        size = content[-1] + 1
        if self._code.old:  # of any content (RFC 6101 section 5.2.3.2)
            return content[:-size] if size <= self._block else None
        return content[:-size] if content.endswith(content[-1:] * size) else None


class _Stream:
    """A stream cipher, or none at all (RFC 5246 section 6.2.3.1)."""

    __slots__ = ("_code", "_content", "_context", "_position", "_size", "overhead")

    def __init__(self, shape: Shape, keys: Keys, code: Code) -> None:
        self._context = Cipher(shape.algorithm(keys.key), None).decryptor() if shape.algorithm is not None else None
        self._code, self._size = code, code.size
        self._position = -1  # of the record that was decrypted last: a stream cipher can do it only once
        self._content = b""
        self.overhead = HEADER + self._size

    def open(self, record: Record, sequence: int) -> Opened | None:
        if record.position != self._position:
            self._position = record.position
            self._content = self._context.update(record.body) if self._context is not None else bytes(record.body)
        content, code = self._content[: -self._size], self._content[-self._size :]
        return Opened(record.kind, content) if self._code.fits(code, record, sequence, content) else None

    def hint(self, record: Record) -> int:  # noqa: ARG002 - others have one
        return -1


def _nonce(iv: bytes, sequence: int) -> bytes:
    """Mix a sequence number into an initialisation vector (RFC 8446 section 5.3)."""
    return (int.from_bytes(iv, "big") ^ sequence).to_bytes(NONCE, "big")
