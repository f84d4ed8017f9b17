"""One capture to packets or exchanges, whatever its format."""

import hashlib
import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, cast

from inventory import plugins
from inventory.capture import foreign
from inventory.capture.columns import CHUNK_SIZE, LEAST_CHUNK, Memory
from inventory.capture.finding import STDIN
from inventory.capture.opening import HEAD_SIZE, Beginning, Opened, first_bytes
from inventory.errors import CaptureError
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange
from inventory.model.packets import PacketBatch, Secrets

Item = PacketBatch | Secrets | Exchange | Anomaly

WALK_ROOM = 0.2  # part of the usual memory that is used where nothing is kept
_CUTS = frozenset({"truncated-file", "damaged-file", "damaged-record"})


class Format(Protocol):
    """What a plug-in in `formats/` offers."""

    def recognises(self, head: bytes) -> bool:
        """Tell a file of this format by its first bytes."""

    def read(self, stream: BinaryIO, chunk: int, memory: Memory | None) -> Iterator[Item]:
        """Yield everything in the opened bytes, of which about `chunk` are read at once, to the memory if any is given.

        Raises CaptureError for what cannot be read at all.
        """


class _Pieces(NamedTuple):
    """How a file is read."""

    size: int  # bytes at once
    memory: Memory | None


class Reading:
    """A capture that is being read; iterate over it once."""

    def __init__(self, stream: "Hashed", source: Opened, form: tuple[str, Format], pieces: "_Pieces") -> None:
        self._stream, self._source, self._pieces = stream, source, pieces
        self.format, self._form = form

    def __iter__(self) -> Iterator[Item]:
        """Yield what the capture holds, in its order."""
        truncated = False
        buffered = cast("BinaryIO", io.BufferedReader(self._stream, 1 << 20))
        for item in self._form.read(buffered, *self._pieces):
            truncated |= isinstance(item, Anomaly) and item.kind == "truncated-file"
            yield item
        while self._stream.read(1 << 20):  # what follows the last record counts for the digest
            pass
        if self._source.trouble and not truncated:
            message = f"the {self._source.compression} file ends early or is damaged: read as far as it goes"
            yield Anomaly(self._source.trouble, message)

    @property
    def done(self) -> int:
        """Bytes of the file that have been read."""
        return self._source.done

    def digest(self) -> str:
        """Return the SHA-256 of the opened content, hexadecimal; whole once the iteration has ended."""
        return self._stream.hash.hexdigest()


class Hashed(io.RawIOBase):
    """Bytes that are hashed as they are read."""

    def __init__(self, head: bytes, source: io.RawIOBase) -> None:
        super().__init__()
        self._head, self._source = head, source
        self.hash = hashlib.sha256()

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes; 0 at the end."""
        if self._head:
            count = min(len(buffer), len(self._head))
            buffer[:count], self._head = self._head[:count], self._head[count:]
        else:
            count = self._source.readinto(buffer) or 0
        self.hash.update(buffer[:count])
        return count


@contextmanager
def read(path: Path, *, room: float = 1.0, memory: Memory | None = None) -> Iterator[Reading]:
    """Open a capture (`-` is standard input) and find out its format by its first bytes.

    `room` is the part of the usual memory that may be used; packets are read to `memory` where that is given.
    Raises CaptureError with a message that names the file, also while the result is iterated over in the context.
    """
    with naming(path), _raw(path) as raw:
        source = Opened(raw)
        head = first_bytes(source, HEAD_SIZE)
        pieces = _Pieces(max(int(CHUNK_SIZE * room), LEAST_CHUNK), memory)
        yield Reading(Hashed(head, source), source, _recognise(head), pieces)


def digest(path: Path, size: int | None = None) -> str:
    """Return the SHA-256 of a capture's opened content, hexadecimal: what it is known by.

    With a size, of what its first bytes, so many of the file, open to: what it was known by when it had no more.
    Raises CaptureError when it cannot be read.
    """
    with naming(path), _raw(path) as raw:
        source = raw if size is None else cast("BinaryIO", Beginning(raw, size))
        return hashlib.file_digest(io.BufferedReader(Opened(source), 1 << 20), "sha256").hexdigest()


def is_whole(path: Path, progress: Callable[[int], None] | None = None) -> bool:
    """Tell whether a capture is read to an end that is no cut: behind a packet, or what else its format ends with.

    `progress` is told how many bytes of it are done.
    """
    try:
        with read(path, room=WALK_ROOM) as reading:
            for item in reading:
                if isinstance(item, Anomaly) and item.kind in _CUTS:
                    return False
                if progress is not None:
                    progress(reading.done)
    except CaptureError:
        return False
    return True


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Put the file's name in front of what is wrong with it."""
    try:
        yield
    except CaptureError as problem:
        raise CaptureError(f"{path}: {problem.message}", hint=problem.hint) from problem
    except OSError as problem:
        raise CaptureError(
            f"{path}: {problem.strerror or problem}", hint="check the path and its permissions"
        ) from problem


@contextmanager
def _raw(path: Path) -> Iterator[BinaryIO]:
    if path != STDIN:
        with path.open("rb") as raw:
            state = os.fstat(raw.fileno())
            # What is appended meanwhile is left: it would count for the digest without having been read.
            yield cast("BinaryIO", Beginning(raw, state.st_size)) if stat.S_ISREG(state.st_mode) else raw
    elif sys.stdin is None:  # closed by whoever started the program
        raise CaptureError("standard input is closed", hint="give a file, or send a capture to standard input")
    else:
        yield sys.stdin.buffer


def _recognise(head: bytes) -> tuple[str, Format]:
    if not head:
        raise CaptureError("the file is empty", hint="was the capture stopped before it began?")
    for name, module in plugins.load("inventory.capture.formats").items():
        form = cast("Format", module)
        if form.recognises(head):
            return name, form
    if found := foreign.name(head):
        raise CaptureError(f"is a file of {found}, no pcap, pcapng or HAR", hint="convert it: editcap -F pcapng IN OUT")
    raise CaptureError(
        "is no capture in a known format", hint="pcap, pcapng and HAR 1.2 are read, plain or in gzip, bzip2 or zstd"
    )
