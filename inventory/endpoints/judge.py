"""The segments at one place of the tree to those that are names in the API and those that are values.

Every stem gets a score, which decision trees find from the evidence for it; no single number of samples decides.
`benchmarks/fit_templates.py` grows the trees and tells how good they are on specifications that they were not made
from.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from inventory.endpoints.evidence import Place
from inventory.endpoints.forest import Forest, fitted

TELLING = 4  # values at a place from which the reason is told; all others there are alike
ALIKE = 1_000  # scores that are remembered while a place is judged: at large ones much evidence is the same
REASONS = {
    "words": "many different words",
    "variety": "many different words, few exchanges each",
    "evenness": "no word much more frequent than the others",
    "once": "most words were seen once",
    "beside-values": "numbers or ids at the same place",
    "values-share": "numbers or ids at the same place",
    "after-plural": "a collection before it",
    "shared-calls": "the same calls below as below other words here",
    "calls-alike": "the same calls as other words here",
    "deep-calls-alike": "the same calls below as below other words here",
    "same-calls": "the same calls as other words here",
    "same-calls-words": "the same calls as other words here",
    "call-of-most": "the same calls below as below other words here",
    "calls-as-values": "the same calls as the numbers or ids at the same place",
    "deep-calls-as-values": "the same calls as the numbers or ids at the same place",
    "edited-here": "PUT, PATCH or DELETE on it",
    "put": "PUT, PATCH or DELETE on it",
    "deleted": "PUT, PATCH or DELETE on it",
    "look": "words that look like names of things",
    "looks": "words that look like names of things",
    "hyphen": "words that look like names of things",
    "hyphens": "words that look like names of things",
    "same-shape": "words of one shape",
}


class Question(msgspec.Struct, frozen=True):
    """A place whose stems are to be judged."""

    service: str
    prefix: tuple[str, ...]  # template segments up to here
    stems: tuple[str, ...]
    place: Place


class Verdict(msgspec.Struct, frozen=True):
    """What was decided about the stems at one place."""

    values: frozenset[str]  # the stems that are values
    reason: str = ""  # why, in words; "" when there are none
    scores: dict[str, float] = msgspec.field(default_factory=dict)  # by stem: log-odds that it is a value


Judge = Callable[[Question], Verdict]


def judge(question: Question, scorer: Forest | None = None) -> Verdict:
    """Decide which stems at a place are values, by the fitted forest if by no other."""
    scorer = scorer or fitted()
    scores: dict[str, float] = {}
    telling: list[dict[str, float]] = []
    known: dict[tuple[float, ...], float] = {}
    for stem in question.stems:
        evidence = question.place.evidence(stem)
        strengths = tuple(evidence.values())
        score = known.get(strengths)
        if score is None:
            score = scorer.score(evidence)
            if len(known) < ALIKE:
                known[strengths] = score
            if score > 0 and len(telling) < TELLING:
                telling.append(evidence)
        scores[stem] = score
    values = frozenset(stem for stem, score in scores.items() if score > 0)
    return Verdict(values, _reason(telling, scorer), scores)


def _reason(telling: Iterable[Mapping[str, float]], scorer: Forest) -> str:
    """Return in words what speaks most for the values with this evidence; "" where there are none."""
    reasons: dict[str, float] = {}
    for evidence in telling:
        for name, part in scorer.contributions(evidence).items():
            reason = REASONS.get(name)
            if reason and part > 0:
                reasons[reason] = reasons.get(reason, 0.0) + part
    best = sorted(reasons, key=lambda reason: (-reasons[reason], reason))[:2]
    return " and ".join(best)
