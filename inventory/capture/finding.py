"""What the user names to the capture files that are meant."""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

from inventory import plugins
from inventory.capture.opening import HEAD_SIZE, Opened
from inventory.errors import CaptureError

STDIN = Path("-")


def find(paths: Iterable[Path]) -> list[Path]:
    """Return the captures that files, folders and patterns stand for, each once, in a stable order.

    A folder stands for every capture in it and below, told by the first bytes; hidden files are left. A file that is
    named is always returned, whatever it is. Raises CaptureError for what does not exist and for a folder without
    captures.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for capture in _expand(path):
            found.setdefault(capture.absolute() if capture == STDIN else capture.resolve(), capture)
    return list(found.values())


def _expand(path: Path) -> Iterator[Path]:
    try:
        if path == STDIN:
            yield path
        elif path.is_dir():
            yield from _captures(path)
        elif path.is_symlink() or path.exists():
            yield path
        else:
            yield from _matches(path)
    except OSError as problem:
        raise CaptureError(f"{path}: {problem.strerror or problem}", hint="check the path") from problem


def _captures(folder: Path) -> list[Path]:
    captures = [file for file in sorted(folder.rglob("*")) if _is_capture(file, folder)]
    if not captures:
        raise CaptureError(f"no captures in {folder}", hint="give a folder with pcap, pcapng or HAR files")
    return captures


def _matches(pattern: Path) -> Iterator[Path]:
    matches = sorted(glob.glob(str(pattern), recursive=True))  # noqa: PTH207 - patterns may be absolute
    if not matches:
        hint = "check the path; folders and patterns such as 'day-*.pcap' are welcome"
        raise CaptureError(f"{pattern} does not exist", hint=hint)
    for match in matches:
        yield from _expand(Path(match))


def _is_capture(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    if hidden or not file.is_file():
        return False
    try:
        with file.open("rb") as raw:
            head = Opened(raw).read(HEAD_SIZE)
    except (OSError, CaptureError):
        return False
    formats = plugins.load("inventory.capture.formats")
    name = next((name for name, module in formats.items() if module.recognises(head)), "")
    # Many files are JSON; a HAR speaks of its log from the start.
    return bool(name) and (name != "har" or b'"log"' in head.replace(b"\x00", b""))
