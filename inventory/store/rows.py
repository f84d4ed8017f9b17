"""Values that are kept whole to the JSON text of their column, and back."""

from collections.abc import Iterable
from itertools import chain, pairwise

import msgspec

from inventory.errors import StoreError
from inventory.model.endpoints import PathParameter
from inventory.model.evidence import EVIDENCE_LIMIT, Evidence
from inventory.model.lengths import Lengths, Range
from inventory.model.observations import Tally
from inventory.model.outcomes import Outcome
from inventory.model.shape_sums import ShapeKey
from inventory.model.shapes import Part, Shape
from inventory.model.traffic import HOUR, LATENCIES, STEPS, Latencies, Times, merge_times


class _Place(msgspec.Struct, array_like=True, gc=False):
    """One piece of evidence without its capture, whose row has the name."""

    time: int
    frame: int
    stream: int


_encoder = msgspec.json.Encoder()
_places = msgspec.json.Decoder(list[_Place])
_parameters = msgspec.json.Decoder(tuple[PathParameter, ...])
_texts = msgspec.json.Decoder(tuple[str, ...])
_outcomes = msgspec.json.Decoder(tuple[Outcome, ...])
_parts = msgspec.json.Decoder(tuple[Part, ...])
_lengths = msgspec.json.Decoder(tuple[Range, ...])
_numbers = msgspec.json.Decoder(tuple[int, ...])


def dump_evidence(evidence: Iterable[Evidence]) -> str:
    """Write the oldest few as `[[time, frame, stream], …]`."""
    oldest = sorted(evidence)[:EVIDENCE_LIMIT]
    return _encoder.encode([(found.time, found.frame, found.stream) for found in oldest]).decode()


def load_evidence(text: str, capture: str) -> tuple[Evidence, ...]:
    """Read what `dump_evidence` wrote, for the capture of that name.

    Raises: StoreError when the text is not that.
    """
    try:
        places = _places.decode(text)
    except msgspec.DecodeError as problem:
        raise _damaged("evidence") from problem
    return tuple([Evidence(place.time, capture, place.frame, place.stream) for place in places])


def dump_parameters(parameters: Iterable[PathParameter]) -> str:
    """Write the parameters of a template as a list of objects."""
    return _encoder.encode(list(parameters)).decode()


def load_parameters(text: str) -> tuple[PathParameter, ...]:
    """Read what `dump_parameters` wrote.

    Raises: StoreError when the text is not that.
    """
    try:
        return _parameters.decode(text)
    except msgspec.DecodeError as problem:
        raise _damaged("path parameters") from problem


def dump_texts(texts: Iterable[str]) -> str:
    """Write some texts as a list."""
    return _encoder.encode(list(texts)).decode()


def load_texts(text: str, what: str) -> tuple[str, ...]:
    """Read what `dump_texts` wrote; `what` is the name of that in plain words.

    Raises: StoreError when the text is not that.
    """
    try:
        return _texts.decode(text)
    except msgspec.DecodeError as problem:
        raise _damaged(what) from problem


def dump_lengths(lengths: Lengths) -> str:
    """Write the ranges of a path as `[[least, greatest], …]`."""
    return _encoder.encode(lengths).decode()


def load_lengths(text: str, path: str) -> Lengths:
    """Read what `dump_lengths` wrote for a redacted path.

    Raises: StoreError when the text is not that, or does not fit the path.
    """
    try:
        found = _lengths.decode(text)
    except msgspec.DecodeError as problem:
        raise _damaged("lengths of values") from problem
    if len(found) != path.count("{"):
        raise _damaged("lengths of values")
    return found


def tally_of(
    key: tuple[int, str, str], counts: tuple[int, int, int], written: tuple[str, str, str], name: str
) -> Tally:
    """Return the tally of a row of the capture of that name.

    `key` are its status, kind and outcome, `counts` its count, first and last time, and `written` what `dump_evidence`,
    `dump_times` and `dump_latencies` wrote.
    Raises: StoreError when they are not that.
    """
    evidence, times, latencies = written
    return Tally(*key, *counts, load_evidence(evidence, name), load_times(times), load_latencies(latencies))


def dump_times(times: Times) -> str:
    """Write `[hours in a step, hours from 1970 to the first, exchanges, steps to the next, exchanges, …]`."""
    steps = merge_times((times,))
    if not steps:
        return "[]"
    length, first, count = steps[0]
    following = [((begin - before) // length, next_count) for (_, before, _), (_, begin, next_count) in pairwise(steps)]
    return _encoder.encode([length // HOUR, first // HOUR, count, *chain.from_iterable(following)]).decode()


def load_times(text: str) -> Times:
    """Read what `dump_times` wrote.

    Raises: StoreError when the text is not that.
    """
    numbers = _read_numbers(text, "times")
    if not numbers:
        return ()
    length = numbers[0] * HOUR
    if length not in STEPS or len(numbers) < 3 or len(numbers) % 2 == 0 or min(numbers) < 0:
        raise _damaged("times")
    begin, found = numbers[1] * HOUR, []
    for number, count in zip((0, *numbers[3::2]), numbers[2::2], strict=True):
        begin += number * length
        found.append((length, begin, count))
    return tuple(found)


def dump_latencies(latencies: Latencies) -> str:
    """Write `[step, exchanges, step, exchanges, …]`."""
    return _encoder.encode(list(chain.from_iterable(sorted(latencies)))).decode()


def load_latencies(text: str) -> Latencies:
    """Read what `dump_latencies` wrote.

    Raises: StoreError when the text is not that.
    """
    numbers = _read_numbers(text, "latencies")
    if len(numbers) % 2 or not all(0 <= step < len(LATENCIES) for step in numbers[::2]):
        raise _damaged("latencies")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _read_numbers(text: str, what: str) -> tuple[int, ...]:
    try:
        return _numbers.decode(text)
    except msgspec.DecodeError as problem:
        raise _damaged(what) from problem


def dump_parts(parts: tuple[Part, ...]) -> str:
    """Write the parts of a shape as `[[pointer, [[kind, count, least, greatest, formats, words], …]], …]`."""
    return _encoder.encode(parts).decode()


def shape_of(key: ShapeKey, counts: tuple[int, int, int, int], parts: str) -> Shape:
    """Return the shape of a row: `counts` are of its values, cut, unreadable, malformed; `dump_parts` wrote `parts`.

    Raises: StoreError when the text is not that.
    """
    try:
        return Shape(*key, counts[0], _parts.decode(parts), *counts[1:])
    except msgspec.DecodeError as problem:
        raise _damaged("shapes of bodies") from problem


def dump_outcomes(outcomes: Iterable[Outcome]) -> str:
    """Write what came of judging as a list of objects, evidence without its capture, whose row has the name."""
    nameless = [_seen_in(one, "") for one in outcomes]
    return _encoder.encode(nameless).decode()


def load_outcomes(text: str, capture: str) -> tuple[Outcome, ...]:
    """Read what `dump_outcomes` wrote, for the capture of that name.

    Raises: StoreError when the text is not that.
    """
    try:
        return tuple(_seen_in(one, capture) for one in _outcomes.decode(text))
    except msgspec.DecodeError as problem:
        raise _damaged("outcomes") from problem


def _seen_in(outcome: Outcome, capture: str) -> Outcome:
    evidence = tuple(msgspec.structs.replace(one, capture=capture) for one in outcome.evidence)
    return msgspec.structs.replace(outcome, evidence=evidence)


def _damaged(what: str) -> StoreError:
    return StoreError(
        f"the database is damaged: it has {what} that cannot be read",
        hint="restore a copy of it, or scan the captures into a new one",
    )
