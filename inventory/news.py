"""An inventory before and after to what of it is worth telling: endpoints that are new, or findings."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date

import msgspec

from inventory import pipeline, rules
from inventory.errors import NothingToJudgeError
from inventory.model.captures import CaptureSummary
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.history import Snapshot, changes
from inventory.model.observations import Sighting
from inventory.model.operations import Description, Server
from inventory.model.watching import Message
from inventory.store import Store


class Judging(msgspec.Struct, frozen=True):
    """What traffic is compared with, and what is accepted."""

    descriptions: tuple[Description, ...]
    servers: tuple[Server, ...]
    acceptance: rules.Acceptance


class New(msgspec.Struct, frozen=True):
    """What was not there before."""

    endpoints: tuple[Endpoint, ...] = ()  # of APIs
    findings: tuple[Finding, ...] = ()  # that nobody accepts


class Reader:
    """Tells what is new in an inventory since it was last asked; `untold` captures count as not added yet."""

    def __init__(
        self, store: Store, judging: Judging | None, today: Callable[[], date], untold: Collection[str] = ()
    ) -> None:
        """Read what is there; `today` is asked whenever waivers may have ended. Raises StoreError."""
        self._store, self._judging, self._today = store, judging, today
        self._snapshot, findings = self._before(untold) if untold else self._now()
        self._known = {one.fingerprint for one in findings}  # also what was found, is gone, and may come again
        self._next = self._snapshot, findings

    def read(self) -> New:
        """Return what is new, again and again until `told` is called; raises StoreError."""
        self._next = self._now()
        snapshot, findings = self._next
        fresh = changes(self._snapshot, snapshot).new
        return New(fresh, tuple(one for one in findings if one.fingerprint not in self._known))

    def told(self) -> None:
        """Take what was last returned for told."""
        self._snapshot, findings = self._next
        self._known.update(one.fingerprint for one in findings)

    def _now(self) -> tuple[Snapshot, tuple[Finding, ...]]:
        snapshot = _of_apis(self._store.snapshot())
        if self._judging is None:
            return snapshot, ()
        return snapshot, self._judge(self._judging, self._store.sightings(), self._store.captures())

    def _before(self, untold: Collection[str]) -> tuple[Snapshot, tuple[Finding, ...]]:
        """Return what there was without some captures, as if they had not been added."""
        captures = [one for one in self._store.captures() if one.digest not in untold]
        sightings = [sighting for one in captures for sighting in self._store.shown(one.digest)]
        endpoints = pipeline.infer(sightings, self._store.corrections())
        findings = self._judge(self._judging, sightings, captures) if self._judging is not None else ()
        return _of_apis(Snapshot(endpoints, {})), findings

    def _judge(
        self, judging: Judging, sightings: Iterable[Sighting], captures: Iterable[CaptureSummary]
    ) -> tuple[Finding, ...]:
        """Return the findings that nobody accepts; none where there is nothing to judge."""
        coverage = [fate for one in captures for fate in one.coverage]
        try:
            corrections = self._store.corrections()
            judged = pipeline.judge(sightings, judging.descriptions, judging.servers, corrections, coverage)
        except NothingToJudgeError:
            return ()
        acceptance = msgspec.structs.replace(judging.acceptance, today=self._today())
        accepted = pipeline.accept(judged, acceptance)
        return tuple(one for one in accepted.findings if not one.waiver and one.state != "known")


def _of_apis(snapshot: Snapshot) -> Snapshot:
    """Leave out pages, files and what was only probed: what becomes part of an API is new then."""
    return Snapshot(tuple(one for one in snapshot.endpoints if one.state == "api"), snapshot.former)


def about_findings(findings: Collection[Finding]) -> Message:
    """Return what is sent of new findings: how many of which rule, and no name out of a capture."""
    found = Counter((one.rule, one.severity) for one in findings)
    order = list(Severity)
    lines = [
        f"{count:,} {rule} ({severity.value}): {rules.all_rules()[rule].title}"
        for (rule, severity), count in sorted(
            found.items(), key=lambda item: (order.index(item[0][1]), -item[1], item[0][0])
        )
    ]
    services = f"On {_some(len({one.service for one in findings}), 'service')}."
    return Message(f"inventory: {_some(len(findings), 'new finding')}", "\n".join((*lines, services)))


def about_endpoints(endpoints: Collection[Endpoint]) -> Message:
    """Return what is sent of new endpoints: how many, and no name out of a capture."""
    count = _some(len(endpoints), "new endpoint")
    services = _some(len({one.service for one in endpoints}), "service")
    return Message(f"inventory: {count}", f"{count} on {services}.\n`inventory endpoints` lists all.")


def _some(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
