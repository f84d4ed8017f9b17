"""Lines of descriptions that somebody points at to these lines and a few around them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from inventory.model.inventories import Excerpt
from inventory.model.operations import Description, SourceLine
from inventory.openapi.folder import SIZE_LIMIT
from inventory.openapi.reader import decode
from inventory.openapi.yaml_reader import UnreadableError

BEFORE, AFTER = 3, 8  # lines that are told around one
LINE_LIMIT = 500  # characters of a line; what is beyond is left out
LINES_LIMIT = 20_000  # of all files together

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as LibYAML counts lines


def excerpts(descriptions: Iterable[Description], wanted: Iterable[SourceLine]) -> tuple[Excerpt, ...]:
    """Return lines around those that are wanted, by file.

    Only files in the folders of the descriptions, and below, are read: what came from other hosts is not fetched again,
    and what cannot be read any more is left out. So are lines beyond `LINES_LIMIT`.
    """
    folders = {Path(one.file).parent.resolve() for one in descriptions}
    numbers: dict[str, set[int]] = defaultdict(set)
    for one in wanted:
        if one.line:
            numbers[one.file].update(range(max(one.line - BEFORE, 1), one.line + AFTER + 1))
    found, room = [], LINES_LIMIT
    for file, lines in _read(numbers, folders):
        told = [(number, lines[number - 1][:LINE_LIMIT]) for number in sorted(numbers[file]) if number <= len(lines)]
        found.append(Excerpt(file, tuple(told[:room])))
        room -= len(found[-1].lines)
    return tuple(one for one in found if one.lines)


def _read(numbers: Mapping[str, set[int]], folders: Iterable[Path]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the files that may be read, with all their lines."""
    for file in sorted(numbers):
        try:
            path = Path(file).resolve()
            if path.is_file() and any(map(path.is_relative_to, folders)):
                with path.open("rb") as opened:
                    yield file, _LINE_END.split(decode(opened.read(SIZE_LIMIT)))
        except (OSError, ValueError, UnreadableError):
            continue  # it has gone since it was read, or was never a file
