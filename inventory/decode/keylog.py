"""NSS key log lines to TLS secrets (draft-ietf-tls-keylogfile)."""

import re

LINE_LIMIT = 1_048_576  # lines that are kept; one connection has five or so
_LINE = re.compile(rb"([A-Z][A-Z0-9_]{2,63})[ \t]+([0-9A-Fa-f]{64})[ \t]+((?:[0-9A-Fa-f]{2}){32,64})[ \t]*\r?\Z")
_SESSION_LINE = re.compile(rb"RSA Session-ID:([0-9A-Fa-f]{2,64}) Master-Key:([0-9A-Fa-f]{96})[ \t]*\r?\Z")

_HASH_SIZES = (64, 96)  # digits of a secret that has the size of SHA-256 or SHA-384 …
_SIZES = {b"CLIENT_RANDOM": (96,)}  # … and of a master secret (RFC 5246 section 8.1)


class KeyLog:
    """Secrets by label and client random; they live in memory alone and are never shown."""

    def __init__(self) -> None:
        self._secrets: dict[tuple[str, bytes], bytes] = {}
        self._sessions: dict[bytes, bytes] = {}
        self._randoms: set[bytes] = set()
        self.left = 0  # lines that are none, or too many

    def __len__(self) -> int:
        return len(self._secrets) + len(self._sessions)

    def __repr__(self) -> str:
        return f"KeyLog({len(self)} secrets)"

    def copy(self) -> "KeyLog":
        """Return another log with the same secrets."""
        other = KeyLog()
        other._secrets, other._sessions, other.left = self._secrets.copy(), self._sessions.copy(), self.left
        other._randoms = self._randoms.copy()
        return other

    def add(self, data: bytes) -> None:
        """Take in the lines of a key log; empty lines and comments are passed over."""
        for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):  # some editors begin with a byte-order mark
            if not line.strip() or line.lstrip().startswith(b"#"):
                continue
            if len(self) >= LINE_LIMIT:
                self.left += 1
            elif (found := _LINE.match(line)) and len(found[3]) in _SIZES.get(found[1], _HASH_SIZES):
                key = (found[1].decode("ascii"), bytes.fromhex(found[2].decode()))
                self._secrets.setdefault(key, bytes.fromhex(found[3].decode()))
                self._randoms.add(key[1])
            elif found := _SESSION_LINE.match(line):
                self._sessions.setdefault(bytes.fromhex(found[1].decode()), bytes.fromhex(found[2].decode()))
            else:
                self.left += 1

    def may_know(self, client_random: bytes) -> bool:
        """Tell whether there may be a secret for the connection of a client random; lines of sessions don't say."""
        return client_random in self._randoms or bool(self._sessions)

    def secret(self, label: str, client_random: bytes) -> bytes:
        """Return a secret, such as that of "CLIENT_RANDOM"; b"" where the log has none."""
        return self._secrets.get((label, client_random), b"")

    def master_secret(self, session: bytes) -> bytes:
        """Return the master secret of a TLS 1.2 session by its id; b"" where the log has none."""
        return self._sessions.get(session, b"")
