"""Key log files to the secrets in them, read once, or followed while programs write to them."""

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from inventory import capture
from inventory.decode import KeyLog
from inventory.errors import UsageError
from inventory.model.text import printable

KEY_LOG_LIMIT = 256 * 1024 * 1024  # bytes of one file
KEY_LOG_START = 1024 * 1024  # bytes of a file that grows by which it is told whether it is a key log


def read(files: Iterable[Path]) -> KeyLog:
    """Read NSS key log files; raises UsageError for one that cannot be read or holds no secret."""
    keys = KeyLog()
    for path in files:
        before = len(keys)
        with _naming(path), path.open("rb") as file:
            keys.add(file.read(KEY_LOG_LIMIT))
        _refuse_without_secret(path, len(keys) - before, keys.left)
    return keys


def follow(files: Iterable[Path], absent: Callable[[Path], None]) -> KeyLog:
    """Read NSS key log files to which programs write while a capture is read: they are followed then.

    One that is not there yet is waited for, and `absent` is told of it. Raises UsageError for one that cannot be read,
    is no file, or holds lines and no secret.
    """
    followed = []
    for path in files:
        start = KeyLog()
        start.add(_first_lines(path, absent))
        _refuse_without_secret(path, len(start), start.left)
        followed.append(capture.Followed(path))
    keys = KeyLog(*(one.read for one in followed))
    learn(keys)
    return keys


def learn(keys: KeyLog) -> None:
    """Learn all that was added to key logs that grow, up to the limit of one file."""
    for _ in range(KEY_LOG_LIMIT // capture.READ_LIMIT):
        if not keys.look():
            break


def _first_lines(path: Path, absent: Callable[[Path], None]) -> bytes:
    """Return what stands at the beginning of a key log that grows."""
    with _naming(path):
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # a pipe would make its reader wait
                raise UsageError(f"{printable(str(path))}: is no file", hint="give the file that programs write to")
            with path.open("rb") as file:
                return file.read(KEY_LOG_START).rpartition(b"\n")[0]
        except FileNotFoundError:
            absent(path)
            return b""


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Put the name of a key log in front of what is wrong with it."""
    try:
        yield
    except OSError as problem:
        raise UsageError(f"{printable(str(path))}: {problem.strerror}", hint="give a key log file") from problem


def _refuse_without_secret(path: Path, known: int, left: int) -> None:
    if left and not known:
        hint = "a line reads `CLIENT_RANDOM <64 hexadecimal digits> <96 hexadecimal digits>`"
        raise UsageError(f"{printable(str(path))}: holds no secret in NSS key log format", hint=hint)
