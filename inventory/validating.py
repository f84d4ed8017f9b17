"""Exchanges to how their bodies and parameters break what descriptions declare for them, while a capture is read.

Nothing of a value stays: an outcome has the place in the schema, how often, and where in the capture.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from inventory import drift, observe
from inventory.drift import Mounted
from inventory.model.contents import FORMS, base_type
from inventory.model.evidence import EVIDENCE_LIMIT, Evidence
from inventory.model.exchanges import Exchange, Fields
from inventory.model.observations import Observation, Repeated, Sighting
from inventory.model.operations import Description, Server
from inventory.model.outcomes import CAPTURE_OUTCOMES_LIMIT, OUTCOMES_LIMIT, Outcome, OutcomeKey, merge_outcomes, rank
from inventory.model.statuses import is_accepted
from inventory.model.violations import Violation
from inventory.openapi.judging import Judge
from inventory.openapi.judging.serialization import Values, query_of

REMEMBERED_SIZE = 4_096  # bytes of a body, or characters of a target, of which what came of it is remembered
MEMORY_LIMIT = 16 * 1024 * 1024  # bytes of all that is remembered, roughly
ITEM_COST = 512  # bytes that something remembered counts for besides its own

_PARAMETER = re.compile(r"\{([^{}/]+)\}")
_NOTHING = Fields()

_Key = tuple[str, str, str]  # service, method, redacted path
_Found = tuple[Violation, ...]
_Message = tuple[int, str, str]  # status, role and media type


class Validator(msgspec.Struct, frozen=True):
    """What to judge by; it may be sent to another process."""

    descriptions: tuple[Description, ...]
    servers: tuple[Server, ...] = ()

    @property
    def digests(self) -> tuple[str, ...]:
        """The descriptions, each by what it says."""
        return tuple(sorted({one.digest for one in self.descriptions}))


class _Place(NamedTuple):
    """Where in a capture an exchange stands."""

    time: int
    frame: int
    stream: int


class _Carried(NamedTuple):
    """What one exchange carried."""

    target: str  # in any form
    request_fields: Fields
    response_fields: Fields
    request: bytes
    response: bytes
    status: int
    place: _Place


class Validation:
    """Judges the exchanges of one capture, or of a share of its connections; `capture` is what evidence names it by."""

    def __init__(self, validator: Validator, capture: str) -> None:
        self._capture = capture
        self._mounted = drift.OperationsAt(validator.descriptions, validator.servers, observe.redact_path)
        self._judges = {one.digest: Judge(one, observe.redact_member) for one in validator.descriptions}
        self._operations: dict[tuple[int, str], _Operation] = {}  # the descriptions keep what has these ids
        self._memory = _Memory()
        self._counts: dict[_Key, dict[OutcomeKey, _Count]] = {}
        self._held = 0  # outcomes
        self._beyond: bytes | None = None  # the least rank of a path that has none

    def add(self, exchange: Exchange, observation: Observation) -> None:
        """Judge what one exchange carried, unless not all of it is there."""
        operation = self._operation(observation)
        if operation is not None:
            place = exchange.place
            request = b"" if exchange.request_cut else exchange.request_content
            response = b"" if exchange.response_cut else exchange.response_content
            fields = exchange.request_fields, exchange.response_fields
            self._judge(
                operation,
                observation,
                _Carried(
                    exchange.target, *fields, request, response, observation.status,
                    _Place(place.time, place.frame, place.stream),
                ),
            )  # fmt: skip

    def add_many(self, repeated: Repeated) -> None:
        """Judge what several exchanges with the same observation carried."""
        found, observation = repeated.exchanges, repeated.observation
        operation = self._operation(observation)
        if operation is None or found is None:
            return
        columns = found.targets, found.asking, found.answering, found.frames, found.times, found.heads
        for target, request, response, frame, time, heads in zip(*columns, strict=True):
            place, fields = _Place(time, frame, found.stream), (heads.request_fields, heads.response_fields)
            self._judge(operation, observation, _Carried(target, *fields, request, response, observation.status, place))

    def attached(self, sightings: Iterable[Sighting]) -> Iterator[Sighting]:
        """Yield sightings with what came of judging them."""
        self._leave()
        for one in sightings:
            counts = self._counts.get((one.service, one.method, one.path))
            yield msgspec.structs.replace(one, outcomes=self._outcomes(counts)) if counts else one

    @property
    def strained(self) -> bool:
        """Tell whether not all paths keep what came of judging them."""
        return self._beyond is not None

    @property
    def unusable(self) -> tuple[str, ...]:
        """The schemas that nothing could be judged by, each with why, in one line."""
        found = {f"{one.schema}: {one.reason}" for judge in self._judges.values() for one in judge.unusable}
        return tuple(sorted(found))

    def _operation(self, observation: Observation) -> "_Operation | None":
        if observation.kind != "api" or not observation.status:
            return None
        mounted = self._mounted.find(observation.service, observation.method, observation.path)
        if mounted is None:
            return None
        key = id(mounted.operation), mounted.template
        if key not in self._operations:
            judge = self._judges[mounted.description.digest]
            self._operations[key] = _Operation(mounted, judge, self._memory)
        return self._operations[key]

    def _judge(self, operation: "_Operation", observation: Observation, carried: _Carried) -> None:
        key = observation.service, observation.method, observation.path
        for message, found in operation.judged(carried):
            self._count(key, (*operation.told, *message), found, carried.place)

    def _count(self, key: _Key, told: tuple[str, str, int, str, str], found: _Found, place: _Place) -> None:
        counts = self._counts.get(key)
        if counts is None:
            if self._beyond is not None and _rank(key) >= self._beyond:
                return
            counts = self._counts[key] = {}
        before = len(counts)
        for violation in (None, *dict.fromkeys(found)):
            count = counts.get((*told, violation))
            if count is None:
                count = counts[*told, violation] = _Count()
            count.add(place, is_evidence=violation is not None)
        self._held += len(counts) - before
        if self._held > 2 * CAPTURE_OUTCOMES_LIMIT or len(counts) > 4 * OUTCOMES_LIMIT:
            self._leave()

    def _leave(self) -> None:
        """Leave the outcomes beyond the limit of each path, then the paths with the greatest rank.

        Those that stay were never left before, as there are only ever more of them.
        """
        for key, counts in self._counts.items():
            if len(counts) > OUTCOMES_LIMIT:
                ranked = sorted(counts, key=lambda one: (one[5] is not None, rank(one)))
                self._counts[key] = {one: counts[one] for one in ranked[:OUTCOMES_LIMIT]}
        self._held = sum(map(len, self._counts.values()))
        if self._held <= CAPTURE_OUTCOMES_LIMIT:
            return
        paths, self._held = sorted(self._counts, key=_rank), 0
        for number, key in enumerate(paths):
            if self._held + len(self._counts[key]) > CAPTURE_OUTCOMES_LIMIT:
                self._beyond = _rank(key)
                self._counts = {one: self._counts[one] for one in paths[:number]}
                return
            self._held += len(self._counts[key])

    def _outcomes(self, counts: Mapping[OutcomeKey, "_Count"]) -> tuple[Outcome, ...]:
        return merge_outcomes(
            Outcome(*key, one.count, one.first, one.last, _evidence(one.places, self._capture))
            for key, one in counts.items()
        )


class _Count:
    """An outcome while it grows."""

    __slots__ = ("count", "first", "last", "places")

    def __init__(self) -> None:
        self.count, self.first, self.last = 0, 0, 0
        self.places: list[_Place] = []  # the oldest few

    def add(self, place: _Place, *, is_evidence: bool) -> None:
        """Count one more."""
        self.count += 1
        time = place.time
        if time and (time < self.first or not self.first):
            self.first = time
        self.last = max(self.last, time)
        if is_evidence and (len(self.places) < EVIDENCE_LIMIT or place < self.places[-1]):
            self.places = sorted([*self.places, place])[:EVIDENCE_LIMIT]


class _Memory:
    """What came of values, all together within a limit: whatever is asked again is worked out once."""

    def __init__(self) -> None:
        self._known: dict[Hashable, _Found | None] = {}
        self._size = 0

    def get(self, key: Hashable, size: int, make: Callable[[], _Found | None]) -> _Found | None:
        """Return what was made for a key, or make it; what is large is made each time."""
        if key in self._known:
            return self._known[key]
        made = make()
        if size <= REMEMBERED_SIZE:
            if self._size > MEMORY_LIMIT:
                self._known.clear()
                self._size = 0
            self._known[key] = made
            self._size += size + ITEM_COST
        return made


class _Operation:
    """Judges what exchanges with one operation carried."""

    def __init__(self, mounted: Mounted, judge: Judge, memory: _Memory) -> None:
        self._operation, self._judge, self._memory = mounted.operation, judge, memory
        self.told = mounted.description.digest, f"{mounted.operation.method} {mounted.operation.path}"
        self._pattern, self._names = _pattern(mounted.template), _PARAMETER.findall(mounted.template)
        locations = {one.location for one in mounted.operation.parameters if one.schema is not None}
        self._has_parameters = bool(locations)
        self._reads_fields = not locations.isdisjoint({"header", "cookie"})

    def judged(self, carried: _Carried) -> Iterator[tuple[_Message, _Found]]:
        """Yield how each thing that could be judged breaks its schema; () for what does not."""
        status = carried.status
        if carried.response:
            yield from self._body(status, "response", carried.response_fields.get("content-type"), carried.response)
        if is_accepted(status):
            if carried.request:
                yield from self._body(status, "request", carried.request_fields.get("content-type"), carried.request)
            if self._has_parameters:
                fields = carried.request_fields if self._reads_fields else _NOTHING
                yield (status, "parameters", ""), self._parameters(carried.target, fields)

    def _body(self, status: int, role: str, field: str, content: bytes) -> Iterator[tuple[_Message, _Found]]:
        message = status, role, base_type(field)
        key = self, message, field, content
        found = self._memory.get(key, len(content), lambda: self._found(message, field, content))
        if found is not None:
            yield message, found

    def _found(self, message: _Message, field: str, content: bytes) -> _Found | None:
        """Judge a body; None where it has no schema, or is beyond what is read, as its shape tells."""
        status, role, media_type = message
        if not self._judge.judges(self._operation, role, status, media_type):
            return None
        try:
            value = observe.form_values(field, content) if media_type in FORMS else observe.json_value(content)
            return self._judge.violations(self._operation, role, status, media_type, value)
        except (ValueError, RecursionError):
            if media_type in FORMS or not observe.is_malformed(content):
                return None
            return self._judge.malformed(self._operation, role, status, media_type)

    def _parameters(self, target: str, fields: Fields) -> _Found:
        def judged() -> _Found:
            return self._judge.parameters(self._operation, self._values(target, fields))

        return self._memory.get((self, target, fields), len(target), judged) or ()

    def _values(self, target: str, fields: Fields) -> Values:
        path, _, query = target.partition("#")[0].partition("?")
        match = self._pattern.search(path) if self._pattern is not None else None
        return Values(
            path=dict(zip(self._names, match.groups(), strict=True)) if match is not None else {},
            query=query_of(query),
            fields=fields.combined,
            cookies=dict(observe.cookies_of(fields)) if "cookie" in fields else {},
        )


def _pattern(template: str) -> re.Pattern[str] | None:
    """Return what finds the values of parameters at the end of a path; None where several stand in one segment.

    A base path may be written in several ways, and a prefix of it may have been taken away before.
    """
    segments = template.strip("/").split("/")
    if any(segment.count("{") > 1 for segment in segments) or "{" not in template:
        return None
    return re.compile("/".join(_PARAMETER.sub("([^/]*)", _escaped(segment)) for segment in segments) + r"/?\Z")


def _escaped(segment: str) -> str:
    """Escape a segment of a template for a pattern, all but its parameter."""
    return "".join(part if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^{}]*\})", segment))


def _rank(key: _Key) -> bytes:
    """Return what decides which paths stay where there are too many."""
    return blake2b(" ".join(key).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _evidence(places: Iterable[_Place], capture: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(place.time, capture, place.frame, place.stream) for place in places)
