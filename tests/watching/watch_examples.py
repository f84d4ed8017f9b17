"""Small captures to write into a folder, and a watcher of it."""

import os
import struct
from functools import cache
from pathlib import Path

from program import SAMPLES

from inventory.decode import KeyLog
from inventory.store import Store
from inventory.taking import How
from inventory.watching import Event, Watcher

HEADER = 24


@cache
def records() -> tuple[bytes, ...]:
    """Return the file header of a sample, and each of its records."""
    data = (SAMPLES / "shop" / "capture.pcap").read_bytes()
    found, at = [data[:HEADER]], HEADER
    while at < len(data):
        size = 16 + struct.unpack_from("<I", data, at + 8)[0]
        found.append(data[at : at + size])
        at += size
    return tuple(found)


def pcap(first: int, end: int) -> bytes:
    """Return a capture of some packets of the sample."""
    return records()[0] + b"".join(records()[1 + first : 1 + end])


class Watched:
    """A folder, and who watches it; `settle` is 0, so that what is there is finished unless somebody has it open."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self._times = 0
        self.restart()

    def restart(self, **how: object) -> None:
        self.watcher = Watcher(self.store, self.folder, How(settle=0, keys=KeyLog(), **how))  # type: ignore[arg-type]

    def write(self, name: str, content: bytes) -> Path:
        """Write a file, in place if it is there; it is later than all that were written before."""
        path = self.folder / name
        with path.open("r+b" if path.exists() else "wb") as file:
            file.truncate(0)
            file.write(content)
        return self.touch(path)

    def touch(self, path: Path) -> Path:
        self._times += 1
        os.utime(path, ns=(0, 1_800_000_000 * 10**9 + self._times))
        return path

    def look(self) -> list[Event]:
        return list(self.watcher.round())

    def became(self) -> list[tuple[str, str]]:
        """Look, and return what became of files."""
        return [(event.name, event.became.value) for event in self.look()]


def scanned(*contents: bytes, folder: Path) -> Store:
    """Return the inventory of captures that were scanned one after the other, by their contents."""
    from inventory import pipeline  # noqa: PLC0415 - takes a while to import

    store = Store.open(":memory:", create=True)
    for content in contents:
        path = folder / "scanned.pcap"
        path.write_bytes(content)
        pipeline.add(store, path)
    return store


def shows(store: Store) -> object:
    """Return what an inventory holds, but for the names of captures."""
    digests = sorted((one.digest, one.packets) for one in store.captures())
    endpoints = sorted((*one.key, one.state, one.count, one.first_seen, one.last_seen) for one in store.endpoints())
    return digests, endpoints
