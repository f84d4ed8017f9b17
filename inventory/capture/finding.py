"""What the user names to the capture files that are meant."""

import glob
from collections.abc import Iterable
from pathlib import Path

from inventory import plugins
from inventory.capture.opening import HEAD_SIZE, opened
from inventory.errors import CaptureError

STDIN = Path("-")


def find(paths: Iterable[Path]) -> list[Path]:
    """Return the captures that files, folders and patterns stand for, each once, in a stable order.

    A folder stands for every capture in it and below, told by the first bytes; hidden files are left. A file that is
    named is always returned, whatever it is. Raises CaptureError for what does not exist and for a folder without
    captures.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for capture in _expand(path):
            found[capture] = None
    return list(found)


def _expand(path: Path) -> list[Path]:
    if path == STDIN:
        return [path]
    if path.is_dir():
        captures = [file for file in sorted(path.rglob("*")) if _is_capture(file, path)]
        if not captures:
            raise CaptureError(f"no captures in {path}", hint="give a folder with pcap, pcapng or HAR files")
        return captures
    if path.exists() or path.is_symlink():
        return [path]
    matches = [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207 - patterns may be absolute
    if not matches:
        raise CaptureError(
            f"{path} does not exist", hint="check the path; folders and patterns such as 'day-*.pcap' are welcome"
        )
    return [capture for match in matches for capture in _expand(match)]


def _is_capture(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    if hidden or not file.is_file():
        return False
    try:
        with file.open("rb") as raw, opened(raw) as stream:
            head = stream.read(HEAD_SIZE)
    except (OSError, CaptureError):
        return False
    # Many files are JSON: in a folder only those that are called HAR are taken for one.
    formats = plugins.load("inventory.capture.formats")
    return any(
        module.recognises(head) and (name != "har" or ".har" in file.name.lower()) for name, module in formats.items()
    )
