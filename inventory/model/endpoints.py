"""Observed endpoints: method + authority + path template, with why the template is what it is."""

from collections.abc import Iterable

import msgspec

from inventory.model.observations import Name, Tallied, Tally
from inventory.model.outcomes import Outcome
from inventory.model.shapes import Shape

_KINDS = ("api", "page", "asset", "preflight", "tunnel", "ambiguous")  # strongest first
_STATES = {
    "rejected": "rejected",
    "refused": "refused",
    "moved": "moved",
    "failed": "failed",
    "unanswered": "unanswered",
    "absent": "probed",
}


class PathParameter(msgspec.Struct, frozen=True):
    """One `{parameter}` of a template, and the evidence that made it one."""

    name: str
    segment: int  # index of the path segment it stands in, from 0
    type: str  # "integer", "uuid", … or "string"
    reason: str  # "declared", "value-shape", "varies", …: see `inventory.endpoints`
    evidence: str  # one sentence with figures
    min_length: int | None = None  # digits of an integer (no sign), characters of any other value …
    max_length: int | None = None  # … that was served; None where the type tells it, or nothing does


class Endpoint(Tallied, msgspec.Struct, frozen=True):
    """One endpoint and everything that was observed on it.

    `state` is the strongest that its exchanges show: "api", "page", "asset", "preflight", "tunnel", "ambiguous"
    (perhaps smuggled), "rejected" (only 400), "refused" (only 401, 403 or 407), "moved" (only permanent redirects),
    "failed" (only gateway errors), "unanswered", or "probed" (only answers that say there is nothing).
    """

    service: str
    method: str
    template: str
    state: str
    parameters: tuple[PathParameter, ...]
    paths: tuple[str, ...]  # the redacted paths that make it up, sorted
    tallies: tuple[Tally, ...]
    names: tuple[Name, ...]
    hosts: tuple[str, ...] = ()  # that it was observed on, sorted, where the service is a pattern of several
    shapes: tuple[Shape, ...] = ()  # by status, role and media type
    outcomes: tuple[Outcome, ...] = ()  # of declared operations: where bodies and parameters were judged in full

    @property
    def authorities(self) -> tuple[str, ...]:
        """The services as they were observed."""
        return self.hosts or (self.service,)

    @property
    def key(self) -> tuple[str, str, str]:
        """What no other endpoint shares: service, method and template."""
        return self.service, self.method, self.template


def state_of(tallies: Iterable[Tally]) -> str:
    """Return the strongest state that tallies show; see `Endpoint.state`."""
    seen = {(tally.kind, tally.outcome) for tally in tallies}
    served = [kind for kind in _KINDS if (kind, "served") in seen]
    outcomes = {outcome for _, outcome in seen}
    return served[0] if served else next((_STATES[name] for name in _STATES if name in outcomes), "unanswered")
