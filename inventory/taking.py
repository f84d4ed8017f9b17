"""One file of a folder that is watched to what is to be stored of it."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inventory import capture, pipeline
from inventory.capture import Listed
from inventory.decode import KeyLog
from inventory.errors import CaptureError, InventoryError
from inventory.model.load import MEMORY
from inventory.model.text import printable
from inventory.model.watching import Watched
from inventory.scanning import Progress
from inventory.store import Store

if TYPE_CHECKING:
    from inventory.validating import Validator


class How(msgspec.Struct, frozen=True):
    """How the captures of a folder are read."""

    settle: float  # seconds for which a finished file has not changed
    keys: KeyLog
    memory: int = MEMORY  # megabytes
    validator: "Validator | None" = None
    leave: tuple[Path, ...] = ()  # files of the folder that are none of those that are watched
    owing: bool = False  # what is added has to be told to those who are notified
    progress: Progress | None = None


class Taken(msgspec.Struct, frozen=True):
    """A file that was read."""

    file: Listed
    found: pipeline.Read
    size: int  # bytes of it that were read


class TornError(Exception):
    """A file was overwritten while it was read: the beginning of one capture with the end of another."""


def read_file(store: Store, file: Listed, before: Watched | None, how: How) -> Taken:
    """Read one file; where it begins with all that was read of it `before`, to take the place of that.

    Raises CaptureError when it cannot be read, caused by an OSError where that may be over soon; TornError; and
    StoreError.
    """
    try:
        pipeline.learn(how.keys)
        if before is not None and _has_grown(file, before):
            scanned = pipeline.scan(file.path, how.progress, how.keys, how.memory, validator=how.validator)
            found = pipeline.Read(scanned.summary.digest, scanned, before.digest)
        else:
            found = pipeline.read_for(store, file.path, how.progress, how.keys, how.memory, validator=how.validator)
        return Taken(file, found, _size_read(file, found))
    except (InventoryError, TornError):
        raise
    except OSError as problem:
        name = printable(str(file.path))
        raise CaptureError(f"{name}: {problem.strerror or problem}", hint="check its permissions") from problem
    except Exception as problem:
        raise CaptureError(
            f"{printable(str(file.path))}: a {type(problem).__name__} ended the reading",
            hint="please report it, with the file if you can",
        ) from problem


def _has_grown(file: Listed, before: Watched) -> bool:
    """Tell whether a file begins with what was read of it before; rings write other content under the same name."""
    longer = bool(before.digest) and file.size > before.size
    return longer and capture.digest(file.path, before.size) == before.digest


def _size_read(file: Listed, found: pipeline.Read) -> int:
    """Return how many bytes of a file were read, which may have changed meanwhile; raises TornError."""
    try:
        now = capture.looks_of(file.path.stat())
    except FileNotFoundError:  # it was open, and could be read to its end
        return file.size
    if now == file.looks or now[2] != file.inode:  # what was renamed to this name is another file
        return file.size
    size = found.scanned.summary.size if found.scanned is not None else file.size
    if capture.digest(file.path, size) != found.digest:
        raise TornError
    return size
