"""Makes a client's Initial packets of QUIC as RFC 9000, 9001 and 9369 have them, with nothing of what reads them."""

import hmac
import struct
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ONE, TWO, DRAFT_22, DRAFT_27, DRAFT_29, DRAFT_34 = 1, 0x6B3343CF, 0xFF000016, 0xFF00001B, 0xFF00001D, 0xFF000022
SALTS = {
    ONE: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
    TWO: "0dede3def700a6db819381be6e269dcbf9bd2ed9",
    DRAFT_22: "7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a",
    DRAFT_27: "c3eef712c72ebb5a11a7d2432bb46365bef9f502",
    DRAFT_29: "afbfec289993d24c9e9786f19c6111e04390a899",
    DRAFT_34: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
}
CHOSEN = bytes.fromhex("8394c8f03e515708")


def integer(number: int, size: int = 0) -> bytes:
    """Encode an integer of variable length, by default in as few bytes as it takes."""
    size = size or next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size - 2)
    return (number | size.bit_length() - 1 << 8 * size - 2).to_bytes(size, "big")


def crypto(offset: int, piece: bytes) -> bytes:
    return b"\x06" + integer(offset) + integer(len(piece)) + piece


def hello(host: bytes = b"api.example.test", protocols: tuple[bytes, ...] = (b"h3",), padding: int = 0) -> bytes:
    """Make a ClientHello, with as many bytes of an extension that nobody reads."""
    name = struct.pack(">HBH", len(host) + 3, 0, len(host)) + host
    names = b"".join(bytes([len(protocol)]) + protocol for protocol in protocols)
    extensions = b"".join(
        struct.pack(">HH", kind, len(body)) + body
        for kind, body in ((21, bytes(padding)), (16, struct.pack(">H", len(names)) + names), (0, name))
    )
    body = b"\x03\x03" + bytes(range(32)) + b"\0" + b"\0\x02\x13\x01" + b"\x01\0"
    body += struct.pack(">H", len(extensions)) + extensions
    return b"\x01" + len(body).to_bytes(3, "big") + body


@dataclass(frozen=True)
class Client:
    """The keys of a client: the version, and the connection ID that they are derived from."""

    version: int = ONE
    origin: bytes = CHOSEN

    def initial(
        self,
        frames: bytes,
        *,
        number: int = 0,
        number_size: int = 1,
        to: bytes | None = None,
        token: bytes = b"",
        least: int = 1_200,
        first: int = 0xC0,
    ) -> bytes:
        """Protect frames; `to` is the connection ID in the header, `least` the bytes that frames are filled up to."""
        frames = frames.ljust(least, b"\0")
        first |= (0x10 if self.version == TWO else 0) | number_size - 1
        destination = self.origin if to is None else to
        header = bytes([first]) + self.version.to_bytes(4, "big") + bytes([len(destination)]) + destination
        header += b"\x03you" + integer(len(token)) + token + integer(number_size + len(frames) + 16, 2)
        short = number.to_bytes(8, "big")[-number_size:]
        return self._protected(header, short, number, frames)

    def _protected(self, header: bytes, short: bytes, number: int, frames: bytes) -> bytes:
        secret = hmac.digest(bytes.fromhex(SALTS[self.version]), self.origin, sha256)
        secret = _label(secret, "client in", 32)
        prefix = "quicv2" if self.version == TWO else "quic"
        key, iv, mask_key = (
            _label(secret, f"{prefix} {name}", size) for name, size in (("key", 16), ("iv", 12), ("hp", 16))
        )
        nonce = (int.from_bytes(iv, "big") ^ number).to_bytes(12, "big")
        sealed = AESGCM(key).encrypt(nonce, frames, header + short)
        sample = (short + sealed)[4:20]
        mask = Cipher(algorithms.AES(mask_key), modes.ECB()).encryptor().update(sample)
        hidden = bytes(left ^ right for left, right in zip(short, mask[1:], strict=False))
        return bytes([header[0] ^ mask[0] & 0x0F]) + header[1:] + hidden + sealed


def _label(secret: bytes, label: str, size: int) -> bytes:
    """Derive as RFC 8446 section 7.1 has it; one block of the hash is enough."""
    name = b"tls13 " + label.encode()
    info = struct.pack(">HB", size, len(name)) + name + b"\0"
    return hmac.digest(secret, info + b"\x01", sha256)[:size]
