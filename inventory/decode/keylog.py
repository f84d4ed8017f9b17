"""NSS key log lines to TLS secrets (draft-ietf-tls-keylogfile)."""

import re
import sys
from collections import OrderedDict
from typing import Protocol

LINE_LIMIT = 1_048_576  # lines that are kept; one connection has five or so
LATEST_LIMIT = 262_144  # lines that are kept of a log that grows: the latest
_LINE = re.compile(rb"([A-Z][A-Z0-9_]{2,63})[ \t]+([0-9A-Fa-f]{64})[ \t]+((?:[0-9A-Fa-f]{2}){32,64})[ \t]*\r?\Z")
_SESSION_LINE = re.compile(rb"RSA Session-ID:([0-9A-Fa-f]{2,64}) Master-Key:([0-9A-Fa-f]{96})[ \t]*\r?\Z")
_SESSION = "RSA Session-ID"

_HASH_SIZES = (64, 96)  # digits of a secret that has the size of SHA-256 or SHA-384 …
_SIZES = {b"CLIENT_RANDOM": (96,)}  # … and of a master secret (RFC 5246 section 8.1)


class Source(Protocol):
    """What lines of a log that grows come from, such as `capture.Followed.read`."""

    def __call__(self, *, last: bool) -> bytes:
        """Return the lines that were added since the last call; only with `last` one that has no end yet."""


class KeyLog:
    """Secrets by label and client random; they live in memory alone and are never shown.

    A log that grows has sources, and learns from them whenever it is told to look there.
    """

    def __init__(self, *sources: Source) -> None:
        self._sources = sources
        self._below: KeyLog | None = None
        self._secrets: OrderedDict[bytes, dict[str, bytes]] = OrderedDict()  # by client random or session, and label
        self._kept = 0
        self._sessions = 0  # of those that are kept
        self._learned = 0
        self.grows = len(sources) > 0
        self.left = 0  # lines that are none, or too many

    def __len__(self) -> int:
        return self._kept + (len(self._below) if self._below is not None else 0)

    def __repr__(self) -> str:
        return f"KeyLog({len(self)} secrets)"

    @property
    def learned(self) -> int:
        """How many secrets it has learned, whether it still knows them or not."""
        return self._learned + (self._below.learned if self._below is not None else 0)

    def above(self, *, grows: bool = False) -> "KeyLog":
        """Return a log that knows what this one knows, and learns on its own; with `grows` also what this one learns.

        Without it, this one must learn nothing as long as the other is used.
        """
        other = KeyLog()
        other._below, other.grows = self, grows and self.grows
        return other

    def look(self, *, last: bool = False) -> bool:
        """Learn what was added to a log that grows, and tell whether that was anything; `last` says that it is all."""
        if self._below is not None and self.grows:
            return self._below.look(last=last)
        found = [source(last=last) for source in self._sources]
        for lines in found:
            self.add(lines)
        return any(found)

    def add(self, data: bytes) -> None:
        """Take in the lines of a key log; empty lines and comments are passed over."""
        for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):  # some editors begin with a byte-order mark
            if not line.strip() or line.lstrip().startswith(b"#"):
                continue
            if (found := _LINE.match(line)) and len(found[3]) in _SIZES.get(found[1], _HASH_SIZES):
                self._keep(found[1].decode("ascii"), found[2], found[3])
            elif found := _SESSION_LINE.match(line):
                self._keep(_SESSION, found[1], found[2])
            else:
                self.left += 1

    def may_know(self, client_random: bytes) -> bool:
        """Tell whether there may be a secret for the connection of a client random; lines of sessions don't say."""
        own = client_random in self._secrets or self._sessions > 0
        return own or (self._below is not None and self._below.may_know(client_random))

    def secret(self, label: str, client_random: bytes) -> bytes:
        """Return a secret, such as that of "CLIENT_RANDOM"; b"" where the log has none."""
        own = self._secrets.get(client_random, {}).get(label, b"")
        return own or (self._below.secret(label, client_random) if self._below is not None else b"")

    def master_secret(self, session: bytes) -> bytes:
        """Return the master secret of a TLS 1.2 session by its id; b"" where the log has none."""
        return self.secret(_SESSION, session)

    def _keep(self, label: str, name: bytes, secret: bytes) -> None:
        """Keep a secret, unless there is one by that name; names and secrets are hexadecimal digits."""
        number = bytes.fromhex(name.decode("ascii"))
        if label in self._secrets.get(number, {}):
            return
        if self._kept >= (LATEST_LIMIT if self.grows else LINE_LIMIT):
            self.left += 1
            if not self.grows:
                return
            self._forget()
        self._secrets.setdefault(number, {})[sys.intern(label)] = bytes.fromhex(secret.decode("ascii"))
        self._kept += 1
        self._sessions += label == _SESSION
        self._learned += 1

    def _forget(self) -> None:
        """Forget the secrets of the connection, or the session, that was learned of first."""
        forgotten = self._secrets.pop(next(iter(self._secrets)))
        self._kept -= len(forgotten)
        self._sessions -= _SESSION in forgotten
