"""The files of a folder, as they look from time to time, to those that nobody writes to any more."""

import fcntl
import os
import re
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from inventory.capture.folder import Listed
from inventory.capture.reader import is_whole

PATIENCE = 10  # times the usual wait after which a file is taken for finished although it ends in a cut
MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = ("nfs", "cifs", "smb")
_NUMBERS = re.compile(r"\d+")


class _Seen(msgspec.Struct):
    """What is known of a file as it looks now."""

    looks: tuple[int, int, int]
    since: float  # when it began to look so, on the monotonic clock
    whole: bool | None = None  # not known yet


class Rotation:
    """Tells which files are finished: unchanged for `settle` seconds, open for writing nowhere, and whole or followed.

    A file is followed when another one of its series changed after it: the names differ in their numbers alone, as
    those of tcpdump and dumpcap do. One that is neither is finished after PATIENCE times as long. Where it cannot be
    seen who has a file open (those of other users, network file systems), the other signs have to do.
    """

    def __init__(self, settle: float, progress: Callable[[int], None] | None = None) -> None:
        """Begin; `progress` is called while a file is read to tell whether it is whole."""
        self._settle, self._progress = settle, progress
        self._seen: dict[str, _Seen] = {}
        self._last: dict[str, tuple[int, int, str]] = {}  # the latest change in each series
        self._now = 0.0
        self._begun = False

    def look(self, files: Iterable[Listed]) -> None:
        """Take in what all files of the folder look like now."""
        self._now = time.monotonic()
        # What was there before the watch began is as old as it says; later a clock of another machine, as file systems
        # on a network have it, is not needed.
        wall = 0 if self._begun else time.time_ns()
        seen, self._last = self._seen, {}
        self._seen = {}
        for file in files:
            known = seen.get(file.name)
            if known is None or known.looks != file.looks:
                known = _Seen(file.looks, self._now - max(wall - file.modified, 0) / 1e9)
            self._seen[file.name] = known
            series = _series(file)
            self._last[series] = max(self._last.get(series, (0, 0, "")), file.moment)
        self._begun = True

    def age(self, file: Listed) -> float:
        """Return for how many seconds a file has looked as it does."""
        return self._now - self._seen[file.name].since

    def is_finished(self, file: Listed, *, wary: bool = False) -> bool:
        """Tell whether a file is finished; `wary` of one that was taken for finished before, and was not."""
        age = self.age(file)
        if age < self._settle or is_written(file.path):
            return False
        if self._last[_series(file)] > file.moment or age >= PATIENCE * self._settle:
            return True
        return not wary and self._is_whole(file)

    def _is_whole(self, file: Listed) -> bool:
        seen = self._seen[file.name]
        if seen.whole is None:
            seen.whole = file.size > 0 and is_whole(file.path, self._progress)
        return seen.whole


def is_written(path: Path) -> bool:
    """Tell whether some process has a file open for writing; False also where that cannot be seen.

    Linux grants a lease for reading only on a file that nobody writes to (fcntl(2)), to its owner. On file systems of
    other machines it is refused for other reasons as well.
    """
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Who opens it in this very moment waits until the lease is given back; the signal about that is ignored.
        fcntl.fcntl(number, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(number, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(number, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return not _is_remote(os.fstat(number).st_dev)
    except (OSError, AttributeError):  # another user's file, another kind of file system, another system
        return False
    finally:
        os.close(number)
    return False


def _is_remote(device: int) -> bool:
    """Tell whether a file system is that of another machine, by its device number (proc(5), mountinfo)."""
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = [line.split(" ") for line in MOUNTS.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return True
    return any(mount[2] == number and mount[mount.index("-") + 1].startswith(_REMOTE) for mount in mounts)


def _series(file: Listed) -> str:
    """Return what the names of files have in common that one program writes one after the other."""
    return _NUMBERS.sub("", file.name)
