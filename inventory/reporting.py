"""A stored inventory and descriptions to the value that a report is a function of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from inventory import changes, pipeline
from inventory.changes import Seen
from inventory.errors import NothingToJudgeError
from inventory.model.dividing import until
from inventory.model.endpoints import Endpoint
from inventory.model.explanations import Explanation
from inventory.model.findings import Finding
from inventory.model.growth import FindingChanges, Growth, ToldFinding
from inventory.model.history import Former, Key, Snapshot
from inventory.model.inventories import Excerpt, Inventory
from inventory.model.judged import Judged
from inventory.model.observations import Sighting, merge_sightings
from inventory.model.operations import Description, Server
from inventory.model.periods import EVERYTHING, NOTHING, Period, Point, Share, shares
from inventory.rules import Acceptance
from inventory.store import Store

EXPLAINED_LIMIT = 200  # endpoints that are few: to explain one takes about 10 ms
ATTEMPTS = 3  # to read captures of which none is replaced meanwhile


class Question(NamedTuple):
    """What a report is to tell."""

    acceptance: Acceptance
    descriptions: Sequence[Description] = ()
    servers: tuple[Server, ...] = ()
    period: Period = Period()  # without `since` nothing is told of changes
    silence: int = changes.SILENCE  # nanoseconds after which an endpoint that comes back woke up
    explain: bool | None = False  # why templates are what they are; None for yes, where they are few


class Answer(NamedTuple):
    """What a report tells, and what of it the next one of its name has to know."""

    inventory: Inventory
    told: tuple[ToldFinding, ...] | None = None  # None where nothing was judged


def inventory(store: Store, question: Question, told: Sequence[ToldFinding] | None = None) -> Answer:
    """Return what an inventory holds, what changed in it, and what is found next to descriptions if there are any.

    `told` are the findings that the last report of the same name told; without them those count that there were when
    the period began.
    """
    evidence = _Evidence(store, question)
    snapshot = evidence.snapshot()
    judged, notices = _judged(evidence)
    value = Inventory(
        endpoints=snapshot.endpoints,
        captures=tuple(one.capture for one in evidence.shares),
        former=snapshot.former,
        explanations=evidence.explanations(snapshot.endpoints),
        judged=judged,
        excerpts=_excerpts(question.descriptions, judged),
        at=question.period.until,
        notices=(*notices, *_limits_at(evidence.shares, question.period.until)),
    )
    if question.period.since is None:
        return Answer(value)
    growth, known = _growth(value, evidence, question.period.since, told)
    return Answer(msgspec.structs.replace(value, growth=growth), known)


def endpoints_at(store: Store, period: Period) -> tuple[Endpoint, ...]:
    """Return the endpoints as they were when a period ended."""
    return _Evidence(store, Question(Acceptance(date.min), period=period)).snapshot().endpoints


def judged_at(store: Store, question: Question) -> Judged:
    """Return what was found when a period ended; raises NothingToJudgeError when there is nothing to judge."""
    return _Evidence(store, question).judged()


class _Evidence:
    """What captures show of the period that a report is about, and before it."""

    def __init__(self, store: Store, question: Question) -> None:
        self._store = store
        self.question = question
        for _ in range(ATTEMPTS):
            self.shares = shares(store.captures(), question.period)
            self.seen = self._read()
            if {one.capture.digest for one in self.shares} <= {one.digest for one in store.captures()}:
                break  # else a live capture has grown meanwhile, and is another one now

    def _read(self) -> Seen:
        """Read what captures show, as far as the question needs that."""
        if self.question.period == Period():
            needed = self.question.descriptions or self.question.explain
            return Seen((), self._store.sightings() if needed else ())
        return Seen(
            self._store.shown_by([one.capture.digest for one in self.shares if one.is_before]),
            self._store.shown_by([one.capture.digest for one in self.shares if one.is_within]),
            [(one, self._store.shown(one.capture.digest)) for one in self.shares if one.is_divided],
        )

    def snapshot(self) -> Snapshot:
        """Return the endpoints as they are, or as they were from what was there when the period ended."""
        if self.question.period.until is None:
            return self._store.snapshot(with_shapes=True)
        return Snapshot(pipeline.infer(self._until_end(), self._store.corrections()), {})

    def explanations(self, endpoints: Iterable[Endpoint]) -> dict[Key, tuple[Explanation, ...]]:
        """Return why the templates of API endpoints are what they are, if that is asked."""
        api = [one for one in endpoints if one.state == "api"]
        wanted = self.question.explain
        if wanted is False or (wanted is None and len(api) > EXPLAINED_LIMIT):
            return {}
        seen = self._until_end() or self._store.sightings()
        return {one.key: whys for one, whys in pipeline.explain_seen(seen, self._store.corrections(), api)}

    def _until_end(self) -> tuple[Sighting, ...]:
        """Return what was seen until the period ended; of a capture that goes over it what it showed by then."""
        parts = [one for share, shown in self.seen.divided for one in until(shown, share.until)]
        return merge_sightings([*self.seen.before, *self.seen.within, *parts])

    def judged(self) -> Judged:
        """Return what was found when the period ended; raises NothingToJudgeError.

        Captures that go over its end count as a whole: rules weigh exchanges with a name against those without, which
        holds for whole captures alone. What began later is left out.
        """
        divided = (one for _, shown in self.seen.divided for one in shown)
        sightings = merge_sightings([*self.seen.before, *self.seen.within, *divided])
        return self._judge(sightings, self.shares, self.question.period.until)

    def judged_before(self, since: Point) -> Judged:
        """Return what was found when the period began; raises NothingToJudgeError."""
        began = [one for one in self.shares if one.before != NOTHING]
        divided = (one for share, shown in self.seen.divided if share.before != NOTHING for one in shown)
        return self._judge(merge_sightings([*self.seen.before, *divided]), began, since)

    def _judge(self, sightings: Iterable[Sighting], found: Iterable[Share], at: Point | None) -> Judged:
        question = self.question
        coverage = [fate for one in found for fate in one.capture.coverage]
        corrections = self._store.corrections()
        judged = pipeline.judge(sightings, question.descriptions, question.servers, corrections, coverage)
        if at is not None and at.known is None:
            findings = tuple(one for one in judged.findings if one.first_seen <= at.end)
            judged = msgspec.structs.replace(judged, findings=findings)
        return pipeline.accept(judged, question.acceptance)


def _judged(evidence: _Evidence) -> tuple[Judged | None, tuple[str, ...]]:
    """Return what is found next to descriptions, or why there is nothing to judge."""
    if not evidence.question.descriptions:
        return None, ()
    try:
        return evidence.judged(), ()
    except NothingToJudgeError as problem:
        return None, (f"there are no findings: {problem.message}",)


def _excerpts(descriptions: Iterable[Description], judged: Judged | None) -> tuple[Excerpt, ...]:
    if judged is None:
        return ()
    from inventory import openapi  # noqa: PLC0415 - takes a while to import, and a report without findings needs none

    return openapi.excerpts(descriptions, (one.spec for one in judged.findings if one.spec is not None))


def _growth(
    value: Inventory, evidence: _Evidence, since: Point, told: Sequence[ToldFinding] | None
) -> tuple[Growth, tuple[ToldFinding, ...] | None]:
    """Return what changed in the period, and the findings that the next report has to know."""
    period, found = evidence.question.period, evidence.shares
    api = changes.sides(value.api, evidence.seen)
    services = changes.activities(api)
    compared = None
    if value.judged is not None:
        then = _renamed(told, value.former) if told is not None else _earlier(value.judged, evidence, since)
        compared = changes.compare_findings(value.judged.findings, then, services, since.end)
    growth = Growth(
        period,
        captures_before=sum(one.is_before for one in found),
        captures_until=sum(one.until == EVERYTHING for one in found),
        endpoints=changes.compare(api, services, max(evidence.question.silence, _length(period, found))),
        findings=compared.changes if compared is not None else FindingChanges(),
        notices=tuple(_limits(found, since)),
    )
    return growth, compared.told if compared is not None else None


def _length(period: Period, found: Iterable[Share]) -> int:
    """Return how long a period is, in nanoseconds; without an end it lasts until the last exchange."""
    ends = [period.until.end] if period.until is not None else [one.capture.last_seen for one in found]
    begin = period.since.end if period.since is not None else 0
    return max(ends, default=begin) - begin


def _earlier(judged: Judged, evidence: _Evidence, since: Point) -> Iterator[ToldFinding]:
    """Yield what was found when the period began, under the templates that there are now."""
    try:
        then = evidence.judged_before(since)
    except NothingToJudgeError:
        return
    owners = {
        (host, one.method, path): one.key
        for one in _undocumented(judged)
        for host in one.authorities
        for path in one.paths
    }
    moved = {
        one.key: owners.get((one.authorities[0], one.method, one.paths[0]), one.key) for one in _undocumented(then)
    }
    for finding in then.findings:
        service, _, path = moved.get(_subject(finding), _subject(finding))
        yield ToldFinding.of(msgspec.structs.replace(finding, service=service, path=path))


def _undocumented(judged: Judged) -> Iterator[Endpoint]:
    return (one.endpoint for one in judged.comparison.undocumented)


def _subject(finding: Finding) -> Key:
    return finding.service, finding.method, finding.path


def _renamed(told: Iterable[ToldFinding], former: Mapping[Key, tuple[Former, ...]]) -> Iterator[ToldFinding]:
    """Yield what was told, under the templates that there are now."""
    renamed = {
        (service, method, was.template): template
        for (service, method, template), formerly in former.items()
        for was in formerly
    }
    for one in told:
        path = renamed.get((one.service, one.method, one.path))
        yield one if path is None else one.at(path)


def _limits(found: Sequence[Share], since: Point) -> Iterator[str]:
    """Yield what limits the comparison."""
    if since.known is not None and not since.made_at:
        yield "no report of that name was made before: this is everything since the beginning"
    elif not any(one.before != one.until for one in found):
        yield "no capture holds anything since then"
    divided = sum(one.before not in (NOTHING, one.until) for one in found)
    if divided:
        what = (
            "1 capture goes over the point: its" if divided == 1 else f"{divided:,} captures go over the point: their"
        )
        yield f"{what} exchanges are divided by their hours, and names and bodies count for neither side"
    undated = sum(not one.capture.last_seen for one in found)
    if undated and since.known is None:
        what = (
            "1 capture has no times, and counts" if undated == 1 else f"{undated:,} captures have no times, and count"
        )
        yield f"{what} as before"


def _limits_at(found: Sequence[Share], at: Point | None) -> Iterator[str]:
    """Yield what limits what is told of another time."""
    if at is None:
        return
    if not found:
        yield "no capture began by then"
    divided = sum(one.until != EVERYTHING for one in found)
    if divided:
        what = "1 capture goes over the end: its" if divided == 1 else f"{divided:,} captures go over the end: their"
        yield f"{what} exchanges until then are told by their hours, and no bodies; findings are those of all of it"
