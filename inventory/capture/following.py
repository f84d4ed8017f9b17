"""A file that other programs append to, to the lines that came since it was last looked at."""

import os
import stat
from pathlib import Path

READ_LIMIT = 4_194_304  # bytes that one look reads
LINE_LIMIT = 65_536  # bytes of a line that has no end yet
MARK_SIZE = 64  # bytes before the place where reading goes on, by which it is known that this is the same log


class Followed:
    """Reads on where it stopped; a file that is not there, or cannot be read, has nothing to say for the moment.

    One that was replaced, cut or written anew is read again from its beginning. Between two looks no file is open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] = ()  # what the file was like when all of it had been read
        self._offset = 0  # of what is read next
        self._mark = b""  # what stands before it
        self._line = b""  # the beginning of a line

    def read(self, *, last: bool = False) -> bytes:
        """Return lines that were added, of READ_LIMIT bytes at most; at the `last` look also one that has no end."""
        added = self._added()
        found = self._line + added
        end = len(found) if last else found.rfind(b"\n") + 1
        if len(found) - end > LINE_LIMIT:  # no line of any key log
            end = len(found)
        self._line = found[end:]
        return found[:end]

    def _added(self) -> bytes:
        try:
            if _looks(self._path.stat()) == self._seen:
                return b""
            # A pipe that somebody has put there does not make it wait.
            number = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError):
            return b""
        try:
            return self._read(number)
        except OSError:
            return b""
        finally:
            os.close(number)

    def _read(self, number: int) -> bytes:
        """Read on in an open file."""
        state = os.fstat(number)
        if not stat.S_ISREG(state.st_mode):
            return b""
        before = os.pread(number, len(self._mark), self._offset - len(self._mark))
        if before != self._mark:  # another file, or other content
            self._offset, self._mark, self._line = 0, b"", b""
        data = os.pread(number, READ_LIMIT, self._offset)
        self._offset += len(data)
        self._mark = (self._mark + data)[-MARK_SIZE:]
        self._seen = _looks(state) if self._offset >= state.st_size else ()
        return data


def _looks(state: os.stat_result) -> tuple[int, ...]:
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns
