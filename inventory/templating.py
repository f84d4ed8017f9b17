"""Lines that name requests to the template of each, in memory that does not grow with their number.

Templates follow from the whole input, so what is to be printed waits in a temporary file that has no name: for each
block of lines what they asked, each once, and for each line eight bytes. In memory stay a block of lines, the paths
within the limits of `ROOM`, and four bytes for each path that was ever told apart.
"""

import contextlib
import json
import pickle
import sys
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

import msgspec

from inventory import capture, endpoints, observe
from inventory.errors import UsageError
from inventory.model.corrections import Correction
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.observations import Observation, Repeated

LINE_LIMIT = 1024 * 1024  # bytes of one line
BLOCK_SIZE = 1024 * 1024  # bytes of the lines that are looked at together
TARGET_LIMIT = 16_384  # characters of a path that are looked at
FIELD_LIMIT = 1_024  # … and of a host, a method and a content type
ROOM = endpoints.Room(served=10_000, unserved=4_000, services=2)  # for the methods and paths of all lines

Asked = tuple[str, str]  # method and host as the line gives them
Answer = tuple[str, str, str | None]  # these and the template


class _Request(msgspec.Struct, gc=False):
    """One line."""

    method: str
    host: str
    path: str
    status: int | None = None
    content_type: str | None = None


_decode = msgspec.json.Decoder(_Request).decode
_Seen = tuple[str, str, str, int | None, str | None]


def templates(path: Path, corrections: Iterable[Correction] = ()) -> Iterator[Answer]:
    """Yield method, host and template for each request in a file of JSON lines, in its order.

    The template is None where the request is no API call. Raises UsageError for a line that is no request, for a file
    that cannot be read and where there is no room for a temporary one.
    """
    gatherer = endpoints.Gatherer(path.name, ROOM)
    with _spool() as spool:
        for requests in _blocks(path):
            with _naming("the temporary file", "point TMPDIR to a folder with room for it"):
                _put(spool, requests, gatherer)
        found = {
            (host, one.method, way): one.template
            for one in endpoints.infer(gatherer.sightings(), corrections=corrections)
            if one.state in ("api", "rejected")
            for host in one.authorities
            for way in one.paths
        }
        names = [found.get(key) for key in gatherer.found()]
        spool.seek(0)
        yield from _taken(spool, names)


def _spool() -> BinaryIO:
    with _naming("the temporary file", "point TMPDIR to a folder that can be written to"):
        return tempfile.TemporaryFile(prefix="inventory-")


def _put(spool: BinaryIO, requests: list[_Request], gatherer: endpoints.Gatherer) -> None:
    """Count the requests of a block, and write down what they asked and which places they count for."""
    asked: dict[Asked, int] = {}
    seen: dict[_Seen, int] = {}
    which, lines = array("I"), array("I")
    for one in requests:
        which.append(asked.setdefault((one.method, one.host), len(asked)))
        lines.append(seen.setdefault((one.method, one.host, one.path, one.status, one.content_type), len(seen)))
    counts = [0] * len(seen)
    for line in lines:
        counts[line] += 1
    numbers = [
        gatherer.add_many(Repeated(_observed(one), 0, [0] * count, [0] * count))
        for one, count in zip(seen, counts, strict=True)
    ]
    places = array("I", [numbers[line] for line in lines])
    pickle.dump((list(asked), which.tobytes(), places.tobytes()), spool, pickle.HIGHEST_PROTOCOL)


def _taken(spool: BinaryIO, names: list[str | None]) -> Iterator[Answer]:
    """Yield what `_put` wrote, with the template of each place."""
    while True:
        try:
            asked, which, places = pickle.load(spool)  # noqa: S301 - this process wrote it, and nobody else can
        except EOFError:
            return
        for one, place in zip(array("I", which), array("I", places), strict=True):
            yield *asked[one], names[place]


def _observed(seen: _Seen) -> Observation:
    method, host, path, status, content_type = seen
    return observe.observe(
        Exchange(
            method=method[:FIELD_LIMIT].upper(),
            scheme="https",
            authority=host[:FIELD_LIMIT],
            target=path[:TARGET_LIMIT],
            http_version="1.1",
            status=status,
            place=Place(0),
            response_fields=Fields((("content-type", (content_type or "")[:FIELD_LIMIT]),)),
        )
    )


# -- lines -------------------------------------------------------------------------------------------------------------


def _blocks(path: Path) -> Iterator[list[_Request]]:
    """Yield the requests of a file, some lines at a time."""
    with (
        _naming(str(path), "give a file of JSON lines"),
        _opened(path) as file,
    ):
        number, rest = 1, b""
        while data := file.read1(BLOCK_SIZE):  # what is there: while it waits for more, a signal can end it
            *lines, rest = (rest + data).split(b"\n")
            yield list(_requests(path, lines, number))
            number += len(lines)
            if len(rest) > LINE_LIMIT:
                raise _no_request(path, number, f"it is longer than {LINE_LIMIT:,} bytes")
        yield list(_requests(path, [rest], number))


def _opened(path: Path) -> BufferedReader:
    return open(sys.stdin.fileno(), "rb", closefd=False) if path == capture.STDIN else path.open("rb")


def _requests(path: Path, lines: Iterable[bytes], first: int) -> Iterator[_Request]:
    for number, line in enumerate(lines, first):
        try:
            yield _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            if line.strip():
                yield _odd(path, line, number)


def _odd(path: Path, line: bytes, number: int) -> _Request:
    """Read a line whose text is no proper Unicode, as paths from attackers often are not."""
    try:
        return msgspec.convert(json.loads(line.decode("utf-8", "replace")), _Request)
    except (msgspec.ValidationError, ValueError, RecursionError) as problem:
        raise _no_request(path, number, str(problem)) from problem


def _no_request(path: Path, number: int, reason: str) -> UsageError:
    hint = "each line is an object with method, host, path, status and content_type"
    return UsageError(f"{path}: line {number} is no request: {reason}", hint=hint)


@contextlib.contextmanager
def _naming(name: str, hint: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise UsageError(f"{name}: {problem.strerror}", hint=hint) from problem
