"""One capture to packets or exchanges, whatever its format."""

import hashlib
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from inventory import plugins
from inventory.capture import foreign
from inventory.capture.columns import CHUNK_SIZE, LEAST_CHUNK
from inventory.capture.finding import STDIN
from inventory.capture.opening import HEAD_SIZE, Opened, first_bytes
from inventory.errors import CaptureError
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange
from inventory.model.packets import PacketBatch, Secrets

Item = PacketBatch | Secrets | Exchange | Anomaly


class Format(Protocol):
    """What a plug-in in `formats/` offers."""

    def recognises(self, head: bytes) -> bool:
        """Tell a file of this format by its first bytes."""

    def read(self, stream: BinaryIO, chunk: int) -> Iterator[Item]:
        """Yield everything in the opened bytes, of which about `chunk` are read at once.

        Raises CaptureError for what cannot be read at all.
        """


class Reading:
    """A capture that is being read; iterate over it once."""

    def __init__(self, stream: "Hashed", source: Opened, name: str, form: Format, chunk: int) -> None:
        self._stream, self._source, self._form, self._chunk = stream, source, form, chunk
        self.format = name

    def __iter__(self) -> Iterator[Item]:
        """Yield what the capture holds, in its order."""
        truncated = False
        for item in self._form.read(cast("BinaryIO", io.BufferedReader(self._stream, 1 << 20)), self._chunk):
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

    def __init__(self, head: bytes, source: io.RawIOBase, *, hashed: bool) -> None:
        super().__init__()
        self._head, self._source, self._hashed = head, source, hashed
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
        if self._hashed:
            self.hash.update(buffer[:count])
        return count


@contextmanager
def read(path: Path, *, hashed: bool = True, room: float = 1.0) -> Iterator[Reading]:
    """Open a capture (`-` is standard input) and find out its format by its first bytes.

    One that is not to be `hashed` has no digest in the end. `room` is the part of the usual memory that may be used.
    Raises CaptureError with a message that names the file, also while the result is iterated over in the context.
    """
    with naming(path), _raw(path) as raw:
        source = Opened(raw)
        head = first_bytes(source, HEAD_SIZE)
        name, form = _recognise(head)
        chunk = max(int(CHUNK_SIZE * room), LEAST_CHUNK)
        yield Reading(Hashed(head, source, hashed=hashed), source, name, form, chunk)


def digest(path: Path) -> str:
    """Return the SHA-256 of a capture's opened content, hexadecimal: what it is known by."""
    with naming(path), _raw(path) as raw:
        return hashlib.file_digest(io.BufferedReader(Opened(raw), 1 << 20), "sha256").hexdigest()


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
            yield raw
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
