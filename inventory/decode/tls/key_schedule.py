"""Secrets of TLS to the keys of its records (RFC 2246, 5246 and 8446)."""

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303 - what old traffic was protected with
    "sha1": hashes.SHA1(),  # noqa: S303 - the same
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
}


def hash_of(name: str) -> hashes.HashAlgorithm:
    """Return a hash function by its name in the table of suites."""
    return _HASHES[name]


def keyed(key: bytes, name: str, *parts: bytes | memoryview) -> bytes:
    """Return the HMAC of some parts, one after the other (RFC 2104)."""
    code = hmac.HMAC(key, _HASHES[name])
    for part in parts:
        code.update(part)
    return code.finalize()


def expand(secret: bytes, seed: bytes, size: int, prf: str) -> bytes:
    """Expand a secret by the pseudorandom function; the `seed` begins with its label.

    `prf` is the hash of TLS 1.2 (RFC 5246 section 5), or "" for the function of TLS 1.0 and 1.1 (RFC 2246 section 5).
    """
    if prf:
        return _expand(secret, seed, size, prf)
    half = (len(secret) + 1) // 2
    one, other = _expand(secret[:half], seed, size, "md5"), _expand(secret[len(secret) - half :], seed, size, "sha1")
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def keyed_old(key: bytes, name: str, *parts: bytes | memoryview) -> bytes:
    """Return the code that SSL 3.0 has in place of an HMAC (RFC 6101 section 5.2.3.1)."""
    size = {"md5": 48, "sha1": 40}.get(name, 0)
    return _digest(name, key, b"\x5c" * size, _digest(name, key, b"\x36" * size, *parts))


def expand_old(secret: bytes, seed: bytes, size: int) -> bytes:
    """Expand a master secret of SSL 3.0 (RFC 6101 section 6.2.2), to as many bytes as any of its ciphers takes."""
    letters = (bytes([ord("A") + number]) * (number + 1) for number in range((size + 15) // 16))
    return b"".join(_digest("md5", secret, _digest("sha1", letter, secret, seed)) for letter in letters)[:size]


def expand_label(secret: bytes, label: bytes, size: int, name: str) -> bytes:
    """Derive from a secret of TLS 1.3 without a context (RFC 8446 section 7.1)."""
    label = b"tls13 " + label
    info = size.to_bytes(2, "big") + bytes([len(label)]) + label + b"\0"
    return HKDFExpand(_HASHES[name], size, info).derive(secret)


def updated(secret: bytes, name: str) -> bytes:
    """Return the traffic secret that a key update leads to (RFC 8446 section 7.2)."""
    return expand_label(secret, b"traffic upd", len(secret), name)


def _expand(secret: bytes, seed: bytes, size: int, name: str) -> bytes:
    """Expand a secret: P_hash (RFC 5246 section 5)."""
    block, found = seed, b""
    while len(found) < size:
        block = keyed(secret, name, block)
        found += keyed(secret, name, block, seed)
    return found[:size]


def _digest(name: str, *parts: bytes | memoryview) -> bytes:
    state = hashes.Hash(_HASHES[name])
    for part in parts:
        state.update(part)
    return state.finalize()
