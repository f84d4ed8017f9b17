"""Plain exchanges in columns to observations, each distinct one made once."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from inventory.model.caching import remember
from inventory.model.exchanges import Exchange, Fields, Place, PlainExchanges, Said
from inventory.model.lengths import both
from inventory.model.observations import Observation, Repeated
from inventory.observe.observer import observe

# An identifier that stands alone between slashes tells nothing but its type and length, and a value in a query tells
# nothing. With a sign that no target has in the place of each, most targets of one endpoint are equal, and need one
# look together: as if the shortest and the longest identifiers had been asked for.
_INTEGER = re.compile(r"/[0-9]{3,}(?![^/\n])")  # shorter ones may be versions
_UUID = re.compile(r"/[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![^/\n])")
_VALUE = re.compile(r"=[^&;\n]*")
_ANY_UUID = "00000000-0000-4000-8000-000000000000"

_Digits = tuple[int, ...]  # how many, of each integer in a path
_Key = tuple[Said, str, str]  # what was said, the path and the query without what differs
_Ends = tuple[str, str]  # scheme and server


def observe_many(found: PlainExchanges) -> Iterator[Repeated]:
    """Reduce exchanges to their redacted facts, and tell where each of these was seen."""
    targets, paths, queries = _skeletons(found.targets)
    keys = list(zip([heads.said for heads in found.heads], paths, queries, strict=True))
    if keys.count(keys[0]) == len(keys):  # often, as clients ask one thing again and again
        yield Repeated(_observed(keys[0], targets, found), found.stream, found.frames, found.times)
        return
    numbers: dict[_Key, list[int]] = {}
    for number, key in enumerate(keys):
        numbers.setdefault(key, []).append(number)
    for key, own in numbers.items():
        frames, times = [found.frames[number] for number in own], [found.times[number] for number in own]
        observation = _observed(key, [targets[number] for number in own], found)
        yield Repeated(observation, found.stream, frames, times)


def _skeletons(targets: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the paths of targets, these without their identifiers, and the queries without their values."""
    together = "\n".join(targets)
    if "?" in together:
        parts = [target.partition("?") for target in targets]
        targets, queries = [part[0] for part in parts], "\n".join([part[2] for part in parts])
        together = "\n".join(targets)
    else:
        queries = "\n" * (len(targets) - 1)
    paths = _INTEGER.sub("/\0", together)
    if "-" in paths:
        paths = _UUID.sub("/\0\0", paths)
    return targets, paths.split("\n"), _VALUE.sub("=", queries).split("\n")


def _observed(key: _Key, targets: Sequence[str], found: PlainExchanges) -> Observation:
    """Observe what exchanges with the same key show, whose paths are `targets`."""
    said, path, query = key
    return _facts(f"{path}?{query}", *_digits(path, targets), said, (found.scheme, found.server))


def _digits(path: str, targets: Sequence[str]) -> tuple[_Digits, _Digits]:
    """Return how many digits the shortest and the longest integer have, for each in paths with the same skeleton."""
    count = path.count("\0") - 2 * path.count("\0\0") if "\0" in path else 0
    if not count:
        return (), ()
    if count == 1:  # often: it alone makes the difference
        sizes = set(map(len, targets))
        rest = len(path.replace("\0\0", _ANY_UUID)) - 1
        return (min(sizes) - rest,), (max(sizes) - rest,)
    segments = path.split("/")
    every, width = "/".join(targets).split("/"), len(segments)  # each target has as many segments
    columns = [every[number::width] for number, segment in enumerate(segments) if segment == "\0"]
    found = [set(map(len, column)) for column in columns]
    return tuple(map(min, found)), tuple(map(max, found))


@remember(8_192)
def _facts(target: str, shortest: _Digits, longest: _Digits, said: Said, ends: _Ends) -> Observation:
    """Observe an exchange with the shortest integers, and take the lengths of one with the longest into account."""
    one = _alone(target, shortest, said, ends)
    if shortest == longest:
        return one
    other = _alone(target, longest, said, ends)
    return msgspec.structs.replace(one, lengths=both(one.lengths, other.lengths))


def _alone(target: str, digits: _Digits, said: Said, ends: _Ends) -> Observation:
    scheme, server = ends
    method, authority, request_type, status, response_type = said
    skeleton, _, query = target.partition("?")
    sizes = iter(digits)
    segments = ["1" * next(sizes) if segment == "\0" else segment for segment in skeleton.split("/")]
    target = "/".join(segments).replace("\0\0", _ANY_UUID) + "?" + query
    asked, answered = (Fields((("content-type", one),)) if one else Fields() for one in (request_type, response_type))
    return observe(Exchange(method, scheme, authority, target, "1.1", status, Place(0), asked, answered, "", server))
