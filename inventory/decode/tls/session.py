"""Handshakes of a connection and the secrets of a key log to what opens its records."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from inventory.decode.keylog import KeyLog
from inventory.decode.tls import ciphers, key_schedule
from inventory.decode.tls.ciphers import TLS13, Opened, Opener
from inventory.decode.tls.handshakes import ClientHello, ServerHello
from inventory.decode.tls.records import Record
from inventory.decode.tls.suites import Suite, suite

HANDSHAKES_LIMIT = 1_000  # handshakes of one connection; what is said after more is not read
CONTENT_LIMIT = 1 << 14  # bytes that a compressed record may say (RFC 3749 section 2)

EARLY, HANDSHAKE, APPLICATION = "early", "handshake", "application"
_LABELS = {
    (EARLY, True): "CLIENT_EARLY_TRAFFIC_SECRET",
    (HANDSHAKE, True): "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    (HANDSHAKE, False): "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    (APPLICATION, True): "CLIENT_TRAFFIC_SECRET_0",
    (APPLICATION, False): "SERVER_TRAFFIC_SECRET_0",
}


@dataclass(slots=True, eq=False)
class Handshake:
    """One handshake as far as it was seen."""

    client: ClientHello | None = None
    server: ServerHello | None = None
    retried: bool = False  # the server asked for another hello
    accepted: bool | None = None  # whether the server takes early data; None while it has not said

    @property
    def version(self) -> int:
        """The version of TLS; 0 while unknown."""
        return self.server.version if self.server is not None else 0

    @property
    def offers_early_data(self) -> bool:
        """Tell whether early data may come that the server takes."""
        offered = self.client is not None and self.client.early_data
        refused = self.retried or self.accepted is False or (self.server is not None and not self.server.resumed)
        return offered and not refused


class Epoch:
    """The time in which one side uses the same keys."""

    __slots__ = ("_hint", "_inflater", "_secret", "_suite", "opener", "sequence", "stage")

    def __init__(
        self, opener: Opener, stage: str, *, suite: Suite | None = None, secret: bytes = b"", compressed: bool = False
    ) -> None:
        self.opener, self.stage = opener, stage
        self.sequence = 0  # of the next record
        self._hint: int | None = None  # what a record shows of its sequence number, less that number
        self._inflater = zlib.decompressobj() if compressed else None
        self._suite, self._secret = suite, secret

    def hinted(self, record: Record) -> int:
        """Return the sequence number that a record seems to have; -1 where it shows none."""
        hint = self.opener.hint(record)
        return hint - self._hint if hint >= 0 and self._hint is not None else -1

    def passed(self, record: Record, sequence: int) -> None:
        """Take note of the sequence number that a record was found to have."""
        self.sequence = sequence + 1
        self._hint = self.opener.hint(record) - sequence

    def inflated(self, opened: Opened) -> Opened | None:
        """Undo the compression of what a record says; None where that fails."""
        if self._inflater is None:
            return opened
        try:
            content = self._inflater.decompress(opened.content, CONTENT_LIMIT)
        except zlib.error:
            return None
        return None if self._inflater.unconsumed_tail else Opened(opened.kind, content)

    def updated(self) -> "Epoch | None":
        """Return the epoch after a key update (RFC 8446 section 4.6.3); None where there is none."""
        if self._suite is None or self.stage != APPLICATION:
            return None
        return _epoch13(self._suite, key_schedule.updated(self._secret, self._suite.prf), self.stage)


class Session:
    """The handshakes of one connection; each side counts how many it has sent a hello of."""

    __slots__ = ("_handshakes", "hopeful", "secrets")

    def __init__(self, secrets: KeyLog) -> None:
        self.secrets = secrets
        self.hopeful = secrets.grows  # keys may still come that are missing
        self._handshakes: list[Handshake] = []

    def at(self, number: int) -> Handshake | None:
        """Return the handshake of a number; None where it is none that is kept."""
        if not 0 <= number < HANDSHAKES_LIMIT:
            return None
        while len(self._handshakes) <= number:
            self._handshakes.append(Handshake())
        return self._handshakes[number]

    @property
    def first_hello(self) -> ClientHello | None:
        """The client's hello of the first handshake, if it was seen."""
        return self._handshakes[0].client if self._handshakes else None

    @property
    def protocols(self) -> tuple[str, ...]:
        """The application protocols of the first handshake (RFC 7301).

        Just the one that the server chose where it says so in clear (before TLS 1.3), else all that the client offered.
        """
        if not self._handshakes:
            return ()
        hello, answer = self._handshakes[0].client, self._handshakes[0].server
        if answer is not None and answer.version < TLS13 and answer.protocol:
            return (answer.protocol,)
        return hello.protocols if hello is not None else ()

    def may_know(self, handshake: Handshake) -> bool:
        """Tell whether the secrets may hold those of a handshake."""
        known = handshake.client
        return self.hopeful or (len(self.secrets) > 0 and (known is None or self.secrets.may_know(known.random)))

    def hopes(self, handshake: Handshake, *, client: bool) -> bool:
        """Tell whether it is clear how to read one side, but for keys that a log may still learn."""
        hello, answer = handshake.client, handshake.server
        if not self.hopeful or hello is None or answer is None or suite(answer.suite) is None:
            return False
        if not self._lacks(hello, answer, client=client):
            return False
        self.secrets.look()
        return self._lacks(hello, answer, client=client)

    def _lacks(self, hello: ClientHello, answer: ServerHello, *, client: bool) -> bool:
        """Tell whether the last keys of one side are missing: a program writes them after all others."""
        if answer.version < TLS13:
            return not self._master(hello, answer)
        return not self.secrets.secret(_LABELS[APPLICATION, client], hello.random)

    def tells_of_early_data(self, handshake: Handshake) -> bool:
        """Tell whether it can be read if the server takes early data."""
        known = handshake.client.random if handshake.client is not None else b""
        return bool(self.secrets.secret(_LABELS[HANDSHAKE, False], known))

    def epochs(self, handshake: Handshake, *, client: bool) -> list[Epoch]:
        """Return what opens the records of one side, in the order of their use; [] where no secret is known."""
        hello, answer = handshake.client, handshake.server
        chosen = suite(answer.suite) if answer is not None else None
        if hello is None or answer is None or chosen is None:
            return []
        if answer.version < TLS13:
            master = self._master(hello, answer)
            epoch = _epoch12(chosen, master, hello, answer, client=client) if master else None
            return [epoch] if epoch is not None else []
        return list(self._epochs13(chosen, handshake, hello.random, client=client))

    def _master(self, hello: ClientHello, answer: ServerHello) -> bytes:
        return self.secrets.secret("CLIENT_RANDOM", hello.random) or (
            self.secrets.master_secret(answer.session) if answer.session else b""
        )

    def _epochs13(self, chosen: Suite, handshake: Handshake, random: bytes, *, client: bool) -> Iterator[Epoch]:
        for stage in (EARLY, HANDSHAKE, APPLICATION):
            label = _LABELS.get((stage, client), "")
            secret = self.secrets.secret(label, random) if label else b""
            if not secret or (stage == EARLY and not handshake.offers_early_data):
                continue
            epoch = _epoch13(chosen, secret, stage)
            if epoch is not None:
                yield epoch


def _epoch12(chosen: Suite, master: bytes, hello: ClientHello, answer: ServerHello, *, client: bool) -> Epoch | None:
    """Expand a master secret to the keys of one side (RFC 5246 section 6.3)."""
    keys = ciphers.keys12(chosen, answer.version, master, (hello.random, answer.random), client=client)
    opener = ciphers.opener(chosen, answer.version, keys, encrypt_then_mac=answer.encrypt_then_mac)
    return Epoch(opener, APPLICATION, compressed=answer.compressed) if opener is not None else None


def _epoch13(chosen: Suite, secret: bytes, stage: str) -> Epoch | None:
    """Derive the keys of a traffic secret (RFC 8446 section 7.3)."""
    opener = ciphers.opener(chosen, TLS13, ciphers.keys13(chosen, secret))
    return Epoch(opener, stage, suite=chosen, secret=secret) if opener is not None else None
