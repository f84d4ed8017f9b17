"""Key logs as programs write them, and lines that are none."""

from hypothesis import given
from hypothesis import strategies as st

from inventory.decode import KeyLog

RANDOM = bytes(range(32))
MASTER = bytes(range(48))


def line(label: str, secret: bytes, client_random: bytes = RANDOM) -> bytes:
    return f"{label} {client_random.hex()} {secret.hex()}".encode()


def read(*lines: bytes, end: bytes = b"\n") -> KeyLog:
    log = KeyLog()
    log.add(end.join(lines))
    return log


def test_secrets_are_found_by_label_and_client_random() -> None:
    log = read(b"# a comment", b"", line("CLIENT_RANDOM", MASTER), line("CLIENT_TRAFFIC_SECRET_0", MASTER[:32]))
    assert log.secret("CLIENT_RANDOM", RANDOM) == MASTER
    assert log.secret("CLIENT_TRAFFIC_SECRET_0", RANDOM) == MASTER[:32]
    assert log.secret("SERVER_TRAFFIC_SECRET_0", RANDOM) == b""
    assert log.secret("CLIENT_RANDOM", bytes(32)) == b""
    assert (len(log), log.left) == (2, 0)


def test_sessions_are_found_by_their_ids() -> None:
    log = read(b"RSA Session-ID:0a0b Master-Key:" + MASTER.hex().upper().encode())
    assert log.master_secret(b"\x0a\x0b") == MASTER


def test_byte_order_mark_line_ends_and_capitals() -> None:
    log = read(b"\xef\xbb\xbf" + line("CLIENT_RANDOM", MASTER).upper(), b"", end=b"\r\n")
    assert log.secret("CLIENT_RANDOM", RANDOM) == MASTER


def test_a_secret_of_a_wrong_size_does_not_stand_for_the_right_one() -> None:
    wrong = [line("CLIENT_TRAFFIC_SECRET_0", MASTER[:size]) for size in (1, 31, 33)] + [
        line("CLIENT_RANDOM", MASTER[:32])
    ]
    log = read(*wrong, line("CLIENT_TRAFFIC_SECRET_0", MASTER), line("CLIENT_RANDOM", MASTER))
    assert log.secret("CLIENT_TRAFFIC_SECRET_0", RANDOM) == MASTER
    assert log.secret("CLIENT_RANDOM", RANDOM) == MASTER
    assert log.left == 4


def test_a_log_above_another_learns_on_its_own() -> None:
    log = read(line("CLIENT_RANDOM", MASTER))
    other = log.above()
    other.add(line("CLIENT_RANDOM", MASTER, bytes(32)))
    assert (len(log), len(other)) == (1, 2)


@given(st.binary(max_size=300))
def test_anything_is_counted_or_left(data: bytes) -> None:
    log = read(data)
    assert len(log) + log.left <= data.count(b"\n") + 1
    assert MASTER.hex() not in repr(read(line("CLIENT_RANDOM", MASTER)))
