"""Plain exchanges in columns to observations, each distinct one made once."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from inventory.model.caching import remember
from inventory.model.exchanges import Exchange, Fields, Heads, Place, PlainExchanges, Said
from inventory.model.lengths import both
from inventory.model.observations import Observation, Repeated, Values
from inventory.observe.clients import network
from inventory.observe.fields import Names, Told, told
from inventory.observe.kind import API
from inventory.observe.observer import observe_told

# An identifier that stands alone between slashes tells nothing but its type and length, and a value in a query tells
# nothing. With a sign that no target has in the place of each, most targets of one endpoint are equal, and need one
# look together: as if the shortest and the longest identifiers had been asked for.
_INTEGER = re.compile(r"/[0-9]{3,}(?![^/\n])")  # shorter ones may be versions
_UUID = re.compile(r"/[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![^/\n])")
_VALUE = re.compile(r"=[^&;\n]*")
_ANY_UUID = "00000000-0000-4000-8000-000000000000"

_Digits = tuple[int, ...]  # how many, of each integer in a path
_Ends = tuple[str, str]  # scheme and server


class _Spoken(msgspec.Struct, frozen=True, eq=False):
    """What the heads of exchanges say that have the same observation; it is equal to nothing but itself."""

    said: Said
    names: Names
    credentials: bool


class _Heard(msgspec.Struct, frozen=True, eq=False):
    """The same, and who says it, which makes no observation another one; it is equal to nothing but itself."""

    spoken: _Spoken
    client: str


_Key = tuple[_Heard, str, str]  # what was said, the path and the query without what differs


def observe_many(found: PlainExchanges) -> Iterator[Repeated]:
    """Reduce exchanges to their redacted facts, and tell where each of these was seen."""
    paths, queries, skeletons, names = _skeletons(found.targets)
    keys = list(zip([_heard(heads)[0] for heads in found.heads], skeletons, names, strict=True))
    if keys.count(keys[0]) == len(keys):  # often, as clients ask one thing again and again
        yield _repeated(keys[0], found, paths, queries)
        return
    numbers: dict[_Key, list[int]] = {}
    for number, key in enumerate(keys):
        numbers.setdefault(key, []).append(number)
    for key, own in numbers.items():
        yield _repeated(key, found.some(own), [paths[number] for number in own], [queries[number] for number in own])


def _repeated(key: _Key, found: PlainExchanges, paths: Sequence[str], queries: Sequence[str]) -> Repeated:
    """Observe what exchanges with the same key show."""
    heard, path, query = key
    observation = _facts(f"{path}?{query}", *_digits(path, paths), heard.spoken, (found.scheme, found.server))
    return Repeated(
        observation,
        found.stream,
        found.frames,
        found.times,
        found.latencies,
        client=heard.client,
        network=network(found.client),
        values=_values(found, queries) if observation.kind == API else None,
        exchanges=found,
    )


def _values(found: PlainExchanges, queries: Sequence[str]) -> Values:
    """Return what exchanges of the same media types carried."""
    _, _, asked, _, answered = found.heads[0].said
    told = [known for heads in found.heads if (known := _heard(heads)[1]).has_values]
    return Values(
        asked,
        answered,
        [content for content in found.asking if content],
        [content for content in found.answering if content],
        queries=[query for query in queries if query],
        fields=[known.parameters for known in told if known.parameters],
        cookies=[known.cookies for known in told if known.cookies],
    )


@lru_cache(4_096)
def _heard(heads: Heads) -> tuple[_Heard, Told]:
    known = told(heads.request_fields, heads.response_fields)
    return _by(_spoken(heads.said, known.names, known.credentials), known.client), known


@lru_cache(4_096)
def _by(spoken: _Spoken, client: str) -> _Heard:
    return _Heard(spoken, client)


@lru_cache(4_096)
def _spoken(said: Said, names: Names, credentials: bool) -> _Spoken:
    return _Spoken(said, names, credentials)


def _skeletons(targets: list[str]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the paths and queries of targets; these paths without their identifiers, and queries without values."""
    queries = [""] * len(targets)
    together = "\n".join(targets)
    if "?" in together:
        parts = [target.partition("?") for target in targets]
        targets, queries = [part[0] for part in parts], [part[2] for part in parts]
        together = "\n".join(targets)
    paths = _INTEGER.sub("/\0", together)
    if "-" in paths:
        paths = _UUID.sub("/\0\0", paths)
    return targets, queries, paths.split("\n"), _VALUE.sub("=", "\n".join(queries)).split("\n")


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
def _facts(target: str, shortest: _Digits, longest: _Digits, spoken: _Spoken, ends: _Ends) -> Observation:
    """Observe an exchange with the shortest integers, and take the lengths of one with the longest into account."""
    one = _alone(target, shortest, spoken, ends)
    if shortest == longest:
        return one
    other = _alone(target, longest, spoken, ends)
    return msgspec.structs.replace(one, lengths=both(one.lengths, other.lengths))


def _alone(target: str, digits: _Digits, spoken: _Spoken, ends: _Ends) -> Observation:
    scheme, server = ends
    method, authority, request_type, status, response_type = spoken.said
    skeleton, _, query = target.partition("?")
    sizes = iter(digits)
    segments = ["1" * next(sizes) if segment == "\0" else segment for segment in skeleton.split("/")]
    target = "/".join(segments).replace("\0\0", _ANY_UUID) + "?" + query
    asked, answered = (Fields((("content-type", one),)) if one else Fields() for one in (request_type, response_type))
    exchange = Exchange(method, scheme, authority, target, "1.1", status, Place(0), asked, answered, "", server)
    return observe_told(exchange, Told(spoken.names, spoken.credentials))
