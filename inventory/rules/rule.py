"""What a rule is: a text for people, examples, and a check of a comparison."""

import inspect
from collections.abc import Iterator
from functools import cache

import msgspec

from inventory import plugins
from inventory.model.comparisons import Comparison
from inventory.model.endpoints import Endpoint
from inventory.model.evidence import earliest, oldest
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Tally
from inventory.model.operations import SourceLine
from inventory.model.statuses import NOT_THERE


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A small case.

    What is described is `METHOD /path`, perhaps with `deprecated` behind it, or stands in `paths`, the YAML of a Paths
    Object (OpenAPI 3.1). What is observed is `METHOD /path?query` or `METHOD https://host/path?query`, perhaps with a
    time in front of it, with header fields as `[name: value]` and a JSON body where there are such, perhaps ` -> ` and
    a status behind it, then fields and a body of the response. What is found is `METHOD /path`, with a location behind
    it where the finding has one.
    """

    title: str
    described: tuple[str, ...] = ()
    before: tuple[str, ...] = ()  # what an older description of the same API declares
    paths: str = ""
    components: str = ""  # the YAML of a Components Object beside these paths
    server: str = ""  # of the description; "" for http://api.example
    observed: tuple[str, ...]
    found: tuple[str, ...] = ()


class Rule:
    """One rule; the docstring of a subclass is what people read: a sentence, why it matters, what to do."""

    severity: Severity
    tags: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def __init__(self, name: str) -> None:
        self.name = name

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each thing that is wrong."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """The first sentence of the text."""
        return self.text.partition("\n")[0]

    @property
    def text(self) -> str:
        """The whole text, as Markdown."""
        return inspect.cleandoc(type(self).__doc__ or "")

    def finding(
        self,
        endpoint: Endpoint,
        tallies: tuple[Tally, ...],
        message: str,
        spec: SourceLine | None,
        confidence: str = "high",
        *,
        severity: Severity | None = None,
        location: str | None = None,
        count: int | None = None,
        total: int = 0,
        verdict: str = "",
    ) -> Finding:
        """Make a finding about an endpoint; `tallies` are the observations all of which show it.

        `count` tells how many exchanges show it where others do so as well, of which it is not known which they are.
        """
        return Finding(
            rule=self.name,
            severity=severity or self.severity,
            confidence=confidence,
            tags=self.tags,
            service=endpoint.service,
            method=endpoint.method,
            path=endpoint.template,
            location=location,
            message=message,
            count=sum(tally.count for tally in tallies) if count is None else count,
            first_seen=earliest(tally.first_seen for tally in tallies),
            last_seen=max((tally.last_seen for tally in tallies), default=0),
            evidence=oldest(one for tally in tallies for one in tally.evidence),
            spec=spec,
            hosts=endpoint.hosts,
            total=total,
            verdict=verdict,
        )


@cache
def all_rules() -> dict[str, Rule]:
    """Return all rules by name."""
    return {name: _rule(name, vars(module)) for name, module in plugins.load("inventory.rules.catalogue").items()}


def used(tallies: tuple[Tally, ...]) -> tuple[Tally, ...]:
    """Return the observations that show somebody using what is there."""
    return tuple(tally for tally in tallies if tally.status not in NOT_THERE and tally.kind != "preflight")


def served(tallies: tuple[Tally, ...]) -> tuple[Tally, ...]:
    """Return the observations that show that something is there."""
    return tuple(
        tally
        for tally in tallies
        if tally.outcome == "served" and tally.kind not in ("preflight", "tunnel", "ambiguous")
    )


def answers(tallies: tuple[Tally, ...]) -> str:
    """Tell how often what was answered: "200 (7), 404 (1)"."""
    counts: dict[int, int] = {}
    for tally in tallies:
        counts[tally.status] = counts.get(tally.status, 0) + tally.count
    return ", ".join(f"{status or 'no response'} ({count:,})" for status, count in sorted(counts.items()))


def times(count: int) -> str:
    """Write a number of exchanges: "1 exchange", "1,204 exchanges"."""
    return f"{count:,} exchange" + ("" if count == 1 else "s")


def _rule(name: str, namespace: dict[str, object]) -> Rule:
    made = [
        thing
        for thing in namespace.values()
        if isinstance(thing, type)
        and issubclass(thing, Rule)
        and thing is not Rule
        and thing.__module__ == namespace["__name__"]
    ]
    (kind,) = made
    return kind(name)
