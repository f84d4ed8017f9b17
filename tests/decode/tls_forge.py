"""TLS 1.3 and 1.2 records made by hand from secrets that are made up, so that every oddity can be said."""

import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from decode_talk import Talk

from inventory.decode.keylog import KeyLog

HANDSHAKE, APPLICATION = "HANDSHAKE", "APPLICATION"
CLIENT_RANDOM, SERVER_RANDOM = bytes(range(32)), bytes(range(100, 132))
RETRY = bytes.fromhex("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C")
CCS = b"\x14\x03\x03\x00\x01\x01"
EARLY_DATA, PRE_SHARED_KEY = 42, 41

SUITES = {
    0x1301: (AESGCM, 16, hashes.SHA256()),
    0x1302: (AESGCM, 32, hashes.SHA384()),
    0x1303: (ChaCha20Poly1305, 32, hashes.SHA256()),
    0x1304: (AESCCM, 16, hashes.SHA256()),
    0x1305: (lambda key: AESCCM(key, 8), 16, hashes.SHA256()),
}


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    return struct.pack(">BHH", kind, version, len(body)) + body


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def extensions(*items: tuple[int, bytes]) -> bytes:
    data = b"".join(struct.pack(">HH", kind, len(body)) + body for kind, body in items)
    return struct.pack(">H", len(data)) + data


def server_name(host: bytes) -> tuple[int, bytes]:
    return 0, struct.pack(">HBH", len(host) + 3, 0, len(host)) + host


def client_hello(*items: tuple[int, bytes], random: bytes = CLIENT_RANDOM) -> bytes:
    return message(1, b"\x03\x03" + random + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00" + extensions(*items))


def server_hello(suite: int, *items: tuple[int, bytes], random: bytes = SERVER_RANDOM, version: int = 0x0304) -> bytes:
    chosen = ((43, struct.pack(">H", version)),) if version == 0x0304 else ()
    return message(2, b"\x03\x03" + random + b"\x00" + struct.pack(">H", suite) + b"\x00" + extensions(*chosen, *items))


@dataclass
class Sender:
    """One side that protects records by one secret after the other."""

    suite: int
    secrets: dict[str, bytes]
    stage: str = HANDSHAKE
    sequence: int = 0

    def turn(self, stage: str) -> None:
        self.stage, self.sequence = stage, 0

    def update(self) -> None:
        size = len(self.secrets[self.stage])
        self.secrets[self.stage] = self._derive(b"traffic upd", size)
        self.sequence = 0

    def seal(self, content: bytes, kind: int = 23, padding: int = 0) -> bytes:
        cipher, size, _ = SUITES[self.suite]
        iv = int.from_bytes(self._derive(b"iv", 12), "big")
        nonce = (iv ^ self.sequence).to_bytes(12, "big")
        self.sequence += 1
        inner = content + bytes([kind]) + bytes(padding)
        tag = 8 if self.suite == 0x1305 else 16
        header = struct.pack(">BHH", 23, 0x0303, len(inner) + tag)
        return header + cipher(self._derive(b"key", size)).encrypt(nonce, inner, header)

    def _derive(self, label: bytes, size: int) -> bytes:
        label = b"tls13 " + label
        info = struct.pack(">HB", size, len(label)) + label + b"\x00"
        return HKDFExpand(SUITES[self.suite][2], size, info).derive(self.secrets[self.stage])


@dataclass
class Forge:
    """A session of TLS 1.3."""

    suite: int = 0x1301
    client: Sender = field(init=False)
    server: Sender = field(init=False)
    talk: Talk = field(default_factory=Talk)
    labels: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        size = SUITES[self.suite][2].digest_size
        names = ("CLIENT_EARLY", "CLIENT_HANDSHAKE", "SERVER_HANDSHAKE", "CLIENT_APPLICATION", "SERVER_APPLICATION")
        found = {name: bytes([number]) * size for number, name in enumerate(names, 1)}
        self.client = Sender(
            self.suite, {name.removeprefix("CLIENT_"): found[name] for name in names if name.startswith("CLIENT_")}
        )
        self.server = Sender(
            self.suite, {name.removeprefix("SERVER_"): found[name] for name in names if name.startswith("SERVER_")}
        )
        self.labels = {
            "CLIENT_EARLY_TRAFFIC_SECRET": found["CLIENT_EARLY"],
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET": found["CLIENT_HANDSHAKE"],
            "SERVER_HANDSHAKE_TRAFFIC_SECRET": found["SERVER_HANDSHAKE"],
            "CLIENT_TRAFFIC_SECRET_0": found["CLIENT_APPLICATION"],
            "SERVER_TRAFFIC_SECRET_0": found["SERVER_APPLICATION"],
        }

    def secrets(self, *labels: str, random: bytes = CLIENT_RANDOM) -> KeyLog:
        """The key log; with labels, of these alone."""
        log = KeyLog()
        for label, secret in self.labels.items():
            if not labels or label in labels:
                log.add(f"{label} {random.hex()} {secret.hex()}\n".encode())
        return log

    def open(self, *items: tuple[int, bytes]) -> "Forge":
        """A whole handshake in compatibility mode."""
        self.talk.client(record(22, client_hello(*items)) + CCS)
        self.answer()
        return self.finish()

    def answer(self, *items: tuple[int, bytes], encrypted: tuple[tuple[int, bytes], ...] = ()) -> "Forge":
        """The server's flight."""
        flight = message(8, extensions(*encrypted)) + message(11, bytes(2_000)) + message(20, bytes(32))
        self.talk.server(record(22, server_hello(self.suite, *items)) + CCS + self.server.seal(flight[:900], 22))
        self.talk.server(self.server.seal(flight[900:], 22, padding=50))
        self.server.turn(APPLICATION)
        return self

    def finish(self, *, early: bool = False) -> "Forge":
        """The client's second flight."""
        end = b""
        if early:
            end = self.client.seal(message(5, b""), 22)
        self.client.turn(HANDSHAKE)
        self.talk.client(end + self.client.seal(message(20, bytes(32)), 22))
        self.client.turn(APPLICATION)
        return self

    def ask(self, content: bytes, padding: int = 0) -> "Forge":
        self.talk.client(self.client.seal(content, padding=padding))
        return self

    def reply(self, content: bytes, size: int = 1 << 14, padding: int = 0) -> "Forge":
        """Say something in records of a size."""
        parts = [content[at : at + size] for at in range(0, len(content), size)]
        self.talk.server(b"".join(self.server.seal(part, padding=padding) for part in parts))
        return self
