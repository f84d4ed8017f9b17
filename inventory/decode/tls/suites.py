"""Numbers of TLS cipher suites to what protects their records (https://www.iana.org/assignments/tls-parameters)."""

from typing import NamedTuple


class Suite(NamedTuple):
    """What protects the records of a connection."""

    cipher: str  # as `inventory.decode.tls.ciphers` knows it
    mac: str  # hash of the record's HMAC; "" where the cipher authenticates itself
    prf: str  # hash of the pseudorandom function or key schedule, from TLS 1.2 on


def suite(number: int) -> Suite | None:
    """Return the suite that a number stands for; None where it is none that can be read."""
    return _SUITES.get(number)


# By cipher, MAC and hash: the numbers in hexadecimal, of whatever key exchange; a range includes its end.
_TABLE = """
aes-128-gcm       -      sha256  1301 9c 9e a0 a2 a4 a6 a8 aa ac c02b c02d c02f c031 d001
aes-256-gcm       -      sha384  1302 9d 9f a1 a3 a5 a7 a9 ab ad c02c c02e c030 c032 d002
chacha20-poly1305 -      sha256  1303 cca8-ccae
aes-128-ccm       -      sha256  1304 c09c c09e c0a4 c0a6 c0ac d005
aes-256-ccm       -      sha256  c09d c09f c0a5 c0a7 c0ad
aes-128-ccm-8     -      sha256  1305 c0a0 c0a2 c0a8 c0aa c0ae d003
aes-256-ccm-8     -      sha256  c0a1 c0a3 c0a9 c0ab c0af
aes-128-cbc       sha1   sha256  2f-34 8c 90 94 c004 c009 c00e c013 c018 c01d c01e c01f c035
aes-256-cbc       sha1   sha256  35-3a 8d 91 95 c005 c00a c00f c014 c019 c020 c021 c022 c036
aes-128-cbc       sha256 sha256  3c 3e-40 67 6c ae b2 b6 c023 c025 c027 c029 c037
aes-256-cbc       sha256 sha256  3d 68-6b 6d
aes-256-cbc       sha384 sha384  af b3 b7 c024 c026 c028 c02a c038
camellia-128-cbc  sha1   sha256  41-46
camellia-256-cbc  sha1   sha256  84-89
camellia-128-cbc  sha256 sha256  ba-bf c072 c074 c076 c078 c094 c096 c098 c09a
camellia-256-cbc  sha256 sha256  c0-c5
camellia-256-cbc  sha384 sha384  c073 c075 c077 c079 c095 c097 c099 c09b
3des-cbc          sha1   sha256  0a 0d 10 13 16 1b 8b 8f 93 c003 c008 c00d c012 c017 c01a c01b c01c c034
des-cbc           sha1   sha256  09 0c 0f 12 15 1a
des-40-cbc        sha1   sha256  08 0b 0e 11 14 19
rc2-40-cbc        md5    sha256  06
rc4-40            md5    sha256  03 17
idea-cbc          sha1   sha256  07
seed-cbc          sha1   sha256  96-9b
rc4               md5    sha256  04 18
rc4               sha1   sha256  05 8a 8e 92 c002 c007 c00c c011 c016 c033
null              md5    sha256  01
null              sha1   sha256  02 2c-2e c001 c006 c00b c010 c015 c039
null              sha256 sha256  3b b0 b4 b8 c03a
null              sha384 sha384  b1 b5 b9 c03b
"""


def _numbers(word: str) -> range:
    first, _, last = word.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


def _suites() -> dict[int, Suite]:
    rows = [line.split() for line in _TABLE.strip().splitlines()]
    return {
        number: Suite(cipher, mac.strip("-"), prf)
        for cipher, mac, prf, *words in rows
        for word in words
        for number in _numbers(word)
    }


_SUITES = _suites()
