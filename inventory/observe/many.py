"""Plain exchanges in columns to observations, each distinct one made once."""

import re
from collections.abc import Iterator

from inventory.model.caching import remember
from inventory.model.exchanges import Exchange, Fields, Place, PlainExchanges, Said
from inventory.model.observations import Observation, Repeated
from inventory.observe.observer import observe

# An identifier that stands alone between slashes tells nothing but its type, and a value in a query tells nothing. With
# a sign that no target has in the place of each, most targets of one endpoint are equal, and need one look together.
_INTEGER = re.compile(r"/[0-9]{3,}(?![^/\n])")  # shorter ones may be versions
_UUID = re.compile(r"/[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![^/\n])")
_VALUE = re.compile(r"=[^&;\n]*")
_ANY_INTEGER, _ANY_UUID = "1000", "00000000-0000-4000-8000-000000000000"


def observe_many(found: PlainExchanges) -> Iterator[Repeated]:
    """Reduce exchanges to their redacted facts, and tell where each of these was seen."""
    paths, queries = _skeletons(found.targets)
    keys = list(zip([heads.said for heads in found.heads], paths, queries, strict=True))
    if keys.count(keys[0]) == len(keys):  # often, as clients ask one thing again and again
        yield Repeated(_observed(*keys[0], found.scheme, found.server), found.stream, found.frames, found.times)
        return
    numbers: dict[tuple[Said, str, str], list[int]] = {}
    for number, key in enumerate(keys):
        numbers.setdefault(key, []).append(number)
    for key, own in numbers.items():
        frames, times = [found.frames[number] for number in own], [found.times[number] for number in own]
        yield Repeated(_observed(*key, found.scheme, found.server), found.stream, frames, times)


def _skeletons(targets: list[str]) -> tuple[list[str], list[str]]:
    """Return paths without their identifiers, and queries without their values."""
    together = "\n".join(targets)
    if "?" in together:
        parts = [target.partition("?") for target in targets]
        paths, queries = "\n".join([part[0] for part in parts]), "\n".join([part[2] for part in parts])
    else:
        paths, queries = together, "\n" * (len(targets) - 1)
    paths = _INTEGER.sub("/\0", paths)
    if "-" in paths:
        paths = _UUID.sub("/\0\0", paths)
    return paths.split("\n"), _VALUE.sub("=", queries).split("\n")


def _observed(said: Said, path: str, query: str, scheme: str, server: str) -> Observation:
    return _facts(f"{path}?{query}", said, scheme, server)


@remember(8_192)
def _facts(target: str, said: Said, scheme: str, server: str) -> Observation:
    method, authority, request_type, status, response_type = said
    path, _, query = target.partition("?")
    target = path.replace("\0\0", _ANY_UUID).replace("\0", _ANY_INTEGER) + "?" + query
    asked, answered = (Fields((("content-type", one),)) if one else Fields() for one in (request_type, response_type))
    return observe(Exchange(method, scheme, authority, target, "1.1", status, Place(0), asked, answered, "", server))
