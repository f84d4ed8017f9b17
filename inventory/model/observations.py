"""Observations: the redacted facts that exchanges show, alone and summed up."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

import msgspec

from inventory.model.askers import OTHERS, FullName, beyond, other
from inventory.model.evidence import EVIDENCE_LIMIT, Evidence, earliest, oldest
from inventory.model.exchanges import Place, PlainExchanges
from inventory.model.lengths import Lengths, merge_lengths
from inventory.model.outcomes import Outcome, merge_outcomes
from inventory.model.shape_sums import merge_shapes
from inventory.model.shapes import Shape
from inventory.model.traffic import HOUR, UNKNOWN, Latencies, Times, merge_latencies, merge_times, step_of

_SERVED = frozenset({"served", "rejected"})  # outcomes


def is_served(outcome: str) -> bool:
    """Tell whether something answers on the path of an exchange with this outcome."""
    return outcome in _SERVED


class Observation(msgspec.Struct, frozen=True, gc=False):
    """What one exchange shows, without any value that could be secret.

    `path` is normalised (RFC 3986 section 6) and redacted: words stay, every other value is a placeholder of
    its type, as in `/users/{integer}/orders`. A literal brace is percent-encoded, so it is never taken for one.
    """

    service: str  # authority in lower case, without the default port
    method: str
    path: str
    outcome: str  # see `inventory.observe.outcome`
    kind: str  # "api", "page", "asset", "preflight", "tunnel"
    status: int  # 0 when no response was seen
    place: Place
    names: tuple[tuple[str, str], ...] = ()  # (role, name), see `Name`
    server: str = ""  # address and port that answered; "" where unknown
    lengths: Lengths = ()  # of the values in the path
    client: str = ""  # see `Name`; "" where unknown, as the network
    network: str = ""
    latency: int = UNKNOWN  # see `Exchange`


Pairs = tuple[tuple[str, str], ...]  # names and values


class Values(msgspec.Struct, frozen=True):
    """What exchanges with the same observation carried: to be folded into shapes at once, and never kept.

    Each sequence has those of the exchanges that carried such a thing, in any order.
    """

    request_type: str = ""  # Content-Type as sent
    response_type: str = ""
    requests: Sequence[bytes] = ()  # contents
    responses: Sequence[bytes] = ()
    requests_cut: int = 0  # contents of which not all is there
    responses_cut: int = 0
    queries: Sequence[str] = ()  # as sent
    fields: Sequence[Pairs] = ()  # fields of requests that are of the API itself
    cookies: Sequence[Pairs] = ()  # that prove nothing about who asks


class Repeated(msgspec.Struct, frozen=True):
    """What several exchanges of one connection show alike.

    Of the observation, its place, who asked and the latency say nothing.
    """

    observation: Observation
    stream: int
    frames: Sequence[int]  # of each exchange
    times: Sequence[int]
    latencies: Sequence[int] = ()  # () where all are unknown
    client: str = ""
    network: str = ""
    values: Values | None = None
    exchanges: PlainExchanges | None = None  # themselves


class Tally(msgspec.Struct, frozen=True, gc=False):
    """How often one path was answered in one way."""

    status: int  # 0 when no response was seen
    kind: str
    outcome: str
    count: int
    first_seen: int  # nanoseconds since 1970 (UTC); 0 where unknown
    last_seen: int
    evidence: tuple[Evidence, ...]  # the oldest few
    times: Times = ()  # when they were
    latencies: Latencies = ()  # how long the answers took, as far as that is known

    @property
    def dated(self) -> Times:
        """When they were, as far as that is known; where nobody counted, the first and the last may tell."""
        begin = step_of(self.first_seen, HOUR)
        if not self.times and self.first_seen and begin == step_of(self.last_seen, HOUR):
            return ((HOUR, begin, self.count),)
        return self.times


class Tallied:
    """What is made of tallies: how often it was seen, and when."""

    __slots__ = ()
    tallies: tuple[Tally, ...]

    @property
    def count(self) -> int:
        """Exchanges observed."""
        return sum(tally.count for tally in self.tallies)

    @property
    def first_seen(self) -> int:
        """Nanoseconds since 1970 (UTC); 0 where unknown."""
        return earliest(tally.first_seen for tally in self.tallies)

    @property
    def last_seen(self) -> int:
        """Nanoseconds since 1970 (UTC); 0 where unknown."""
        return max((tally.last_seen for tally in self.tallies), default=0)


class Name(msgspec.Struct, frozen=True, gc=False):
    """How often a name stood in a role.

    Roles are "query" and "form" (names of fields), "request-media-type", "response-media-type", "scheme", "protocol"
    (what is spoken inside of HTTP), "grpc-status", "header" (fields of requests, in lower case), "cookie" (their
    names), "authorization" (the scheme, in lower case), "credentials" ("some" where anything in a request proved who
    asks, else "none"), "sunset" and "deprecation" (what these fields of responses say: a day, or "true"), "client" (the
    product that asks, by its User-Agent, without its version), "network" (of the client's address: "192.0.2.0/24",
    "2001:db8::/48").
    """

    status: int  # of the responses that the count is about; 0 when no response was seen
    role: str
    name: str
    count: int
    last_seen: int = 0  # nanoseconds since 1970 (UTC); 0 where unknown
    evidence: tuple[Evidence, ...] = ()  # the oldest exchange of each capture, the oldest few of these


class Sighting(msgspec.Struct, frozen=True):
    """Everything known about one method on one redacted path of one service, over any number of captures."""

    service: str
    method: str
    path: str
    tallies: tuple[Tally, ...]  # by status and kind
    names: tuple[Name, ...] = ()  # by status, role and name
    lengths: Lengths = ()  # of the values in the path, of exchanges that were served
    shapes: tuple[Shape, ...] = ()  # by status, role and media type
    outcomes: tuple[Outcome, ...] = ()  # where bodies and parameters were judged while they were read

    @property
    def served(self) -> bool:
        """Whether something answered on this path."""
        return any(is_served(tally.outcome) for tally in self.tallies)


def merge_tallies(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """Add up tallies of the same status and kind; the order of the input does not matter."""
    groups: dict[tuple[int, str], list[Tally]] = {}
    for tally in tallies:
        groups.setdefault((tally.status, tally.kind), []).append(tally)
    return tuple(_sum(found) if len(found) > 1 else found[0] for _, found in sorted(groups.items(), key=itemgetter(0)))


def merge_names(names: Iterable[Name]) -> tuple[Name, ...]:
    """Add up names of the same status and role; the order of the input does not matter."""
    merged: dict[FullName, Name] = {}
    for name in names:
        key = (name.status, name.role, name.name)
        merged[key] = _joined(merged[key], name) if key in merged else name
    for key in beyond(merged):
        name = msgspec.structs.replace(merged.pop(key), name=OTHERS)
        merged[other(key)] = _joined(merged[other(key)], name) if other(key) in merged else name
    return tuple(merged[key] for key in sorted(merged))


def merge_sightings(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Add up sightings of the same service, method and path, in the order of those three."""
    groups: dict[tuple[str, str, str], list[Sighting]] = {}
    for sighting in sightings:
        groups.setdefault((sighting.service, sighting.method, sighting.path), []).append(sighting)
    return tuple(
        found[0]
        if len(found) == 1
        else Sighting(
            *key,
            merge_tallies(tally for sighting in found for tally in sighting.tallies),
            merge_names(name for sighting in found for name in sighting.names),
            merge_lengths(sighting.lengths for sighting in found),
            merge_shapes(shape for sighting in found for shape in sighting.shapes),
            merge_outcomes(outcome for sighting in found for outcome in sighting.outcomes),
        )
        for key, found in sorted(groups.items())
    )


def _sum(found: list[Tally]) -> Tally:
    return Tally(
        found[0].status,
        found[0].kind,
        found[0].outcome,
        sum(one.count for one in found),
        earliest(one.first_seen for one in found),
        max(one.last_seen for one in found),
        oldest(evidence for one in found for evidence in one.evidence),
        merge_times(one.times for one in found),
        merge_latencies(one.latencies for one in found),
    )


def _joined(one: Name, other: Name) -> Name:
    first: dict[str, Evidence] = {}
    for evidence in sorted((*one.evidence, *other.evidence)):
        first.setdefault(evidence.capture, evidence)
    return Name(
        one.status,
        one.role,
        one.name,
        one.count + other.count,
        max(one.last_seen, other.last_seen),
        tuple(first.values())[:EVIDENCE_LIMIT],
    )
