"""A folder that others write captures to, to the files in it and below, and what they look like."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from inventory.capture.reader import naming

FILES_LIMIT = 100_000  # files that are listed: the newest
DEPTH_LIMIT = 16  # folders in each other
# What programs call a file that they have not finished, or by which they keep others away.
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".lock", ".lck", "~")
_INODES = (1 << 63) - 1  # databases know no larger numbers


class Listed(msgspec.Struct, frozen=True):
    """A regular file."""

    place: str
    name: str  # below the folder; bytes that are no UTF-8 are written as `\\udcff`, and a backslash doubled
    size: int  # bytes
    modified: int  # nanoseconds since 1970, by the clock of the file system
    inode: int

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.place)

    @property
    def looks(self) -> tuple[int, int, int]:
        """What changes when its content does."""
        return self.size, self.modified, self.inode

    @property
    def moment(self) -> tuple[int, int, str]:
        """When it changed last; of files of the same moment, the one with the greater number is later."""
        return self.modified, len(self.name), self.name


class Listing(msgspec.Struct, frozen=True):
    """What stands in a folder."""

    files: tuple[Listed, ...]  # by the time of their last change
    beyond: int = 0  # files that are too many, and left
    closed: tuple[str, ...] = ()  # folders in it that cannot be read


def listing(folder: Path, leave: Iterable[Path] = ()) -> Listing:
    """List the regular files in a folder and below, the newest FILES_LIMIT of them.

    Links are not followed. Hidden files, those that are named as unfinished, and what is to be left are passed over.
    Raises CaptureError when the folder cannot be read.
    """
    closed, count, kept = list[str](), 0, list[Listed]()
    left = frozenset(map(str, leave))
    with naming(folder):
        for file in _files(str(folder), "", closed, DEPTH_LIMIT):
            if file.place in left:
                continue
            count += 1
            kept.append(file)
            if len(kept) >= 2 * FILES_LIMIT:
                kept = _newest(kept)
    kept = _newest(kept)
    return Listing(tuple(kept), count - len(kept), tuple(closed))


def _newest(files: list[Listed]) -> list[Listed]:
    """Return the newest files, by the time of their last change."""
    return sorted(files, key=lambda file: file.moment)[-FILES_LIMIT:]


def looks_of(found: os.stat_result) -> tuple[int, int, int]:
    """Return size, time of the last change and inode of a file, as `Listed` has them."""
    return found.st_size, found.st_mtime_ns, found.st_ino & _INODES


def text_of(path: str) -> str:
    """Return a path as text that any database keeps, another one for each path."""
    return path.replace("\\", "\\\\").encode("utf-8", "backslashreplace").decode()


def _files(folder: str, below: str, closed: list[str], depth: int) -> Iterator[Listed]:
    """Yield the files of a folder, whose names begin with where it is `below` the one that is listed."""
    try:
        entries = list(os.scandir(folder))
    except OSError as problem:
        if not below:
            raise
        if not isinstance(problem, FileNotFoundError):
            closed.append(folder)
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
            continue
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:  # it has gone meanwhile
            continue
        name = text_of(entry.name)
        if stat.S_ISREG(found.st_mode):
            yield Listed(entry.path, f"{below}{name}", *looks_of(found))
        elif stat.S_ISDIR(found.st_mode) and depth:
            yield from _files(entry.path, f"{below}{name}/", closed, depth - 1)
